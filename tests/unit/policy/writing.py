"""Writes small policies for the tests of the policy language, and decides by them."""

import json
from collections.abc import Mapping
from typing import Any

from leadgate.contracts.policy import compile_policy
from leadgate.domain.policy import Decision, Policy, decide, load_policy

NOW = 1_777_885_200  # 2026-05-04T09:00:00Z, a Monday
DAY = 86_400

_FACTS = {
    "answers.a": {"type": "bool"},
    "answers.b": {"type": "bool"},
    "answers.c": {"type": "bool"},
    "answers.d": {"type": "bool"},
    "answers.n": {"type": "num"},
    "answers.i": {"type": "int"},
    "answers.s": {"type": "str", "ask": "Which one?"},
    "answers.t": {"type": "timestamp"},
    "answers.len": {"type": "duration"},
    "answers.list": {"type": "list"},
    "answers.colour": {"type": "enum", "values": ["red", "green", "blue"]},
}
_SIGNALS = {
    "page_view": "behavioural",
    "download": "behavioural",
    "demo_request": "source",
    "call": "contextual",
}


def document(rules: Mapping[str, Any], **sections: Any) -> dict[str, Any]:
    """Give a whole policy document around some rules; sections replace the defaults."""
    return {
        "policy": "tested",
        "facts": _FACTS,
        "signals": _SIGNALS,
        "lists": {"countries": ["DE", "NO"], "words": ["vp", "vice president", "größe"]},
        "business_hours": {"mon-fri": "09:00-18:00"},
        "rules": {"yes": "true", **rules},
        "gates": {"fit": "yes", "intent": "yes", "readiness": "yes"},
        "routing": [{"otherwise": "inbound"}],
        "examples": [{"name": "any", "now": NOW, "lead": {}, "expect": {"pool": "inbound"}}],
        **sections,
    }


def compiled_policy(rules: Mapping[str, Any], **sections: Any) -> dict[str, Any]:
    """Compile a policy and take it through JSON, as a stored one."""
    result = compile_policy(json.dumps(document(rules, **sections), ensure_ascii=False))
    assert result.compiled is not None, [f"{problem} ({problem.hint})" for problem in result.problems]
    stored: dict[str, Any] = json.loads(json.dumps(result.compiled))
    return stored


def write_policy(rules: Mapping[str, Any], **sections: Any) -> Policy:
    """Compile and load a policy."""
    return load_policy(compiled_policy(rules, **sections))


def result_of(expression: str, lead: Mapping[str, Any], now: float = NOW, **sections: Any) -> bool | None:
    """Decide a single condition about a lead."""
    return decide(lead, write_policy({"asked": expression}, **sections), now).results["asked"]


def decide_by(lead: Mapping[str, Any], rules: Mapping[str, Any], **sections: Any) -> Decision:
    """Decide about a lead by a policy with these rules and sections."""
    return decide(lead, write_policy(rules, **sections), NOW)
