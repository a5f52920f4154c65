"""Visitors in the table of leads: one item each, linked to a lead by the transaction that keeps the lead."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.batch import get_all
from leadgate.adapters.dynamodb.items import Item, dump, number, optional_text, text, to_item
from leadgate.adapters.dynamodb.transaction import NEW, Refused, Write, write_all
from leadgate.adapters.dynamodb.turns_item import turns_from_items
from leadgate.application.visitor_ports import StaleVisitor
from leadgate.domain.visitor import KEPT_FOR, Visitor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from leadgate.domain.clock import Instant
    from leadgate.domain.routing import Turns


@dataclass(frozen=True, slots=True)
class Link:
    """That a visitor is a lead: written without a look at what is kept of them, be it nothing.

    It counts as a change of the visitor, so that whoever is about to keep a signal for a stranger looks again.
    """

    visitor_key: str
    lead_id: str
    at: Instant

    def to_request(self, table: str) -> TransactWriteItemTypeDef:
        """Spell the link as DynamoDB's API takes it."""
        return {
            "Update": {
                "TableName": table,
                "Key": {name: {"S": value} for name, value in keys.visitor(self.visitor_key).items()},
                "UpdateExpression": "SET lead_id = :lead, expires_at = :until ADD version :one",
                "ExpressionAttributeValues": {
                    ":lead": {"S": self.lead_id},
                    ":until": {"N": str(int(self.at + KEPT_FOR))},
                    ":one": {"N": "1"},
                },
            }
        }


class DynamoVisitors:
    """What a LeadRepository does for visitors; see the port for what each call means."""

    _client: DynamoDBClient
    _table: str

    def visitor(self, key: str) -> Visitor:
        """Read one visitor."""
        spelled = {name: {"S": value} for name, value in keys.visitor(key).items()}
        item = self._client.get_item(TableName=self._table, Key=spelled, ConsistentRead=True).get("Item")
        return Visitor(key) if item is None else _from_item(key, item)

    def keep_visitor(self, visitor: Visitor) -> None:
        """Write the visitor's next version."""
        # A transaction, because a call that got no answer is repeated under the same token, and then counts once.
        try:
            write_all(self._client, self._table, [next_version(visitor)])
        except Refused:
            raise StaleVisitor from None

    def turns_and_visitors(
        self, pools: Sequence[str], visitors: Sequence[str]
    ) -> tuple[Mapping[str, Turns], tuple[Visitor, ...]]:
        """Read the turns of some pools and some visitors by one call."""
        wanted = {key: keys.visitor(key) for key in visitors}
        found = get_all(self._client, self._table, [*(keys.turns(pool) for pool in pools), *wanted.values()])
        items = {key: found.get((spelled["pk"], spelled["sk"])) for key, spelled in wanted.items()}
        kept = tuple(_from_item(key, item) for key, item in items.items() if item is not None)
        return turns_from_items(found, pools), kept


def next_version(visitor: Visitor) -> Write:
    """Write a visitor, provided that nobody did since they were read."""
    values = {
        "version": visitor.version,
        "lead_id": visitor.lead_id,
        "doc": dump([dict(signal) for signal in visitor.signals]),
        "expires_at": int(visitor.expires_at),
    }
    item = to_item(keys.visitor(visitor.key), values)
    previous = visitor.version - 1
    return Write(item, "version = :version", {":version": previous}) if previous else Write(item, NEW)


def _from_item(key: str, item: Item) -> Visitor:
    return Visitor(
        key,
        version=int(number(item, "version")),
        # Who was linked before they did anything has none.
        signals=tuple(json.loads(text(item, "doc"))) if "doc" in item else (),
        lead_id=optional_text(item, "lead_id"),
        expires_at=number(item, "expires_at"),
    )
