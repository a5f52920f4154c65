"""What conditions ask of the signals (how many, whether any, how much), for every lead of a batch, with bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadgate.domain.policy.business_hours import BusinessCalendar
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.specialise import NO as NEVER
from leadgate.domain.policy.specialise import YES as ALWAYS
from leadgate.domain.policy.specialise import specialise, types_named
from leadgate_columnar.calendar_columns import days_of
from leadgate_columnar.columns import EXACT, Bounds, Numbers, expect
from leadgate_columnar.conditions import condition
from leadgate_columnar.signal_table import EVERY, Selections, SignalTable, hits_of, matching
from leadgate_columnar.ternary import Flags, Mask, forget

# No declared type can be this, so a condition specialised for it is what other types still have to meet.
_OTHER = "\0other"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with its condition simplified for each group of signal types, so that few signals are looked at."""

    function: str
    field: str | None
    window: float | None
    conditions: tuple[Node, ...]
    named: Mapping[str, int]
    other: int | None
    """The group of types that the condition does not name; None when such a signal never matches."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The signals that match a measure, in order, and which of them do for certain; `sure` None means all."""

    positions: NDArray[Any]
    owners: NDArray[Any]
    sure: Mask | None

    @property
    def certain(self) -> NDArray[Any]:
        """The leads of the matches that are certain."""
        return self.owners if self.sure is None else self.owners[self.sure]


def measure_of(node: Node) -> Measure:
    """Prepare a measure of the compiled form; what it finds is the same as without any preparation."""
    when = node["when"] or ALWAYS
    kinds = list(dict.fromkeys(types_named(when)))
    conditions: list[Node] = []

    def group(simplified: Node) -> int | None:
        if simplified == NEVER:
            return None
        if simplified not in conditions:
            conditions.append(simplified)
        return conditions.index(simplified)

    named = {kind: group(specialise(when, kind)) for kind in kinds}
    other = group(specialise(when, _OTHER))
    # The last one is for signals whose type is unknown; without types in it, one condition is for all.
    conditions.append(when)
    return Measure(
        node["fn"],
        node.get("field"),
        node["within"],
        tuple(conditions),
        {kind: -1 if at is None else at for kind, at in named.items()},
        other,
    )


def matches_of(measure: Measure, table: SignalTable, selections: Selections) -> Matches:
    """Find the signals that match a measure."""
    found = []
    for selection, node in _groups(measure, selections):
        frame = selections.frame(selection)
        window = None if measure.window is None else frame.within(measure.window)
        flags = matching(None if node == ALWAYS else condition(node, frame), window, frame.size)
        hits, sure = hits_of(flags)
        if len(hits):
            found.append((frame.positions(hits), sure))
    return _joined(found, table)


def _groups(measure: Measure, selections: Selections) -> list[tuple[tuple[int, ...] | None, Node]]:
    if not measure.named and measure.other is not None:
        return [(EVERY, measure.conditions[0])]
    last = len(measure.conditions) - 1
    codes = selections.codes(measure.named, last + 1, measure.other, last)
    return [(tuple(group), node) for group, node in zip(codes, measure.conditions, strict=True) if group]


def _joined(found: Sequence[tuple[NDArray[Any], Mask | None]], table: SignalTable) -> Matches:
    if len(found) == 1:
        positions, sure = found[0]
        return Matches(positions, table.owners.take(positions), sure)
    if not found:
        nothing = np.empty(0, np.intp)
        return Matches(nothing, nothing, None)
    positions = np.concatenate([places for places, _sure in found])
    order = np.argsort(positions, kind="stable")
    sure = np.concatenate([np.ones(len(places), np.bool_) if sure is None else sure for places, sure in found])[order]
    positions = positions[order]
    return Matches(positions, table.owners.take(positions), None if sure.all() else sure)


def exists(matches: Matches, table: SignalTable) -> Flags:
    """Say of each lead whether there is a match; unknown for a lead that has no list of signals."""
    flags = np.zeros(table.leads, np.int8)
    flags[matches.owners] = 1
    flags[matches.certain] = 2
    if table.has_signals is not None:
        forget(flags, table.has_signals)
    return flags


def count(matches: Matches, table: SignalTable) -> Bounds:
    """Count the matches of each lead."""
    high = np.bincount(matches.owners, minlength=table.leads)
    low = high if matches.sure is None else np.bincount(matches.certain, minlength=table.leads)
    return Bounds(low, high, table.has_signals)


def total(field: str, matches: Matches, table: SignalTable) -> tuple[Bounds, Mask | None]:
    """Add up a field of the matches of each lead.

    Returns:
        The sums, and the leads whose sum floats may not hold exactly.
    """
    amounts = expect(table.column(field), Numbers).take(matches.positions)
    low = high = amounts.floats
    if amounts.known is not None:
        # A duration cannot be negative, any other number can.
        low = np.where(amounts.known, low, 0.0 if field == "duration_s" else -inf)
        high = np.where(amounts.known, high, inf)
    if matches.sure is not None:
        low = np.where(matches.sure, low, np.minimum(low, 0.0))
        high = np.where(matches.sure, high, np.maximum(high, 0.0))
    least = np.bincount(matches.owners, low, table.leads)
    most = least if high is low else np.bincount(matches.owners, high, table.leads)
    return Bounds(least, most, table.has_signals), _inexact(amounts, matches, table.leads)


def _inexact(amounts: Numbers, matches: Matches, leads: int) -> Mask | None:
    """Say for which leads adding floats may round: fractions, and numbers that floats do not hold."""
    known = np.ones(len(amounts.floats), np.bool_) if amounts.known is None else amounts.known
    sizes = np.where(known, np.abs(amounts.floats), 0.0)
    fractions = sizes != np.floor(sizes)
    if not fractions.any() and (not len(sizes) or sizes.max() * len(sizes) < EXACT):
        return None
    sizes[fractions] = EXACT
    large: Mask = np.bincount(matches.owners, sizes, leads) >= EXACT
    return large


def distinct_days(matches: Matches, table: SignalTable, calendar: BusinessCalendar) -> Bounds:
    """Count the calendar days with a match; one at an unknown time may fall on a day of its own or on another."""
    moments = expect(table.column("at"), Numbers).take(matches.positions)
    dated = np.ones(len(matches.positions), np.bool_) if moments.known is None else moments.known
    days = days_of(calendar, moments.values[dated])
    sure = np.ones(len(dated), np.bool_) if matches.sure is None else matches.sure
    undated = np.bincount(matches.owners[~dated], minlength=table.leads)
    high = undated + _distinct(matches.owners[dated], days, table.leads)
    certain = _distinct(matches.owners[dated & sure], days[sure[dated]], table.leads)
    # The first of those at an unknown time is never nothing.
    some = np.bincount(matches.owners[~dated & sure], minlength=table.leads) > 0
    return Bounds(np.maximum(certain, some), high, table.has_signals)


def _distinct(owners: NDArray[Any], days: NDArray[Any], leads: int) -> NDArray[Any]:
    pairs = np.unique(owners.astype(np.int64) << 32 | days)
    return np.bincount(pairs >> 32, minlength=leads)


def families(matches: Matches, table: SignalTable, family_of: Mapping[str, str]) -> Bounds:
    """Count the families of the matches; one of unknown type may be of any, or of none."""
    types = table.types.take(matches.positions)
    names = list(dict.fromkeys(family_of.values()))
    # By code: the number of the type's family, -1 for a type without one, -2 for an unknown type.
    known = [names.index(family_of[kind]) if kind in family_of else -1 for kind in types.vocabulary.texts]
    numbers = np.array([*known, -2], np.int64).take(types.codes)
    possible = np.bincount(matches.owners[numbers == -2], minlength=table.leads)
    certain = np.zeros(table.leads, np.int64)
    for number in range(len(names)):
        seen = exists(_only(matches, numbers == number), _all_listed(table))
        certain += seen == 2
        possible += seen != 0
    return Bounds(certain, np.minimum(possible, len(names)), table.has_signals)


def _only(matches: Matches, chosen: Mask) -> Matches:
    sure = None if matches.sure is None else matches.sure[chosen]
    return Matches(matches.positions[chosen], matches.owners[chosen], sure)


def _all_listed(table: SignalTable) -> SignalTable:
    return SignalTable(table.counts, None, table.read)


def newest(matches: Matches, table: SignalTable) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the newest certain and the newest possible match of each lead.

    Returns:
        Epoch seconds; NaN where there is no match. A match at an unknown time is as new as can be where it is
        possible, and as old as can be where it is certain. Without a list of signals a match is possible.
    """
    moments = expect(table.column("at"), Numbers).take(matches.positions)
    perhaps = moments.floats if moments.known is None else np.where(moments.known, moments.floats, inf)
    surely = moments.floats if moments.known is None else np.where(moments.known, moments.floats, -inf)
    possible = _latest(matches.owners, perhaps, table.leads)
    if matches.sure is not None:
        surely = surely[matches.sure]
    certain = _latest(matches.certain, surely, table.leads)
    if table.has_signals is not None:
        possible = np.where(table.has_signals, possible, inf)
    return certain, possible


def _latest(owners: NDArray[Any], at: NDArray[np.float64], leads: int) -> NDArray[np.float64]:
    latest = np.full(leads, np.nan)
    if len(owners):
        starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
        latest[owners[starts]] = np.maximum.reduceat(at, starts)
    return latest
