"""A compiled policy prepared for questions: its conditions, its universe, and the search that answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leadgate.contracts.policy.analysis.places import Places
from leadgate.contracts.policy.analysis.search import Goal, Search
from leadgate.contracts.policy.analysis.signal_measures import Measures
from leadgate.contracts.policy.analysis.spoken import spoken
from leadgate.contracts.policy.analysis.universe import Universe
from leadgate.contracts.policy.analysis.wanted import YES
from leadgate.contracts.policy.problems import ProblemLog
from leadgate.domain.policy.packed_lists import unpack_list
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.signals import FIELD_TYPES


@dataclass(slots=True)
class PolicyView:
    """What every check of the analysis works with: the compiled form, the places, and the log for its findings."""

    compiled: Mapping[str, Any]
    places: Places
    log: ProblemLog
    lists: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, Node]
    search: Search

    def is_possible(self, *goals: Goal, unknown: tuple[str, ...] = ()) -> bool:
        """Say whether conditions can come out as wanted together; see `Search.is_possible`."""
        return self.search.is_possible(goals, unknown)

    def spoken(self, node: Node) -> str:
        """Write a condition for a message; a rule with what it says."""
        if node["op"] == "rule":
            return f"{node['rule']} (`{spoken(self.rules[node['rule']], self.compiled)}`)"
        return f"`{spoken(node, self.compiled)}`"


def view_of(compiled: Mapping[str, Any], places: Places, log: ProblemLog) -> PolicyView:
    """Prepare a compiled policy.

    Args:
        compiled: the compiled form.
        places: where its parts stand in the file.
        log: receives the findings.

    Returns:
        The view, with every condition of the policy learnt.
    """
    lists = {
        name: unpack_list(items) if isinstance(items, Mapping) else tuple(items)
        for name, items in compiled["lists"].items()
    }
    rules = {entry["id"]: entry["when"] for entry in compiled["rules"]}
    facts = compiled["facts"]
    universe = Universe(
        types={name: entry["type"] for name, entry in facts.items()},
        values={name: tuple(entry.get("values", ())) for name, entry in facts.items()},
        lists=lists,
        measures=_measures(compiled, lists),
    )
    universe.learn(conditions_of(compiled))
    return PolicyView(compiled, places, log, lists, rules, Search(universe, rules))


def conditions_of(compiled: Mapping[str, Any]) -> Iterator[Node]:
    """Yield every condition about a lead: of rules, gates, routing and frameworks lines."""
    yield from (entry["when"] for entry in compiled["rules"])
    yield from (gate["when"] for gate in compiled["gates"].values())
    for section in ("routing", "frameworks"):
        yield from (line["when"] for line in compiled[section] if line["when"] is not None)


def _measures(compiled: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Measures:
    inside = Universe(FIELD_TYPES, {}, lists)
    inside.learn(measure["when"] for measure in compiled["measures"])
    search = Search(inside, {})

    def is_dead(when: Node | None) -> bool:
        return when is not None and not search.is_possible([(when, YES)])

    return Measures(compiled["measures"], len(set(compiled["signals"].values())), is_dead)
