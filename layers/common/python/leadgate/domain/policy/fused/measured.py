"""Generated code around the pass over signals: where counting begins, and what measures and their rules come to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from math import inf
from typing import Any

from leadgate.domain.policy.fused.code import indented
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.fused.results import Result
from leadgate.domain.policy.intervals import Number, narrow
from leadgate.domain.policy.measures import Tracker
from leadgate.domain.policy.signals import DURATION_S

Reading = Callable[[Sequence[Any]], Any]


def measuring_begun(trackers: Sequence[Tracker], always: Mapping[int, float], names: Names) -> Iterator[str]:
    """Write where counting begins: numbers at 0, questions at no."""
    counting = {
        names.variables["measure", index]: False if tracker.function == "exists" else 0
        for index, tracker in enumerate(trackers)
        if tracker.read is None and index not in always
    }
    if counting:
        # At once, from a constant.
        yield f"{', '.join(counting)}, = {tuple(counting.values())!r}"
    yield "unsure = []"
    for index, tracker in enumerate(trackers):
        if tracker.read is not None:
            yield f"x{index} = []"
        if tracker.function == "total":
            yield f"a{index} = []; n{index} = []"


def measures_code(trackers: Sequence[Tracker], results: Sequence[Result], names: Names) -> Iterator[str]:
    """Write what becomes of counts and gathered values, and of the rules that ask for nothing but counts.

    Args:
        trackers: how each measure is tracked.
        results: the rules that ask for nothing but counts; they have code for counts that are known exactly.
        names: has a variable for each measure.
    """
    for index, tracker in enumerate(trackers):
        if tracker.read is None:
            continue
        if tracker.function == "total":
            yield from _total(index, tracker.read, tracker.place == DURATION_S, names)
        else:
            yield f"{names.variables['measure', index]} = {names.bind(tracker.read)}(x{index})"
    yield "if not unsure:"
    yield from indented(line for result in results for line in result.lines_where_exact())
    yield " pass"
    yield "else:"
    yield f" perhaps = [0] * {len(trackers)}"
    yield " for index in unsure: perhaps[index] += 1"
    yield from indented(_unsure(trackers, names))
    yield from indented(line for result in results for line in result.lines())
    yield " pass"


def _total(index: int, read: Reading, is_duration: bool, names: Names) -> Iterator[str]:
    """Write a sum: whole amounts are only added up, anything else is looked at one by one."""
    variable = names.variables["measure", index]
    unknown = f"({variable if is_duration else names.bind(-inf)}, {names.bind(inf)})"
    every = f"{names.bind(partial(_sum, read))}(a{index}, n{index}, x{index})"
    yield f"{variable} = sum(a{index})"
    yield f"if type({variable}) is not int: {variable} = {every}"
    yield f"elif n{index}: {variable} = {unknown if is_duration else every}"
    yield f"elif x{index}: {variable} = {every}"


def _sum(read: Reading, sure: Sequence[Number], unknown: Sequence[bool], perhaps: Sequence[Number]) -> Any:
    """Add up amounts that are sure, and those that perhaps count; whole ones need no care for their order."""
    if not unknown:
        low = high = sum(sure)
        for amount in perhaps:
            if amount < 0:
                low += amount
            else:
                high += amount
        if type(low) is int and type(high) is int:
            return narrow(low, high)
    amounts = [(amount, True) for amount in sure], [(amount, False) for amount in perhaps]
    return read([*chain(*amounts), *((None, True) for _ in unknown)])


def _unsure(trackers: Sequence[Tracker], names: Names) -> Iterator[str]:
    """Write what the signals that may count make of exact results."""
    for index, tracker in enumerate(trackers):
        variable = names.variables["measure", index]
        if tracker.read is None:
            yield f"if perhaps[{index}]:"
            yield (
                f" {variable} = {variable} or None"
                if tracker.function == "exists"
                else f" {variable} = ({variable}, {variable} + perhaps[{index}])"
            )
