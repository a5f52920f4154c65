"""What was read of a lead: its values by place, and what is known about where they came from."""

from collections.abc import Mapping
from typing import NamedTuple

from leadgate.domain.policy.intervals import Range
from leadgate.domain.policy.policy import Disqualify
from leadgate.domain.policy.scope import Vector


class Seen(NamedTuple):
    """Everything that a decision rests on: facts, measures, the result of every condition, and what these add up to.

    `provenance` is the lead's own, by fact name. `fit` and `engagement` are points as bounds, before any rounding.
    `hit` are the disqualifiers that are yes, `undecided` those that are unknown and have to be asked about, both in
    policy order. `line` is the index of the first routing line that is yes.
    """

    vector: Vector
    ill_typed: tuple[str, ...]
    stale: tuple[str, ...]
    has_signals: bool
    provenance: Mapping[str, object]
    fit: Range
    engagement: Range
    hit: tuple[Disqualify, ...]
    undecided: tuple[Disqualify, ...]
    line: int

    def source_of(self, fact: str) -> str | None:
        """Say who a fact came from, as far as it is known."""
        entry = self.provenance.get(fact)
        source = entry.get("source") if isinstance(entry, Mapping) else None
        return source if isinstance(source, str) else None
