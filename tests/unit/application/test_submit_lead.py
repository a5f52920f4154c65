"""Keeping a post: never lost, never twice, and a public answer tells nothing of who is known."""

from dataclasses import replace
from typing import Any

import pytest

from leadgate.application.errors import Congested, ReusedKey
from leadgate.application.ports import StaleLead
from leadgate.application.submit_lead import Submitted, submit_lead
from leadgate.domain.submission import Submission
from tests.builders.leads import intake, receipt, settlement, submission
from tests.fakes.interleaving import Interleaving, raising
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.time import NOON, CountingIds, impatient

IDS = CountingIds()
WARNING = {"pointer": "/phone", "detail": "is no phone number"}


def submit(post: Submission, leads: Any, *, is_public: bool = False, attempts: int = 10) -> Submitted:
    return submit_lead(post, is_public=is_public, leads=leads, ids=IDS, backoff=impatient(attempts)[0])


def post(n: int = 1, **changes: Any) -> Submission:
    return submission(receipt=receipt(f"record-{n}", f"digest-{n}"), **changes)


@pytest.fixture
def leads() -> InMemoryLeadRepository:
    return InMemoryLeadRepository()


def test_a_new_person_becomes_a_lead_that_asks_to_be_decided(leads: InMemoryLeadRepository) -> None:
    submitted = submit(post(warnings=(WARNING,)), leads)
    assert submitted.lead == leads.get(submitted.lead_id)
    assert (submitted.receipt_id, submitted.duplicate, submitted.warnings) == (submitted.lead_id, False, (WARNING,))
    assert submitted.lead is not None and submitted.lead.asks == "soon"
    assert leads.writes == 1


def test_the_same_post_again_counts_once_and_is_told_the_same(leads: InMemoryLeadRepository) -> None:
    first = submit(post(warnings=(WARNING,)), leads)
    second = submit(post(warnings=()), leads)
    assert second.duplicate
    assert (second.lead_id, second.receipt_id, second.warnings) == (first.lead_id, first.receipt_id, (WARNING,))
    assert leads.writes == 1


def test_the_same_key_with_another_body_is_refused(leads: InMemoryLeadRepository) -> None:
    submit(post(), leads)
    other = replace(post(), receipt=receipt("record-1", "another-digest"))
    with pytest.raises(ReusedKey):
        submit(other, leads)
    assert leads.writes == 1


def test_a_repeated_demo_request_that_has_no_answer_yet_is_decided_now(leads: InMemoryLeadRepository) -> None:
    first = submit(post(), leads)
    again = submit(post(), leads)
    assert (again.lead, again.answer) == (first.lead, None)


def test_a_repeated_demo_request_is_told_its_first_answer(leads: InMemoryLeadRepository) -> None:
    first = submit(post(), leads)
    assert first.lead is not None
    leads.settle(settlement(first.lead, answer=("record-1", {"outcome": "qualified"})))
    again = submit(post(), leads)
    assert (again.lead, again.answer) == (None, {"outcome": "qualified"})


def test_a_repeated_lead_is_left_to_the_queue(leads: InMemoryLeadRepository) -> None:
    submit(post(is_demo=False), leads)
    assert submit(post(is_demo=False), leads).lead is None


def test_a_known_person_is_asked_about_again_as_the_same_lead(leads: InMemoryLeadRepository) -> None:
    first = submit(post(1), leads)
    second = submit(post(2, facts={"person.title": "CEO"}, stated_at=NOON + 5), leads)
    assert (second.lead_id, second.receipt_id, second.duplicate) == (first.lead_id, first.lead_id, False)
    assert second.lead is not None and second.lead.version == 2
    assert second.lead.fact("person.title") == "CEO" and second.lead.fact("company.name") == "Firm GmbH"


def test_a_receipt_that_is_over_counts_as_a_new_post(leads: InMemoryLeadRepository) -> None:
    submit(post(), leads)
    later = submit(post(received_at=NOON + 601), leads)
    assert not later.duplicate and later.lead is not None and later.lead.version == 2


def test_a_visitor_cannot_tell_by_their_receipt_whether_the_person_is_known(leads: InMemoryLeadRepository) -> None:
    stranger = submit(post(1), leads, is_public=True)
    known = submit(post(2), leads, is_public=True)
    assert known.lead_id == stranger.lead_id
    assert known.receipt_id != stranger.receipt_id
    assert known.receipt_id.startswith("lead_") and len(known.receipt_id) == len(stranger.receipt_id)
    assert leads.get(known.receipt_id) == leads.get(stranger.lead_id)
    assert submit(post(2), leads, is_public=True).receipt_id == known.receipt_id


def test_a_server_is_told_the_lead_itself(leads: InMemoryLeadRepository) -> None:
    first = submit(post(1), leads, is_public=True)
    assert submit(post(2), leads).receipt_id == first.lead_id


def test_a_person_who_came_in_between_is_joined(leads: InMemoryLeadRepository) -> None:
    racing = Interleaving(leads, {"add": [lambda: leads.add(intake("lead_0", receipt=receipt("other")))]})
    submitted = submit(post(), racing)
    assert submitted.lead_id == "lead_0"
    assert submitted.lead is not None and submitted.lead.version == 2


def test_the_same_post_that_came_in_between_is_a_repetition(leads: InMemoryLeadRepository) -> None:
    racing = Interleaving(leads, {"add": [lambda: submit(post(), leads)]})
    assert submit(post(), racing).duplicate
    assert leads.writes == 1


def test_the_same_post_that_was_merged_in_between_is_a_repetition(leads: InMemoryLeadRepository) -> None:
    submit(post(1), leads)
    racing = Interleaving(leads, {"merge": [lambda: submit(post(2), leads)]})
    assert submit(post(2), racing).duplicate
    assert leads.writes == 2


def test_a_decision_in_between_is_kept_and_the_post_joins_after_it(leads: InMemoryLeadRepository) -> None:
    first = submit(post(1), leads)
    assert first.lead is not None
    decided = settlement(first.lead)
    racing = Interleaving(leads, {"merge": [lambda: leads.settle(decided)]})
    submitted = submit(post(2, facts={"person.title": "CEO"}, stated_at=NOON + 5), racing)
    assert submitted.lead is not None
    assert (submitted.lead.version, submitted.lead.verdict) == (3, decided.lead.verdict)
    assert racing.calls == ["add", "get", "merge", "get", "merge"], "whose lead it is stays known"


def test_a_lead_that_is_erased_in_between_is_tried_again(leads: InMemoryLeadRepository) -> None:
    submit(post(1), leads)
    kept = leads.leads.copy()
    racing = Interleaving(leads, {"get": [leads.leads.clear, lambda: leads.leads.update(kept)]})
    submitted = submit(post(2), racing)
    assert submitted.lead is not None and submitted.lead.version == 2


@pytest.mark.parametrize("attempts", [1, 3, 10])
def test_who_always_meets_others_is_told_to_come_back_and_nothing_is_kept(
    leads: InMemoryLeadRepository, attempts: int
) -> None:
    racing = Interleaving(leads, {"add": [raising(StaleLead())] * 10})
    with pytest.raises(Congested):
        submit(post(), racing, attempts=attempts)
    assert racing.calls == ["add"] * attempts
    assert leads.writes == 0


def test_pauses_grow_at_random_up_to_a_bound_and_none_comes_first() -> None:
    backoff, pauses = impatient(limit=12)
    assert list(backoff.attempts()) == list(range(12))
    assert len(pauses) == 11
    assert all(0 <= pause <= min(0.5, 0.02 * 2 ** (n + 1)) for n, pause in enumerate(pauses))
    assert len(set(pauses)) > 8


def test_a_patient_one_tries_for_longer_and_for_a_bounded_time() -> None:
    backoff, pauses = impatient()
    attempts = list(backoff.patient().attempts())
    assert 10 < len(attempts) == len(pauses) + 1 < 61
    assert 5 < sum(pauses) <= 6


def test_a_lead_that_meets_others_at_a_visitor_comes_first(leads: InMemoryLeadRepository) -> None:
    racing = Interleaving(leads, {"add": [raising(StaleLead())] * 6})
    submitted = submit(post(visitor_key="v-1"), racing)
    assert submitted.lead is not None and submitted.lead.visitors == ()
    assert not leads.kept_visitors
    assert submit(post(2, person_key="other", visitor_key="v-1"), leads).lead_id == leads.visitor("v-1").lead_id


def test_who_is_known_does_not_wait(leads: InMemoryLeadRepository) -> None:
    submit(post(1), leads)
    backoff, pauses = impatient()
    submit_lead(post(2), is_public=False, leads=leads, ids=IDS, backoff=backoff)
    assert pauses == []
