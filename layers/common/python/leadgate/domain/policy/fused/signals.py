"""Generated code for the pass over a lead's signals: a branch for each type, in it the measures that it matters to."""

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any, Final

from leadgate.domain.clock import Instant
from leadgate.domain.policy.fused.code import any_none
from leadgate.domain.policy.fused.conditions import condition_code
from leadgate.domain.policy.fused.facts import ODD, strict, typed
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.measures import Tracker
from leadgate.domain.policy.scan import Entry, SignalScan, entries_by_type
from leadgate.domain.policy.scope import Node, Vector
from leadgate.domain.policy.signals import AT, FIELD_READERS, FIELD_TYPES, FIELDS, TYPE, begin_signal, read_fields
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
    counters = [index for index, tracker in enumerate(scan.trackers) if tracker.read is None]
    gathered = [index for index, tracker in enumerate(scan.trackers) if tracker.read is not None]
    by_type, other, _unknown = entries_by_type(measures, scan.trackers)
    branches = [other, *by_type.values()]
    always = _always(branches)
    if counters:
        yield " = ".join(f"c{index}" for index in counters) + " = 0"
    yield f"u = [0] * {len(measures)}"
    yield from (f"x{index} = []" for index in gathered)
    yield from (f"a{index} = []" for index in gathered if scan.trackers[index].function == "total")
    yield f"youngest = {names.bind(inf)}"
    yield "for signal in signals:"
    slow = _Slow(scan, dict.fromkeys(names.families, 0) | {kind: number for number, kind in enumerate(by_type, 1)})
    yield from indented(_signal(branches, always, slow, names))
    yield from (f"c{index} = youngest <= {window!r}" for index, window in always.items())
    for index, tracker in enumerate(scan.trackers):
        yield from _result(index, tracker, names)


def _result(index: int, tracker: Tracker, names: Names) -> Iterator[str]:
    variable = names.variables["measure", index]
    if tracker.function == "total":
        # Whole amounts that are sure are only added up; anything else is looked at one by one.
        yield f"{variable} = sum(a{index})"
        yield f"if x{index} or type({variable}) is not int:"
        yield f" {variable} = {names.bind(tracker.read)}([*x{index}, *((amount, True) for amount in a{index})])"
    elif tracker.read is not None:
        yield f"{variable} = {names.bind(tracker.read)}(x{index})"
    elif tracker.function == "exists":
        yield f"{variable} = True if c{index} else None if u[{index}] else False"
    else:
        yield f"{variable} = (c{index}, c{index} + u[{index}]) if u[{index}] else c{index}"


def _signal(
    branches: Sequence[Sequence[Entry]], always: Mapping[int, float], slow: "_Slow", names: Names
) -> Iterator[str]:
    widest = max((entry.window for entries in branches for entry in entries if entry.window is not None), default=0)
    numbers, gathered = names.bind(slow.kinds), "".join(f"x{index}, " for index in slow.gathered)
    yield f"try: age = now - signal['at']; kind = {numbers}[signal['type']]"
    # A time that is no number, no time at all, or a type that nobody declared.
    yield f"except (KeyError, TypeError): age, kind = {names.bind(slow.look)}(signal, now, u, ({gathered}))"
    yield f"if not 0 <= age <= {widest!r}: {names.bind(_check_time)}(signal)"
    if always:
        yield "elif age < youngest: youngest = age"
    rest = [[entry for entry in entries if entry.index not in always] for entries in branches]
    yield from _branches(rest, 0, len(rest), names)


def _always(branches: Sequence[Sequence[Entry]]) -> dict[int, float]:
    """Find the measures that only ask whether there was any signal in a window, of whatever type; with the window."""
    return {
        entry.index: entry.window
        for entry in branches[0]
        if entry.window is not None
        and entry.tracker.function == "exists"
        and all(any(entry == other for other in entries) and entry.when == YES for entries in branches)
    }


class _Slow:
    """Looks at the signals that have no time, a time in words, or a type that is not declared: there are few."""

    def __init__(self, scan: SignalScan, kinds: Mapping[str, int]) -> None:
        self.kinds = kinds
        self.gathered = [index for index, tracker in enumerate(scan.trackers) if tracker.read is not None]
        self._scan = scan
        self._order = {index: place for place, index in enumerate(self.gathered)}

    def look(
        self, signal: object, now: Instant, counts: list[int], matches: Sequence[list[object]]
    ) -> tuple[float, int]:
        """Give the signal's age and the number of its branch.

        A signal without a time is counted into the windows that it may be in, by the closures; its age is -1, so that
        no window is tried again. Raises ODD for whatever is ill-typed.
        """
        vector = begin_signal(signal, now, _refuse)
        kind, at = vector[TYPE], vector[AT]
        if type(signal) is not dict or kind is None:
            raise ODD
        if at is None:
            self._count(signal, vector, counts, matches)
        return -1 if at is None else now - at, self.kinds.get(kind, 0)

    def _count(
        self, signal: Mapping[str, Any], vector: Vector, counts: list[int], matches: Sequence[list[object]]
    ) -> None:
        tests = [test for test in self._scan.of_type(vector[TYPE]) if test.window is not None]
        read_fields(signal, (field for test in tests for field in test.fields), vector, _refuse)
        for test in tests:
            if test.condition is not None and test.condition(vector) is False:
                continue
            if test.place is None:
                counts[test.index] += 1
            else:
                matches[self._order[test.index]].append((vector[test.place], False))


def _check_time(signal: Mapping[str, Any]) -> None:
    """Raise ODD when what was taken for a time is none; whatever lies in a window is one."""
    at = signal.get("at")
    if at is not None:
        _READ_AT(at)


_READ_AT: Final = strict(FIELD_READERS["at"])


def _branches(branches: Sequence[Sequence[Entry]], low: int, high: int, names: Names) -> Iterator[str]:
    """Write a search for the branch of a type's number."""
    if high - low == 1:
        yield from _branch(branches[low], names)
        return
    middle = (low + high) // 2
    yield f"if kind < {middle}:"
    yield from indented(_branches(branches, low, middle, names))
    yield "else:"
    yield from indented(_branches(branches, middle, high, names))


def _branch(entries: Sequence[Entry], names: Names) -> Iterator[str]:
    """Write what happens to a signal of one type: the widest window first, narrower ones inside it."""
    inside = names.within(_VARIABLES, _TYPES)
    windows = sorted({entry.window for entry in entries if entry.window is not None}, reverse=True)
    yield from _begun(entries, names)
    read: set[str] = set()
    for depth, window in enumerate([None, *windows]):
        indent = " " * max(0, depth - 1)
        if window is not None:
            yield f"{indent}if {'' if depth > 1 else '0 <= '}age <= {window!r}:"
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
        yield f"if s_at is not None and type(s_at) is not int: s_at = {names.bind(_READ_AT)}(s_at)"


def _field(field: str, names: Names) -> Iterator[str]:
    yield f"s_{field} = signal.get({field!r})"
    yield from typed(f"s_{field}", _READ_AS[field], FIELD_READERS[field], (), names).splitlines()


def _counted(entry: Entry, names: Names) -> Iterator[str]:
    code = condition_code(entry.when, names)
    sure, perhaps = _steps(entry)
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


def _steps(entry: Entry) -> tuple[str, str]:
    index, place = entry.index, entry.tracker.place
    if place is None:
        once = entry.tracker.function == "exists"
        return f"c{index} {'=' if once else '+='} 1", f"u[{index}] += 1"
    value = f"s_{next(name for name, number in FIELDS.items() if number == place)}"
    perhaps = f"x{index}.append(({value}, False))"
    if entry.tracker.function == "total":
        return f"a{index}.append({value}) if {value} is not None else x{index}.append((None, True))", perhaps
    return f"x{index}.append(({value}, True))", perhaps


def _refuse(_field: str | None) -> None:
    raise ODD
