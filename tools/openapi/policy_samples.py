"""Examples of policies, versions, publications and simulations."""

from typing import Any

from openapi.samples import DECISION, LEAD_ID, POLICY, POLICY_VERSION

_BEFORE = "pv_5f4dcc3b5aa765d6"
_AT = "2026-05-04T08:30:00Z"
_ADMIN = "7b1a4c0f9d2e6a58"
_DEFAULT: dict[str, list[str]] = {"motion": [], "form": []}

POLICY_JSON: dict[str, Any] = {
    "policy": POLICY,
    "signals": {"demo_request": "behavioural"},
    "rules": {"icp_size": "50 <= company.employees <= 2000", "in_demo": "exists(type == 'demo_request')"},
    "gates": {"fit": "icp_size", "intent": "in_demo", "readiness": "in_demo"},
    "routing": [{"otherwise": "inbound"}],
    "examples": [
        {
            "name": "a company of the right size that asks is qualified",
            "now": "2026-05-04T09:00:00Z",
            "lead": {"company": {"employees": 240}, "signals": [{"type": "demo_request"}]},
            "expect": {"outcome": "qualified"},
        }
    ],
}
POLICY_YAML = """policy: inbound-saas
signals: {demo_request: behavioural}
rules:
  icp_size: 50 <= company.employees <= 2000
  in_demo: exists(type == 'demo_request')
gates: {fit: icp_size, intent: in_demo, readiness: in_demo}
routing:
  - {otherwise: inbound}
examples:
  - name: a company of the right size that asks is qualified
    now: 2026-05-04T09:00:00Z
    lead: {company: {employees: 240}, signals: [{type: demo_request}]}
    expect: {outcome: qualified}
"""


def _line(version: str) -> dict[str, Any]:
    return {"name": POLICY, "version": version, "scope": _DEFAULT}


KEPT: dict[str, Any] = {
    **_line(POLICY_VERSION),
    "status": "kept",
    "created_at": _AT,
    "created_by": _ADMIN,
    "examples": 1,
    "warnings": [
        {"line": 5, "column": 47, "detail": "readiness asks for nothing that a person said", "hint": None},
    ],
}
WITH_SOURCE = {**KEPT, "source": POLICY_YAML}
VERSIONS = {"items": [KEPT], "next_cursor": None}
_LIVE = {"version": POLICY_VERSION, "scope": _DEFAULT}
_PUBLISHED = {
    "revision": 8, "act": "published", "at": _AT, "by": _ADMIN,
    "before": [_line(_BEFORE)], "after": [_line(POLICY_VERSION)],
}  # fmt: skip
PUBLISHED = {**KEPT, "status": "live", "change": _PUBLISHED}
_SUMMARY: dict[str, Any] = {"name": POLICY, "live": _LIVE, "shadow": []}
POLICIES = {"revision": 8, "items": [_SUMMARY], "next_cursor": None}
WITH_HISTORY = {**_SUMMARY, "history": [_PUBLISHED]}
SHADOWED = {
    **_SUMMARY,
    "live": {"version": _BEFORE, "scope": _DEFAULT},
    "shadow": [_LIVE],
    "change": {**_PUBLISHED, "act": "shadowed", "before": []},
}
UNSHADOWED = {
    **SHADOWED,
    "shadow": [],
    "change": {**_PUBLISHED, "act": "unshadowed", "before": [_line(POLICY_VERSION)], "after": []},
}
ROLLED_BACK = {
    **_SUMMARY,
    "live": {"version": _BEFORE, "scope": _DEFAULT},
    "change": {
        **_PUBLISHED, "revision": 9, "act": "rolled_back",
        "before": [_line(POLICY_VERSION)], "after": [_line(_BEFORE)],
    },
}  # fmt: skip
SIMULATED_DOCUMENT = {
    "now": "2026-05-04T09:00:00Z",
    "email": {"domain": "firm.example"},
    "company": {"employees": 240, "country": "DE"},
    "signals": [{"type": "demo_request", "at": "2026-05-04T08:59:00Z"}],
}
SIMULATED_BY_ID = {"lead_id": LEAD_ID}
_OF_RECORDS = ("decision_id", "lead_version", "trace_note", "shadow")
SIMULATED = {name: value for name, value in DECISION.items() if name not in _OF_RECORDS}
