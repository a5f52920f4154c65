"""The parts of a decision: score, route, what is held back, questions, near misses, and what rules saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal, NamedTuple

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.intervals import Range

Unknown = Literal["missing", "stale", "ill_typed", "undecided"]
"""Why a value is unknown; `undecided` are signals of which the time or a field is unknown."""


class Score(NamedTuple):
    """Points as bounds, and the grade: they rank leads and never decide about one."""

    fit: Range
    engagement: Range
    total: Range
    grade: str


class Route(NamedTuple):
    """Where the lead goes: pool, SLA in seconds, the line that said so, and the unknown lines before it."""

    pool: str
    sla: float | None
    line: int
    passed_over: tuple[int, ...]

    def passing(self, unknown: tuple[int, ...]) -> "Route":
        """Give the route with the unknown lines before it."""
        return Route(self.pool, self.sla, self.line, unknown) if unknown else self


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The outcome that a review holds back until a person has looked."""

    outcome: Outcome
    reason: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown fact whose answer could settle the lead, with the policy's wording (None: it has none)."""

    fact: str
    ask: str | None
    type: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that would have to turn for the lead to be qualified, what that needs, and what it saw instead."""

    rule: str
    turns: bool
    needs: str

    def to_document(self) -> dict[str, object]:
        """Give it as JSON-able data."""
        return {"rule": self.rule, "turns": "yes" if self.turns else "no", "needs": self.needs}


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


def _jsonable(value: object) -> object:
    if isinstance(value, tuple):
        return [_jsonable(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value
