"""Reading from the compiled form what a decision is drawn from once every condition has its result."""

from collections.abc import Mapping, Sequence
from typing import Any

from leadgate.domain.policy.findings import Route
from leadgate.domain.policy.layout import Layout
from leadgate.domain.policy.policy import Conclusions, Disqualify, Points, Rule, ScoreLine
from leadgate.domain.policy.reads import reached_from
from leadgate.domain.policy.scope import Node


def conclusions_of(compiled: Node, layout: Layout, by_id: Mapping[str, Rule]) -> Conclusions:
    """Prepare the last step of every decision.

    Args:
        compiled: the compiled form.
        layout: the places of the vector.
        by_id: the rules by name.

    Raises:
        KeyError: the form names a rule that it does not define.
    """
    fit = [ScoreLine(layout.rules[name], points) for name, points in compiled["score"]["fit"]]
    engagement = [_engagement_line(line, layout, by_id) for line in compiled["score"]["engagement"]]
    frameworks = enumerate(compiled["frameworks"])
    return Conclusions(
        disqualify=tuple((layout.rules[entry["rule"]], _disqualify(entry)) for entry in compiled["disqualify"]),
        review=tuple(layout.rules[name] for name in compiled["review"]),
        routes=tuple(
            (layout.places["route", index], Route(line["pool"], line["sla"], index, ()))
            for index, line in enumerate(compiled["routing"])
        ),
        frameworks=tuple((layout.places["framework", index], line["use"]) for index, line in frameworks),
        fit=_points(fit),
        engagement=_points(engagement),
    )


def _disqualify(entry: Node) -> Disqualify:
    return Disqualify(entry["rule"], entry["reason"], entry["ask"])


def _engagement_line(line: Sequence[Any], layout: Layout, by_id: Mapping[str, Rule]) -> ScoreLine:
    name, points, half_life = line
    place = layout.rules[name]
    if half_life is None:
        return ScoreLine(place, points)
    measures = dict.fromkeys(m for rule in reached_from(by_id[name], by_id) for m in rule.measures)
    return ScoreLine(place, points, half_life, tuple(layout.places["newest", m] for m in measures))


def _points(lines: Sequence[ScoreLine]) -> Points:
    return Points(tuple(lines), sum(line.points for line in lines if line.points > 0))
