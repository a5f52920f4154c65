"""What a record keeps of a lead decides like the whole lead, whatever the lead holds."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

from bench.engine import bench_policy
from bench.leads import NOW, make_leads
from leadgate.domain.policy import Policy, decide
from leadgate.domain.policy.record import facts_read
from tests.builders.policies import demo_policy
from tests.unit.policy.test_totality import ANYTHING, ARITHMETIC, LEADS

POLICIES = (bench_policy(), ARITHMETIC, demo_policy())


def decided(lead: Any, policy: Policy) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A decision byte for byte, and what was ill-typed and stale."""
    decision = decide(lead, policy, NOW)
    return json.dumps(decision.to_document(trace="full"), allow_nan=False), decision.ill_typed, decision.stale


@given(LEADS)
def test_any_lead_is_decided_alike_by_all_of_it_and_by_what_was_read(lead: dict[str, Any]) -> None:
    for policy in POLICIES:
        assert decided(facts_read(lead, policy), policy) == decided(lead, policy)


@given(ANYTHING)
def test_what_is_no_lead_is_decided_alike(lead: Any) -> None:
    for policy in POLICIES:
        assert decided(facts_read(lead, policy), policy) == decided(lead, policy)


@given(LEADS)
def test_reading_what_was_read_finds_all_of_it_again(lead: dict[str, Any]) -> None:
    for policy in POLICIES:
        read = facts_read(lead, policy)
        assert repr(facts_read(read, policy)) == repr(read)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_leads_of_the_benchmark_are_decided_alike_after_a_way_through_json(policy: Policy) -> None:
    for lead in make_leads(300):
        kept = json.loads(json.dumps(facts_read(lead, policy), allow_nan=False))
        assert decided(kept, policy) == decided(lead, policy)


LEAD: Mapping[str, Any] = {
    "id": "lead_1",
    "created_at": NOW - 60,
    "email": {"address": "vera@firm.example", "domain": "firm.example"},
    "person": {"first_name": "Vera", "phone": "+4930901820", "title": "VP Sales"},
    "company": {"employees": 240, "name": "Firm GmbH"},
    "answers": {"message": "We answer too slowly."},
    "signals": [{"type": "page_view", "at": NOW - 60, "page": "/pricing", "id": "s1", "browser": "odd", "value": None}],
    "provenance": {
        "company.employees": {"source": "form:demo", "observed_at": NOW - 60, "confidence": 1.0},
        "person.phone": {"source": "form:demo", "observed_at": NOW - 60, "confidence": 1.0},
        "person.title": {"source": "form:demo", "observed_at": NOW - 60, "confidence": 1.0},
    },
}


def test_what_no_rule_reads_is_not_kept() -> None:
    read = facts_read(LEAD, demo_policy())
    assert "person.phone" not in demo_policy().facts
    assert read["person"] == {"title": "VP Sales"}
    assert read["signals"] == [{"type": "page_view", "at": NOW - 60, "page": "/pricing"}]
    assert not {"id", "created_at"} & read.keys() - demo_policy().facts.keys()
    assert not [word for word in ("Vera", "vera@", "+4930901820", "odd") if word in json.dumps(read)]


def test_who_said_a_fact_is_kept_and_when_only_where_it_can_grow_stale() -> None:
    provenance = facts_read(LEAD, demo_policy())["provenance"]
    dated = demo_policy().compiled["freshness"]
    assert provenance == {
        name: {"source": "form:demo"} | ({"observed_at": NOW - 60} if name in dated else {})
        for name in ("company.employees", "person.title")
    }


def test_the_facts_of_another_policy_are_others() -> None:
    assert facts_read(LEAD, bench_policy()) != facts_read(LEAD, demo_policy())
