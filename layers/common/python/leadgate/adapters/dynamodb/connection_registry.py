"""Connections as they are set up."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.cursors import cursor_of, sort_key_of
from leadgate.adapters.dynamodb.items import Item, dump, text, to_item
from leadgate.adapters.fresh import SECONDS, Fresh
from leadgate.application.ports import Page
from leadgate.domain.connection import Connection, KeptConnection

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_HELD = 1_000
_SORT_KEY = re.compile(r"[a-z0-9-]{1,40}#[A-Za-z0-9_-]{1,64}")


class DynamoConnectionRegistry:
    """A ConnectionRegistry on DynamoDB.

    Args:
        client: the DynamoDB client.
        table: the table's name.
        seconds: for how long a connection is held; 0 reads it each time.
    """

    def __init__(self, client: DynamoDBClient, table: str, *, seconds: float = SECONDS) -> None:
        self._client = client
        self._table = table
        self._seconds = seconds
        self._held: dict[tuple[str, str], Fresh[KeptConnection | None]] = {}

    def find(self, source: str, connection_id: str) -> KeptConnection | None:
        """Give a connection; what was not there is looked for again, so that a new one works at once."""
        name = (source, connection_id)
        if name not in self._held and len(self._held) >= _HELD:
            self._held.clear()
        fresh = self._held.setdefault(name, Fresh(lambda: self._read(source, connection_id), seconds=self._seconds))
        try:
            found = fresh.get()
        except Exception:
            self._held.pop(name, None)
            raise
        if found is None:
            self._held.pop(name, None)
        return found

    def put(self, kept: KeptConnection) -> None:
        """Set up a connection, or change one."""
        connection = kept.connection
        key = keys.connection(connection.source, connection.id)
        self._client.put_item(TableName=self._table, Item=to_item(key, {"doc": dump(asdict(kept))}))
        self._held.pop((connection.source, connection.id), None)

    def remove(self, source: str, connection_id: str) -> None:
        """Delete a connection's item."""
        self._client.delete_item(TableName=self._table, Key=_key(source, connection_id))
        self._held.pop((source, connection_id), None)

    def page(self, *, cursor: str | None, limit: int) -> Page[KeptConnection]:
        """Read a page of all connections by one query."""
        pk = keys.connection("", "")["pk"]
        start: dict[str, Any] = (
            {"ExclusiveStartKey": {"pk": {"S": pk}, "sk": {"S": sort_key_of(cursor, _SORT_KEY)}}} if cursor else {}
        )
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
            Limit=limit,
            **start,
        )
        last = answer.get("LastEvaluatedKey")
        connections = tuple(_from_item(item) for item in answer["Items"])
        return Page(connections, None if last is None else cursor_of(text(last, "sk")))

    def _read(self, source: str, connection_id: str) -> KeptConnection | None:
        key = _key(source, connection_id)
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return None if item is None else _from_item(item)


def _key(source: str, connection_id: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in keys.connection(source, connection_id).items()}


def _from_item(item: Item) -> KeptConnection:
    values = json.loads(text(item, "doc"))
    return KeptConnection(**values | {"connection": Connection(**values["connection"])})
