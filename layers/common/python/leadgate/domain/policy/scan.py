"""The pass over a lead's signals: every measure of a policy at once, indexed by the type of signal."""

from collections.abc import Callable, Mapping, Sequence
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
    kinds = {kind for measure in measures for kind in types_named(measure["when"])}

    def entries(narrowed: Callable[[Node | None], Node]) -> tuple[Entry, ...]:
        rows = []
        for index, measure in enumerate(measures):
            when = narrowed(measure["when"])
            if when != NO:
                test = None if when == YES else condition_closure(when, inside)
                rows.append((index, measure["within"], test, adders[index]))
        return tuple(rows)

    trackers = tuple(Tracker(m["fn"], adder) for m, adder in zip(measures, adders, strict=True))
    return SignalScan(
        trackers,
        {kind: entries(lambda when, kind=kind: specialise(when, kind)) for kind in sorted(kinds)},  # type: ignore[misc]
        entries(lambda when: specialise(when, _OTHER)),
        entries(lambda when: when or YES),
    )
