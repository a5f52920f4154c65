"""Reading one signal of a lead into places: its type, time and fields, each typed or unknown."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from leadgate.domain.clock import EARLIEST, LATEST, Instant
from leadgate.domain.policy.facts import ILL_TYPED, reader_of
from leadgate.domain.policy.scope import Vector

TYPE, AT, PAGE, VALUE, DURATION_S, SOURCE = range(1, 7)

FIELDS: Final[dict[str, int]] = {
    "type": TYPE, "at": AT, "page": PAGE, "value": VALUE, "duration_s": DURATION_S, "source": SOURCE,
}  # fmt: skip
FIELD_TYPES: Final[dict[str, str]] = {
    "type": "str", "at": "timestamp", "page": "str", "value": "num", "duration_s": "num", "source": "str",
}  # fmt: skip
"""The type of each field in expressions; a negative `duration_s` counts as ill-typed."""

FAMILIES: Final = ("behavioural", "source", "contextual")

_READ_AT = reader_of("timestamp")
_READ_NUMBER = reader_of("num")
_READ_DURATION = reader_of("duration")
_READ_TEXT = reader_of("str")


def read_signal(signal: object, now: Instant, report: Callable[[str | None], None]) -> Vector:
    """Put the fields of a signal in their places.

    Args:
        signal: what the lead's list of signals holds; anything that is no object is a signal of which
            nothing is known.
        now: the clock, epoch seconds.
        report: called with the name of each ill-typed field, with None when the whole signal is no object.

    Returns:
        A vector: the clock, then type, at, page, value, duration_s and source; None where unknown.
    """
    if signal.__class__ is not dict and not isinstance(signal, Mapping):
        report(None)
        return [now, None, None, None, None, None, None]
    get = signal.get
    kind, at, page, value = get("type"), get("at"), get("page"), get("value")
    duration_s, source = get("duration_s"), get("source")
    if kind is not None and kind.__class__ is not str:
        kind = _read("type", kind, _READ_TEXT, report)
    if at is not None and not (at.__class__ is int and EARLIEST <= at <= LATEST):
        at = _read("at", at, _READ_AT, report)
    if page is not None and page.__class__ is not str:
        page = _read("page", page, _READ_TEXT, report)
    if value is not None:
        value = _read("value", value, _READ_NUMBER, report)
    if duration_s is not None:
        duration_s = _read("duration_s", duration_s, _READ_DURATION, report)
    if source is not None and source.__class__ is not str:
        source = _read("source", source, _READ_TEXT, report)
    return [now, kind, at, page, value, duration_s, source]


def _read(name: str, value: object, reader: Callable[[object], object], report: Callable[[str | None], None]) -> Any:
    typed = reader(value)
    if typed is ILL_TYPED:
        report(name)
        return None
    return typed
