"""A loaded policy: what it says about itself, and the evaluators that decide leads by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.findings import Route

if TYPE_CHECKING:
    from leadgate.domain.policy.evaluator import Evaluator
    from leadgate.domain.policy.layout import Layout
    from leadgate.domain.policy.scope import Node

GATES = ("fit", "intent", "readiness")


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Which leads a policy decides; empty tuples mean that it is the default."""

    motions: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nurture:
    """When a lead that is not ready is looked at again, in seconds; some reasons have their own time."""

    revisit: float
    by_reason: Mapping[str, float]


class RouteLine(NamedTuple):
    """A routing line: its condition as text (None for the catch-all), its pool, and its SLA in seconds."""

    text: str | None
    pool: str
    sla: float | None


class Disqualify(NamedTuple):
    """A disqualifying rule, its reason, and whether the lead is asked when the rule is unknown."""

    rule: str
    reason: str
    ask: bool


class Rule(NamedTuple):
    """A named condition as people see it, and everything that it reads directly."""

    id: str
    text: str
    says: str | None
    facts: tuple[str, ...]
    measures: tuple[int, ...]
    rules: tuple[str, ...]


class ScoreLine(NamedTuple):
    """The points of a rule: its place, and for decay the half-life in seconds and the newest-match places."""

    place: int
    points: float
    half_life: float | None = None
    newest: tuple[int, ...] = ()

    @property
    def unknown(self) -> tuple[float, float]:
        """The bounds of the points while the rule is unknown."""
        return min(0, self.points), max(0, self.points)


@dataclass(frozen=True, slots=True)
class Points:
    """The lines of one part of the score, and the most that they can come to."""

    lines: tuple[ScoreLine, ...]
    most: float


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What a decision is drawn from once every condition has its result: places, and what each stands for."""

    disqualify: tuple[tuple[int, Disqualify], ...]
    review: tuple[int, ...]
    routes: tuple[tuple[int, Route], ...]
    frameworks: tuple[tuple[int, str], ...]
    fit: Points
    engagement: Points


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A policy ready to decide leads: frozen, hashed, and free of any file or service.

    `compiled` is the form that everything else comes from; nobody may change it.
    """

    name: str
    version: str
    timezone: str
    facts: Mapping[str, Fact]
    answer_facts: Mapping[str, Fact]
    applies_to: AppliesTo
    nurture: Nurture
    reasons: frozenset[str]
    routes: tuple[RouteLine, ...]
    rules: tuple[Rule, ...]
    measures: tuple[str, ...]
    compiled: "Node" = field(repr=False)
    layout: "Layout" = field(repr=False)
    conclusions: Conclusions = field(repr=False)
    evaluator: "Evaluator" = field(repr=False)

    @property
    def pools(self) -> tuple[str, ...]:
        """Every pool that a routing line can name, in the order of the lines, each once."""
        return tuple(dict.fromkeys(route.pool for route in self.routes))

    @property
    def sla(self) -> Mapping[str, float | None]:
        """The SLA of each pool in seconds, from the first routing line that names the pool."""
        return {route.pool: route.sla for route in reversed(self.routes)}
