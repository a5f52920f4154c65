"""The list of the policy versions that are live or look on, and every change of it; the engine is not needed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import Item, Plain, dump, number, text, to_item
from leadgate.adapters.dynamodb.transaction import Refused, Write, write_all
from leadgate.application.errors import StaleList
from leadgate.domain.publication import Act, Line, LiveList, Publication

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_UNCHANGED = "revision = :revision"
# The list that release 0.1.0 wrote has no revision.
_FIRST = "attribute_not_exists(revision)"


class DynamoPublications:
    """Publications on DynamoDB: one small item is the list, and each change is written together with it."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def current(self) -> LiveList:
        """Read the list as it is now."""
        key = {name: {"S": value} for name, value in keys.live_policies().items()}
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return LiveList()
        revision = int(number(item, "revision")) if "revision" in item else 0
        return LiveList(revision, _lines(item, "doc"), _lines(item, "shadow") if "shadow" in item else ())

    def commit(self, following: LiveList, change: Publication) -> None:
        """Write the next list and its change in one transaction, if nobody was faster."""
        previous = following.revision - 1
        live, shadow = _dump(following.live), _dump(following.shadow)
        values: dict[str, Plain] = {"revision": following.revision, "doc": live, "shadow": shadow}
        kept = to_item(keys.live_policies(), values)
        condition = Write(kept, _UNCHANGED, {":revision": previous}) if previous else Write(kept, _FIRST)
        try:
            write_all(self._client, self._table, [condition, Write(_change_to_item(change))])
        except Refused:
            raise StaleList from None

    def history(self, name: str, limit: int | None = None) -> Sequence[Publication]:
        """Read the changes that were made for a policy, newest first."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :changes)",
            ExpressionAttributeValues={
                ":pk": {"S": keys.policy_change(name, 0)["pk"]},
                ":changes": {"S": keys.CHANGE},
            },
            ScanIndexForward=False,
            ConsistentRead=True,
            PaginationConfig={} if limit is None else {"MaxItems": limit},
        )
        return [_change_from_item(item) for page in pages for item in page["Items"]]


def _change_to_item(change: Publication) -> dict[str, Any]:
    values: dict[str, Plain] = {
        "revision": change.revision,
        "act": change.act.value,
        "name": change.name,
        "at": change.at,
        "by": change.by,
        "before": _dump(change.before),
        "after": _dump(change.after),
    }
    return to_item(keys.policy_change(change.name, change.revision), values)


def _change_from_item(item: Item) -> Publication:
    return Publication(
        revision=int(number(item, "revision")),
        act=Act(text(item, "act")),
        name=text(item, "name"),
        at=number(item, "at"),
        by=text(item, "by"),
        before=_lines(item, "before"),
        after=_lines(item, "after"),
    )


def _dump(lines: Sequence[Line]) -> str:
    return dump([{"name": line.name, "version": line.version, "scope": list(line.scope)} for line in lines])


def _lines(item: Item, name: str) -> tuple[Line, ...]:
    return tuple(_line(kept) for kept in json.loads(text(item, name)))


def _line(kept: Mapping[str, Any]) -> Line:
    motions, forms = kept["scope"]
    return Line(kept["name"], kept["version"], tuple(motions), tuple(forms))
