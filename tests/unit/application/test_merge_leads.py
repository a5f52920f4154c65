"""Merging leads, and taking them apart, whatever happens at the same time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from leadgate.application.errors import CannotMerge, Congested, NoSuchLead, NoSuchMerge, NoSuchOtherLead
from leadgate.application.merge_leads import Merging, merge_leads, undo_merging
from leadgate.application.ports import StaleLead
from leadgate.application.submit_lead import Submitted, submit_lead
from leadgate.domain.absorbed import Obstacle
from leadgate.domain.lead import Lead
from leadgate.domain.merging import Split
from tests.builders.leads import BUYER, receipt, submission
from tests.fakes.interleaving import Interleaving, raising
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.time import NOON, CountingIds, SettableClock, impatient


class Desk:
    """Two leads of one person, and everything that merging takes."""

    def __init__(self) -> None:
        self.leads, self.ids, self.clock = InMemoryLeadRepository(), CountingIds(), SettableClock(NOON + 60)
        self.posts = 0
        self.one, self.two = (self.post(person, {}).lead_id for person in ("one", "two"))

    def post(self, person: str, facts: dict[str, Any], leads: Any = None, visitor: str | None = None) -> Submitted:
        self.posts += 1
        at = NOON + self.posts
        told = submission(
            person_key=person,
            facts=BUYER | facts,
            stated_at=at,
            received_at=at,
            receipt=receipt(f"record-{self.posts}"),
            signals=({"type": "form_submit", "at": at},),
            visitor_key=visitor,
        )
        return submit_lead(told, is_public=False, leads=leads or self.leads, ids=self.ids, backoff=impatient()[0])

    def ports(self, leads: Any = None) -> Merging:
        return Merging(leads or self.leads, leads or self.leads, self.clock, impatient()[0])

    def merge(self, leads: Any = None, other: str | None = None) -> Lead:
        named = other or self.two
        return merge_leads(self.one, lambda: self.leads.get(named), "key-1", ports=self.ports(leads))

    def undo(self, leads: Any = None, other: str | None = None) -> Split:
        return undo_merging(self.one, other or self.two, "key-2", ports=self.ports(leads))

    def interleaving(self, **before: list[Callable[[], object]]) -> Interleaving:
        return Interleaving(self.leads, before)


def titles(lead: Lead | None) -> object:
    assert lead is not None
    return lead.fact("person.title")


def test_what_either_address_posts_joins_the_one_lead_and_stays_with_its_address() -> None:
    desk = Desk()
    desk.merge()
    desk.post("two", {"person.title": "CFO"})
    desk.post("one", {"answers.team_size": 99})
    assert list(desk.leads.leads) == [desk.one]
    together = desk.leads.leads[desk.one]
    assert (together.fact("answers.team_size"), len(together.signals)) == (99, 4)
    split = desk.undo()
    assert (split.lead.fact("answers.team_size"), len(split.lead.signals)) == (99, 2)
    assert (titles(split.restored), titles(split.lead)) == ("CFO", "VP Marketing")
    assert split.restored.fact("answers.team_size") == 12


def test_a_post_that_meets_a_merge_is_in_the_one_lead() -> None:
    for call in ("get", "merge"):
        desk = Desk()
        submitted = desk.post("two", {"person.title": "CFO"}, desk.interleaving(**{call: [desk.merge]}))
        assert titles(desk.leads.get(submitted.lead_id)) == titles(desk.leads.parts[desk.two]) == "CFO"
        assert titles(desk.leads.parts[desk.one]) == "VP Marketing"


def test_a_post_that_meets_the_undoing_is_in_the_lead_of_its_address() -> None:
    for call in ("get", "part", "merge"):
        desk = Desk()
        desk.merge()
        desk.post("two", {"person.title": "CFO"}, desk.interleaving(**{call: [desk.undo]}))
        assert titles(desk.leads.get(desk.two)) == "CFO"
        assert titles(desk.leads.get(desk.one)) == "VP Marketing"


def test_a_merge_that_meets_a_post_of_either_address_holds_it() -> None:
    for person in ("one", "two"):
        desk = Desk()
        meets = desk.interleaving(keep_merger=[lambda desk=desk, person=person: desk.post(person, {"answers.a": "x"})])
        assert desk.merge(meets).fact("answers.a") == "x"
        assert meets.calls.count("keep_merger") == 2


def test_undoing_that_meets_a_post_gives_it_to_its_address() -> None:
    for call in ("part", "keep_split"):
        desk = Desk()
        desk.merge()
        meets = desk.interleaving(**{call: [lambda desk=desk: desk.post("two", {"answers.a": "x"})]})
        split = desk.undo(meets)
        assert (split.restored.fact("answers.a"), split.lead.fact("answers.a")) == ("x", None)


def test_who_loses_every_race_says_so_and_has_changed_nothing() -> None:
    desk = Desk()
    with pytest.raises(Congested):
        desk.merge(desk.interleaving(keep_merger=[raising(StaleLead())] * 99))
    assert desk.leads.leads.keys() == {desk.one, desk.two}
    desk.merge()
    with pytest.raises(Congested):
        desk.undo(desk.interleaving(keep_split=[raising(StaleLead())] * 99))
    assert desk.leads.leads.keys() == {desk.one}


def test_what_is_not_there_is_named() -> None:
    desk = Desk()
    with pytest.raises(NoSuchOtherLead):
        desk.merge(other="lead_9")
    with pytest.raises(NoSuchMerge):
        desk.undo()
    desk.leads.leads.clear()
    with pytest.raises(NoSuchLead):
        desk.merge()
    with pytest.raises(NoSuchLead):
        desk.undo()


def test_merging_again_is_refused_and_undoing_by_either_name_works() -> None:
    desk = Desk()
    desk.merge()
    with pytest.raises(CannotMerge) as refused:
        desk.merge()
    assert refused.value.obstacle is Obstacle.SAME_LEAD
    split = undo_merging(desk.two, desk.two, "key-2", ports=desk.ports())
    assert split.restored.id == desk.two


def test_of_several_each_is_undone_by_itself_in_any_order() -> None:
    desk = Desk()
    third = desk.post("three", {"answers.c": "three"}).lead_id
    before = {lead_id: replace(lead, version=0, updated_at=0, asks=None) for lead_id, lead in desk.leads.leads.items()}
    desk.merge()
    desk.merge(other=third)
    assert desk.leads.parts.keys() == {desk.one, desk.two, third}
    desk.undo()
    desk.undo(other=third)
    after = {lead_id: replace(lead, version=0, updated_at=0, asks=None) for lead_id, lead in desk.leads.leads.items()}
    assert after == before
    assert not desk.leads.parts


def test_a_visitor_is_of_the_address_that_named_them_also_when_the_leads_have_parted() -> None:
    desk = Desk()
    desk.merge()
    desk.post("two", {}, visitor="v-1")
    assert titles(desk.leads.get(str(desk.leads.visitor("v-1").lead_id))) == "VP Marketing"
    desk.undo()
    assert desk.leads.visitor("v-1").lead_id == desk.two
