"""Signals that come by themselves: one write for a lead, whoever writes at the same time."""

from typing import Any

import pytest

from leadgate.application.errors import Congested, NoSuchLead
from leadgate.application.join_signals import join_to_lead
from leadgate.application.ports import StaleLead
from leadgate.application.qualify_lead import Deciding
from leadgate.domain.lead import Signal
from leadgate.domain.signals import Fate
from leadgate.domain.timeline import Happening
from tests.builders.leads import intake
from tests.fakes.interleaving import Interleaving, raising
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.policies import Counted, InMemoryPolicyStore
from tests.fakes.stores import InMemoryDirectoryStore
from tests.fakes.time import NOON, CountingIds, SettableClock, impatient

TOLD: list[Signal] = [{"type": "page_view", "at": NOON, "id": "e-1"}, {"type": "download", "at": NOON, "id": "e-2"}]


def ports(leads: Any) -> Deciding:
    backoff, _ = impatient(3)
    clock = SettableClock(NOON + 60)
    return Deciding(
        leads,
        InMemoryPolicyStore(),
        InMemoryDirectoryStore(),
        CountingIds(),
        clock,
        backoff,
        Counted(),
    )


@pytest.fixture
def leads() -> InMemoryLeadRepository:
    """A repository with one lead."""
    repository = InMemoryLeadRepository()
    repository.add(intake())
    return repository


def test_all_signals_of_a_lead_are_one_write(leads: InMemoryLeadRepository) -> None:
    joining = join_to_lead("lead_1", TOLD, "api:signals", ports=ports(leads))
    assert (joining.fates, leads.writes) == ((Fate.JOINED, Fate.JOINED), 2)
    assert leads.leads["lead_1"] == joining.lead
    happened = [entry.type for entry in leads.timeline("lead_1", cursor=None, limit=9).items]
    assert happened == [Happening.CAPTURED, Happening.SIGNALS_JOINED]


def test_signals_that_are_told_again_write_nothing(leads: InMemoryLeadRepository) -> None:
    join_to_lead("lead_1", TOLD, "s", ports=ports(leads))
    assert join_to_lead("lead_1", TOLD, "s", ports=ports(leads)).fates == (Fate.DUPLICATE, Fate.DUPLICATE)
    assert leads.writes == 2


def test_what_others_tell_in_between_is_kept_beside_it(leads: InMemoryLeadRepository) -> None:
    other: list[Signal] = [{"type": "trial_start", "at": NOON, "id": "e-3"}, TOLD[0]]
    racing = Interleaving(leads, {"amend": [lambda: join_to_lead("lead_1", other, "s", ports=ports(leads))]})
    joining = join_to_lead("lead_1", TOLD, "s", ports=ports(racing))
    assert joining.fates == (Fate.DUPLICATE, Fate.JOINED)
    ids = [signal.get("id") for signal in leads.leads["lead_1"].signals]
    assert sorted(filter(None, map(str, ids[1:]))) == ["e-1", "e-2", "e-3"]


def test_nobody_learns_nothing(leads: InMemoryLeadRepository) -> None:
    with pytest.raises(NoSuchLead):
        join_to_lead("lead_9", TOLD, "s", ports=ports(leads))


def test_a_lead_that_never_stands_still_is_given_up(leads: InMemoryLeadRepository) -> None:
    racing = Interleaving(leads, {"amend": [raising(StaleLead())] * 3})
    with pytest.raises(Congested):
        join_to_lead("lead_1", TOLD, "s", ports=ports(racing))
    assert leads.writes == 1
