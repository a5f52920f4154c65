"""Counts of posts in windows of time, by salted names; TTL sweeps them away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadgate.adapters.dynamodb import keys
from leadgate.domain.clock import HOUR
from leadgate.domain.rates import MOST_MEMBERS, window_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from leadgate.domain.clock import Instant
    from leadgate.domain.rates import Tally

_KEPT = HOUR
"""For how long a window is kept after its end: clocks of instances differ a little."""


class DynamoPostCounter:
    """A PostCounter on DynamoDB: one update for each name, one after the other; none of them is read before."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def count(self, tallies: Sequence[Tally], now: Instant) -> Sequence[int]:
        """Count one post under each of some names."""
        return [self._posts(tally, now) if tally.member is None else self._members(tally, now) for tally in tallies]

    def _posts(self, tally: Tally, now: Instant) -> int:
        return int(self._add(tally, now, {"N": "1"}, {})["N"])

    def _members(self, tally: Tally, now: Instant) -> int:
        most = {
            "ConditionExpression": "attribute_not_exists(counted) OR size(counted) < :most",
            "values": {":most": {"N": str(MOST_MEMBERS)}},
        }
        try:
            return len(self._add(tally, now, {"SS": [str(tally.member)]}, most)["SS"])
        except self._client.exceptions.ConditionalCheckFailedException:
            return MOST_MEMBERS

    def _add(self, tally: Tally, now: Instant, one: dict[str, Any], only: dict[str, Any]) -> Any:
        began = window_of(tally.seconds, now)
        key = {name: {"S": value} for name, value in keys.tally(tally.name, began).items()}
        ends = {"N": str(began + tally.seconds + _KEPT)}
        condition = {name: value for name, value in only.items() if name != "values"}
        answer = self._client.update_item(
            TableName=self._table,
            Key=key,
            UpdateExpression="SET expires_at = :ends ADD counted :one",
            ExpressionAttributeValues={":one": one, ":ends": ends, **only.get("values", {})},
            ReturnValues="ALL_NEW",
            **condition,
        )
        return answer["Attributes"]["counted"]
