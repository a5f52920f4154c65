"""The reference evaluator: a closure for every condition, made once when a policy is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadgate.domain.clock import Instant
from leadgate.domain.policy.business_hours import BusinessCalendar
from leadgate.domain.policy.conclusions import conclusions_of
from leadgate.domain.policy.conditions import condition_closure
from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.layout import Layout, tracked_measures
from leadgate.domain.policy.outcome import verdict_of
from leadgate.domain.policy.policy import GATES, Conclusions, Rule
from leadgate.domain.policy.reading import (
    NOTHING,
    Freshness,
    Section,
    forget_stale,
    freshness_of,
    provenance_of,
    read_facts,
    sections_of,
)
from leadgate.domain.policy.reads import evaluation_order
from leadgate.domain.policy.scan import SignalScan, signal_scan
from leadgate.domain.policy.scope import CLOCK, Condition, Node, Scope, Vector
from leadgate.domain.policy.score import score_of, sum_of
from leadgate.domain.policy.seen import Seen

if TYPE_CHECKING:
    from leadgate.domain.policy.policy import Policy

Step = tuple[int, Condition]
"""A place of the vector and the condition whose result belongs there; each step needs only those before it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The closures of a policy."""

    layout: Layout
    conclusions: Conclusions
    scope: Scope
    sections: tuple[Section, ...]
    freshness: Freshness
    scan: SignalScan
    steps: tuple[Step, ...]

    def see(self, lead: object, now: Instant) -> Seen:
        """Read a lead and find the result of every condition.

        Args:
            lead: the lead document; whatever it holds, nothing is raised.
            now: the clock, epoch seconds.
        """
        vector: Vector = [None] * self.layout.size
        vector[CLOCK] = now
        ill_typed: list[str] = []
        document = lead if isinstance(lead, Mapping) else NOTHING
        read_facts(document, self.sections, vector, ill_typed)
        provenance = provenance_of(document)
        stale = forget_stale(provenance, self.freshness, vector, now)
        has_signals = self._measure(document.get("signals"), vector, ill_typed)
        self.conclude(vector)
        named = self.conclusions
        route = next(route for place, route in named.routes if vector[place])
        passed_over = tuple(line.line for place, line in named.routes[: route.line] if vector[place] is None)
        score = score_of(sum_of(named.fit.lines, vector), sum_of(named.engagement.lines, vector), named)
        outcome, reason, held, hit, undecided = verdict_of(named, vector, self.layout.first_gate)
        return Seen(
            (vector,), tuple(ill_typed), stale, has_signals, provenance,
            score, hit, undecided, route.passing(passed_over), outcome, reason, held,
        )  # fmt: skip

    def conclude(self, vector: Vector) -> None:
        """Put the result of every condition in its place, from the facts and measures that the vector holds."""
        for place, condition in self.steps:
            vector[place] = condition(vector)

    def conclude_with(self, vector: Vector, forced: Mapping[int, bool]) -> Vector:
        """Give the vector as it would be if some rules, by place, had other results."""
        supposed = list(vector)
        for place, condition in self.steps:
            supposed[place] = forced[place] if place in forced else condition(supposed)
        return supposed

    def _measure(self, signals: object, vector: Vector, ill_typed: list[str]) -> bool:
        if isinstance(signals, list | tuple):
            results = self.scan.run(signals, vector[CLOCK], ill_typed)
            first = self.layout.first_measure
            vector[first : first + len(results)] = results
            return True
        if signals is not None:
            ill_typed.append("signals")
        return False


def see_by_reference(lead: object, policy: "Policy", now: Instant) -> Seen:
    """Read a lead by the closures of a policy, whatever evaluator decides otherwise."""
    return policy.evaluator.reference.see(lead, now)


def scope_of(layout: Layout, lists: Mapping[str, tuple[str, ...]], calendar: BusinessCalendar) -> Scope:
    """Say what the names of a policy's conditions stand for."""
    return Scope(layout.places, lists, calendar)


def reference_of(
    compiled: Node, facts: Mapping[str, Fact], scope: Scope, layout: Layout, by_id: Mapping[str, Rule]
) -> Reference:
    """Make the closures of a policy.

    Args:
        compiled: the compiled form.
        facts: every fact that it reads.
        scope: what its names stand for.
        layout: the places of the vector.
        by_id: its rules by name.

    Raises:
        ValueError: the form names something undefined.
    """
    scan = signal_scan(tracked_measures(compiled, layout), scope, compiled["signals"])
    steps = tuple((scope.place(kind, name), _closure(when, scope)) for kind, name, when in conditions(compiled, by_id))
    freshness = freshness_of(compiled["freshness"], layout)
    return Reference(
        layout, conclusions_of(compiled, layout, by_id), scope, sections_of(facts, layout), freshness, scan, steps
    )


def conditions(compiled: Node, by_id: Mapping[str, Rule]) -> list[tuple[str, str | int, Node | None]]:
    """List every condition of a policy so that each stands after those it names; None stands for always."""
    whens = {entry["id"]: entry["when"] for entry in compiled["rules"]}
    return [
        *(("rule", name, whens[name]) for name in evaluation_order(by_id)),
        *(("gate", name, compiled["gates"][name]["when"]) for name in GATES),
        *(("route", index, line["when"]) for index, line in enumerate(compiled["routing"])),
        *(("framework", index, line["when"]) for index, line in enumerate(compiled["frameworks"])),
    ]


def _closure(when: Node | None, scope: Scope) -> Condition:
    return (lambda _vector: True) if when is None else condition_closure(when, scope)
