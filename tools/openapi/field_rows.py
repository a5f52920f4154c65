"""A schema as rows for people: every field by its path, with its type in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openapi.pointing import Pointing

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its path such as `company.name`, its type, if it has to be there (None: any number), its meaning."""

    name: str
    type: str
    is_required: bool | None
    meaning: str


def field_rows(schema: Schema, page: Pointing, prefix: str = "") -> Iterator[Row]:
    """List the fields of an object, and those of the objects in it.

    Args:
        schema: the schema of an object; of anything else there are no fields.
        page: follows references.
        prefix: the path so far.

    Yields:
        A row for each field, in the schema's order; `[]` stands for each item and `*` for each name.
    """
    whole = _plain(schema, page)
    required = whole.get("required", [])
    for name, field in whole.get("properties", {}).items():
        plain = _plain(field, page)
        path = f"{prefix}{name}"
        yield Row(path, type_in_words(field, page), name in required, plain.get("description", ""))
        yield from _inside(plain, page, path)
    others = whole.get("additionalProperties")
    if isinstance(others, dict) and prefix:
        plain = _plain(others, page)
        yield Row(f"{prefix}*", type_in_words(others, page), None, plain.get("description", ""))
        yield from _inside(plain, page, f"{prefix}*")


def _inside(plain: Schema, page: Pointing, path: str) -> Iterator[Row]:
    items = plain.get("items")
    if isinstance(items, dict):
        yield from field_rows(items, page, f"{path}[].")
    else:
        yield from field_rows(plain, page, f"{path}.")


def _plain(schema: Schema, page: Pointing) -> Schema:
    """Follow the reference, and look through `this or null`."""
    whole = page.resolve(schema)
    choices = [choice for choice in whole.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) != 1:
        return whole
    beside = {key: value for key, value in whole.items() if key != "anyOf"}
    return {**page.resolve(choices[0]), **beside}


def type_in_words(schema: Schema, page: Pointing) -> str:
    """Say a schema's type as a person would: `text, at most 500`, `a | b | c`, `list of text, or null`."""
    whole, plain = page.resolve(schema), _plain(schema, page)
    types = plain.get("type", [])
    names = [types] if isinstance(types, str) else list(types)
    may_be_null = "null" in names or {"type": "null"} in whole.get("anyOf", [])
    words = [_word(name, plain, page) for name in names if name != "null"]
    # Four types and more are every value that is no object.
    said = _choices(plain) or ("any value" if len(words) > 3 else " or ".join(words)) or "anything"
    return f"{said}, or null" if may_be_null else said


def _choices(plain: Schema) -> str:
    return " | ".join(str(value) for value in plain.get("enum", []) if value is not None)


def _word(name: str, plain: Schema, page: Pointing) -> str:
    if name == "string":
        bound = f", at most {plain['maxLength']}" if "maxLength" in plain else ""
        return {"date-time": "time", "uri": "web address"}.get(plain.get("format", ""), "text") + bound
    if name == "array":
        return f"list of {type_in_words(plain.get('items', {}), page)}"
    return {"integer": "whole number", "boolean": "true | false"}.get(name, name)
