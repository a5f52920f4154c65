"""Forms as they are set up."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import Item, dump, text, to_item
from leadgate.adapters.dynamodb.pages import query_page
from leadgate.adapters.dynamodb.transaction import Refused, Write, write_all
from leadgate.adapters.fresh import SECONDS, FreshEach
from leadgate.application.errors import Congested
from leadgate.application.ports import Page
from leadgate.domain.captcha import Captcha
from leadgate.domain.form import Form
from leadgate.domain.rates import Limits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

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
        self._held = FreshEach(self._read, seconds=seconds)

    def find(self, form_id: str) -> Form | None:
        """Give a form, at most half a minute old; what was not there is looked for again."""
        return self._held.get(form_id)

    def put(self, form: Form) -> None:
        """Set up a form, or change one: by itself and in the list of all, or not at all."""
        values = {"doc": dump(asdict(form))}
        places = (keys.form(form.id), keys.listed_form(form.id))
        try:
            write_all(self._client, self._table, [Write(to_item(place, values), None) for place in places])
        except Refused:
            raise Congested from None
        self._held.forget(form.id)

    def page(self, *, cursor: str | None, limit: int) -> Page[Form]:
        """Read a page of the list by one query."""
        pk = keys.listed_form("")["pk"]
        items, following = query_page(self._client, self._table, pk, cursor=cursor, form=_SORT_KEY, limit=limit)
        return Page(tuple(_form(item) for item in items), following)

    def _read(self, form_id: str) -> Form | None:
        key = {name: {"S": value} for name, value in keys.form(form_id).items()}
        is_current = self._seconds == 0
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=is_current).get("Item")
        return None if item is None else _form(item)


def _form(item: Item) -> Form:
    values = json.loads(text(item, "doc"))
    captcha = values.get("captcha")
    return Form(
        **values
        | {
            "origins": tuple(values["origins"]),
            "limits": Limits(**values.get("limits", {})),
            "captcha": None if captcha is None else Captcha(**captcha),
        }
    )
