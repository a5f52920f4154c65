"""What a policy needs to be evaluated over columns: its names, its measures, and which rules somebody asks for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from leadgate.domain.policy import Policy, Rule, load_policy
from leadgate.domain.policy.business_hours import BusinessCalendar, calendar_of
from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.packed_lists import unpack_list
from leadgate.domain.policy.policy import GATES
from leadgate.domain.policy.reads import evaluation_order, reached_from, rule_of
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.words import TextTest
from leadgate_columnar.measures import Measure, measure_of
from leadgate_columnar.signal_classes import ClassPlan, class_plan

_MOST_REMEMBERED: Final = 200_000


class RememberedTests:
    """Tests of texts for words and pieces, which remember their answers: the same titles come in every batch."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, frozenset[str]], _Answers] = {}

    def test(
        self, kind: str, items: frozenset[str], prepare: Callable[[Iterable[str]], TextTest]
    ) -> Callable[[str], bool]:
        """Give the test for some items."""
        found = self._answers.get((kind, items))
        if found is None or len(found) > _MOST_REMEMBERED:
            found = self._answers[kind, items] = _Answers(prepare(items))
        return found.__getitem__


class _Answers(dict[str, bool]):
    """The answers of one test."""

    def __init__(self, test: TextTest) -> None:
        super().__init__()
        self._test = test

    def __missing__(self, text: str) -> bool:
        answer = self[text] = self._test(text)
        return answer


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A policy prepared for columns; it is only read while batches are evaluated, so threads can share it."""

    policy: Policy
    compiled: Mapping[str, Any]
    calendar: BusinessCalendar
    conditions: Mapping[str, Node]
    rules: tuple[str, ...]
    """The rules to evaluate, each after those that it names."""
    facts: Mapping[str, Fact]
    """The facts that these rules, the gates and the routing read."""
    freshness: Mapping[str, float]
    measures: Mapping[int, Measure]
    classes: ClassPlan
    decaying: frozenset[int]
    """The measures of which the newest match is needed for decay."""
    decays: Mapping[str, tuple[int, ...]]
    """For each rule whose points decay the measures behind it."""
    members: Mapping[str, frozenset[str]]
    tests: "RememberedTests"

    @property
    def signal_fields(self) -> frozenset[str]:
        """The fields of signals that have to be read; empty when no signals are asked about."""
        found: set[str] = set()
        for index in self.measures:
            node = self.compiled["measures"][index]
            found |= set(_fields(node["when"]))
            found |= {node["field"]} if node.get("field") else set()
            found |= {"at"} if node["within"] is not None or node["fn"] == "distinct_days" else set()
            found |= {"type"} if node["fn"] == "families" else set()
            found |= {"at"} if index in self.decaying else set()
        return frozenset(found or ({"type"} if self.measures else ()))


def plan_of(compiled: Mapping[str, Any], *, every_rule: bool = True) -> Plan:
    """Prepare a policy.

    Args:
        compiled: the compiled form.
        every_rule: evaluate all rules; without it only those that an outcome, a pool or a grade depends on.

    Returns:
        The plan.

    Raises:
        ValueError: the form is not one that this code knows, or is damaged.
    """
    policy = load_policy(compiled)
    by_id = {rule.id: rule for rule in policy.rules}
    conditions = {entry["id"]: entry["when"] for entry in compiled["rules"]}
    asked = _asked(compiled)
    wanted = list(by_id) if every_rule else [name for rule in asked for name in rule.rules]
    reached = {rule.id: rule for name in wanted for rule in reached_from(by_id[name], by_id)}
    reading = [*reached.values(), *asked]
    decays = _decays(compiled, by_id)
    facts = {name: policy.facts[name] for rule in reading for name in rule.facts}
    measures = {index for rule in reading for index in rule.measures}
    return Plan(
        policy=policy,
        compiled=compiled,
        calendar=calendar_of(compiled["timezone"], compiled["business_hours"]),
        conditions=conditions,
        rules=tuple(name for name in evaluation_order(by_id) if name in reached),
        facts=facts,
        freshness={name: limit for name, limit in compiled["freshness"].items() if name in facts},
        measures={index: measure_of(compiled["measures"][index]) for index in sorted(measures)},
        classes=class_plan({index: compiled["measures"][index] for index in sorted(measures)}),
        decaying=frozenset(index for behind in decays.values() for index in behind),
        decays=decays,
        members={name: frozenset(_members(items)) for name, items in compiled["lists"].items()},
        tests=RememberedTests(),
    )


def _asked(compiled: Mapping[str, Any]) -> list[Rule]:
    """Describe everything that asks for rules: gates, disqualifiers, review, routing, frameworks, scores."""
    nodes: list[Node] = [compiled["gates"][name]["when"] for name in GATES]
    nodes += [line["when"] for section in ("routing", "frameworks") for line in compiled[section] if line["when"]]
    named = [entry["rule"] for entry in compiled["disqualify"]] + list(compiled["review"])
    named += [line[0] for part in ("fit", "engagement") for line in compiled["score"][part]]
    return [rule_of("", "", None, node) for node in [*nodes, *({"op": "rule", "rule": name} for name in named)]]


def _decays(compiled: Mapping[str, Any], by_id: Mapping[str, Rule]) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(dict.fromkeys(at for rule in reached_from(by_id[name], by_id) for at in rule.measures))
        for name, _points, half_life in compiled["score"]["engagement"]
        if half_life is not None
    }


def _members(items: Any) -> Iterable[str]:
    return unpack_list(items) if isinstance(items, Mapping) else items


def _fields(node: Node | None) -> Iterable[str]:
    if node is None:
        return
    if node["op"] == "field":
        yield node["field"]
    for part in node.get("args", ()):
        yield from _fields(part)
    for side in ("left", "right", "of"):
        if side in node:
            yield from _fields(node[side])
