"""A decision: what was decided about a lead, why, and what would help to decide more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from leadgate.domain.clock import Instant, to_rfc3339
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.findings import HeldBack, NearMiss, Question, Reading, Route, RuleTrace, Score, Unknown
from leadgate.domain.policy.near_miss import nearest_miss
from leadgate.domain.policy.policy import GATES, Disqualify, Policy, Rule
from leadgate.domain.policy.questions import smallest_questions
from leadgate.domain.policy.revisit import next_look
from leadgate.domain.policy.scope import CLOCK, Vector
from leadgate.domain.policy.seen import Seen

_ROUTE: Final = Seen._fields.index("route")


# Not frozen: making a frozen one takes three times as long.
@dataclass
class Decision:
    """The whole answer of `decide`; the record of it replays bit for bit.

    `found` holds every value that was read, every condition's result and what they add up to, as the parts of `seen`;
    `trace` arranges it for people. What takes longer (questions, near misses, the date to look again) is worked out
    when it is asked for.
    """

    policy: Policy = field(repr=False)
    lead: Mapping[str, object] = field(repr=False)
    found: tuple[Any, ...]

    @cached_property
    def seen(self) -> Seen:
        """What was found, by name."""
        return Seen(*self.found)

    @cached_property
    def vector(self) -> Vector:
        """Every value and every condition's result, by the places of the policy's layout."""
        return self.seen.vector

    @property
    def outcome(self) -> Outcome:
        """What was decided."""
        return self.seen.outcome

    @property
    def reason(self) -> str | None:
        """Why a lead was disqualified; None for other outcomes."""
        return self.seen.reason

    @property
    def held_back(self) -> HeldBack | None:
        """The outcome that a review holds back."""
        return self.seen.held_back

    @property
    def score(self) -> Score:
        """The points as bounds, and the grade."""
        return Score(*self.seen.score)

    @property
    def disqualifiers(self) -> tuple[Disqualify, ...]:
        """The disqualifiers that are yes, in policy order."""
        return self.seen.hit

    @property
    def undecided(self) -> tuple[Disqualify, ...]:
        """The disqualifiers that are unknown and have to be asked about, in policy order."""
        return self.seen.undecided

    @property
    def route(self) -> Route:
        """Where the lead goes: the first routing line that is yes."""
        route: Route = self.found[_ROUTE]
        return route

    @property
    def framework(self) -> str | None:
        """The framework that says which evidence a stage needs: the first line that is yes."""
        lines = self.policy.conclusions.frameworks
        return next((name for place, name in lines if self.vector[place]), None)

    @property
    def at(self) -> Instant:
        """The clock that it was decided by, epoch seconds."""
        at: Instant = self.vector[CLOCK]
        return at

    @property
    def gates(self) -> dict[str, bool | None]:
        """Fit, intent and readiness by name."""
        first = self.policy.layout.first_gate
        return dict(zip(GATES, self.vector[first : first + len(GATES)], strict=True))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """For a lead that needs information: a smallest set of facts whose answers could make it qualified."""
        if self.outcome is not Outcome.NEEDS_INFO:
            return ()
        return smallest_questions(self.policy, self.vector, self.undecided)

    @cached_property
    def near_miss(self) -> tuple[NearMiss, ...]:
        """For a lead that is not qualified: the smallest set of up to three rules that would have to turn."""
        return nearest_miss(self.policy, self.vector)

    @cached_property
    def revisit_at(self) -> Instant | None:
        """For a lead to nurture: when to look again if nothing else happens, epoch seconds."""
        return self._next_look(self.outcome)

    @property
    def ill_typed(self) -> tuple[str, ...]:
        """What the lead holds in a wrong type: facts, sections, `signals[3].at`; each counts as unknown."""
        return self.seen.ill_typed

    @property
    def stale(self) -> tuple[str, ...]:
        """The facts that are too old to count as known."""
        return self.seen.stale

    @property
    def results(self) -> dict[str, bool | None]:
        """The result of every rule, in policy order."""
        vector = self.vector
        return {rule: vector[place] for rule, place in self.policy.layout.rules.items()}

    @property
    def trace(self) -> dict[str, RuleTrace]:
        """Every rule with its result and the values that it saw, in policy order."""
        return {rule.id: self.trace_of(rule) for rule in self.policy.rules}

    def trace_of(self, rule: Rule) -> RuleTrace:
        """Give the result of one rule of the policy, and the values that it saw."""
        result = self.vector[self.policy.layout.rules[rule.id]]
        return RuleTrace(result, self.readings(rule.facts, rule.measures))

    def readings(self, facts: tuple[str, ...], measures: tuple[int, ...]) -> dict[str, Reading]:
        """Look up what was seen of some facts and measures.

        Args:
            facts: names of facts that the policy reads.
            measures: indexes of its measures.

        Returns:
            A reading for each, by fact name or by the text of the measure.
        """
        layout, vector = self.policy.layout, self.vector
        seen = {name: self._reading(name, vector[layout.facts[name]]) for name in facts}
        for measure in measures:
            value = vector[layout.measure(measure)]
            seen[self.policy.measures[measure]] = Reading(value, None, self._why(value))
        return seen

    def to_document(self, *, trace: Literal["compact", "full"]) -> dict[str, Any]:
        """Give the decision as JSON-able data.

        Args:
            trace: `compact` for the result of each rule, `full` for the values that it saw as well.

        Returns:
            The object of a line of `leadgate policy evaluate`, without the lead's id. `held_back` is there
            only when the outcome is review.
        """
        document: dict[str, Any] = {
            "outcome": str(self.outcome),
            "reason": self.reason,
            "gates": self.gates,
            "disqualifiers": [entry.rule for entry in self.disqualifiers],
            "score": {
                "fit": list(self.score.fit),
                "engagement": list(self.score.engagement),
                "total": list(self.score.total),
                "grade": self.score.grade,
            },
            "route": self.route.pool,
            "questions": [question.fact for question in self.questions],
            "near_miss": [miss.to_document() for miss in self.near_miss],
            "revisit_at": _moment(self.revisit_at),
            "trace": self.results if trace == "compact" else self._full_trace(),
        }
        if self.held_back is not None:
            held = self.held_back
            revisit_at = _moment(self._next_look(held.outcome))
            document["held_back"] = {
                "outcome": str(held.outcome), "reason": held.reason, "revisit_at": revisit_at,
            }  # fmt: skip
        return document

    def _next_look(self, outcome: Outcome) -> Instant | None:
        return next_look(self.lead, self.policy, self.seen) if outcome is Outcome.NURTURE else None

    def _full_trace(self) -> dict[str, Any]:
        return {
            rule: {
                "result": seen.result,
                "values": {name: reading.to_document() for name, reading in seen.values.items()},
            }
            for rule, seen in self.trace.items()
        }

    def _why(self, measure: object) -> Unknown | None:
        if measure is not None:
            return None
        return "undecided" if self.seen.has_signals else "ill_typed" if "signals" in self.ill_typed else "missing"

    def _reading(self, name: str, value: object) -> Reading:
        source = self.seen.source_of(name)
        if value is not None:
            return Reading(value, source)
        section = name.partition(".")[0]
        if name in self.stale:
            return Reading(None, source, "stale")
        ill = name in self.ill_typed or section in self.ill_typed
        return Reading(None, source, "ill_typed" if ill else "missing")


def _moment(at: Instant | None) -> str | None:
    return None if at is None else to_rfc3339(at)
