"""How visitors are kept, linked to leads and relieved of what they did, asked of the fake and of DynamoDB alike."""

from dataclasses import replace

import pytest

from leadgate.application.ports import LeadRepository, PersonKnown, StaleLead
from leadgate.application.visitor_ports import StaleVisitor
from leadgate.domain.lead import Signal
from leadgate.domain.routing import Turns
from leadgate.domain.visitor import KEPT_FOR, Visitor
from tests.builders.leads import intake, receipt, settlement
from tests.contract.test_lead_repository import again, known, leads
from tests.fakes.time import NOON

__all__ = ["leads"]

VIEWS: tuple[Signal, ...] = (
    {"type": "page_view", "at": NOON, "page": "/größe & 会社", "id": "e-1"},
    {"type": "download", "at": NOON + 0.5},
)
SEEN = Visitor("v-1", 1, VIEWS, None, NOON + KEPT_FOR)


def test_a_visitor_whom_nobody_saw_has_done_nothing(leads: LeadRepository) -> None:
    assert leads.visitor("v-1") == Visitor("v-1")
    assert leads.turns_and_visitors([], ["v-1"]) == ({}, ())


@pytest.mark.parametrize("lead_id", [None, "lead_1"])
def test_a_visitor_is_kept_with_all_that_they_did(lead_id: str | None, leads: LeadRepository) -> None:
    first = replace(SEEN, lead_id=lead_id)
    leads.keep_visitor(first)
    assert leads.visitor("v-1") == first
    second = replace(first, version=2, signals=VIEWS[:1], expires_at=NOON + 2 * KEPT_FOR)
    leads.keep_visitor(second)
    assert leads.visitor("v-1") == second
    assert leads.visitor("v-2") == Visitor("v-2")


@pytest.mark.parametrize("version", [1, 3])
def test_of_two_who_saw_a_visitor_at_once_the_second_keeps_nothing(version: int, leads: LeadRepository) -> None:
    leads.keep_visitor(SEEN)
    with pytest.raises(StaleVisitor):
        leads.keep_visitor(replace(SEEN, version=version, signals=()))
    assert leads.visitor("v-1") == SEEN


def test_a_new_lead_is_linked_to_a_visitor_of_whom_nothing_is_kept(leads: LeadRepository) -> None:
    leads.add(replace(intake(visitor_key="v-1"), visitor="v-1"))
    assert leads.visitor("v-1") == Visitor("v-1", 1, (), "lead_1", NOON + KEPT_FOR)
    kept = leads.get("lead_1")
    assert kept is not None and kept.visitors == ("v-1",)


def test_a_link_is_a_change_of_the_visitor_and_leaves_what_they_did(leads: LeadRepository) -> None:
    leads.keep_visitor(SEEN)
    leads.add(replace(intake(), visitor="v-1"))
    assert leads.visitor("v-1") == replace(SEEN, version=2, lead_id="lead_1")
    with pytest.raises(StaleVisitor):
        leads.keep_visitor(replace(SEEN, version=2))


def test_a_known_lead_is_linked_by_a_later_post_and_the_last_link_counts(leads: LeadRepository) -> None:
    one, two = known(leads), known(leads, "lead_2", "person-2")
    leads.merge(replace(again(one), visitor="v-1"))
    leads.merge(replace(again(two, 3), visitor="v-1"))
    linked = leads.visitor("v-1")
    assert (linked.version, linked.lead_id) == (2, "lead_2")


def test_a_post_that_is_not_kept_links_nobody(leads: LeadRepository) -> None:
    kept = known(leads)
    with pytest.raises(PersonKnown):
        leads.add(replace(intake("lead_2", receipt=receipt("record-2")), visitor="v-1"))
    with pytest.raises(StaleLead):
        leads.merge(replace(again(replace(kept, version=5)), visitor="v-1"))
    assert leads.visitor("v-1") == Visitor("v-1")


def test_turns_and_visitors_are_read_together(leads: LeadRepository) -> None:
    turns = Turns("inbound", 1, (("anna", 1),), {"anna": 1})
    leads.settle(settlement(known(leads), turns=turns))
    leads.keep_visitor(SEEN)
    found = leads.turns_and_visitors(["inbound", "enterprise"], ["v-2", "v-1"])
    assert found == ({"inbound": turns, "enterprise": Turns("enterprise")}, (SEEN,))


def test_a_decision_takes_what_a_visitor_did_with_it(leads: LeadRepository) -> None:
    leads.keep_visitor(SEEN)
    decided = settlement(known(leads), visitors=(SEEN.without_signals(),))
    leads.settle(decided)
    assert leads.visitor("v-1") == replace(SEEN, version=2, signals=())
    assert leads.get("lead_1") == decided.lead


def test_of_two_decisions_that_take_the_same_the_second_is_not_kept(leads: LeadRepository) -> None:
    leads.keep_visitor(SEEN)
    one, two = known(leads), known(leads, "lead_2", "person-2")
    leads.settle(settlement(one, "dec_1", visitors=(SEEN.without_signals(),)))
    with pytest.raises(StaleLead):
        leads.settle(settlement(two, "dec_2", visitors=(SEEN.without_signals(),)))
    assert leads.get("lead_2") == two
    assert leads.decision("dec_2") is None
