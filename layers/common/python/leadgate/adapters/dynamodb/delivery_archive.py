"""Raw deliveries of sources, compressed, until the table sweeps them away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.delivery_item import delivery_from_item, delivery_to_item, milliseconds
from leadgate.adapters.dynamodb.pages import query_page
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
        wanted = {"FilterExpression": "contains(results, :result)"} if result else {}
        values = {":first": first["sk"], ":end": f"{keys.DELIVERY}~"}
        if result:
            values[":result"] = f'"{result.value}"'
        items, following = query_page(
            self._client, self._table, first["pk"], cursor=cursor, form=_SORT_KEY, limit=limit,
            where=" AND sk BETWEEN :first AND :end", values=values, **wanted,
        )  # fmt: skip
        found = tuple(delivery_from_item(item, source, connection_id) for item in items)
        return Page(found, following)
