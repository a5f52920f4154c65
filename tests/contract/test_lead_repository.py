"""What every LeadRepository promises, asked of the fake and of the one on DynamoDB alike."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
from leadgate.application.errors import BadCursor
from leadgate.application.ports import (
    AlreadyReceived,
    Intake,
    LeadRepository,
    PersonKnown,
    Remembered,
    StaleLead,
)
from leadgate.domain.capture import join
from leadgate.domain.lead import Lead
from leadgate.domain.routing import Turns
from leadgate.domain.timeline import Happening
from tests.builders.leads import BUYER, intake, receipt, settlement, submission
from tests.contract.conftest import TABLE
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.time import NOON

WARNING = {"pointer": "/phone", "detail": "is no phone number"}


@pytest.fixture(params=["fake", "dynamodb"])
def leads(request: pytest.FixtureRequest) -> LeadRepository:
    """An empty repository of each kind."""
    if request.param == "fake":
        return InMemoryLeadRepository()
    return DynamoLeadRepository(request.getfixturevalue("dynamodb"), TABLE)


def known(leads: LeadRepository, lead_id: str = "lead_1", person: str = "person-1") -> Lead:
    """Keep a lead and give it."""
    leads.add(intake(lead_id, person_key=person, receipt=receipt(f"record-{lead_id}")))
    kept = leads.get(lead_id)
    assert kept is not None
    return kept


def again(kept: Lead, n: int = 2, receipt_id: str | None = None, **changes: object) -> Intake:
    """A second post of a known person."""
    name = receipt_id or kept.id
    posted = submission(receipt=receipt(f"record-{n}"), facts=BUYER | {"person.title": f"Title {n}"}, **changes)
    joined, entry = join(kept, posted, name)
    return Intake(joined, entry, posted.receipt, name, posted.warnings)


def everything(leads: LeadRepository) -> list[object]:
    """All that a failed write must leave as it was."""
    return [
        leads.get("lead_1"),
        leads.get("lead_2"),
        leads.of_person("person-1"),
        leads.timeline("lead_1", cursor=None, limit=50).items,
        leads.turns_and_visitors(["inbound"], ()),
        leads.decision("dec_2"),
    ]


def test_a_new_lead_is_found_by_its_id_and_its_person_with_all_that_it_holds(leads: LeadRepository) -> None:
    kept = intake(
        facts=BUYER
        | {"answers.note": "Größe & 会社 🙂", "answers.tags": ["a", "b"], "answers.no": False, "answers.n": 2.5},
        consent={"marketing": True, "at": "2026-05-04T08:59:00Z"},
        test=True,
    )
    leads.add(kept)
    assert leads.get("lead_1") == kept.lead
    assert leads.of_person("person-1") == kept.lead
    assert leads.timeline("lead_1", cursor=None, limit=10).items == (kept.entry,)


def test_who_was_never_kept_is_nobody(leads: LeadRepository) -> None:
    assert leads.get("lead_9") is None
    assert leads.of_person("person-9") is None
    assert leads.decision("dec_9") is None
    assert leads.with_turns("lead_9", ["inbound"]) == (None, {"inbound": Turns("inbound")})
    assert leads.turns_and_visitors([], ()) == ({}, ())
    assert leads.timeline("lead_9", cursor=None, limit=10).items == ()


@pytest.mark.parametrize("asked", [0, 1, 250])
def test_the_leads_of_many_persons_are_found_at_once(leads: LeadRepository, asked: int) -> None:
    known(leads)
    known(leads, "lead_2", "person-2")
    persons = [f"person-{n}" for n in range(2, asked + 2)]
    assert leads.ids_of(persons) == ({"person-2": "lead_2"} if persons else {})


def test_the_same_post_is_recognised_and_says_what_it_made(leads: LeadRepository) -> None:
    leads.add(intake(warnings=(WARNING,)))
    with pytest.raises(AlreadyReceived) as seen:
        leads.add(intake("lead_2", person_key="person-2", receipt=receipt(digest="digest-2")))
    assert seen.value.remembered == Remembered("digest-1", "lead_1", "lead_1", (WARNING,), None)
    assert leads.get("lead_2") is None and leads.of_person("person-2") is None


@pytest.mark.parametrize(("later", "counts_again"), [(599.9, False), (600.0, True), (601.0, True)])
def test_a_receipt_counts_until_its_end(leads: LeadRepository, later: float, counts_again: bool) -> None:
    known(leads)
    second = intake("lead_2", person_key="person-2", received_at=NOON + later, receipt=receipt("record-lead_1"))
    if counts_again:
        leads.add(second)
        assert leads.get("lead_2") == second.lead
    else:
        with pytest.raises(AlreadyReceived):
            leads.add(second)


def test_one_person_is_one_lead(leads: LeadRepository) -> None:
    known(leads)
    before = everything(leads)
    with pytest.raises(PersonKnown) as lock:
        leads.add(intake("lead_2", receipt=receipt("record-2")))
    assert lock.value.lead_id == "lead_1"
    assert everything(leads) == before


def test_a_repeated_post_of_a_known_person_is_a_repetition_first(leads: LeadRepository) -> None:
    leads.add(intake())
    with pytest.raises(AlreadyReceived):
        leads.add(intake("lead_2"))


def test_an_id_is_given_once(leads: LeadRepository) -> None:
    known(leads)
    with pytest.raises(StaleLead):
        leads.add(intake("lead_1", person_key="person-2", receipt=receipt("record-2")))
    assert leads.of_person("person-2") is None


def test_a_second_post_makes_the_next_version(leads: LeadRepository) -> None:
    second = again(known(leads))
    leads.merge(second)
    assert leads.get("lead_1") == second.lead
    assert (second.lead.version, second.lead.fact("person.title")) == (2, "Title 2")
    types = [entry.type for entry in leads.timeline("lead_1", cursor=None, limit=10).items]
    assert types == [Happening.CAPTURED, Happening.INQUIRED_AGAIN]


def test_a_lead_is_found_by_the_names_of_its_receipts(leads: LeadRepository) -> None:
    second = again(known(leads), receipt_id="lead_7")
    leads.merge(second)
    assert leads.get("lead_7") == second.lead
    assert leads.get("lead_7") == leads.get("lead_1")
    assert leads.with_turns("lead_7", [])[0] is None
    assert leads.timeline("lead_7", cursor=None, limit=10).items == ()


def test_a_repeated_merge_says_what_the_first_made(leads: LeadRepository) -> None:
    kept = known(leads)
    leads.merge(again(kept, receipt_id="lead_7", warnings=(WARNING,)))
    current = leads.get("lead_1")
    assert current is not None
    before = everything(leads)
    with pytest.raises(AlreadyReceived) as seen:
        leads.merge(again(current, receipt_id="lead_8"))
    assert (seen.value.remembered.lead_id, seen.value.remembered.receipt_id) == ("lead_1", "lead_7")
    assert seen.value.remembered.warnings == (WARNING,)
    assert everything(leads) == before and leads.get("lead_8") is None


Write = Callable[[LeadRepository, Lead], None]
STALE: dict[str, Write] = {
    "a merge": lambda leads, kept: leads.merge(again(kept, 3)),
    "a merge under a new name": lambda leads, kept: leads.merge(again(kept, 3, receipt_id="lead_8")),
    "a decision": lambda leads, kept: leads.settle(settlement(kept, "dec_2")),
    "a decision with a turn": lambda leads, kept: leads.settle(
        settlement(kept, "dec_2", turns=Turns("inbound", 1, (("anna", 1),), {"anna": 1}))
    ),
}


@pytest.mark.parametrize("late", STALE)
@pytest.mark.parametrize("first", ["a merge", "a decision"])
def test_of_two_who_read_the_same_version_the_second_keeps_nothing(
    leads: LeadRepository, first: str, late: str
) -> None:
    kept = known(leads)
    if first == "a merge":
        leads.merge(again(kept))
    else:
        leads.settle(settlement(kept))
    before = everything(leads)
    with pytest.raises(StaleLead):
        STALE[late](leads, kept)
    assert everything(leads) == before
    assert leads.get("lead_8") is None


def test_a_version_that_was_never_there_cannot_be_followed(leads: LeadRepository) -> None:
    kept = known(leads)
    with pytest.raises(StaleLead):
        leads.merge(again(replace(kept, version=5)))
    with pytest.raises(StaleLead):
        leads.settle(settlement(replace(kept, id="lead_2")))


def test_a_name_of_a_receipt_is_given_once(leads: LeadRepository) -> None:
    leads.merge(again(known(leads), receipt_id="lead_7"))
    other = known(leads, "lead_2", "person-2")
    with pytest.raises(StaleLead):
        leads.merge(again(other, 3, receipt_id="lead_7"))
    assert leads.get("lead_2") == other
    found = leads.get("lead_7")
    assert found is not None and found.id == "lead_1"


def test_a_decision_is_kept_with_all_that_follows(leads: LeadRepository) -> None:
    kept = known(leads)
    turns = Turns("inbound", 1, (("anna", 2), ("ben", 1)), {"anna": 1})
    decided = settlement(kept, turns=turns)
    leads.settle(decided)
    assert leads.get("lead_1") == decided.lead
    assert leads.decision("dec_1") == decided.record
    assert leads.with_turns("lead_1", ["inbound", "enterprise"]) == (
        decided.lead,
        {"inbound": turns, "enterprise": Turns("enterprise")},
    )
    assert leads.timeline("lead_1", cursor=None, limit=10).items[1:] == decided.entries


def test_a_turn_is_taken_once(leads: LeadRepository) -> None:
    one, two = known(leads), known(leads, "lead_2", "person-2")
    turns = Turns("inbound", 1, (("anna", 1),), {"anna": 1})
    leads.settle(settlement(one, "dec_1", turns=turns))
    before = everything(leads)
    with pytest.raises(StaleLead):
        leads.settle(settlement(two, "dec_2", turns=turns))
    assert everything(leads) == before
    leads.settle(settlement(two, "dec_2", turns=replace(turns, version=2)))
    assert leads.turns_and_visitors(["inbound"], ())[0]["inbound"].version == 2


def test_an_id_of_a_decision_is_given_once(leads: LeadRepository) -> None:
    one, two = known(leads), known(leads, "lead_2", "person-2")
    leads.settle(settlement(one, "dec_1"))
    with pytest.raises(StaleLead):
        leads.settle(settlement(two, "dec_1"))
    assert leads.get("lead_2") == two


def test_the_answer_of_a_decision_is_remembered_with_its_post(leads: LeadRepository) -> None:
    leads.add(intake())
    kept = leads.get("lead_1")
    assert kept is not None
    answer = {"outcome": "qualified", "version": 2, "owner": {"id": "anna"}, "questions": []}
    leads.settle(settlement(kept, answer=("record-1", answer)))
    with pytest.raises(AlreadyReceived) as seen:
        leads.add(intake("lead_2"))
    assert seen.value.remembered.answer == answer


def test_an_answer_to_a_post_that_is_not_remembered_is_refused(leads: LeadRepository) -> None:
    kept = known(leads)
    with pytest.raises(StaleLead):
        leads.settle(settlement(kept, answer=("record-9", {})))
    assert leads.get("lead_1") == kept


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
def test_pages_of_a_timeline_give_each_entry_once_and_in_order(leads: LeadRepository, limit: int) -> None:
    kept = known(leads)
    for n in range(2, 7):
        leads.merge(again(kept, n))
        kept = leads.get("lead_1") or kept
    leads.settle(settlement(kept))
    found, cursor, pages = [], None, 0
    while cursor is not None or not pages:
        page = leads.timeline("lead_1", cursor=cursor, limit=limit)
        assert len(page.items) <= limit
        found, cursor, pages = [*found, *page.items], page.cursor, pages + 1
    assert [entry.version for entry in found] == [1, 2, 3, 4, 5, 6, 7, 7]
    assert [entry.type for entry in found[-2:]] == [Happening.DECIDED, Happening.ASSIGNED]


@pytest.mark.parametrize(
    "cursor", ["AAAA", "nonsense", "%00", "ü", "TEVBRA", "=" * 9, "TL#0000000001#0", "-", "x" * 5000]
)
def test_a_cursor_of_somebody_else_is_refused(leads: LeadRepository, cursor: str) -> None:
    known(leads)
    with pytest.raises(BadCursor):
        leads.timeline("lead_1", cursor=cursor, limit=10)
