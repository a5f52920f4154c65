"""The pass over a lead's signals: every measure of a policy at once, indexed by the type of signal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadgate.domain.clock import Instant
from leadgate.domain.policy.conditions import condition_closure
from leadgate.domain.policy.measures import Adder, Tally, Tracker, adder_of, empty_tally, result_of
from leadgate.domain.policy.scope import Condition, Node, Scope, Vector
from leadgate.domain.policy.signals import AT, FIELDS, TYPE, read_signal
from leadgate.domain.policy.specialise import NO, YES, specialise, types_named

Entry = tuple[int, float | None, Condition | None, Adder | None]
"""A tracker's index, its window in seconds, its condition (None: always yes), how it counts (None: by one)."""

# No declared type can be this, so a condition specialised for it is what other types still have to meet.
_OTHER = "\0other"


@dataclass(frozen=True, slots=True)
class SignalScan:
    """The trackers of a policy, arranged so that a signal meets only those that its type can matter to."""

    trackers: tuple[Tracker, ...]
    by_type: Mapping[str, tuple[Entry, ...]]
    other_types: tuple[Entry, ...]
    unknown_type: tuple[Entry, ...]

    def run(self, signals: Sequence[object], now: Instant, ill_typed: list[str]) -> list[object]:
        """Go over the signals once.

        Args:
            signals: the lead's list; elements may be anything.
            now: the clock, epoch seconds; a window is `now - d <= at <= now`.
            ill_typed: receives `signals[3].at` for each ill-typed field, `signals[3]` for what is no object.

        Returns:
            The result of each tracker, in order.
        """
        tally = empty_tally(self.trackers)
        by_type, other_types = self.by_type, self.other_types

        for position, raw in enumerate(signals):

            def report(field: str | None, at: int = position) -> None:
                ill_typed.append(f"signals[{at}].{field}" if field else f"signals[{at}]")

            signal = read_signal(raw, now, report)
            kind = signal[TYPE]
            entries = self.unknown_type if kind is None else by_type.get(kind, other_types)
            _count(entries, signal, now, tally)
        return [result_of(tracker, tally, index) for index, tracker in enumerate(self.trackers)]


def _count(entries: Sequence[Entry], signal: Vector, now: Instant, tally: Tally) -> None:
    """Count one signal into every tracker that it meets, for certain or perhaps."""
    certain, possible = tally.certain, tally.possible
    at = signal[AT]
    age = None if at is None else now - at
    for index, window, condition, add in entries:
        sure = True
        if window is not None:
            if age is None:
                sure = False
            elif age < 0 or age > window:
                continue
        if condition is not None:
            result = condition(signal)
            if result is False:
                continue
            if result is None:
                sure = False
        if add is not None:
            add(tally, index, signal, sure)
            continue
        possible[index] += 1
        if sure:
            certain[index] += 1


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
    adders = [adder_of(m["fn"], m.get("field"), scope.calendar, families) for m in measures]

    def entry(index: int, when: Node) -> Entry | None:
        test = None if when == YES else condition_closure(when, inside)
        return None if when == NO else (index, measures[index]["within"], test, adders[index])

    others = {index: entry(index, specialise(measure["when"], _OTHER)) for index, measure in enumerate(measures)}
    by_type: dict[str, dict[int, Entry | None]] = {}
    for index, measure in enumerate(measures):
        # A measure that does not name a type treats it like any other.
        for kind in dict.fromkeys(types_named(measure["when"])):
            by_type.setdefault(kind, {})[index] = entry(index, specialise(measure["when"], kind))
    return SignalScan(
        tuple(_tracker(m["fn"], adder, families) for m, adder in zip(measures, adders, strict=True)),
        {kind: _there({**others, **named}) for kind, named in by_type.items()},
        _there(others),
        _there({index: entry(index, measure["when"] or YES) for index, measure in enumerate(measures)}),
    )


def _there(entries: Mapping[int, Entry | None]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries.values() if entry is not None)


def _tracker(function: str, adder: Adder | None, families: Mapping[str, str]) -> Tracker:
    return Tracker(function, adder, len(set(families.values()))) if function == "families" else Tracker(function, adder)
