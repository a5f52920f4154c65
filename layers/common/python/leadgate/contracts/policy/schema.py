"""The JSON Schema of a policy document, for editors that complete and check while somebody types."""

from typing import Any, Final

from leadgate.contracts.policy.section_examples import EXPECTATIONS
from leadgate.domain.outcomes import STANDARD_REASONS, Outcome
from leadgate.domain.policy.facts import MOTIONS, TYPES
from leadgate.domain.policy.policy import GATES
from leadgate.domain.policy.signals import FAMILIES

_TEXT: Final = {"type": "string", "minLength": 1}
_DURATION: Final = {"type": "string", "pattern": r"^\d{1,6}(\.\d{1,3})?[smhdw]$", "examples": ["15m", "30d"]}
_CONDITION: Final = {
    "type": ["string", "boolean"],
    "maxLength": 2000,
    "description": "a condition, such as 50 <= company.employees <= 2000",
}
_REASON: Final = {"type": "string", "examples": sorted(STANDARD_REASONS)}
_POINTS: Final = {"type": "number", "minimum": -1_000_000, "maximum": 1_000_000}


def policy_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a policy document.

    It knows the shape of every section. Names, types and places inside expressions are what
    `compile_policy` checks.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Leadgate policy",
        "description": "Who deserves sales time, on one page.",
        **_object({**_declarations(), **_decisions(), **_choices()}, *_NEEDED),
    }


_NEEDED: Final = ("policy", "rules", "gates", "routing", "examples")


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": list(required)} if required else schema


def _map(values: dict[str, Any], pattern: str = "^[a-z][a-z0-9_]{0,63}$") -> dict[str, Any]:
    return {"type": "object", "patternProperties": {pattern: values}, "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _declarations() -> dict[str, Any]:
    scalar = {"type": ["string", "number", "boolean"]}
    fact = _object({"type": {"enum": list(TYPES)}, "values": _list(scalar), "ask": _TEXT})
    spans = {"anyOf": [_TEXT, _list(_TEXT)]}
    return {
        "policy": {"type": "string", "pattern": "^[a-zA-Z][a-zA-Z0-9_-]{0,63}$"},
        "description": _TEXT,
        "timezone": {**_TEXT, "examples": ["Europe/Berlin"]},
        "business_hours": {"type": "object", "additionalProperties": spans},
        "facts": _map(fact, r"^([a-z]+\.[a-z][a-z0-9_]{0,62}|created_at)$"),
        "signals": _map({"enum": list(FAMILIES)}),
        "lists": _map({"anyOf": [{"const": "builtin"}, _list(scalar)]}),
        "freshness": {"type": "object", "additionalProperties": _DURATION},
    }


def _decisions() -> dict[str, Any]:
    rule = {"anyOf": [_CONDITION, _object({"when": _CONDITION, "says": _TEXT}, "when")]}
    disqualifier = {"rule": _TEXT, "reason": _REASON, "if_unknown": {"enum": ["pass", "ask"]}}
    decaying = _object({"points": _POINTS, "half_life": _DURATION}, "points")
    return {
        "reasons": _list(_TEXT),
        "rules": _map(rule),
        "disqualify": _list(_object(disqualifier, "rule", "reason")),
        "gates": _object(dict.fromkeys(GATES, _CONDITION), *GATES),
        "review": _list(_TEXT),
        "nurture": {"type": "object", "additionalProperties": _DURATION},
        "score": _object(
            {
                "fit": _map({"anyOf": [_POINTS, _object({"points": _POINTS}, "points")]}),
                "engagement": _map({"anyOf": [_POINTS, decaying]}),
            }
        ),
        "applies_to": _object({"motion": _list({"enum": list(MOTIONS)}), "form": _list(_TEXT)}),
    }


def _choices() -> dict[str, Any]:
    expect = {**dict.fromkeys(EXPECTATIONS, True), "outcome": {"enum": [str(outcome) for outcome in Outcome]}}
    example = {
        "name": _TEXT,
        "now": {"type": ["string", "number"]},
        "lead": {"type": "object"},
        "expect": {**_object(expect), "minProperties": 1},
    }
    route = {"when": _CONDITION, "pool": _TEXT, "sla": _DURATION}
    otherwise = {"otherwise": _TEXT, "sla": _DURATION}
    framework = [
        _object({"when": _CONDITION, "use": _TEXT}, "when", "use"),
        _object({"otherwise": _TEXT}, "otherwise"),
    ]
    routes = [_object(route, "when", "pool"), _object(otherwise, "otherwise")]
    return {
        "frameworks": _list({"anyOf": framework}),
        "routing": {**_list({"anyOf": routes}), "minItems": 1},
        "examples": {**_list(_object(example, *example)), "minItems": 1},
    }
