"""Python values to DynamoDB attributes and back, for the few types that our items use."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

Item = Mapping[str, Any]
type Plain = str | int | float | bytes | None


def to_item(key: Mapping[str, str], values: Mapping[str, Plain]) -> dict[str, Any]:
    """Spell a key and some values as an item; None is left out.

    Args:
        key: the item's `pk` and `sk`.
        values: strings, numbers or bytes by attribute name.

    Returns:
        Typed attributes as DynamoDB's API takes them.
    """
    item: dict[str, Any] = {name: {"S": value} for name, value in key.items()}
    for name, value in values.items():
        if value is not None:
            item[name] = attribute(value)
    return item


def attribute(value: str | float | bytes) -> dict[str, Any]:
    """Spell one value as a typed attribute."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bytes):
        return {"B": value}
    return {"N": repr(value)}


def text(item: Item, name: str) -> str:
    """Read an attribute that holds a string."""
    return str(item[name]["S"])


def optional_text(item: Item, name: str) -> str | None:
    """Read an attribute that may hold a string."""
    return text(item, name) if name in item else None


def number(item: Item, name: str) -> float:
    """Read an attribute that holds a number."""
    return float(str(item[name]["N"]))


def dump(value: object) -> str:
    """Spell a JSON value compactly, its keys in their order: an answer is given again as it was given first."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def pack(value: object) -> bytes:
    """Spell a JSON value as compressed bytes, for what is kept long and read seldom."""
    return zlib.compress(dump(value).encode(), 6)


def unpack(item: Item, name: str) -> object:
    """Read an attribute that `pack` wrote."""
    packed = item[name]["B"]
    return json.loads(zlib.decompress(packed)) if isinstance(packed, bytes) else None
