"""Forms as they are set up."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import dump, text, to_item
from leadgate.adapters.fresh import Fresh
from leadgate.domain.form import Form

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

# Form ids come from the public: a bound keeps made-up ones from filling an instance's memory.
_HELD = 1_000


class DynamoFormRegistry:
    """A FormRegistry on DynamoDB that asks for a form at most every half minute."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table
        self._held: dict[str, Fresh[Form | None]] = {}

    def find(self, form_id: str) -> Form | None:
        """Give a form, at most half a minute old."""
        if form_id not in self._held and len(self._held) >= _HELD:
            self._held.clear()
        return self._held.setdefault(form_id, Fresh(lambda: self._read(form_id))).get()

    def put(self, form: Form) -> None:
        """Set up a form, or change one."""
        item = to_item(keys.form(form.id), {"doc": dump(asdict(form))})
        self._client.put_item(TableName=self._table, Item=item)
        self._held.pop(form.id, None)

    def _read(self, form_id: str) -> Form | None:
        key = {name: {"S": value} for name, value in keys.form(form_id).items()}
        item = self._client.get_item(TableName=self._table, Key=key).get("Item")
        if item is None:
            return None
        values = json.loads(text(item, "doc"))
        return Form(**values | {"origins": tuple(values["origins"])})
