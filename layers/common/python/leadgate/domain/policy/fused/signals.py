"""Generated code for the pass over a lead's signals: a branch for each type, in it the measures that it matters to."""

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Final

from leadgate.domain.policy.fused.code import any_none
from leadgate.domain.policy.fused.conditions import condition_code
from leadgate.domain.policy.fused.facts import ODD, typed
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.fused.slow_signals import READ_AT, SlowSignals, check_time
from leadgate.domain.policy.measures import Tracker
from leadgate.domain.policy.scan import Entry, SignalScan, entries_by_type
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.signals import DURATION_S, FIELD_READERS, FIELD_TYPES, FIELDS
from leadgate.domain.policy.specialise import YES

_VARIABLES: Final[Mapping[tuple[str, str | int], str]] = {("field", name): f"s_{name}" for name in FIELDS}
_TYPES: Final = {("field", name): type_ for name, type_ in FIELD_TYPES.items()}
_READ_AS: Final = {**FIELD_TYPES, "at": "at", "duration_s": "duration"}


def signals_code(measures: Sequence[Node], scan: SignalScan, names: Names) -> Iterator[str]:
    """Write the lines that measure the signals.

    Args:
        measures: the measures that the scan tracks, in its order.
        scan: the pass by closures; it counts the signals of which the time is unknown.
        names: has a variable for each measure; receives what the code refers to.
    """
    results = [names.variables["measure", index] for index in range(len(measures))]
    if not results:
        return
    yield "if signals is None: " + " = ".join(results) + " = None"
    yield "else:"
    yield from indented(_pass(measures, scan, names))


def indented(lines: Iterator[str]) -> Iterator[str]:
    """Move lines one step to the right."""
    return (f" {line}" for line in lines)


def _pass(measures: Sequence[Node], scan: SignalScan, names: Names) -> Iterator[str]:
    by_type, other, _unknown = entries_by_type(measures, scan.trackers)
    branches = [other, *by_type.values()]
    always = _always(branches)
    yield from _begin(scan.trackers, always, names)
    widest = max((entry.window for entries in branches for entry in entries if entry.window is not None), default=0)
    # Yes and no pass for 1 and 0 in a subtraction; they are told from times where no window reaches back to 1970.
    yield f"if now <= {widest + 1!r}: raise {names.bind(ODD)}"
    yield f"youngest = {widest + 1!r}"
    yield "for signal in signals:"
    slow = SlowSignals(
        scan, dict.fromkeys(names.families, 0) | {kind: number for number, kind in enumerate(by_type, 1)}
    )
    yield from indented(_signal(branches, always, widest, slow, names))
    for index, window in always.items():
        yield f"{names.variables['measure', index]} = youngest <= {window!r}"
    yield from _gathered(scan.trackers, names)
    yield f"if unsure != {names.bind([0] * len(measures))}:"
    yield from indented(_unsure(scan.trackers, names))


def _begin(trackers: Sequence[Tracker], always: Mapping[int, float], names: Names) -> Iterator[str]:
    """Write where counting begins: numbers at 0, questions at no."""
    for start, function in (("False", "exists"), ("0", "count")):
        of_kind = [
            names.variables["measure", index]
            for index, tracker in enumerate(trackers)
            if tracker.function == function and tracker.read is None and index not in always
        ]
        if of_kind:
            yield f"{' = '.join(of_kind)} = {start}"
    yield f"unsure = [0] * {len(trackers)}"
    for index, tracker in enumerate(trackers):
        if tracker.read is not None:
            yield f"x{index} = []"
        if tracker.function == "total":
            yield f"a{index} = []; n{index} = []"


def _gathered(trackers: Sequence[Tracker], names: Names) -> Iterator[str]:
    """Write what becomes of gathered values."""
    for index, tracker in enumerate(trackers):
        variable = names.variables["measure", index]
        if tracker.function == "total":
            # Whole amounts that are sure are only added up; anything else is looked at one by one.
            least = "0" if tracker.place == DURATION_S else names.bind(-inf)
            known = variable if least == "0" else least
            yield f"{variable} = sum(a{index})"
            yield f"if x{index} or type({variable}) is not int:"
            amounts = f"*((amount, True) for amount in a{index}), *((None, True) for _ in n{index})"
            yield f" {variable} = {names.bind(tracker.read)}([*x{index}, {amounts}])"
            yield f"elif n{index}: {variable} = ({known}, {names.bind(inf)})"
        elif tracker.read is not None:
            yield f"{variable} = {names.bind(tracker.read)}(x{index})"


def _unsure(trackers: Sequence[Tracker], names: Names) -> Iterator[str]:
    """Write what the signals that may count make of exact results."""
    for index, tracker in enumerate(trackers):
        variable = names.variables["measure", index]
        if tracker.read is None:
            yield f"if unsure[{index}]:"
            yield (
                f" {variable} = {variable} or None"
                if tracker.function == "exists"
                else f" {variable} = ({variable}, {variable} + unsure[{index}])"
            )
    yield "pass"


def _signal(
    branches: Sequence[Sequence[Entry]], always: Mapping[int, float], widest: float, slow: SlowSignals, names: Names
) -> Iterator[str]:
    numbers, gathered = names.bind(slow.kinds), "".join(f"x{index}, " for index in slow.gathered)
    yield f"try: age = now - signal['at']; kind = {numbers}[signal['type']]"
    # A time that is no number, no time at all, or a type that nobody declared.
    looked_at = f"{names.bind(slow.look)}(signal, now, unsure, ({gathered}))"
    yield f"except (KeyError, TypeError, OverflowError): age, kind = {looked_at}"
    check = f"{names.bind(check_time)}(signal.get('at'))"
    yield "if age < youngest:"
    yield " if age >= 0: youngest = age"
    # In no window, the future and an unknown time alike.
    yield f" else: {check}; age = {names.bind(inf)}"
    # No number but NaN is neither.
    yield f"elif not age <= {widest!r}: {check}"
    rest = [[entry for entry in entries if entry.index not in always] for entries in branches]
    yield from _dispatch(rest, names)


def _always(branches: Sequence[Sequence[Entry]]) -> dict[int, float]:
    """Find the measures that only ask whether there was any signal in a window, of whatever type; with the window."""
    return {
        entry.index: entry.window
        for entry in branches[0]
        if entry.window is not None
        and entry.tracker.function == "exists"
        and all(any(entry == other for other in entries) and entry.when == YES for entries in branches)
    }


def _dispatch(branches: Sequence[Sequence[Entry]], names: Names) -> Iterator[str]:
    """Write the choice of the branch of a signal's type, the one that the policy asks most about first."""
    first = max(range(len(branches)), key=lambda number: len(branches[number]))
    yield f"if kind == {first}:"
    yield from indented(_branch(branches[first], names))
    others = [number for number in range(len(branches)) if number != first]
    if others:
        yield "else:"
        yield from indented(_branches(branches, others, names))


def _branches(branches: Sequence[Sequence[Entry]], numbers: Sequence[int], names: Names) -> Iterator[str]:
    """Write a search for the branch of a type's number."""
    if len(numbers) == 1:
        yield from _branch(branches[numbers[0]], names)
        return
    middle = len(numbers) // 2
    yield f"if kind < {numbers[middle]}:"
    yield from indented(_branches(branches, numbers[:middle], names))
    yield "else:"
    yield from indented(_branches(branches, numbers[middle:], names))


def _branch(entries: Sequence[Entry], names: Names) -> Iterator[str]:
    """Write what happens to a signal of one type: the widest window first, narrower ones inside it."""
    inside = names.within({**names.variables, **_VARIABLES}, _TYPES)
    windows = sorted({entry.window for entry in entries if entry.window is not None}, reverse=True)
    yield from _begun(entries, names)
    read: set[str] = set()
    for depth, window in enumerate([None, *windows]):
        indent = " " * max(0, depth - 1)
        if window is not None:
            yield f"{indent}if age <= {window!r}:"
            indent = " " * depth
        here = [entry for entry in entries if entry.window == window]
        for field in dict.fromkeys(field for entry in here for field in entry.fields):
            if field not in read:
                yield from (f"{indent}{line}" for line in _field(field, names))
        read.update(field for entry in here for field in entry.fields)
        yield from (f"{indent}{line}" for entry in here for line in _counted(entry, inside))
    if not entries:
        yield "pass"


def _begun(entries: Sequence[Entry], names: Names) -> Iterator[str]:
    """Read type and time into variables where an entry needs them."""
    read = {name for entry in entries for name in entry.reads}
    if "type" in read:
        yield "s_type = signal['type']"
    if "at" in read:
        yield "s_at = signal.get('at')"
        yield f"if s_at is not None and type(s_at) is not int: s_at = {names.bind(READ_AT)}(s_at)"


def _field(field: str, names: Names) -> Iterator[str]:
    yield f"s_{field} = signal.get({field!r})"
    yield f"if s_{field} is not None:"
    yield from indented(typed(f"s_{field}", _READ_AS[field], FIELD_READERS[field], (), names))


def _counted(entry: Entry, names: Names) -> Iterator[str]:
    code = condition_code(entry.when, names)
    sure, perhaps = _steps(entry, names.variables["measure", entry.index])
    if code.guards is None:
        name = names.temporaries.new()
        yield f"{name} = {code.text}"
        yield f"if {name}: {sure}"
        yield f"elif {name} is None: {perhaps}"
        return
    if code.guards:
        yield f"if {any_none(code.guards)}: {perhaps}"
        yield f"elif {code.text}: {sure}"
    elif code.text == "True":
        yield sure
    else:
        yield f"if {code.text}: {sure}"


def _steps(entry: Entry, variable: str) -> tuple[str, str]:
    index, place = entry.index, entry.tracker.place
    if place is None:
        once = entry.tracker.function == "exists"
        return f"{variable} {'= True' if once else '+= 1'}", f"unsure[{index}] += 1"
    value = f"s_{next(name for name, number in FIELDS.items() if number == place)}"
    perhaps = f"x{index}.append(({value}, False))"
    if entry.tracker.function == "total":
        return f"a{index}.append({value}) if {value} is not None else n{index}.append(True)", perhaps
    return f"x{index}.append(({value}, True))", perhaps
