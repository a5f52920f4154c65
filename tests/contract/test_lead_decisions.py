"""How the decisions of a lead are kept and listed, asked of the fake and of DynamoDB alike."""

from dataclasses import replace

import pytest

from leadgate.application.ports import LeadRepository
from tests.builders.leads import settlement
from tests.contract.test_lead_repository import again, known, leads

__all__ = ["leads"]


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_the_decisions_of_a_lead_are_listed_newest_first(leads: LeadRepository, limit: int) -> None:
    lead = known(leads)
    for number in range(5):
        decided = settlement(lead, f"dec_{number}")
        leads.settle(decided)
        leads.merge(again(decided.lead, number + 2))
        lead = leads.get("lead_1") or lead
    found, cursor, more = [], None, True
    while more:
        page = leads.decisions("lead_1", cursor=cursor, limit=limit)
        assert len(page.items) <= limit
        found += [entry.details["decision_id"] for entry in page.items]
        cursor = page.cursor
        more = cursor is not None
    assert found == ["dec_4", "dec_3", "dec_2", "dec_1", "dec_0"]
    assert leads.decisions("lead_9", cursor=None, limit=limit).items == ()


def test_a_decision_is_kept_with_what_shadows_would_have_decided(leads: LeadRepository) -> None:
    decided = settlement(known(leads))
    shadow = ({"policy": "inbound-saas", "version": "pv_2", "outcome": "nurture", "reason": None},)
    leads.settle(replace(decided, record=replace(decided.record, shadow=shadow)))
    record = leads.decision("dec_1")
    assert record is not None and record.shadow == shadow
