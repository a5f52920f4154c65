"""Leads, submissions and what is kept of them, with only what a test is about spelled out."""

from collections.abc import Mapping
from typing import Any

from leadgate.application.ports import DecisionRecord, Intake, Settlement
from leadgate.domain.capture import capture
from leadgate.domain.lead import Fact, Lead, Owner, Verdict
from leadgate.domain.outcomes import Outcome
from leadgate.domain.routing import Directory, Pool, Rep, Turns
from leadgate.domain.stages import Stage
from leadgate.domain.submission import Receipt, Submission
from leadgate.domain.timeline import Entry, Happening
from tests.fakes.time import NOON

ANNA = Rep("anna", "Anna Albers", "anna@seller.example", "https://book.seller.example/anna")
BEN = Rep("ben", "Ben Bauer", "ben@seller.example")
CHIARA = Rep("chiara", "Chiara Conti", "chiara@seller.example")
INBOUND = Pool("inbound", (("anna", 2), ("ben", 1)), "chiara")
ENTERPRISE = Pool("enterprise", (("chiara", 1),), "anna")

BUYER: Mapping[str, Any] = {
    "email.address": "vera@firm.example",
    "email.domain": "firm.example",
    "person.title": "VP Marketing",
    "company.name": "Firm GmbH",
    "company.employees": 240,
    "company.country": "DE",
    "answers.use_case": "routing",
    "answers.team_size": 12,
    "answers.timeline": "this_quarter",
}
"""The facts of somebody whom the demo policy qualifies once they ask for a demo."""


def directory(*reps: Rep, pools: tuple[Pool, ...] = (INBOUND, ENTERPRISE)) -> Directory:
    """The demo's directory, or one of other reps."""
    known = reps or (ANNA, BEN, CHIARA)
    return Directory({pool.id: pool for pool in pools}, {rep.id: rep for rep in known})


def receipt(record: str = "record-1", digest: str = "digest-1", until: float = NOON + 600) -> Receipt:
    """A receipt that is good for ten minutes."""
    return Receipt(record, digest, until)


def submission(**changes: Any) -> Submission:
    """A demo request of somebody who qualifies, posted at noon."""
    at = changes.get("stated_at", NOON)
    values: dict[str, Any] = {
        "person_key": "person-1",
        "facts": BUYER,
        "signals": ({"type": "demo_request", "at": at},),
        "source": "api:demo-requests",
        "stated_at": NOON,
        "received_at": NOON,
        "receipt": receipt(),
        "is_demo": True,
    }
    return Submission(**values | changes)


def lead(**changes: Any) -> Lead:
    """A lead that was captured at noon and asks for nothing."""
    values: dict[str, Any] = {
        "id": "lead_1",
        "version": 1,
        "created_at": NOON,
        "updated_at": NOON,
        "person_key": "person-1",
        "stage": Stage.CAPTURED,
        "facts": {name: Fact(value, "api:leads", NOON) for name, value in BUYER.items()},
    }
    return Lead(**values | changes)


def verdict(**changes: Any) -> Verdict:
    """A verdict that qualifies."""
    values: dict[str, Any] = {
        "decision_id": "dec_1",
        "at": NOON,
        "policy": "inbound-saas",
        "policy_version": "pv_1",
        "outcome": Outcome.QUALIFIED,
        "reason": None,
        "held_back": None,
        "gates": {"fit": True, "intent": True, "readiness": True},
        "disqualifiers": (),
        "score": {"fit": [80, 80], "total": [110, 110], "grade": "A1"},
        "pool": "inbound",
        "questions": (),
        "revisit_at": None,
    }
    return Verdict(**values | changes)


def owner(**changes: Any) -> Owner:
    """Anna, who had her turn."""
    values: dict[str, Any] = {
        "id": "anna",
        "name": "Anna Albers",
        "email": "anna@seller.example",
        "pool": "inbound",
        "via": "turn",
        "assigned_at": NOON,
    }
    return Owner(**values | changes)


def intake(lead_id: str = "lead_1", *, receipt_id: str | None = None, **changes: Any) -> Intake:
    """What keeping a submission writes."""
    posted = submission(**changes)
    made, entry = capture(posted, lead_id)
    return Intake(made, entry, posted.receipt, receipt_id or lead_id, posted.warnings)


def settlement(kept: Lead, decision_id: str = "dec_1", *, turns: Turns | None = None, **changes: Any) -> Settlement:
    """What deciding on a lead as it is kept writes."""
    values: dict[str, Any] = {"version": kept.version + 1, "stage": Stage.MQL, "asks": None}
    after = lead(
        **{name: getattr(kept, name) for name in ("id", "created_at", "updated_at", "person_key", "facts", "signals")},
        **values | {"verdict": verdict(decision_id=decision_id), "owner": owner()},
    )
    facts, result = {"id": kept.id}, {"outcome": "qualified", "trace": {"size": True}}
    return Settlement(
        lead=after,
        record=DecisionRecord(decision_id, kept.id, NOON, "inbound-saas", "pv_1", kept.version, facts, result),
        entries=(
            Entry(Happening.DECIDED, NOON, after.version, {"decision_id": decision_id}),
            Entry(Happening.ASSIGNED, NOON, after.version, {"owner_id": "anna"}),
        ),
        turns=turns,
        **changes,
    )
