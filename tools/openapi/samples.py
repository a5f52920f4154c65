"""Examples: the bodies of the sample events, and an answer to each."""

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from leadgate import __version__

_ALL_EVENTS = Path(__file__).parents[2] / "events"
EVENTS = _ALL_EVENTS / "intake"
LEAD_ID = "lead_01KQS7Z3M0T5Y8R2W6V4N9XQCB"
DECISION_ID = "dec_01KQS7Z3NAF3E7K5J2H9D8G6BC"
ETAG = '"9011065437c9658e7e92300395c043c8"'
ORIGIN = "https://www.seller.example"
POLICY, POLICY_VERSION = "inbound-saas", "pv_8e9cb1bed42970a1"
ASKED, DECIDED = "2026-05-04T09:00:00Z", "2026-05-04T09:00:00.041Z"
_GATES = {"fit": True, "intent": True, "readiness": True}
_SCORE = {"fit": [80, 80], "engagement": [30, 30], "total": [110, 110], "grade": "A3"}
_BOOKING_URL = "https://book.seller.example/anna"
_REP = {"id": "anna", "name": "Anna Albers", "email": "anna@seller.example"}
_BOOK = {"action": "book", "booking_url": _BOOKING_URL, "questions": []}
_COUNTRY = {"fact": "company.country", "ask": "In which country is your company?", "type": "str"}
_TIMELINE = {
    "fact": "answers.timeline",
    "ask": "When do you want to start?",
    "type": "enum",
    "values": ["now", "this_quarter", "this_year", "later"],
}


def posted_json(name: str) -> dict[str, Any]:
    """Give the JSON body of a sample event."""
    return dict(json.loads(_event(name)["body"]))


def administered(name: str) -> dict[str, Any]:
    """Give the JSON body of a sample event of administration."""
    event = json.loads((_ALL_EVENTS / "admin" / f"{name}.json").read_text("utf-8"))
    return dict(json.loads(event["body"]))


def posted_form(name: str) -> dict[str, str]:
    """Give the fields of a form-encoded sample event."""
    return dict(parse_qsl(base64.b64decode(_event(name)["body"]).decode()))


def _event(name: str) -> dict[str, Any]:
    return dict(json.loads((EVENTS / f"{name}.json").read_text("utf-8")))


WARNING = {
    "pointer": "/answers/team_size",
    "detail": "is not a whole number; it is kept, and counts as unknown",
}
ACCEPTED = {
    "lead_id": LEAD_ID,
    "status_url": f"https://api.example.com/live/status?lead_id={LEAD_ID}",
    "duplicate": False,
    "warnings": [WARNING],
}
ACCEPTED_LATE = {**ACCEPTED, "warnings": []}
QUALIFIED = {
    "lead_id": LEAD_ID,
    "version": 2,
    "outcome": "qualified",
    "reason": None,
    "next_step": _BOOK,
    "owner": _REP,
    "decision_id": DECISION_ID,
}
NEEDS_INFO = {
    **QUALIFIED,
    "outcome": "needs_info",
    "next_step": {"action": "answer", "booking_url": None, "questions": [_COUNTRY, _TIMELINE]},
    "owner": None,
}
COMPETITOR = {
    **QUALIFIED,
    "outcome": "disqualified",
    "reason": "competitor",
    "next_step": {"action": "thanks", "booking_url": None, "questions": []},
    "owner": None,
}
FORM_KEPT = {**ACCEPTED, "warnings": [{**WARNING, "pointer": "/team_size"}]}
FORM_DECIDED = {"lead_id": LEAD_ID, "next_step": _BOOK}
KNOWN_PERSON = {
    "found": True,
    "email": "vera.vogt@firm.example",
    "lead_id": LEAD_ID,
    "version": 2,
    "stage": "mql",
    "outcome": "qualified",
    "reason": None,
    "cadence_action": "hold",
    "sequence_key": None,
    "owner_id": "anna",
    "owner_email": "anna@seller.example",
    "score": 110,
    "grade": "A3",
    "questions": "",
    "revisit_at": None,
    "valid_until": None,
    "updated_at": DECIDED,
}
UNKNOWN_PERSON = {
    **dict.fromkeys(KNOWN_PERSON),
    "found": False,
    "email": "nobody@firm.example",
    "cadence_action": "hold",
}


def _fact(value: object) -> dict[str, object]:
    return {"value": value, "source": "api:demo-requests", "confidence": 1.0, "observed_at": ASKED}


LEAD = {
    "lead_id": LEAD_ID,
    "version": 2,
    "stage": "mql",
    "created_at": ASKED,
    "updated_at": DECIDED,
    "test": False,
    "account": "firm.example",
    "facts": {
        "answers.team_size": _fact(12),
        "company.employees": _fact(240),
        "email.address": _fact("vera.vogt@firm.example"),
        "person.title": _fact("VP Marketing"),
    },
    "signals": [{"type": "demo_request", "at": ASKED, "page": "/pricing"}],
    "consent": {"marketing": True, "text": "Yes, you may write to me.", "at": "2026-05-04T08:59:00Z"},
    "decision": {
        "decision_id": DECISION_ID,
        "at": DECIDED,
        "policy": POLICY,
        "policy_version": POLICY_VERSION,
        "outcome": "qualified",
        "reason": None,
        "held_back": None,
        "gates": _GATES,
        "disqualifiers": [],
        "score": _SCORE,
        "pool": "inbound",
        "questions": [],
        "revisit_at": None,
    },
    "owner": {**_REP, "booking_url": _BOOKING_URL, "pool": "inbound", "via": "turn", "assigned_at": DECIDED},
    "cadence_action": "hold",
    "being_decided": False,
    "quarantine": None,
    "merged": [],
}
_ASSIGNED = {"owner_id": "anna", "pool": "inbound", "via": "turn", "decision_id": DECISION_ID}
TIMELINE = {
    "items": [{"type": "assigned", "at": DECIDED, "version": 2, "details": _ASSIGNED}],
    "next_cursor": None,
}
DECISION = {
    "decision_id": DECISION_ID,
    "lead_id": LEAD_ID,
    "lead_version": 1,
    "at": DECIDED,
    "policy": POLICY,
    "policy_version": POLICY_VERSION,
    "outcome": "qualified",
    "reason": None,
    "gates": _GATES,
    "disqualifiers": [],
    "score": _SCORE,
    "route": "inbound",
    "questions": [],
    "near_miss": [],
    "revisit_at": None,
    "trace_note": None,
    "shadow": [
        {
            "policy": POLICY,
            "version": "pv_5f4dcc3b5aa765d6",
            "outcome": "nurture",
            "reason": None,
            "gates": {**_GATES, "readiness": False},
            "disqualifiers": [],
            "questions": [],
            "pool": "inbound",
            "grade": "A3",
        }
    ],
    "trace": {
        "dq_competitor": {
            "result": False,
            "values": {"email.domain": {"value": "firm.example", "source": "api:demo-requests"}},
        },
        "dq_customer": {
            "result": None,
            "values": {"account.is_customer": {"value": None, "unknown": "missing"}},
        },
        "in_demo": {"result": True, "values": {"exists(type == 'demo_request', within=days(30))": {"value": True}}},
    },
}
_LINE = {
    "decision_id": DECISION_ID, "at": DECIDED, "version": 2, "outcome": "qualified", "reason": None, "stage": "mql",
    "policy": POLICY, "policy_version": POLICY_VERSION, "revisit_at": None,
}  # fmt: skip
DECISIONS = {"items": [_LINE], "next_cursor": None}
IDENTICAL = {"identical": True}
DIFFERENT = {
    "identical": False,
    "differences": [{"pointer": "/outcome", "recorded": "nurture", "replayed": "qualified"}],
}
HEALTHY = {"status": "ok", "version": __version__, "policies": [{"name": POLICY, "version": POLICY_VERSION}]}
UNHEALTHY = {"status": "unavailable", "version": __version__, "policies": []}
