"""Forms as they are set up."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.cursors import cursor_of, sort_key_of
from leadgate.adapters.dynamodb.items import Item, dump, text, to_item
from leadgate.adapters.dynamodb.transaction import Refused, Write, write_all
from leadgate.adapters.fresh import SECONDS, Fresh
from leadgate.application.errors import Congested
from leadgate.application.ports import Page
from leadgate.domain.form import Form

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

# Form ids come from the public: a bound keeps made-up ones from filling an instance's memory.
_HELD = 1_000
_SORT_KEY = re.compile(rf"{keys.NAME}[^\x00]{{1,100}}")


class DynamoFormRegistry:
    """A FormRegistry on DynamoDB that asks for a form at most every half minute.

    Args:
        client: the DynamoDB client.
        table: the table's name.
        seconds: for how long a form is held; 0 reads it each time, as it is at that moment.
    """

    def __init__(self, client: DynamoDBClient, table: str, *, seconds: float = SECONDS) -> None:
        self._client = client
        self._table = table
        self._seconds = seconds
        self._held: dict[str, Fresh[Form | None]] = {}

    def find(self, form_id: str) -> Form | None:
        """Give a form, at most half a minute old."""
        if form_id not in self._held and len(self._held) >= _HELD:
            self._held.clear()
        fresh = Fresh(lambda: self._read(form_id), seconds=self._seconds)
        return self._held.setdefault(form_id, fresh).get()

    def put(self, form: Form) -> None:
        """Set up a form, or change one: by itself and in the list of all, or not at all."""
        values = {"doc": dump(asdict(form))}
        places = (keys.form(form.id), keys.listed_form(form.id))
        try:
            write_all(self._client, self._table, [Write(to_item(place, values), None) for place in places])
        except Refused:
            raise Congested from None
        self._held.pop(form.id, None)

    def page(self, *, cursor: str | None, limit: int) -> Page[Form]:
        """Read a page of the list by one query."""
        pk = keys.listed_form("")["pk"]
        start: dict[str, Any] = {}
        if cursor:
            start["ExclusiveStartKey"] = {"pk": {"S": pk}, "sk": {"S": sort_key_of(cursor, _SORT_KEY)}}
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            Limit=limit,
            ConsistentRead=True,
            **start,
        )
        last = answer.get("LastEvaluatedKey")
        forms = tuple(_form(item) for item in answer["Items"])
        return Page(forms, None if last is None else cursor_of(text(last, "sk")))

    def _read(self, form_id: str) -> Form | None:
        key = {name: {"S": value} for name, value in keys.form(form_id).items()}
        is_current = self._seconds == 0
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=is_current).get("Item")
        return None if item is None else _form(item)


def _form(item: Item) -> Form:
    values = json.loads(text(item, "doc"))
    return Form(**values | {"origins": tuple(values["origins"])})
