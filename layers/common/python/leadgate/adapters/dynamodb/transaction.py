"""One all-or-nothing write, and what the table says when it refuses one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from leadgate.adapters.dynamodb.items import Item, attribute

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import DeleteTypeDef, PutTypeDef, TransactWriteItemTypeDef, UpdateTypeDef

NEW = "attribute_not_exists(pk)"


class Part(Protocol):
    """One item's part of a transaction."""

    def to_request(self, table: str) -> TransactWriteItemTypeDef:
        """Spell it as DynamoDB's API takes it."""
        ...


@dataclass(frozen=True, slots=True)
class Write:
    """One item of a transaction, with the condition under which it may be written (None: always)."""

    item: Item
    condition: str | None = NEW
    values: Mapping[str, str | float] = field(default_factory=dict)

    def to_request(self, table: str) -> TransactWriteItemTypeDef:
        """Spell the write as DynamoDB's API takes it."""
        put: PutTypeDef = {"TableName": table, "Item": self.item}
        if self.condition is not None:
            put["ConditionExpression"] = self.condition
            put["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if self.values:
            put["ExpressionAttributeValues"] = {name: attribute(value) for name, value in self.values.items()}
        return {"Put": put}


@dataclass(frozen=True, slots=True)
class Amend:
    """One attribute of an existing item that a transaction sets."""

    key: Mapping[str, str]
    name: str
    value: str

    def to_request(self, table: str) -> TransactWriteItemTypeDef:
        """Spell the change as DynamoDB's API takes it."""
        update: UpdateTypeDef = {
            "TableName": table,
            "Key": {name: {"S": value} for name, value in self.key.items()},
            "UpdateExpression": "SET #name = :value",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": {"#name": self.name},
            "ExpressionAttributeValues": {":value": {"S": self.value}},
        }
        return {"Update": update}


@dataclass(frozen=True, slots=True)
class Remove:
    """An item that a transaction deletes, if its condition holds."""

    key: Mapping[str, str]
    condition: str
    values: Mapping[str, str | float]

    def to_request(self, table: str) -> TransactWriteItemTypeDef:
        """Spell the deletion as DynamoDB's API takes it."""
        delete: DeleteTypeDef = {
            "TableName": table,
            "Key": {name: {"S": value} for name, value in self.key.items()},
            "ConditionExpression": self.condition,
            "ExpressionAttributeValues": {name: attribute(value) for name, value in self.values.items()},
        }
        return {"Delete": delete}


class Refused(Exception):
    """The table refused a transaction; `failed` holds, by position, the items that did not meet a condition.

    A position whose item was being written by somebody else, or that found nothing, holds None.
    """

    def __init__(self, failed: Mapping[int, Item | None]) -> None:
        super().__init__(f"refused at {sorted(failed)}")
        self.failed = failed


# Codes of a cancelled transaction that mean "somebody else was there", not "this cannot be written".
_RACES = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


def write_all(client: DynamoDBClient, table: str, writes: Sequence[Part]) -> None:
    """Write all of some items or none.

    Args:
        client: the DynamoDB client; it repeats a call that got no answer under the same request token.
        table: the table's name.
        writes: at most 100 writes of different items.

    Raises:
        Refused: a condition did not hold, or another transaction was under way.
        ClientError: the table cannot take the writes (throttled, too large, not allowed).

    Source: Amazon DynamoDB API Reference, TransactWriteItems.
    """
    requests = [write.to_request(table) for write in writes]
    try:
        client.transact_write_items(TransactItems=requests)
    except client.exceptions.TransactionCanceledException as cancelled:
        reasons = cancelled.response.get("CancellationReasons", [])
        failed = {
            position: reason.get("Item")
            for position, reason in enumerate(reasons)
            if reason.get("Code", "None") != "None"
        }
        if not all(reasons[position]["Code"] in _RACES for position in failed):
            raise
        raise Refused(failed) from None
