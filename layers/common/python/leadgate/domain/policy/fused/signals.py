"""Generated code for the pass over a lead's signals: a branch for each type, in it the measures that it matters to."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from leadgate.domain.policy.fused.branches import dated_branch, undated_branch
from leadgate.domain.policy.fused.code import indented
from leadgate.domain.policy.fused.facts import ODD
from leadgate.domain.policy.fused.measured import measures_code, measuring_begun
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.fused.results import Result, lines_where_unknown
from leadgate.domain.policy.fused.slow_signals import check_time, look
from leadgate.domain.policy.scan import Entry, SignalScan, entries_by_type
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.specialise import YES

_TEN_YEARS: Final = 315_360_000


def signals_code(measures: Sequence[Node], scan: SignalScan, counted: Sequence[Result], names: Names) -> Iterator[str]:
    """Write the lines that measure the signals.

    Args:
        measures: the measures that the scan tracks, in its order.
        scan: the pass by closures, which has the trackers.
        counted: the rules that ask for nothing but counts.
        names: has a variable for each measure; receives what the code refers to.
    """
    variables = [names.variables["measure", index] for index in range(len(measures))]
    if not variables:
        return
    yield "if signals is None:"
    yield f" {' = '.join(variables)} = None"
    yield from indented(lines_where_unknown(counted))
    yield "else:"
    yield from indented(_pass(measures, scan, names))
    yield from indented(measures_code(scan.trackers, counted, names))


def _pass(measures: Sequence[Node], scan: SignalScan, names: Names) -> Iterator[str]:
    by_type, other, _unknown = entries_by_type(measures, scan.trackers)
    branches = [other, *by_type.values()]
    always = _always(branches)
    yield from measuring_begun(scan.trackers, always, names)
    widest = max((entry.window for entries in branches for entry in entries if entry.window is not None), default=0)
    # Yes and no pass for 1 and 0 in a subtraction; they are told from times by being too old for one.
    oldest = max(widest + 1, _TEN_YEARS)
    yield f"if now <= {oldest + 1!r}: raise {names.bind(ODD)}"
    yield f"youngest = {widest + 1!r}"
    yield "for signal in signals:"
    kinds = dict.fromkeys(names.families, 0) | {kind: number for number, kind in enumerate(by_type, 1)}
    yield f" try: age = now - signal['at']; kind = {names.bind(kinds)}[signal['type']]"
    # A time that is no number, no time at all, or a type that nobody declared.
    yield " except (KeyError, TypeError, OverflowError):"
    yield f"  age, kind = {names.bind(partial(look, kinds))}(signal, now)"
    yield from (f"  {line}" for line in _undated(branches, always, names))
    yield from indented(_dated(branches, always, widest + 1, oldest, names))
    for index, window in always.items():
        yield f"{names.variables['measure', index]} = youngest <= {window!r}"


def _undated(branches: Sequence[Sequence[Entry]], always: Mapping[int, float], names: Names) -> Iterator[str]:
    yield "if age is None:"
    yield from (f" unsure.append({index})" for index in always)
    rest = [undated_branch(entries, names) for entries in _without(always, branches)]
    yield from indented(_search(rest, range(len(rest))))
    yield " continue"


def _dated(
    branches: Sequence[Sequence[Entry]], always: Mapping[int, float], outside: float, oldest: float, names: Names
) -> Iterator[str]:
    check = f"{names.bind(check_time)}(signal['at'])"
    yield "if age < youngest:"
    yield " if age >= 0: youngest = age"
    # The future is in no window; a whole number, for those are compared fastest.
    yield f" else: {check}; age = {outside!r}"
    # No number but NaN is neither.
    rest = [dated_branch(entries, f"not age <= {oldest!r}: {check}", names) for entries in _without(always, branches)]
    # The type that the policy asks most about comes first.
    first = max(range(len(branches)), key=lambda number: len(branches[number]))
    yield f"if kind == {first}:"
    yield from indented(rest[first])
    others = [number for number in range(len(branches)) if number != first]
    if others:
        yield "else:"
        yield from indented(_search(rest, others))


def _without(always: Mapping[int, float], branches: Sequence[Sequence[Entry]]) -> list[list[Entry]]:
    return [[entry for entry in entries if entry.index not in always] for entries in branches]


def _always(branches: Sequence[Sequence[Entry]]) -> dict[int, float]:
    """Find the measures that only ask whether there was any signal in a window, of whatever type; with the window."""
    return {
        entry.index: entry.window
        for entry in branches[0]
        if entry.window is not None
        and entry.tracker.function == "exists"
        and all(any(entry == other for other in entries) and entry.when == YES for entries in branches)
    }


def _search(branches: Sequence[Iterator[str]], numbers: Sequence[int]) -> Iterator[str]:
    """Write a search for the branch of a type's number."""
    if len(numbers) == 1:
        yield from branches[numbers[0]]
        return
    middle = len(numbers) // 2
    yield f"if kind < {numbers[middle]}:"
    yield from indented(_search(branches, numbers[:middle]))
    yield "else:"
    yield from indented(_search(branches, numbers[middle:]))
