"""Reading a list of the table a page at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from leadgate.adapters.dynamodb.cursors import cursor_of, sort_key_of
from leadgate.adapters.dynamodb.items import Item, text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def query_page(
    client: DynamoDBClient,
    table: str,
    pk: str,
    *,
    cursor: str | None,
    form: re.Pattern[str],
    limit: int,
    where: str = "",
    values: Mapping[str, str] = _NONE,
    **how: Any,
) -> tuple[Sequence[Item], str | None]:
    """Read a page of a partition by one consistent query.

    Args:
        client: the DynamoDB client.
        table: the table's name.
        pk: the partition.
        cursor: where the page before ended, None for the first one.
        form: how the sort keys of this list are spelled.
        limit: the most items to read.
        where: what else the key has to meet, with `values` by the names in it.
        values: those texts.
        how: further arguments of the query, such as a filter or the order.

    Returns:
        The items, and the cursor to those that follow (None at the end).

    Raises:
        BadCursor: the cursor is none of this list.
    """
    if cursor:
        how["ExclusiveStartKey"] = {"pk": {"S": pk}, "sk": {"S": sort_key_of(cursor, form)}}
    answer = client.query(
        TableName=table,
        KeyConditionExpression=f"pk = :pk{where}",
        ExpressionAttributeValues={name: {"S": value} for name, value in {":pk": pk, **values}.items()},
        ConsistentRead=True,
        Limit=limit,
        **how,
    )
    last = answer.get("LastEvaluatedKey")
    return answer["Items"], None if last is None else cursor_of(text(last, "sk"))
