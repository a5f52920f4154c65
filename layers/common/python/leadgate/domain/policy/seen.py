"""What was read of a lead, its values by place, and what they add up to."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.findings import HeldBack, Route
from leadgate.domain.policy.intervals import Range
from leadgate.domain.policy.policy import Disqualify
from leadgate.domain.policy.scope import Vector


class Seen(NamedTuple):
    """What was read of a lead (facts, measures, the result of every condition), and what it all adds up to.

    `pieces` are the vector in parts, which are joined when somebody asks for it. `provenance` is the lead's own, by
    fact name, `score` has the parts of a `Score`. `hit` are the disqualifiers that are yes, `undecided` those that are
    unknown and have to be asked about, both in policy order.
    """

    pieces: tuple[Sequence[Any], ...]
    ill_typed: tuple[str, ...]
    stale: tuple[str, ...]
    has_signals: bool
    provenance: Mapping[str, object]
    score: tuple[Range, Range, Range, str]
    hit: tuple[Disqualify, ...]
    undecided: tuple[Disqualify, ...]
    route: Route
    outcome: Outcome
    reason: str | None
    held_back: HeldBack | None

    @property
    def vector(self) -> Vector:
        """Every value by its place, joined anew each time."""
        return list(chain.from_iterable(self.pieces))

    def source_of(self, fact: str) -> str | None:
        """Say who a fact came from, as far as it is known."""
        entry = self.provenance.get(fact)
        source = entry.get("source") if isinstance(entry, Mapping) else None
        return source if isinstance(source, str) else None
