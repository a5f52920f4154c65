"""What conditions ask of the signals (how many, whether any, how much), read from the matches that were found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import fsum, inf
from typing import Any, Final, NamedTuple

from leadgate.domain.clock import Instant
from leadgate.domain.policy.business_hours import BusinessCalendar
from leadgate.domain.policy.intervals import Number, Range, narrow
from leadgate.domain.policy.signals import AT, DURATION_S, FIELDS, TYPE

COUNTERS: Final = frozenset({"count", "exists"})

Match = tuple[Any, bool]
"""What a matching signal brings to a measure (a time, a type, an amount, or None), and whether it surely matches."""


@dataclass(slots=True)
class Tally:
    """What one pass over the signals has found so far, per tracker: sure matches, perhapses, and what they bring."""

    certain: list[int]
    perhaps: list[int]
    matches: list[list[Match]] = field(default_factory=list)


class Tracker(NamedTuple):
    """One thing to track over the signals.

    `place` is the field of a signal that a match brings, None where matches are only counted; `read` turns the
    matches into the measure, whatever their order.
    """

    function: str
    place: int | None = None
    read: Callable[[Sequence[Match]], Any] | None = None


def tracker_of(
    function: str, field_name: str | None, calendar: BusinessCalendar, families: Mapping[str, str]
) -> Tracker:
    """Choose how a measure is tracked.

    Args:
        function: count, exists, total, distinct_days, families, or newest (for decay).
        field_name: the field that `total` adds up.
        calendar: the policy's, for `distinct_days`.
        families: the family of each declared signal type, for `families`.

    Raises:
        ValueError: the function is none of these.
    """
    if function in COUNTERS:
        return Tracker(function)
    if function == "total" and field_name is not None:
        place = FIELDS[field_name]
        # A duration cannot be negative, any other number can.
        return Tracker(function, place, partial(total_of, 0 if place == DURATION_S else -inf))
    if function == "distinct_days":
        return Tracker(function, AT, partial(_distinct_days, calendar.day_of))
    if function == "families":
        return Tracker(function, TYPE, partial(_families, dict(families), len(set(families.values()))))
    if function == "newest":
        return Tracker(function, AT, _newest)
    raise ValueError(f"unknown measure {function!r}")


def counted(certain: int, perhaps: int) -> int | Range:
    """Read a count: exact, or the bounds that the signals which perhaps match leave open."""
    return (certain, certain + perhaps) if perhaps else certain


def seen_any(certain: int, perhaps: int) -> bool | None:
    """Read `exists` from the numbers of matches."""
    return True if certain else None if perhaps else False


def results_of(trackers: Sequence[Tracker], tally: Tally) -> list[object]:
    """Read every measure after the pass.

    Returns:
        A three-valued bool for `exists`; for `newest` the newest certain and the newest possible match in
        epoch seconds, each None when there is none; else a number, or the pair of bounds between which it lies.
    """
    found: list[object] = []
    for index, tracker in enumerate(trackers):
        if tracker.read is not None:
            found.append(tracker.read(tally.matches[index]))
        else:
            read = seen_any if tracker.function == "exists" else counted
            found.append(read(tally.certain[index], tally.perhaps[index]))
    return found


def empty_tally(trackers: Sequence[Tracker]) -> Tally:
    """Start a pass: nothing has been seen."""
    return Tally([0] * len(trackers), [0] * len(trackers), [[] for _ in trackers])


def exact_sum(numbers: Sequence[Number]) -> Number:
    """Add numbers up so that their order makes no difference: whole ones exactly, with others rounded once."""
    total = sum(numbers)
    if type(total) is int:
        return total
    floats = [number for number in numbers if type(number) is float]
    whole = sum(number for number in numbers if type(number) is not float)
    while whole:
        # A whole number may have more digits than a float holds; what is left over is added as well.
        rounded = float(whole)
        floats.append(rounded)
        whole -= int(rounded)
    return fsum(floats)


def total_of(least: Number, matches: Sequence[Match]) -> Number | Range:
    """Add up amounts of which some may be unknown, or perhaps not to be counted.

    Args:
        least: the least that an unknown amount can be.
        matches: amounts, and whether each surely counts.
    """
    if all(certain for _amount, certain in matches):
        known = [amount for amount, _certain in matches if amount is not None]
        total = exact_sum(known)
        return total if len(known) == len(matches) else (total if least == 0 else least, inf)
    lows: list[Number] = []
    highs: list[Number] = []
    for amount, certain in matches:
        if amount is None:
            lows.append(least)
            highs.append(inf)
        else:
            lows.append(amount if certain or amount < 0 else 0)
            highs.append(amount if certain or amount > 0 else 0)
    return narrow(exact_sum(lows), exact_sum(highs))


def _distinct_days(day_of: Callable[[Instant], int], matches: Sequence[Match]) -> int | Range:
    certain = {day_of(at) for at, sure in matches if sure and at is not None}
    possible = {day_of(at) for at, _sure in matches if at is not None}
    undated = [sure for at, sure in matches if at is None]
    # An undated match may fall on a day of its own, or on one that counts already; the first is never nothing.
    low = len(certain) or (1 if any(undated) else 0)
    return counted(low, len(possible) + len(undated) - low)


def _families(families: Mapping[str, str], most: int, matches: Sequence[Match]) -> int | Range:
    certain = {families[kind] for kind, sure in matches if sure and kind in families}
    possible = {families[kind] for kind, _sure in matches if kind in families}
    # A signal of unknown type may be of a family of its own, of one that counts already, or of none.
    unknown = sum(kind is None for kind, _sure in matches)
    return counted(len(certain), min(len(possible) + unknown, most) - len(certain))


def _newest(matches: Sequence[Match]) -> tuple[Instant | None, Instant | None]:
    # A match at an unknown time may be as new as can be; one that is certain is at least as new as time without
    # beginning.
    surely = [-inf if at is None else at for at, sure in matches if sure]
    perhaps = [inf if at is None else at for at, _sure in matches]
    return max(surely, default=None), max(perhaps, default=None)
