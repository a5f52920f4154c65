"""Measures the signals of a lead one by one: who counts for certain, who perhaps, and what that comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from fuzz.oracle.conditions import Node, Surroundings, decided, local_time
from fuzz.oracle.facts import IllTyped, typed
from fuzz.oracle.numbers import exactly

_FIELDS = {"type": "str", "at": "timestamp", "page": "str", "value": "num", "duration_s": "duration", "source": "str"}


@dataclass(frozen=True)
class Match:
    """A signal that a measure counts, for certain or perhaps."""

    signal: Mapping[str, Any]
    certain: bool


def read_signals(signals: Sequence[object], ill_typed: list[str]) -> list[dict[str, Any]]:
    """Read each signal's known fields; what is not of its type is noted and unknown."""
    read = []
    for position, signal in enumerate(signals):
        known = {}
        raw = signal if isinstance(signal, dict) else {}
        if raw is not signal:
            ill_typed.append(f"signals[{position}]")
        for name, type_ in _FIELDS.items():
            if raw.get(name) is not None:
                try:
                    known[name] = typed(raw[name], type_)
                except IllTyped:
                    ill_typed.append(f"signals[{position}].{name}")
        read.append(known)
    return read


def matches_of(measure: Node, signals: Iterable[Mapping[str, Any]], around: Surroundings) -> list[Match]:
    """Ask each signal whether a measure counts it; those that it surely does not count are left out."""
    found = []
    for signal in signals:
        within = _is_within(signal.get("at"), measure["within"], around.now)
        fits = True if measure["when"] is None else decided(measure["when"], _inside(signal, around))
        if within is not False and fits is not False:
            found.append(Match(signal, bool(within and fits)))
    return found


def measured(measure: Node, matches: list[Match], families: Mapping[str, str], timezone: str) -> Any:
    """Say what a measure comes to: three values for `exists`, bounds for everything else."""
    certain = [match for match in matches if match.certain]
    match measure["fn"]:
        case "exists":
            return True if certain else None if matches else False
        case "count":
            return len(certain), len(matches)
        case "total":
            return _total(measure["field"], matches)
        case "distinct_days":
            return _distinct_days(certain, matches, timezone)
        case "families":
            return _families(certain, matches, families)
    raise ValueError(measure["fn"])


def newest_of(matches: list[Match]) -> tuple[float | None, float | None]:
    """Give the newest certain and the newest possible match; one at an unknown time may be old or new."""
    certain = [match.signal.get("at", -inf) for match in matches if match.certain]
    possible = [match.signal.get("at", inf) for match in matches]
    return max(certain, default=None), max(possible, default=None)


def _inside(signal: Mapping[str, Any], around: Surroundings) -> Surroundings:
    def look_up(_kind: str, name: str) -> Any:
        value = signal.get(name)
        return value if value is None or isinstance(value, str) else exactly(value)

    return Surroundings(look_up, around.lists, around.now, around.timezone, around.week)


def _is_within(at: float | None, window: float | None, now: float) -> bool | None:
    if window is None:
        return True
    return None if at is None else now - window <= at <= now


def _total(name: str, matches: list[Match]) -> tuple[Any, Any]:
    low: Any = 0
    high: Any = 0
    for match in matches:
        nothing_known = (0 if name == "duration_s" else -inf, inf)
        least, most = exactly(match.signal[name]) if name in match.signal else nothing_known
        low += least if match.certain else min(0, least)
        high += most if match.certain else max(0, most)
    return low, high


def _distinct_days(certain: list[Match], matches: list[Match], timezone: str) -> tuple[int, int]:
    def days(some: list[Match]) -> set[Any]:
        return {local_time(match.signal["at"], timezone).date() for match in some if "at" in match.signal}

    # Whatever the unknown times are, a certain match falls on some day; each may fall on a day of its own.
    low = max(len(days(certain)), 1 if certain else 0)
    return low, len(days(matches)) + sum("at" not in match.signal for match in matches)


def _families(certain: list[Match], matches: list[Match], families: Mapping[str, str]) -> tuple[int, int]:
    def known(some: list[Match]) -> set[str]:
        return {families[match.signal["type"]] for match in some if match.signal.get("type") in families}

    anything = sum("type" not in match.signal for match in matches)
    return len(known(certain)), min(len(known(matches)) + anything, len(set(families.values())))
