"""Connections as they are set up."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import Item, dump, text, to_item
from leadgate.adapters.dynamodb.pages import query_page
from leadgate.adapters.fresh import SECONDS, FreshEach
from leadgate.application.ports import Page
from leadgate.domain.connection import Connection, KeptConnection

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

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
        self._held = FreshEach(self._read, seconds=seconds)

    def find(self, source: str, connection_id: str) -> KeptConnection | None:
        """Give a connection; what was not there is looked for again, so that a new one works at once."""
        return self._held.get((source, connection_id))

    def put(self, kept: KeptConnection) -> None:
        """Set up a connection, or change one."""
        connection = kept.connection
        key = keys.connection(connection.source, connection.id)
        self._client.put_item(TableName=self._table, Item=to_item(key, {"doc": dump(asdict(kept))}))
        self._held.forget((connection.source, connection.id))

    def remove(self, source: str, connection_id: str) -> None:
        """Delete a connection's item."""
        self._client.delete_item(TableName=self._table, Key=_key(source, connection_id))
        self._held.forget((source, connection_id))

    def page(self, *, cursor: str | None, limit: int) -> Page[KeptConnection]:
        """Read a page of all connections by one query."""
        pk = keys.connection("", "")["pk"]
        items, following = query_page(self._client, self._table, pk, cursor=cursor, form=_SORT_KEY, limit=limit)
        return Page(tuple(_from_item(item) for item in items), following)

    def _read(self, name: tuple[str, str]) -> KeptConnection | None:
        key = _key(*name)
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return None if item is None else _from_item(item)


def _key(source: str, connection_id: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in keys.connection(source, connection_id).items()}


def _from_item(item: Item) -> KeptConnection:
    values = json.loads(text(item, "doc"))
    return KeptConnection(**values | {"connection": Connection(**values["connection"])})
