"""Reading what a source posted as JSON, whatever it holds: a value that is not what was expected counts as absent."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from math import isfinite

from leadgate.contracts.form_fields import MAX_FIELDS
from leadgate.contracts.json_body import LARGEST_INTEGER, MAX_TEXT


def read_json(raw: bytes) -> object:
    """Read a body as JSON.

    Args:
        raw: the bytes as they were signed.

    Returns:
        The value, or None when the body is no JSON. Numbers that no database keeps exactly stay the text they were.
    """
    try:
        # A byte order mark may be passed over. Source: RFC 8259, section 8.1.
        return json.loads(
            raw.decode("utf-8-sig"), parse_int=_exact_integer, parse_float=_finite_number, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        return None


def read_mapping(raw: bytes) -> Mapping[str, object]:
    """Read a body as a JSON object; an empty one when it is none."""
    return mapping(read_json(raw))


def at(value: object, *path: str) -> object:
    """Give what stands at a path of keys, or None."""
    for key in path:
        value = mapping(value).get(key)
    return value


def mapping(value: object) -> Mapping[str, object]:
    """Give an object as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> Sequence[object]:
    """Give a list, up to as many fields as a form may have, and anything else as an empty one."""
    return value[:MAX_FIELDS] if isinstance(value, list) else ()


def text(value: object) -> str | None:
    """Give a text or an id as clean text without the space around it; None when there is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    return clean(value).strip() or None


def clean(value: str) -> str:
    """Give a text that can be stored: no NUL, no half of a surrogate pair, at most 10,000 characters."""
    value = value[:MAX_TEXT]
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode()
    return value.replace("\0", "")


def key_of(raw: bytes, *ids: object) -> str:
    """Name a delivery by its source's own ids.

    Args:
        raw: the body.
        ids: what the source says; every one has to be there.

    Returns:
        The ids, joined; the SHA-256 of the body when one is missing.
    """
    texts = [text(one) for one in ids]
    known = [one for one in texts if one is not None and len(one) <= _LONGEST_ID]
    return ":".join(known) if ids and len(known) == len(ids) else f"sha256:{sha256(raw).hexdigest()}"


_LONGEST_ID = 500


def _exact_integer(digits: str) -> int | str:
    if len(digits) > 20 or abs(int(digits)) > LARGEST_INTEGER:
        return digits
    return int(digits)


def _finite_number(digits: str) -> float | str:
    number = float(digits)
    return number if isfinite(number) else digits


def _no_number(_: str) -> None:
    """NaN and the infinities are no JSON, and say nothing."""
