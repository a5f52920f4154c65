"""Every version of every policy: its compiled form, its text, and what is listed of it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import Item, Plain, dump, number, optional_text, pack, text, to_item, unpack
from leadgate.adapters.dynamodb.pages import query_page
from leadgate.adapters.dynamodb.transaction import Refused, Write, write_all
from leadgate.application.errors import BrokenPolicy, PolicyTooLarge, StaleList
from leadgate.application.ports import Page
from leadgate.domain.publication import Line, PolicyVersion

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from leadgate.domain.policy import Policy

LARGEST: Final = 380_000
"""Bytes that a compiled form or a text may have, compressed; an item of the table holds 400 kB in all."""

# A version never changes, so what was loaded stays true. Far more than are ever live; the bound is for replays.
_HELD = 64
_SORT_KEY = re.compile(rf"{keys.UPLOAD}\d{{15}}#pv_[0-9a-f]{{16}}")
# What release 0.1.0 kept of a version is its compiled form alone; uploading it again adds the rest.
_NOT_COMPLETE = "attribute_not_exists(examples)"


class DynamoPolicyVersions:
    """PolicyVersions on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table
        self._loaded: dict[tuple[str, str], Policy] = {}

    def add(self, version: PolicyVersion, source: str) -> bool:
        """Write form, text, listing and name in one transaction, unless the version is there."""
        from leadgate.domain.policy import canonical_form  # noqa: PLC0415 - as in `load`

        line, compiled, packed_source = version.line, zlib.compress(canonical_form(version.compiled)), pack(source)
        if max(len(compiled), len(packed_source)) > LARGEST:
            raise PolicyTooLarge
        listed = _to_values(version)
        form = to_item(keys.policy_version(line.name, line.version), {**listed, "compiled": compiled})
        writes = (
            Write(form, _NOT_COMPLETE),
            Write(to_item(keys.policy_source(line.name, line.version), {"source": packed_source}), None),
            Write(to_item(keys.policy_upload(line.name, round(version.at * 1000), line.version), listed), None),
            Write(to_item(keys.policy_name(line.name), {"name": line.name}), None),
        )
        try:
            write_all(self._client, self._table, writes)
        except Refused as refused:
            if refused.failed.get(0):
                return False
            raise StaleList from None
        return True

    def find(self, name: str, version: str) -> PolicyVersion | None:
        """Read a version as it is kept."""
        item = self._item(keys.policy_version(name, version))
        try:
            compiled = {} if item is None else cast(Mapping[str, Any], unpack(item, "compiled"))
            return None if item is None else _from_item(item, name, version, compiled)
        except (zlib.error, ValueError, LookupError, TypeError, AttributeError) as damaged:
            raise BrokenPolicy(f"{name} {version}") from damaged

    def source(self, name: str, version: str) -> str | None:
        """Read the text of a version."""
        item = self._item(keys.policy_source(name, version))
        try:
            return None if item is None else str(unpack(item, "source"))
        except (zlib.error, ValueError, LookupError) as damaged:
            raise BrokenPolicy(f"{name} {version}") from damaged

    def load(self, name: str, version: str) -> Policy:
        """Read a version and make it ready to decide, at most once while it is held."""
        # Whoever only lists versions does not wait for the engine.
        from leadgate.domain.policy import load_stored  # noqa: PLC0415

        known = self._loaded.get((name, version))
        if known is not None:
            return known
        item = self._item(keys.policy_version(name, version))
        try:
            policy = None if item is None else load_stored(zlib.decompress(item["compiled"]["B"]), version)
        except (zlib.error, ValueError, LookupError, TypeError) as damaged:
            raise BrokenPolicy(f"{name} {version}") from damaged
        if policy is None or policy.name != name:
            raise BrokenPolicy(f"{name} {version}")
        while len(self._loaded) >= _HELD:
            self._loaded.pop(next(iter(self._loaded)))
        self._loaded[name, version] = policy
        return policy

    def page(self, name: str, *, cursor: str | None, limit: int) -> Page[PolicyVersion]:
        """Read a page of the uploads of a policy by one query, newest first."""
        pk = keys.policy_upload(name, 0, "")["pk"]
        items, following = query_page(
            self._client, self._table, pk, cursor=cursor, form=_SORT_KEY, limit=limit,
            where=" AND begins_with(sk, :uploads)", values={":uploads": keys.UPLOAD}, ScanIndexForward=False,
        )  # fmt: skip
        versions = tuple(_from_item(item, name, text(item, "version"), {}) for item in items)
        return Page(versions, following)

    def names(self) -> Sequence[str]:
        """Read the names of all policies."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :names)",
            ExpressionAttributeValues={":pk": {"S": keys.policy_name("")["pk"]}, ":names": {"S": keys.NAME}},
            ConsistentRead=True,
        )
        return [text(item, "name") for page in pages for item in page["Items"]]

    def _item(self, key: Mapping[str, str]) -> Item | None:
        spelled = {name: {"S": value} for name, value in key.items()}
        return self._client.get_item(TableName=self._table, Key=spelled, ConsistentRead=True).get("Item")


def _to_values(version: PolicyVersion) -> dict[str, Plain]:
    return {
        "version": version.line.version,
        "at": version.at,
        "by": version.by,
        "examples": version.examples,
        "scope": dump(list(version.line.scope)),
        "warnings": dump(list(version.warnings)),
    }


def _from_item(item: Item, name: str, version: str, compiled: Mapping[str, Any]) -> PolicyVersion:
    if "examples" not in item:
        applies_to = compiled["applies_to"]
        line = Line(name, version, tuple(sorted(applies_to["motions"])), tuple(sorted(applies_to["forms"])))
        return PolicyVersion(line, 0, "", len(compiled["examples"]), (), compiled)
    motions, forms = json.loads(text(item, "scope"))
    return PolicyVersion(
        line=Line(name, version, tuple(motions), tuple(forms)),
        at=number(item, "at"),
        by=optional_text(item, "by") or "",
        examples=int(number(item, "examples")),
        warnings=tuple(json.loads(text(item, "warnings"))),
        compiled=compiled,
    )
