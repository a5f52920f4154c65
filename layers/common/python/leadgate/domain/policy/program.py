"""Laying out the vector of values of a policy and making every closure that reads it."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from leadgate.domain.policy.business_hours import BusinessCalendar
from leadgate.domain.policy.conditions import condition_closure
from leadgate.domain.policy.facts import Fact, reader_of
from leadgate.domain.policy.policy import (
    GATES,
    Disqualify,
    Gate,
    Program,
    Rule,
    ScoreLine,
    SectionReader,
)
from leadgate.domain.policy.reads import evaluation_order, reached_from, rule_of
from leadgate.domain.policy.scan import signal_scan
from leadgate.domain.policy.scope import Condition, Node, Scope

_PLAIN: Final[dict[str, type]] = {"str": str, "bool": bool}


def program_of(
    compiled: Mapping[str, Any],
    facts: Mapping[str, Fact],
    lists: Mapping[str, tuple[str, ...]],
    calendar: BusinessCalendar,
    rules: Sequence[Rule],
) -> Program:
    """Make the closures of a policy.

    Args:
        compiled: the compiled form.
        facts: every fact that it reads.
        lists: the members of its lists.
        calendar: its time zone and business hours.
        rules: its rules with what they read.

    Returns:
        The program that `decide` runs.

    Raises:
        ValueError: the form names something undefined.
    """
    by_id = {rule.id: rule for rule in rules}
    decaying = _decaying_measures(compiled, by_id)
    layout = _Layout(facts, len(compiled["measures"]), decaying, rules)
    scope = Scope(layout.places, lists, calendar)
    newest = [{**compiled["measures"][index], "fn": "newest"} for index in decaying]
    closures = {entry["id"]: condition_closure(entry["when"], scope) for entry in compiled["rules"]}
    return Program(
        blank=(None,) * layout.size,
        sections=_sections(facts, layout),
        fact_places={name: layout.places["fact", name] for name in facts},
        measure_place=layout.first_measure,
        rule_places={rule.id: scope.place("rule", rule.id) for rule in rules},
        freshness=tuple((name, scope.place("fact", name), limit) for name, limit in compiled["freshness"].items()),
        scan=signal_scan([*compiled["measures"], *newest], scope, compiled["signals"]),
        rules=tuple((scope.place("rule", name), closures[name]) for name in evaluation_order(by_id)),
        gates=tuple(_gate(name, compiled["gates"][name], scope) for name in GATES),
        disqualify=tuple(_disqualify(entry, scope) for entry in compiled["disqualify"]),
        review=tuple(scope.place("rule", name) for name in compiled["review"]),
        routing=tuple(_when(line, scope) for line in compiled["routing"]),
        frameworks=tuple((_when(line, scope), line["use"]) for line in compiled["frameworks"]),
        fit=tuple(ScoreLine(scope.place("rule", name), points) for name, points in compiled["score"]["fit"]),
        engagement=tuple(_engagement_line(line, layout, scope, by_id) for line in compiled["score"]["engagement"]),
    )


def _gate(name: str, gate: Node, scope: Scope) -> Gate:
    return Gate(rule_of(name, gate["text"], None, gate["when"]), condition_closure(gate["when"], scope))


def _disqualify(entry: Node, scope: Scope) -> tuple[int, Disqualify]:
    place = scope.place("rule", entry["rule"])
    return place, Disqualify(entry["rule"], entry["reason"], entry["ask"])


class _Layout:
    """Where everything stands in the vector: the clock, facts, measures, newest matches, rules."""

    def __init__(
        self, facts: Mapping[str, Fact], measures: int, decaying: Sequence[int], rules: Sequence[Rule]
    ) -> None:
        names: list[tuple[str, str | int]] = [("clock", "now")]
        names += [("fact", name) for name in facts]
        self.first_measure = len(names)
        names += [("measure", index) for index in range(measures)]
        names += [("newest", index) for index in decaying]
        names += [("rule", rule.id) for rule in rules]
        self.places = {name: place for place, name in enumerate(names)}
        self.size = len(names)


def _when(line: Node, scope: Scope) -> Condition | None:
    return None if line["when"] is None else condition_closure(line["when"], scope)


def _decaying_measures(compiled: Mapping[str, Any], by_id: Mapping[str, Rule]) -> list[int]:
    found: dict[int, None] = {}
    for name, _points, half_life in compiled["score"]["engagement"]:
        if half_life is not None:
            for rule in reached_from(by_id[name], by_id):
                found |= dict.fromkeys(rule.measures)
    return list(found)


def _engagement_line(line: Sequence[Any], layout: _Layout, scope: Scope, by_id: Mapping[str, Rule]) -> ScoreLine:
    name, points, half_life = line
    place = scope.place("rule", name)
    if half_life is None:
        return ScoreLine(place, points)
    measures = dict.fromkeys(m for rule in reached_from(by_id[name], by_id) for m in rule.measures)
    return ScoreLine(place, points, half_life, tuple(layout.places["newest", m] for m in measures))


def _sections(facts: Mapping[str, Fact], layout: _Layout) -> tuple[SectionReader, ...]:
    def section_of(fact: Fact) -> str:
        section, dot, _field = fact.name.partition(".")
        return section if dot else ""

    ordered = sorted(facts.values(), key=section_of)
    return tuple(_section(name, list(members), layout) for name, members in groupby(ordered, key=section_of))


def _section(name: str, facts: Sequence[Fact], layout: _Layout) -> SectionReader:
    plain = []
    checked = []
    for fact in facts:
        place, field = layout.places["fact", fact.name], fact.name.rpartition(".")[2]
        reader = reader_of(fact.type, fact.values)
        if fact.type in _PLAIN:
            plain.append((place, field, _PLAIN[fact.type], reader))
        else:
            checked.append((place, field, reader))
    return SectionReader(name, tuple(plain), tuple(checked))
