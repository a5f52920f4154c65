"""When to look at a nurtured lead again: the first second at which its outcome differs if nothing else happens."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Final

from leadgate.domain.clock import LATEST, Instant
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.anatomy import anatomy_of, rule_part
from leadgate.domain.policy.answers import crossings
from leadgate.domain.policy.policy import Policy
from leadgate.domain.policy.reading import observed_at
from leadgate.domain.policy.scope import CLOCK, Node, Scope, Value, Vector, parts_of
from leadgate.domain.policy.seen import Seen
from leadgate.domain.policy.values import value_closure

MOST_LOOKS: Final = 2_000
"""Moments that are looked at before the search gives up; a lead keeps at most 200 signals."""

MOST_TESTS: Final = 1_000_000
"""Of signals against measures, over all looks: many of both make each look slow, so that there are fewer."""


def next_look(lead: Mapping[str, object], policy: Policy, seen: Seen) -> Instant:
    """Find when a lead that is nurtured should be looked at again.

    Args:
        lead: the lead document.
        policy: the policy that decided.
        seen: what it saw, the clock included.

    Returns:
        The first whole second at which the same lead would have another outcome, because a window closes or opens,
        a fact grows stale or an age passes its mark; the policy's date (`nurture.revisit` from now) when that is
        sooner or nothing changes by itself. A search that gives up gives the moment that it got to: too early is no
        harm, too late would be. Epoch seconds.
    """
    vector = seen.vector
    now: Instant = vector[CLOCK]
    date = min(now + policy.nurture.revisit, LATEST)
    timing = _timing_of(policy)
    events = sorted({*_fact_events(policy, timing, seen), *_signal_events(lead, policy, timing, now, date)})
    if timing.ages or events:
        looks = _Looks(lead, policy, timing, seen.outcome)
        change = looks.first_change(vector, [event for event in events if now < event < date], date)
        return date if change is None else change
    return date


@dataclass(frozen=True, slots=True)
class _Timing:
    """What of a policy depends on the clock, as far as the outcome depends on it.

    `measures` are those that have a window or ask for an age, `ages` the comparisons of ages in rules, and
    `signal_ages` those in signal conditions.
    """

    measures: frozenset[int]
    facts: frozenset[str]
    ages: tuple[tuple[Value, Value], ...]
    signal_ages: tuple[tuple[Value, Value], ...]


@lru_cache(maxsize=32)
def _timing_of(policy: Policy) -> _Timing:
    anatomy = anatomy_of(policy)
    named = [entry.rule for _place, entry in policy.conclusions.disqualify] + [
        name for name, place in policy.layout.rules.items() if place in policy.conclusions.review
    ]
    parts = [*anatomy.gates, *(rule_part(name, policy) for name in dict.fromkeys(named))]
    atoms = list({id(atom): atom for part in parts for atom in anatomy.reached_from(part)}.values())
    definitions = policy.compiled["measures"]
    reached = frozenset(index for atom in atoms for index in atom.measures)
    inside = policy.evaluator.reference.scan.scope
    conditions = [definitions[index]["when"] for index in reached if definitions[index]["when"] is not None]
    return _Timing(
        measures=frozenset(i for i in reached if definitions[i]["within"] or _asks_age(definitions[i]["when"])),
        facts=frozenset(name for atom in atoms for name in atom.facts),
        ages=tuple(_ages((atom.node for atom in atoms), policy.evaluator.reference.scope)),
        signal_ages=tuple(_ages(conditions, inside)),
    )


def _ages(nodes: Iterable[Node], scope: Scope) -> Iterator[tuple[Value, Value]]:
    for part in (part for node in nodes for part in parts_of(node)):
        if part["op"] == "compare" and _asks_age(part):
            yield value_closure(part["left"], scope), value_closure(part["right"], scope)


def _asks_age(node: Node | None) -> bool:
    return node is not None and any(part["op"] == "age" for part in parts_of(node))


def _fact_events(policy: Policy, timing: _Timing, seen: Seen) -> Iterator[Instant]:
    """Yield the seconds at which a fact that matters grows stale."""
    vector = seen.vector
    for name, place, limit in policy.evaluator.reference.freshness:
        if name in timing.facts and vector[place] is not None:
            at = observed_at(seen.provenance, name)
            if at is not None:
                yield floor(at + limit) + 1


def _signal_events(
    lead: Mapping[str, object], policy: Policy, timing: _Timing, now: Instant, date: Instant
) -> Iterator[Instant]:
    """Yield the seconds at which a signal enters or leaves a window, or comes of an age."""
    signals = lead.get("signals") if isinstance(lead, Mapping) else None
    if not timing.measures or not isinstance(signals, list | tuple):
        return
    for signal, windows in policy.evaluator.reference.scan.dated(signals, now, timing.measures):
        at = signal[2]
        for window in windows:
            if window is not None:
                yield ceil(at)
                yield floor(at + window) + 1
        for sides in timing.signal_ages:
            yield from _seconds(crossings(sides, signal, CLOCK, (now, date)))


def _seconds(moments: Iterable[float]) -> Iterator[Instant]:
    """Give the whole seconds around moments, one more on each side for what floating point may have lost."""
    for moment in moments:
        if abs(moment) <= LATEST:
            yield from range(floor(moment) - 1, floor(moment) + 3)


class _Looks:
    """Looks at a lead at one moment after the other until its outcome differs."""

    def __init__(self, lead: Mapping[str, object], policy: Policy, timing: _Timing, outcome: Outcome) -> None:
        self._lead = lead
        self._policy = policy
        self._timing = timing
        self._outcome = outcome
        signals = lead.get("signals") if isinstance(lead, Mapping) else None
        tests = policy.evaluator.reference.scan.tests_for(signals) if isinstance(signals, list | tuple) else 0
        self._left = min(MOST_LOOKS, MOST_TESTS // max(1, tests))

    def first_change(self, vector: Vector, events: list[Instant], date: Instant) -> Instant | None:
        """Find the first second before a date at which the outcome differs, or which there is no time to look at.

        Args:
            vector: the values as they are now.
            events: every second at which a fact or measure may change by itself, in order.
            date: where to stop.
        """
        for until in (*events, date):
            # Between two events nothing changes but ages, which grow evenly.
            for at in self._of_age(vector, until):
                if self._left <= 0 or self._differs(at):
                    return at
            if until == date:
                break
            if self._left <= 0:
                return until
            self._left -= 1
            seen = self._policy.evaluator.see(self._lead, until)
            if seen.outcome is not self._outcome:
                return until
            vector = seen.vector
        return None

    def _of_age(self, vector: Vector, until: Instant) -> list[Instant]:
        now: Instant = vector[CLOCK]
        if not self._timing.ages:
            return []
        probes = (now, now + 1_000_000.0)
        found = {at for sides in self._timing.ages for at in _seconds(crossings(sides, vector, CLOCK, probes))}
        return sorted(at for at in found if now < at < until)

    def _differs(self, at: Instant) -> bool:
        self._left -= 1
        return self._policy.evaluator.see(self._lead, at).outcome is not self._outcome
