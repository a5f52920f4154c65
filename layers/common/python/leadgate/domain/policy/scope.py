"""What the names in a compiled expression stand for: a place in the vector of values, a list, or the calendar."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leadgate.domain.policy.business_hours import BusinessCalendar

Node = Mapping[str, Any]
"""A node of the compiled form: `op` says what it is, the other keys depend on it."""

Vector = list[Any]
"""The values that closures read by place; place 0 is the clock, in epoch seconds. None is unknown."""

Condition = Callable[[Vector], bool | None]
Value = Callable[[Vector], Any]

CLOCK = 0


def parts_of(node: Node) -> list[Node]:
    """List a condition or operand and everything inside of it, in order of appearance."""
    found: list[Node] = []
    waiting = [node]
    # Every condition of a policy passes here before its first decision, so it is a loop, and looks for no more than
    # there can be: a node has one part, two sides, or a list of parts.
    while waiting:
        part = waiting.pop()
        found.append(part)
        if "of" in part:
            waiting.append(part["of"])
        elif "left" in part:
            waiting += part["right"], part["left"]
        elif "args" in part:
            waiting += reversed(part["args"])
    return found


@dataclass(frozen=True, slots=True)
class Scope:
    """Places by kind and name, the members of lists, and the calendar of one policy."""

    places: Mapping[tuple[str, str | int], int]
    lists: Mapping[str, tuple[str, ...]]
    calendar: BusinessCalendar
    _sets: dict[str, frozenset[Any]] = field(default_factory=dict)
    _tests: dict[tuple[str, str], Callable[[str], bool]] = field(default_factory=dict)

    def place(self, kind: str, name: str | int) -> int:
        """Look up where a fact, rule, measure or signal field stands in the vector.

        Raises:
            ValueError: the compiled form names something that it does not define.
        """
        try:
            return self.places[kind, name]
        except KeyError:
            raise ValueError(f"unknown {kind} {name!r}") from None

    def members(self, node: Node) -> tuple[Any, ...]:
        """Give the items that a node names, written out or as a list of the policy."""
        if "list" not in node:
            return tuple(node["items"])
        try:
            return self.lists[node["list"]]
        except KeyError:
            raise ValueError(f"unknown list {node['list']!r}") from None

    def member_set(self, node: Node) -> frozenset[Any]:
        """Give the items that a node names as a set, which all conditions on the same list share."""
        if "list" not in node:
            return frozenset(node["items"])
        name = node["list"]
        if name not in self._sets:
            self._sets[name] = frozenset(self.members(node))
        return self._sets[name]

    def prepared(self, node: Node, prepare: Callable[[Iterable[str]], Callable[[str], bool]]) -> Callable[[str], bool]:
        """Make a test of texts from the items that a node names; conditions on the same list share it."""
        if "list" not in node:
            return prepare(node["items"])
        key = (node["op"], node["list"])
        if key not in self._tests:
            self._tests[key] = prepare(self.members(node))
        return self._tests[key]
