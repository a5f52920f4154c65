"""Raw deliveries of sources, compressed, until the table sweeps them away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.cursors import cursor_of, sort_key_of
from leadgate.adapters.dynamodb.delivery_item import delivery_from_item, delivery_to_item, milliseconds
from leadgate.adapters.dynamodb.items import text
from leadgate.application.ports import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from leadgate.domain.clock import Instant
    from leadgate.domain.raw_delivery import RawDelivery, Result

_SORT_KEY = re.compile(rf"{keys.DELIVERY}\d{{15}}#[A-Za-z0-9_-]{{1,64}}")


class DynamoDeliveryArchive:
    """A DeliveryArchive on DynamoDB: one item a delivery, in the order of their arrival."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def keep(self, delivery: RawDelivery) -> None:
        """Write a delivery's item."""
        self._client.put_item(TableName=self._table, Item=delivery_to_item(delivery))

    def page(
        self,
        source: str,
        connection_id: str,
        *,
        since: Instant,
        result: Result | None = None,
        cursor: str | None = None,
        limit: int,
    ) -> Page[RawDelivery]:
        """Read a page of a connection's deliveries by one query."""
        first = keys.raw_delivery(source, connection_id, milliseconds(since), "")
        wanted: dict[str, Any] = {"FilterExpression": "contains(results, :result)"} if result else {}
        values = {":pk": first["pk"], ":first": first["sk"], ":end": f"{keys.DELIVERY}~"}
        if result:
            values[":result"] = f'"{result.value}"'
        if cursor:
            start = {"pk": first["pk"], "sk": sort_key_of(cursor, _SORT_KEY)}
            wanted["ExclusiveStartKey"] = {name: {"S": value} for name, value in start.items()}
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :end",
            ExpressionAttributeValues={name: {"S": value} for name, value in values.items()},
            ConsistentRead=True,
            Limit=limit,
            **wanted,
        )
        last = answer.get("LastEvaluatedKey")
        found = tuple(delivery_from_item(item, source, connection_id) for item in answer["Items"])
        return Page(found, None if last is None else cursor_of(text(last, "sk")))
