"""What was read of a lead: its values by place, and what is known about where they came from."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadgate.domain.policy.scope import Vector


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that a decision rests on; the rules add their results to the vector, nothing else changes it."""

    vector: Vector
    ill_typed: tuple[str, ...]
    stale: tuple[str, ...]
    has_signals: bool
    sources: Mapping[str, str]
