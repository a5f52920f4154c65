"""Many items by one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from leadgate.adapters.dynamodb.items import Item, text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_CALL_LIMIT = 100
_CALLS = 20


class Incomplete(Exception):
    """The table kept leaving items out of its answers."""


def get_all(client: DynamoDBClient, table: str, wanted: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], Item]:
    """Read items by their keys, as they are now.

    Args:
        client: the DynamoDB client.
        table: the table's name.
        wanted: different keys; up to 100 are one call.

    Returns:
        The items that exist, by `pk` and `sk`.

    Raises:
        Incomplete: the table answered in part more often than can be waited for.
    """
    open_keys: list[Any] = [{name: {"S": value} for name, value in key.items()} for key in wanted]
    found: dict[tuple[str, str], Item] = {}
    for _ in range(_CALLS + len(wanted) // _CALL_LIMIT):
        if not open_keys:
            return found
        asked, open_keys = open_keys[:_CALL_LIMIT], open_keys[_CALL_LIMIT:]
        answer = client.batch_get_item(RequestItems={table: {"Keys": asked, "ConsistentRead": True}})
        for item in answer["Responses"].get(table, []):
            found[text(item, "pk"), text(item, "sk")] = item
        unprocessed = answer.get("UnprocessedKeys", {})
        open_keys += unprocessed[table]["Keys"] if table in unprocessed else []
    if open_keys:
        raise Incomplete
    return found
