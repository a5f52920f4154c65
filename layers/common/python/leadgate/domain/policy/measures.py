"""What conditions ask of the signals (how many, whether any, how much), answered in one pass with bounds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final

from leadgate.domain.clock import Instant
from leadgate.domain.policy.business_hours import BusinessCalendar
from leadgate.domain.policy.intervals import Number, narrow
from leadgate.domain.policy.scope import Vector
from leadgate.domain.policy.signals import AT, DURATION_S, FIELDS, TYPE

COUNTERS: Final = frozenset({"count", "exists"})


@dataclass(slots=True)
class Tally:
    """What one pass over the signals has found so far, per tracker."""

    certain: list[Number]
    possible: list[Number]
    certain_members: dict[int, set[Any]] = field(default_factory=dict)
    possible_members: dict[int, set[Any]] = field(default_factory=dict)
    newest: dict[int, tuple[Instant | None, Instant | None]] = field(default_factory=dict)


Adder = Callable[[Tally, int, Vector, bool], None]
"""Count a signal in: the tally, the tracker's index, the signal's fields, whether it matches for certain."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """One thing to track over the signals: how a match is counted, and the most that it can come to."""

    function: str
    add: Adder | None
    most: Number = inf


def adder_of(
    function: str, field_name: str | None, calendar: BusinessCalendar, families: Mapping[str, str]
) -> Adder | None:
    """Choose how a tracker counts a matching signal; None stands for plain counting.

    Args:
        function: count, exists, total, distinct_days, families, or newest (for decay).
        field_name: the field that `total` adds up.
        calendar: the policy's, for `distinct_days`.
        families: the family of each declared signal type, for `families`.

    Raises:
        ValueError: the function is none of these.
    """
    if function in COUNTERS:
        return None
    if function == "total" and field_name is not None:
        return _total(FIELDS[field_name])
    if function == "distinct_days":
        return _distinct_days(calendar)
    if function == "families":
        return _families(families)
    if function == "newest":
        return _newest
    raise ValueError(f"unknown measure {function!r}")


def _total(place: int) -> Adder:
    # A duration cannot be negative, any other number can.
    least: Number = 0 if place == DURATION_S else -inf

    def add(tally: Tally, index: int, signal: Vector, certain: bool) -> None:
        amount = signal[place]
        low, high = (least, inf) if amount is None else (amount, amount)
        if not certain:
            low, high = min(0, low), max(0, high)
        tally.certain[index] += low
        tally.possible[index] += high

    return add


def _distinct_days(calendar: BusinessCalendar) -> Adder:
    def add(tally: Tally, index: int, signal: Vector, certain: bool) -> None:
        at = signal[AT]
        if at is None:
            # It may fall on a day of its own, or on one that counts already; the first is never nothing.
            tally.possible[index] += 1
            if certain:
                tally.certain[index] = 1
            return
        day = calendar.day_of(at)
        tally.possible_members.setdefault(index, set()).add(day)
        if certain:
            tally.certain_members.setdefault(index, set()).add(day)

    return add


def _families(families: Mapping[str, str]) -> Adder:
    def add(tally: Tally, index: int, signal: Vector, certain: bool) -> None:
        kind = signal[TYPE]
        if kind is None:
            # It may be of a family of its own, of one that counts already, or of none.
            tally.possible[index] += 1
        elif kind in families:
            tally.possible_members.setdefault(index, set()).add(families[kind])
            if certain:
                tally.certain_members.setdefault(index, set()).add(families[kind])

    return add


def _newest(tally: Tally, index: int, signal: Vector, certain: bool) -> None:
    surely, perhaps = tally.newest.get(index, (None, None))
    at = signal[AT]
    # A match at an unknown time may be as new as can be.
    perhaps = inf if at is None else at if perhaps is None else max(perhaps, at)
    if certain:
        # A match that is certain, at whatever time, is at least as new as time without beginning.
        surely = max(-inf if surely is None else surely, -inf if at is None else at)
    tally.newest[index] = (surely, perhaps)


def result_of(tracker: Tracker, tally: Tally, index: int) -> object:
    """Read a tracker's result after the pass.

    Returns:
        A three-valued bool for `exists`; for `newest` the newest certain and the newest possible match in
        epoch seconds, each None when there is none; else a number, or the pair of bounds between which it lies.
    """
    low, high = tally.certain[index], tally.possible[index]
    if tracker.function == "exists":
        return True if low > 0 else None if high > 0 else False
    if tracker.function == "newest":
        return tally.newest.get(index, (None, None))
    if tracker.function in {"distinct_days", "families"}:
        low = max(low, len(tally.certain_members.get(index, ())))
        high = min(high + len(tally.possible_members.get(index, ())), tracker.most)
    return narrow(low, high)


def empty_tally(trackers: Sequence[Tracker]) -> Tally:
    """Start a pass: nothing has been seen."""
    return Tally([0] * len(trackers), [0] * len(trackers))
