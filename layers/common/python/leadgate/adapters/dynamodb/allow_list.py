"""Whom nothing is held against, by salted names of addresses and domains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.batch import get_all
from leadgate.adapters.dynamodb.items import to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from leadgate.domain.clock import Instant


class DynamoAllowList:
    """An AllowList on DynamoDB; one call asks for an address and its domain."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def allows(self, names: Sequence[str]) -> bool:
        """Say whether any of some names is on the list."""
        return bool(get_all(self._client, self._table, [keys.allowed(name) for name in names]))

    def add(self, names: Sequence[str], at: Instant, by: str) -> None:
        """Put names on the list, each with when and by whom; a name that is there gets the later ones."""
        for name in names:
            item = to_item(keys.allowed(name), {"at": at, "by": by})
            self._client.put_item(TableName=self._table, Item=item)
