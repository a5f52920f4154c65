"""What is certain of measures before any signal is seen: their bounds, and which can never exceed which."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final

from leadgate.contracts.policy.analysis.leaves import Variable
from leadgate.contracts.policy.analysis.spaces import Limits
from leadgate.domain.clock import DAY, HOUR
from leadgate.domain.policy.measures import COUNTERS
from leadgate.domain.policy.scope import Node

MOST_COMPARED: Final = 150
"""Beyond so many measures, which can exceed which is not looked at: it takes the square of their number."""

_SHORTEST_DAY: Final = DAY - 2 * HOUR


@dataclass(slots=True)
class Measures:
    """The measures of one policy; `is_dead` says of a signal condition that no signal can meet it."""

    definitions: list[Node]
    families: int
    is_dead: Callable[[Node | None], bool]
    _dead: dict[int, bool] = field(default_factory=dict)
    _parts: dict[int, frozenset[str]] = field(default_factory=dict)
    _wider: dict[str, list[Variable]] = field(default_factory=dict)
    _narrower: dict[str, list[Variable]] = field(default_factory=dict)

    def merged(self, variable: Variable) -> Variable:
        """Give the variable that a measure is the same as: `exists` asks whether `count` is one or more."""
        if variable.node["op"] != "measure":
            return variable
        definition = self._of(variable)
        function = "count" if definition["fn"] in COUNTERS else definition["fn"]
        key = json.dumps([function, definition["field"], definition["when"], definition["within"]], sort_keys=True)
        return Variable(f"measure {key}", "number", exact=False, node=variable.node)

    def limits(self, variable: Variable) -> Limits:
        """Give the least and the most that a measure can be, and whether it is a whole number."""
        definition = self._of(variable)
        function, within = definition["fn"], definition["within"]
        lowest = -inf if function == "total" and definition["field"] != "duration_s" else 0
        if self._is_dead(variable):
            return Limits(lowest, 0, function != "total")
        highest = {
            "families": self.families,
            # A window touches a day more than it holds, and summer time makes days shorter.
            "distinct_days": inf if within is None else within // _SHORTEST_DAY + 2,
        }.get(function, inf)
        return Limits(lowest, highest, function != "total")

    def wider(self, variable: Variable, known: Mapping[str, Variable]) -> list[Variable]:
        """Give the measures among the known ones that are never less than this one."""
        if variable.key not in self._wider:
            self._wider[variable.key] = self._related(
                variable, known, lambda other: self._never_exceeds(variable, other)
            )
        return self._wider[variable.key]

    def narrower(self, variable: Variable, known: Mapping[str, Variable]) -> list[Variable]:
        """Give the measures among the known ones that are never more than this one."""
        if variable.key not in self._narrower:
            related = self._related(variable, known, lambda other: self._never_exceeds(other, variable))
            self._narrower[variable.key] = related
        return self._narrower[variable.key]

    def _related(
        self, variable: Variable, known: Mapping[str, Variable], test: Callable[[Variable], bool]
    ) -> list[Variable]:
        if variable.node["op"] != "measure" or len(self.definitions) > MOST_COMPARED:
            return []
        others = [other for other in known.values() if other.node["op"] == "measure" and other.key != variable.key]
        return [other for other in others if test(other)]

    def _never_exceeds(self, one: Variable, other: Variable) -> bool:
        """Say whether everything that one measure counts is counted by the other as well."""
        small, large = self._of(one), self._of(other)
        counts = {*COUNTERS, "distinct_days"} if large["fn"] in COUNTERS else {large["fn"]} & {"distinct_days"}
        if small["fn"] not in counts:
            return False
        fits = large["within"] is None or (small["within"] is not None and small["within"] <= large["within"])
        return fits and self._conjuncts(other) <= self._conjuncts(one)

    def _conjuncts(self, variable: Variable) -> frozenset[str]:
        index = variable.node["measure"]
        if index not in self._parts:
            when = self.definitions[index]["when"]
            parts: list[Any] = [] if when is None else when["args"] if when["op"] == "and" else [when]
            self._parts[index] = frozenset(json.dumps(part, sort_keys=True) for part in parts)
        return self._parts[index]

    def _is_dead(self, variable: Variable) -> bool:
        index = variable.node["measure"]
        if index not in self._dead:
            self._dead[index] = self.is_dead(self.definitions[index]["when"])
        return self._dead[index]

    def _of(self, variable: Variable) -> Node:
        return self.definitions[variable.node["measure"]]
