"""Loading a policy: from the stored compiled form to closures, without YAML and without any service."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from leadgate.domain.outcomes import STANDARD_REASONS
from leadgate.domain.policy.business_hours import calendar_of
from leadgate.domain.policy.evaluator import Evaluator
from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.fused import fused_of
from leadgate.domain.policy.layout import Layout, layout_of
from leadgate.domain.policy.packed_lists import unpack_list
from leadgate.domain.policy.policy import AppliesTo, Nurture, Policy, RouteLine, Rule
from leadgate.domain.policy.reads import rule_of
from leadgate.domain.policy.reference import reference_of, scope_of
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.version import is_version, version_of

FORM: Final = 1
"""The compiled form that this code writes and reads; raised when a change is not compatible."""


def load_policy(compiled: Mapping[str, Any]) -> Policy:
    """Make a policy ready to decide leads.

    Args:
        compiled: the compiled form, as `compile_policy` gives it and JSON keeps it.

    Returns:
        The frozen policy with its closures.

    Raises:
        ValueError: the form is not one that this code knows, or is damaged.
    """
    return _checked(compiled, version_of)


def load_stored(text: bytes, version: str) -> Policy:
    """Make a stored policy ready to decide leads, by the version that it is stored as and by no other.

    Args:
        text: the compiled form as JSON; best as `canonical_form` spells it.
        version: the name of the version.

    Raises:
        ValueError: the form is not one that this code knows, is damaged, or is another version.
    """
    compiled = json.loads(text)

    def checked(compiled: Mapping[str, Any]) -> str:
        if is_version(version, text, compiled):
            return version
        raise ValueError("damaged compiled policy: its content is not that of its version")

    return _checked(compiled, checked)


def _checked(compiled: Mapping[str, Any], name: Callable[[Mapping[str, Any]], str]) -> Policy:
    form = compiled.get("form") if isinstance(compiled, Mapping) else None
    if form != FORM:
        raise ValueError(f"unknown compiled form {form!r}, this code reads {FORM}")
    try:
        return _load(compiled, name(compiled))
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError(f"damaged compiled policy: {type(error).__name__}: {error}") from error


def _load(compiled: Mapping[str, Any], version: str) -> Policy:
    facts = {
        name: Fact(name, entry["type"], tuple(entry.get("values", ())), entry.get("ask"))
        for name, entry in compiled["facts"].items()
    }
    rules = tuple(_rule(entry) for entry in compiled["rules"])
    by_id = {rule.id: rule for rule in rules}
    layout = layout_of(compiled, by_id)
    evaluator = _evaluator(compiled, facts, layout, by_id)
    scope, nurture = compiled["applies_to"], compiled["nurture"]
    if not any(line["when"] is None for line in compiled["routing"]):
        raise ValueError("damaged compiled policy: routing without a catch-all")
    return Policy(
        name=compiled["policy"],
        version=version,
        timezone=compiled["timezone"],
        facts=facts,
        answer_facts={name: fact for name, fact in facts.items() if name.startswith("answers.")},
        applies_to=AppliesTo(tuple(scope["motions"]), tuple(scope["forms"])),
        nurture=Nurture(nurture["revisit"], dict(nurture["reasons"])),
        reasons=STANDARD_REASONS | frozenset(compiled["reasons"]),
        routes=tuple(RouteLine(line["text"], line["pool"], line["sla"]) for line in compiled["routing"]),
        rules=rules,
        measures=tuple(measure["text"] for measure in compiled["measures"]),
        compiled=compiled,
        layout=layout,
        conclusions=evaluator.reference.conclusions,
        evaluator=evaluator,
    )


def _evaluator(
    compiled: Mapping[str, Any], facts: Mapping[str, Fact], layout: Layout, by_id: Mapping[str, Rule]
) -> Evaluator:
    lists = {name: _members(items) for name, items in compiled["lists"].items()}
    scope = scope_of(layout, lists, calendar_of(compiled["timezone"], compiled["business_hours"]))
    reference = reference_of(compiled, facts, scope, layout, by_id)
    return Evaluator(reference, lambda: fused_of(compiled, facts, reference, by_id))


def _rule(entry: Node) -> Rule:
    return rule_of(entry["id"], entry["text"], entry.get("says"), entry["when"])


def _members(items: Sequence[str] | Mapping[str, Any]) -> tuple[str, ...]:
    return unpack_list(items) if isinstance(items, Mapping) else tuple(items)
