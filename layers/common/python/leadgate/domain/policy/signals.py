"""Reading one signal of a lead into places: its type, time and fields, each typed or unknown."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from leadgate.domain.clock import Instant
from leadgate.domain.policy.facts import ILL_TYPED, Reader, reader_of
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

FIELD_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {name: reader_of("duration" if name == "duration_s" else type_) for name, type_ in FIELD_TYPES.items()}
)
"""What reads a present value of each field, as ILL_TYPED where it is none."""

Report = Callable[[str | None], None]


def read_field(name: str, signal: Mapping[str, Any], report: Report) -> Any:
    """Read one field of a signal: its typed value, or None where it is missing or, after a report, ill-typed."""
    value = signal.get(name)
    if value is None:
        return None
    typed = FIELD_READERS[name](value)
    if typed is ILL_TYPED:
        report(name)
        return None
    return typed


def begin_signal(signal: object, now: Instant, report: Report) -> Vector:
    """Put what every signal has in its places: the clock, its type and its time.

    Args:
        signal: what the lead's list of signals holds; anything that is no object is a signal of which
            nothing is known.
        now: the clock, epoch seconds.
        report: called with the name of each ill-typed field, with None when the whole signal is no object.

    Returns:
        A vector: the clock, type, at, page, value, duration_s and source; None where unknown or not read yet.
    """
    vector: Vector = [now, None, None, None, None, None, None]
    if isinstance(signal, Mapping):
        vector[TYPE] = read_field("type", signal, report)
        vector[AT] = read_field("at", signal, report)
    else:
        report(None)
    return vector


def read_fields(signal: object, fields: Iterable[str], vector: Vector, report: Report) -> None:
    """Put some more fields of a signal in their places; a field that is named again is not read again."""
    if isinstance(signal, Mapping):
        for name in dict.fromkeys(fields):
            vector[FIELDS[name]] = read_field(name, signal, report)
