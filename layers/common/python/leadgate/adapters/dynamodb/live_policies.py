"""The list of the policy versions that are live, without the policies themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import dump, text, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class LiveLine(NamedTuple):
    """A live version: its policy's name, its hash, and the motions and forms that it decides."""

    name: str
    version: str
    motions: list[str]
    forms: list[str]


class DynamoLivePolicies:
    """LivePolicies on DynamoDB: one small item, read without loading the engine."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def named(self) -> Sequence[tuple[str, str]]:
        """Give name and version of every live policy."""
        return [(line.name, line.version) for line in self.lines()]

    def lines(self) -> list[LiveLine]:
        """Read the list as it is now."""
        key = {name: {"S": value} for name, value in keys.live_policies().items()}
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return [] if item is None else [_read(line) for line in json.loads(text(item, "doc"))]

    def replace(self, lines: Sequence[LiveLine]) -> None:
        """Write the list anew."""
        item = to_item(keys.live_policies(), {"doc": dump([_spell(line) for line in lines])})
        self._client.put_item(TableName=self._table, Item=item)


def _spell(line: LiveLine) -> dict[str, object]:
    return {"name": line.name, "version": line.version, "scope": [line.motions, line.forms]}


def _read(kept: Mapping[str, Any]) -> LiveLine:
    motions, forms = kept["scope"]
    return LiveLine(kept["name"], kept["version"], motions, forms)
