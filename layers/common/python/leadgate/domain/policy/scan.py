"""The pass over a lead's signals: every measure of a policy at once, indexed by the type of signal."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadgate.domain.clock import Instant
from leadgate.domain.policy.conditions import condition_closure
from leadgate.domain.policy.measures import Tally, Tracker, empty_tally, results_of, tracker_of
from leadgate.domain.policy.scope import Condition, Node, Scope, Vector, parts_of
from leadgate.domain.policy.signals import AT, FIELDS, TYPE, begin_signal, read_fields
from leadgate.domain.policy.specialise import NO, YES, specialise, types_named

# No declared type can be this, so a condition specialised for it is what other types still have to meet.
OTHER = "\0other"

_NAMES: Final = {place: name for name, place in FIELDS.items()}
_FURTHER: Final = tuple(name for name in FIELDS if name not in {"type", "at"})


# Not frozen, as the tests below are not: there are hundreds, and making a frozen one takes six times as long.
@dataclass(slots=True, eq=False)
class Entry:
    """What signals of one type have to meet for one tracker: the window in seconds and the condition left over.

    A measure that means the same for several types has the same entry for all of them.
    """

    index: int
    window: float | None
    when: Node
    tracker: Tracker

    @property
    def reads(self) -> frozenset[str]:
        """The fields of a signal that it reads in any way, its type and time included; a window is not a reading."""
        read = {part["field"] for part in parts_of(self.when) if part["op"] == "field"}
        return frozenset(read if self.tracker.place is None else (*read, _NAMES[self.tracker.place]))

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a signal that it reads besides its type and time, in the order of FIELDS."""
        read = self.reads
        return tuple([name for name in _FURTHER if name in read])


def entries_by_type(
    measures: Sequence[Node], trackers: Sequence[Tracker]
) -> tuple[dict[str, tuple[Entry, ...]], tuple[Entry, ...], tuple[Entry, ...]]:
    """Arrange measures by the type of signal that they can matter to.

    Args:
        measures: the measures of the compiled form, followed by those whose newest match decay needs.
        trackers: how each is tracked.

    Returns:
        The entries for each type that a condition names, for any other type, and for an unknown type.
    """

    def entry(index: int, when: Node) -> Entry:
        return Entry(index, measures[index]["within"], when, trackers[index])

    def there(entries: Mapping[int, Entry]) -> tuple[Entry, ...]:
        return tuple(one for one in entries.values() if one.when != NO)

    others = {index: entry(index, specialise(measure["when"], OTHER)) for index, measure in enumerate(measures)}
    by_type: dict[str, dict[int, Entry]] = {}
    for index, measure in enumerate(measures):
        # A measure that does not name a type treats it like any other.
        for kind in dict.fromkeys(types_named(measure["when"])):
            by_type.setdefault(kind, {})[index] = entry(index, specialise(measure["when"], kind))
    named = {kind: there({**others, **own}) for kind, own in by_type.items()}
    return named, there(others), tuple(entry(index, measure["when"] or YES) for index, measure in enumerate(measures))


def trackers_of(measures: Sequence[Node], scope: Scope, families: Mapping[str, str]) -> tuple[Tracker, ...]:
    """Choose how each measure of a policy is tracked."""
    return tuple(tracker_of(m["fn"], m.get("field"), scope.calendar, families) for m in measures)


@dataclass(slots=True, eq=False)
class Test:
    """An entry ready to be tried on signals; no condition means always yes."""

    index: int
    window: float | None
    condition: Condition | None
    place: int | None
    fields: tuple[str, ...]
    asks_age: bool

    def admits(self, age: float | None) -> bool:
        """Say whether a signal of some age in seconds (None: unknown) may be in the window: `now - d <= at <= now`."""
        return self.window is None or age is None or 0 <= age <= self.window

    def fails(self, signal: Vector) -> bool:
        """Say whether a signal does not meet the condition, and will not by growing older."""
        return self.condition is not None and not self.asks_age and self.condition(signal) is False

    def count(self, signal: Vector, tally: Tally) -> None:
        """Count a signal that may be in the window in, for certain or perhaps."""
        met = True if self.condition is None else self.condition(signal)
        if met is False:
            return
        sure = met is True and (self.window is None or signal[AT] is not None)
        if self.place is not None:
            tally.matches[self.index].append((signal[self.place], sure))
        elif sure:
            tally.certain[self.index] += 1
        else:
            tally.perhaps[self.index] += 1


Tests = tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class SignalScan:
    """The trackers of a policy, arranged so that a signal meets only those that its type can matter to."""

    scope: Scope
    trackers: tuple[Tracker, ...]
    by_type: Mapping[str, Tests]
    other: Tests
    unknown: Tests

    def run(self, signals: Sequence[object], now: Instant, ill_typed: list[str]) -> list[object]:
        """Go over the signals once.

        Args:
            signals: the lead's list; elements may be anything.
            now: the clock, epoch seconds.
            ill_typed: receives `signals[3].at` for each ill-typed field, `signals[3]` for what is no object. Of the
                fields besides type and time, only those are read that a window asks for which the signal is in.

        Returns:
            The result of each tracker, in order.
        """
        tally = empty_tally(self.trackers)
        # A policy that asks nothing of signals does not read them.
        for position, raw in enumerate(signals if self.trackers else ()):

            def report(field: str | None, at: int = position) -> None:
                ill_typed.append(f"signals[{at}].{field}" if field else f"signals[{at}]")

            signal = begin_signal(raw, now, report)
            age = None if signal[AT] is None else now - signal[AT]
            admitting = [test for test in self.of_type(signal[TYPE]) if test.admits(age)]
            read_fields(raw, (field for test in admitting for field in test.fields), signal, report)
            for test in admitting:
                test.count(signal, tally)
        return results_of(self.trackers, tally)

    def dated(
        self, signals: Iterable[object], now: Instant, wanted: Collection[int]
    ) -> Iterator[tuple[Vector, set[float | None]]]:
        """Yield each signal of known time with the windows of those wanted trackers that it may come into."""
        for raw in signals:
            signal = begin_signal(raw, now, _ignore)
            if signal[AT] is not None:
                tests = [test for test in self.of_type(signal[TYPE]) if test.index in wanted]
                read_fields(raw, (field for test in tests for field in test.fields), signal, _ignore)
                yield signal, {test.window for test in tests if not test.fails(signal)}

    def tests_for(self, signals: Iterable[object]) -> int:
        """Count the tests that signals meet at most, which is what a pass over them takes."""
        kinds = (signal.get("type") if isinstance(signal, Mapping) else None for signal in signals)
        return sum(len(self.of_type(kind if isinstance(kind, str) else None)) for kind in kinds)

    def of_type(self, kind: str | None) -> Tests:
        """Give what to try on signals of one type; None for an unknown type."""
        return self.unknown if kind is None else self.by_type.get(kind, self.other)


def _ignore(_field: str | None) -> None:
    """Report nothing: the decision has reported it."""


def signal_scan(measures: Sequence[Node], scope: Scope, families: Mapping[str, str]) -> SignalScan:
    """Prepare the pass over signals for a policy.

    Args:
        measures: the measures of the compiled form, followed by those whose newest match decay needs.
        scope: the policy's lists and calendar; its places are not used, a signal has its own.
        families: the family of each declared signal type.

    Returns:
        The scan, whose results stand in the order of `measures`.

    Raises:
        ValueError: a measure is of no known kind.
    """
    inside = Scope({("field", name): place for name, place in FIELDS.items()}, scope.lists, scope.calendar)
    trackers = trackers_of(measures, scope, families)
    by_type, other, unknown = entries_by_type(measures, trackers)
    make = _Testing(inside)
    kinds = {kind: make.tests(entries) for kind, entries in by_type.items()}
    return SignalScan(inside, trackers, kinds, make.tests(other), make.tests(unknown))


class _Testing:
    """Makes the tests of entries, one for each, however many types share it."""

    def __init__(self, inside: Scope) -> None:
        self._inside = inside
        self._made: dict[Entry, Test] = {}

    def tests(self, entries: Sequence[Entry]) -> Tests:
        return tuple(self._made.get(entry) or self._make(entry) for entry in entries)

    def _make(self, entry: Entry) -> Test:
        always = entry.when == YES
        condition = None if always else condition_closure(entry.when, self._inside)
        asks_age = not always and any(part["op"] == "age" for part in parts_of(entry.when))
        made = Test(entry.index, entry.window, condition, entry.tracker.place, entry.fields, asks_age)
        self._made[entry] = made
        return made
