"""A decision: what was decided about a lead, why, and what would help to decide more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Literal

from leadgate.domain.clock import Instant, to_rfc3339
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.intervals import Range
from leadgate.domain.policy.policy import Disqualify, Policy, Rule
from leadgate.domain.policy.seen import Seen

Unknown = Literal["missing", "stale", "ill_typed", "undecided"]
"""Why a value is unknown; `undecided` are signals of which the time or a field is unknown."""


@dataclass(frozen=True, slots=True)
class Score:
    """Points as bounds, and the grade: they rank leads and never decide about one."""

    fit: Range
    engagement: Range
    total: Range
    grade: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where the lead goes: pool, SLA in seconds, the line that said so, and the unknown lines before it."""

    pool: str
    sla: float | None
    line: int
    passed_over: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The outcome that a review holds back until a person has looked."""

    outcome: Outcome
    reason: str | None
    revisit_at: Instant | None


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown fact whose answer could settle the lead, with the policy's wording (None: it has none)."""

    fact: str
    ask: str | None
    type: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that a rule saw: the value or None, who it came from, and why it is unknown if it is."""

    value: object
    source: str | None = None
    why: Unknown | None = None

    def to_document(self) -> dict[str, object]:
        """Give the reading as JSON-able data; bounds without end are null."""
        document: dict[str, object] = {"value": _jsonable(self.value)}
        if self.source is not None:
            document["source"] = self.source
        if self.why is not None:
            document["unknown"] = self.why
        return document


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """A rule's result and everything that it saw, by fact name or by the text of a measure."""

    result: bool | None
    values: Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer of `decide`; the record of it replays bit for bit.

    `seen` holds every value that was read and every rule's result; `trace` arranges it for people.
    """

    policy: Policy = field(repr=False)
    outcome: Outcome
    reason: str | None
    gates: Mapping[str, bool | None]
    disqualifiers: tuple[Disqualify, ...]
    undecided: tuple[Disqualify, ...]
    held_back: HeldBack | None
    revisit_at: Instant | None
    score: Score
    route: Route
    framework: str | None
    questions: tuple[Question, ...]
    seen: Seen = field(repr=False)

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
        vector = self.seen.vector
        return {rule: vector[place] for rule, place in self.policy.program.rule_places.items()}

    @property
    def trace(self) -> dict[str, RuleTrace]:
        """Every rule with its result and the values that it saw, in policy order."""
        return {rule.id: self.trace_of(rule) for rule in self.policy.rules}

    def trace_of(self, rule: Rule) -> RuleTrace:
        """Give the result of one rule of the policy, and the values that it saw."""
        result = self.seen.vector[self.policy.program.rule_places[rule.id]]
        return RuleTrace(result, self.readings(rule.facts, rule.measures))

    def readings(self, facts: tuple[str, ...], measures: tuple[int, ...]) -> dict[str, Reading]:
        """Look up what was seen of some facts and measures.

        Args:
            facts: names of facts that the policy reads.
            measures: indexes of its measures.

        Returns:
            A reading for each, by fact name or by the text of the measure.
        """
        program = self.policy.program
        seen = {name: self._reading(name, self.seen.vector[program.fact_places[name]]) for name in facts}
        for measure in measures:
            value = self.seen.vector[program.measure_place + measure]
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
            "gates": dict(self.gates),
            "disqualifiers": [entry.rule for entry in self.disqualifiers],
            "score": {
                "fit": list(self.score.fit),
                "engagement": list(self.score.engagement),
                "total": list(self.score.total),
                "grade": self.score.grade,
            },
            "route": self.route.pool,
            "questions": [question.fact for question in self.questions],
            "revisit_at": _moment(self.revisit_at),
            "trace": self.results if trace == "compact" else self._full_trace(),
        }
        if self.held_back is not None:
            held = self.held_back
            revisit_at = _moment(held.revisit_at)
            document["held_back"] = {
                "outcome": str(held.outcome), "reason": held.reason, "revisit_at": revisit_at,
            }  # fmt: skip
        return document

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
        source = self.seen.sources.get(name)
        if value is not None:
            return Reading(value, source)
        section = name.partition(".")[0]
        if name in self.stale:
            return Reading(None, source, "stale")
        ill = name in self.ill_typed or section in self.ill_typed
        return Reading(None, source, "ill_typed" if ill else "missing")


def _moment(at: Instant | None) -> str | None:
    return None if at is None else to_rfc3339(at)


def _jsonable(value: object) -> object:
    if isinstance(value, tuple):
        return [_jsonable(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value
