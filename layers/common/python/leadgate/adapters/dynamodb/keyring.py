"""Bearer keys, remembered by their digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import number, text, to_item
from leadgate.domain.access import Key, Scope

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class DynamoKeyring:
    """A Keyring on DynamoDB; nothing is held, so that a revoked key is over as soon as the gateway asks again."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def find(self, digest: str) -> Key | None:
        """Give the key with this digest."""
        key = {name: {"S": value} for name, value in keys.key(digest).items()}
        item = self._client.get_item(TableName=self._table, Key=key).get("Item")
        if item is None:
            return None
        return Key(
            digest=digest,
            name=text(item, "name"),
            scopes=tuple(Scope(scope) for scope in text(item, "scopes").split()),
            expires_at=number(item, "ends_at") if "ends_at" in item else None,
            revoked="revoked" in item,
        )

    def put(self, key: Key) -> None:
        """Remember a key, or change what is remembered of it."""
        # Not `expires_at`: that is what the table sweeps away, and an expired key shall be known as expired.
        values = {
            "name": key.name,
            "scopes": " ".join(key.scopes),
            "ends_at": key.expires_at,
            "revoked": 1 if key.revoked else None,
        }
        item = to_item(keys.key(key.digest), values)
        self._client.put_item(TableName=self._table, Item=item)
