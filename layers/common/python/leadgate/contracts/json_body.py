"""Reading a body as JSON without trusting it: size, depth, number of values and what strings may hold."""

import json
from math import isfinite
from typing import NoReturn

from leadgate.contracts.problem import Fault, Faults, Problem

MAX_BYTES = 65_536
MAX_DEPTH = 5
MAX_VALUES = 2_000
MAX_TEXT = 10_000
LARGEST_INTEGER = 2**63 - 1
"""The integers that every JSON reader and database keeps exactly enough; vendors' 64-bit ids fit."""


def check_size(raw: bytes, limit: int = MAX_BYTES) -> None:
    """Refuse a body over 64 kB, or over another limit. Raises a 413 problem."""
    if len(raw) > limit:
        raise Problem(413, "body-too-large", f"The body has {len(raw)} bytes; at most {limit} are read.")


def read_object(raw: bytes) -> dict[str, object]:
    """Read a body that has to be a JSON object.

    Args:
        raw: the body's bytes, in UTF-8.

    Returns:
        The object, with at most 2,000 values nested 5 deep, finite numbers, and text that can be stored.

    Raises:
        Problem: 413 too large; 400 no JSON, or JSON that is no object; 422 a value that cannot be accepted.
    """
    return inspect(parse_object(raw))


def parse_object(raw: bytes, limit: int = MAX_BYTES) -> dict[str, object]:
    """Read a body that has to be a JSON object, without a look at its values.

    Args:
        raw: the body's bytes, in UTF-8.
        limit: how many bytes it may have.

    Returns:
        The object; `inspect` says of each part of it whether it can be kept.

    Raises:
        Problem: 413 too large; 400 no JSON, or JSON that is no object; 422 nested too deeply to be read at all.
    """
    check_size(raw, limit)
    if not raw.strip():
        raise Problem(400, "no-body", "The request has no body; send a JSON object.")
    body = _parse(raw)
    if not isinstance(body, dict):
        raise Problem(400, "not-an-object", "The body has to be a JSON object.", [Fault("", "is no object")])
    return body


def inspect(body: dict[str, object]) -> dict[str, object]:
    """Refuse values that cannot be kept: too deep, too many, too long, or no text. Raises a 422 problem."""
    faults = Faults()
    _Inspection(faults).visit(body, [])
    faults.raise_if_any()
    return body


def _parse(raw: bytes) -> object:
    try:
        # A byte order mark may be passed over. Source: RFC 8259, section 8.1.
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError as wrong:
        raise _not_json(f"byte {wrong.start + 1} is not UTF-8") from None
    except json.JSONDecodeError as wrong:
        raise _not_json(f"line {wrong.lineno}, column {wrong.colno}: {wrong.msg}") from None
    except ValueError as wrong:
        raise _not_json(str(wrong) if "constant" in str(wrong) else "a number has too many digits") from None


def _not_json(detail: str) -> Problem:
    return Problem(400, "not-json", "The body is not JSON.", [Fault("", detail)])


def _too_deep() -> Problem:
    return Problem(422, "invalid-body", "The body is nested too deeply.", [Fault("", f"is nested over {MAX_DEPTH}")])


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON constant")


class _Inspection:
    """One walk over a parsed body that notes what cannot be kept."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._values = 0

    def visit(self, value: object, path: list[str | int]) -> None:
        self._values += 1
        if self._values == MAX_VALUES + 1:
            self._faults.add([], f"has more than {MAX_VALUES} values")
        if self._values > MAX_VALUES:
            return
        if isinstance(value, str):
            self._text(value, path)
        elif isinstance(value, bool) or value is None:
            return
        elif isinstance(value, int | float):
            self._number(value, path)
        elif len(path) >= MAX_DEPTH:
            self._faults.add(path, f"is nested over {MAX_DEPTH}")
        else:
            self._members(value, path)

    def _members(self, value: object, path: list[str | int]) -> None:
        if isinstance(value, dict):
            for key, member in value.items():
                self._text(key, path)
                self.visit(member, [*path, key])
        elif isinstance(value, list):
            for position, member in enumerate(value):
                self.visit(member, [*path, position])

    def _text(self, value: str, path: list[str | int]) -> None:
        if len(value) > MAX_TEXT:
            self._faults.add(path, f"is longer than {MAX_TEXT} characters")
        elif "\0" in value:
            self._faults.add(path, "holds a NUL character")
        elif not value.isascii() and not _is_unicode(value):
            self._faults.add(path, "holds half a surrogate pair; send whole characters")

    def _number(self, value: float, path: list[str | int]) -> None:
        if isinstance(value, float) and not isfinite(value):
            self._faults.add(path, "is too large a number")
        elif isinstance(value, int) and abs(value) > LARGEST_INTEGER:
            self._faults.add(path, "is an integer over 64 bits; send it as text")


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
