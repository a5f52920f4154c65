"""Leads, their timelines and their decisions, read from one table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.batch import get_all
from leadgate.adapters.dynamodb.cursors import cursor_of
from leadgate.adapters.dynamodb.items import Item, text
from leadgate.adapters.dynamodb.lead_item import entry_from_item, lead_from_item, record_from_item
from leadgate.adapters.dynamodb.pages import query_page
from leadgate.adapters.dynamodb.turns_item import turns_from_items
from leadgate.adapters.dynamodb.visitors import DynamoVisitors
from leadgate.application.ports import DecisionRecord, Page
from leadgate.domain.lead import Lead
from leadgate.domain.routing import Turns
from leadgate.domain.timeline import Entry, Happening

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_SORT_KEY = re.compile(rf"{keys.TIMELINE}\d{{10}}#\d{{1,3}}")
# Decisions are found among the timeline's entries: few queries are enough for a page of them, and never many.
_LARGE_PAGE = 100
_QUERIES = 10
# A receipt names a lead, which may have been merged into another; that one may have been merged since.
_NAMES = 4


class DynamoLeadReader(DynamoVisitors):
    """What a LeadRepository reads; see the port for what each call means."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def get(self, lead_id: str) -> Lead | None:
        """Read a lead by its own id, or by another name by one read more each."""
        for _ in range(_NAMES):
            # A merge that commits just now may show a query neither lead nor name: one of both is there.
            item = self._named(lead_id) or self._item(keys.lead(lead_id)) or self._item(keys.alias(lead_id))
            if item is None:
                return None
            if text(item, "sk") == keys.LEAD:
                return lead_from_item(item)
            lead_id = text(item, "lead_id")
        return None

    def of_person(self, person_key: str) -> Lead | None:
        """Read the person's lock, then the lead."""
        lock = self._item(keys.person(person_key))
        if lock is None:
            return None
        lead_id = text(lock, "lead_id")
        # A lead that was merged between both reads has its new name by now.
        return self._lead(keys.lead(lead_id)) or self.get(lead_id)

    def part(self, lead_id: str) -> Lead | None:
        """Read what one address alone stated."""
        return self._lead(keys.part(lead_id))

    def ids_of(self, person_keys: Sequence[str]) -> Mapping[str, str]:
        """Read the locks of some persons, a hundred by one call."""
        locks = {person_key: keys.person(person_key) for person_key in person_keys}
        found = get_all(self._client, self._table, list(locks.values()))
        kept = {person_key: found.get((lock["pk"], lock["sk"])) for person_key, lock in locks.items()}
        return {person_key: text(lock, "lead_id") for person_key, lock in kept.items() if lock is not None}

    def with_turns(self, lead_id: str, pools: Sequence[str]) -> tuple[Lead | None, Mapping[str, Turns]]:
        """Read a lead and the turns of some pools by one call."""
        wanted = [keys.lead(lead_id), *(keys.turns(pool) for pool in pools)]
        found = get_all(self._client, self._table, wanted)
        lead = found.get((wanted[0]["pk"], wanted[0]["sk"]))
        return (None if lead is None else lead_from_item(lead)), turns_from_items(found, pools)

    def timeline(self, lead_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        """Read a page of a lead's timeline by one query."""
        items, following = self._entries(lead_id, cursor, limit, is_newest_first=False)
        return Page(tuple(entry_from_item(item) for item in items), following)

    def decisions(self, lead_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        """Read the timeline backwards until there are enough decisions, for so many queries at most."""
        found: list[Item] = []
        for _ in range(_QUERIES):
            items, cursor = self._entries(lead_id, cursor, _LARGE_PAGE, is_newest_first=True)
            found += [item for item in items if text(item, "type") == Happening.DECIDED.value]
            if len(found) > limit or cursor is None:
                break
        if len(found) > limit:
            cursor = cursor_of(text(found[limit - 1], "sk"))
        return Page(tuple(entry_from_item(item) for item in found[:limit]), cursor)

    def decision(self, decision_id: str) -> DecisionRecord | None:
        """Read one decision."""
        item = self._item(keys.decision(decision_id))
        return None if item is None else record_from_item(item)

    def _entries(
        self, lead_id: str, cursor: str | None, limit: int, *, is_newest_first: bool
    ) -> tuple[Sequence[Item], str | None]:
        return query_page(
            self._client, self._table, keys.lead(lead_id)["pk"], cursor=cursor, form=_SORT_KEY, limit=limit,
            where=" AND begins_with(sk, :entries)", values={":entries": keys.TIMELINE},
            ScanIndexForward=not is_newest_first,
        )  # fmt: skip

    def _named(self, lead_id: str) -> Item | None:
        """Find the lead of this id, or the name that leads to it: they share a partition, so that one query does."""
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :alias AND :lead",
            ExpressionAttributeValues={
                ":pk": {"S": keys.lead(lead_id)["pk"]},
                ":alias": {"S": keys.ALIAS},
                ":lead": {"S": keys.LEAD},
            },
            ConsistentRead=True,
        )["Items"]
        return found[0] if found else None

    def _lead(self, key: Mapping[str, str]) -> Lead | None:
        item = self._item(key)
        return None if item is None else lead_from_item(item)

    def _item(self, key: Mapping[str, str]) -> Item | None:
        spelled = {name: {"S": value} for name, value in key.items()}
        return self._client.get_item(TableName=self._table, Key=spelled, ConsistentRead=True).get("Item")
