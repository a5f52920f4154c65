"""Merged leads, kept by the fake and on DynamoDB alike: all of a merge or nothing, and the same when it is undone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from leadgate.adapters.dynamodb.lead_mergers import DynamoLeadMergers
from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
from leadgate.application.merge_leads import LeadMergers
from leadgate.application.ports import Intake, LeadRepository, PersonKnown, StaleLead
from leadgate.domain.capture import join
from leadgate.domain.lead import Lead
from leadgate.domain.merging import Merger, Split, merge, undo_merge
from leadgate.domain.timeline import Happening
from tests.builders.leads import intake, receipt, submission
from tests.contract.conftest import TABLE
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.time import NOON


@dataclass
class Store:
    """Leads and their mergers on the same ground."""

    leads: LeadRepository
    mergers: LeadMergers

    def lead(self, lead_id: str) -> Lead:
        found = self.leads.get(lead_id)
        assert found is not None
        return found

    def part(self, lead_id: str) -> Lead:
        found = self.leads.part(lead_id)
        assert found is not None
        return found

    def merge(self) -> Merger:
        merger = merge(self.lead("lead_1"), self.lead("lead_2"), NOON + 60, "key-1")
        self.mergers.keep_merger(merger)
        return merger

    def split(self) -> Split:
        lead = self.lead("lead_1")
        parts = [self.part("lead_1"), self.part("lead_2")]
        return undo_merge(lead, lead.merged[0], parts, NOON + 120, "key-2")

    def everything(self) -> list[Any]:
        ids = ("lead_1", "lead_2")
        return [
            *(self.leads.get(lead_id) for lead_id in ids),
            *(self.leads.part(lead_id) for lead_id in ids),
            *(self.leads.of_person(f"person-{lead_id}") for lead_id in ids),
            *(self.leads.timeline(lead_id, cursor=None, limit=50).items for lead_id in ids),
        ]

    def happened(self, lead_id: str) -> list[Happening]:
        return [entry.type for entry in self.leads.timeline(lead_id, cursor=None, limit=50).items]


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Store:
    """Two leads in a store of each kind."""
    if request.param == "fake":
        fake = InMemoryLeadRepository()
        made = Store(fake, fake)
    else:
        client = request.getfixturevalue("dynamodb")
        made = Store(DynamoLeadRepository(client, TABLE), DynamoLeadMergers(client, TABLE))
    for lead_id in ("lead_1", "lead_2"):
        made.leads.add(intake(lead_id, person_key=f"person-{lead_id}", receipt=receipt(f"record-{lead_id}")))
    return made


def again(store: Store, lead_id: str, n: int, part: Lead | None) -> Intake:
    """A post of the person whose lead was `lead_id`, to the one lead that there is now."""
    posted = submission(receipt=receipt(f"record-{n}"), person_key=f"person-{lead_id}", facts={"person.title": str(n)})
    joined, entry = join(store.lead("lead_1"), posted, lead_id)
    own = None if part is None else replace(join(part, posted, lead_id)[0], asks=None)
    return Intake(joined, entry, posted.receipt, "lead_1", part=own)


def test_both_names_lead_to_the_one_lead_that_holds_both(store: Store) -> None:
    merger = store.merge()
    assert store.lead("lead_1") == store.lead("lead_2") == merger.lead
    assert store.leads.of_person("person-lead_2") == store.leads.of_person("person-lead_1") == merger.lead
    assert store.leads.with_turns("lead_2", []) == (None, {}), "a message that names it has nothing to do"
    assert (store.part("lead_1"), store.part("lead_2")) == (merger.parts[1], merger.parts[0])
    assert store.happened("lead_1") == [Happening.CAPTURED, Happening.MERGED]
    assert store.happened("lead_2") == [Happening.CAPTURED, Happening.MERGED_INTO]


def test_a_new_lead_of_either_person_finds_the_one_lead(store: Store) -> None:
    store.merge()
    for person in ("person-lead_1", "person-lead_2"):
        with pytest.raises(PersonKnown) as known:
            store.leads.add(intake("lead_9", person_key=person, receipt=receipt(f"record-{person}")))
        assert known.value.lead_id == "lead_1"


def test_a_receipt_of_the_other_lead_leads_to_the_one_lead(store: Store) -> None:
    kept = again(store, "lead_1", 5, None)
    other = join(store.lead("lead_2"), submission(receipt=receipt("record-6")), "lead_7")
    store.leads.merge(Intake(other[0], other[1], receipt("record-6"), "lead_7"))
    store.leads.merge(kept)
    store.merge()
    assert store.lead("lead_7").id == "lead_1"


def test_a_post_is_kept_with_the_part_of_its_address(store: Store) -> None:
    store.merge()
    kept = again(store, "lead_2", 5, store.part("lead_2"))
    store.leads.merge(kept)
    assert (store.lead("lead_1"), store.leads.part("lead_2")) == (kept.lead, kept.part)
    assert store.part("lead_1").fact("person.title") == "VP Marketing"


def test_taken_apart_they_are_two_leads_and_no_part_is_left(store: Store) -> None:
    store.merge()
    split = store.split()
    store.mergers.keep_split(split)
    assert (store.lead("lead_1"), store.lead("lead_2")) == (split.lead, split.restored)
    assert store.leads.of_person("person-lead_2") == split.restored
    assert store.leads.part("lead_1") is store.leads.part("lead_2") is None
    assert store.happened("lead_1") == [Happening.CAPTURED, Happening.MERGED, Happening.MERGE_UNDONE]
    assert store.happened("lead_2") == [Happening.CAPTURED, Happening.MERGED_INTO, Happening.MERGE_UNDONE]
    assert store.merge().lead.version == split.restored.version + 1, "they can be merged again"


Change = Callable[[Store], None]


def post_to(lead_id: str) -> Change:
    def change(store: Store) -> None:
        lead = store.lead(lead_id)
        posted = submission(receipt=receipt(f"record-{lead.version}-{lead_id}"), person_key=f"person-{lead_id}")
        joined, entry = join(lead, posted, lead_id)
        store.leads.merge(Intake(joined, entry, posted.receipt, lead_id))

    return change


@pytest.mark.parametrize("change", [post_to("lead_1"), post_to("lead_2"), Store.merge], ids=["one", "other", "merged"])
def test_a_merge_that_was_overtaken_writes_nothing(change: Change, store: Store) -> None:
    merger = merge(store.lead("lead_1"), store.lead("lead_2"), NOON + 60, "key-1")
    change(store)
    before = store.everything()
    with pytest.raises(StaleLead):
        store.mergers.keep_merger(merger)
    assert store.everything() == before


def test_a_split_that_was_overtaken_writes_nothing(store: Store) -> None:
    store.merge()
    split = store.split()
    store.leads.merge(again(store, "lead_2", 5, store.part("lead_2")))
    before = store.everything()
    with pytest.raises(StaleLead):
        store.mergers.keep_split(split)
    assert store.everything() == before


def test_a_post_that_knew_the_leads_before_they_were_merged_or_split_is_stale(store: Store) -> None:
    stale = again(store, "lead_1", 5, None)
    store.merge()
    with pytest.raises(StaleLead):
        store.leads.merge(stale)
    kept = again(store, "lead_2", 6, store.part("lead_2"))
    store.mergers.keep_split(store.split())
    with pytest.raises(StaleLead):
        store.leads.merge(kept)
