"""Pools and reps as they are set up."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import dump, text, to_item
from leadgate.adapters.fresh import SECONDS, Fresh
from leadgate.domain.routing import Directory, Pool, Rep

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class DynamoDirectoryStore:
    """A DirectoryStore on DynamoDB: one query reads all of it, at most every half minute.

    Args:
        client: the DynamoDB client.
        table: the table's name.
        seconds: for how long it is held; 0 reads it each time.
    """

    def __init__(self, client: DynamoDBClient, table: str, *, seconds: float = SECONDS) -> None:
        self._client = client
        self._table = table
        self._seconds = seconds
        self._current = Fresh(self._read, seconds=seconds)

    def current(self) -> Directory:
        """Give all pools and reps, at most half a minute old."""
        return self._current.get()

    def put_rep(self, rep: Rep) -> None:
        """Set up a rep, or change one."""
        self._put(keys.rep(rep.id), asdict(rep))

    def put_pool(self, pool: Pool) -> None:
        """Set up a pool, or change one."""
        self._put(keys.pool(pool.id), asdict(pool))

    def _put(self, key: dict[str, str], values: dict[str, object]) -> None:
        item = to_item(key, {"doc": dump(values)})
        self._client.put_item(TableName=self._table, Item=item)
        self._current = Fresh(self._read, seconds=self._seconds)

    def _read(self) -> Directory:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.rep("")["pk"]}},
        )
        pools: dict[str, Pool] = {}
        reps: dict[str, Rep] = {}
        for page in pages:
            for item in page["Items"]:
                values = json.loads(text(item, "doc"))
                if text(item, "sk").startswith(keys.REP):
                    reps[values["id"]] = Rep(**values)
                else:
                    members = tuple((rep, weight) for rep, weight in values["members"])
                    pools[values["id"]] = Pool(values["id"], members, values["catch_all"])
        return Directory(pools, reps)
