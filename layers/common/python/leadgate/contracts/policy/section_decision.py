"""The sections of a policy that decide: disqualify, gates, review, nurture, reasons, score, applies_to."""

from collections.abc import Collection
from typing import Any

from leadgate.contracts.policy.document import Document
from leadgate.contracts.policy.lowering_values import SCORE_DECIDES_NOTHING
from leadgate.contracts.policy.yaml_tree import Node
from leadgate.domain.clock import DAY
from leadgate.domain.outcomes import STANDARD_REASONS
from leadgate.domain.policy.facts import MOTIONS
from leadgate.domain.policy.policy import GATES

DEFAULT_REVISIT = 30 * DAY
_LARGEST_POINTS = 1_000_000


def read_reasons(document: Document, node: Node | None) -> list[str]:
    """Read `reasons:`, the policy's own besides the standard ones."""
    names = [document.name(item, "a reason") for item in document.items(node, "reasons")]
    return [name for name in dict.fromkeys(names) if name is not None]


def read_disqualify(document: Document, node: Node | None, reasons: list[str]) -> list[dict[str, Any]]:
    """Read `disqualify:` into the compiled form, in policy order."""
    entries: list[dict[str, Any]] = []
    for item in document.items(node, "disqualify"):
        fields = document.fields(item, "a disqualifier", ("rule", "reason", "if_unknown"), ("rule", "reason"))
        rule = _rule(document, fields.get("rule"), [entry["rule"] for entry in entries])
        reason = document.choice(fields.get("reason"), "reason", sorted(STANDARD_REASONS | set(reasons)))
        unknown = document.choice(fields.get("if_unknown"), "if_unknown", ("pass", "ask"))
        if rule and reason:
            entries.append({"rule": rule, "reason": reason, "ask": unknown == "ask"})
    return entries


def read_gates(document: Document, node: Node | None) -> dict[str, Any]:
    """Read `gates:` into the compiled form."""
    if node is None:
        return {}
    fields = document.fields(node, "gates", GATES, GATES)
    gates = {}
    for gate, value in fields.items():
        when = document.condition(value, f"the gate {gate}")
        if when is not None:
            gates[gate] = {"text": " ".join(value.text.split()), "when": when}
    return gates


def read_review(document: Document, node: Node | None) -> list[str]:
    """Read `review:`, the rules that make a person look first."""
    rules: list[str] = []
    for item in document.items(node, "review"):
        rule = _rule(document, item, rules)
        if rule is not None and rule not in rules:
            rules.append(rule)
    return rules


def _rule(document: Document, node: Node | None, before: Collection[str]) -> str | None:
    """Read the name of a rule; a score is none, and the same rule a second time changes nothing."""
    if node is not None and node.kind == "scalar" and node.text.partition(".")[0] == "score":
        document.log.error(node.start, SCORE_DECIDES_NOTHING, "name a rule")
        return None
    rule = document.choice(node, "rule", document.symbols.rules)
    if node is not None and rule in before:
        document.log.warning(node.start, f"the rule {rule} is listed before, only the first time counts", "remove it")
    return rule


def read_nurture(document: Document, node: Node | None, reasons: list[str]) -> dict[str, Any]:
    """Read `nurture:`: when a lead is looked at again, for any reason and for single ones."""
    if node is None:
        return {"revisit": DEFAULT_REVISIT, "reasons": {}}
    known = ["revisit", *sorted(STANDARD_REASONS | set(reasons))]
    fields = document.fields(node, "nurture", known)
    times = {key: document.duration(value, key) for key, value in fields.items()}
    revisit = times.pop("revisit", None)
    by_reason = {key: seconds for key, seconds in times.items() if seconds is not None}
    return {"revisit": DEFAULT_REVISIT if revisit is None else revisit, "reasons": by_reason}


def read_score(document: Document, node: Node | None) -> dict[str, list[list[Any]]]:
    """Read `score:` into lines of rule and points, for engagement with half-life in seconds or None."""
    score: dict[str, list[list[Any]]] = {"fit": [], "engagement": []}
    if node is None:
        return score
    fields = document.fields(node, "score", ("fit", "engagement"))
    for part, lines in score.items():
        for rule, key, value in document.entries(fields.get(part), f"score.{part}"):
            if document.choice(key, "rule", document.symbols.rules) is None:
                continue
            points, half_life = _points(document, value, part)
            if points is not None:
                lines.append([rule, points] if part == "fit" else [rule, points, half_life])
    return score


def _points(document: Document, node: Node, part: str) -> tuple[float | None, float | None]:
    half_life = None
    if node.kind == "map":
        known = ("points", "half_life") if part == "engagement" else ("points",)
        fields = document.fields(node, "points", known, ("points",))
        half_life = document.duration(fields.get("half_life"), "half_life")
        if "points" not in fields:
            return None, None
        node = fields["points"]
    points = document.value(node, "points")
    if node.kind != "scalar":
        return None, None
    is_number = isinstance(points, int | float) and not isinstance(points, bool)
    if not is_number or abs(points) > _LARGEST_POINTS:
        document.log.error(node.start, f"points must be a number, at most {_LARGEST_POINTS:,}")
        return None, None
    return points, half_life


def read_applies_to(document: Document, node: Node | None) -> dict[str, list[str]]:
    """Read `applies_to:`: the motions and forms whose leads this policy decides."""
    if node is None:
        return {"motions": [], "forms": []}
    fields = document.fields(node, "applies_to", ("motion", "form"))
    motions = [document.choice(item, "motion", MOTIONS) for item in document.items(fields.get("motion"), "motion")]
    forms = [document.text(item, "a form") for item in document.items(fields.get("form"), "form")]
    return {
        "motions": [motion for motion in dict.fromkeys(motions) if motion],
        "forms": [form for form in dict.fromkeys(forms) if form],
    }
