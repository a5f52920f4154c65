"""Where everything that a decision computes stands in the vector of values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadgate.domain.policy.policy import GATES, Rule
from leadgate.domain.policy.reads import reached_from
from leadgate.domain.policy.scope import Node

Slot = tuple[str, str | int]
"""A kind (`clock`, `fact`, `measure`, `newest`, `rule`, `gate`, `route`, `framework`) and a name or index."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of the vector: clock, facts, measures, newest matches, rules, gates, routing, frameworks.

    `decaying` are the measures whose newest match is tracked besides.
    """

    places: Mapping[Slot, int]
    decaying: tuple[int, ...]
    facts: Mapping[str, int]
    rules: Mapping[str, int]
    first_measure: int
    first_gate: int

    @property
    def size(self) -> int:
        """How many values the vector holds."""
        return len(self.places)

    def measure(self, index: int) -> int:
        """Give the place of a measure."""
        return self.first_measure + index


def layout_of(compiled: Node, by_id: Mapping[str, Rule]) -> Layout:
    """Lay out the vector of a policy.

    Args:
        compiled: the compiled form.
        by_id: its rules by name, in policy order.
    """
    decaying = _decaying(compiled, by_id)
    slots = list(_slots(compiled, decaying, by_id))
    places = {slot: place for place, slot in enumerate(slots)}
    facts = {name: places["fact", name] for name in compiled["facts"]}
    rules = {name: places["rule", name] for name in by_id}
    return Layout(places, decaying, facts, rules, 1 + len(facts), places["gate", GATES[0]])


def tracked_measures(compiled: Node, layout: Layout) -> list[dict[str, Any]]:
    """List what the pass over the signals tracks: every measure, then the newest match of those that decay."""
    measures = list(compiled["measures"])
    return [*measures, *({**measures[index], "fn": "newest"} for index in layout.decaying)]


def _slots(compiled: Node, decaying: Sequence[int], by_id: Mapping[str, Rule]) -> Iterator[Slot]:
    yield "clock", "now"
    yield from (("fact", name) for name in compiled["facts"])
    yield from (("measure", index) for index in range(len(compiled["measures"])))
    yield from (("newest", index) for index in decaying)
    yield from (("rule", name) for name in by_id)
    yield from (("gate", name) for name in GATES)
    yield from (("route", index) for index in range(len(compiled["routing"])))
    yield from (("framework", index) for index in range(len(compiled["frameworks"])))


def _decaying(compiled: Node, by_id: Mapping[str, Rule]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for name, _points, half_life in compiled["score"]["engagement"]:
        if half_life is not None:
            for rule in reached_from(by_id[name], by_id):
                found |= dict.fromkeys(rule.measures)
    return tuple(found)
