"""Releasing a lead: once, by whom, whatever happens at the same time."""

from collections.abc import Callable
from typing import Any

import pytest

from leadgate.application.allowed_names import allowed_names
from leadgate.application.errors import Congested, NoSuchLead, NotQuarantined, SharedDomain
from leadgate.application.release_lead import Releasing, release_lead
from leadgate.application.submit_lead import submit_lead
from leadgate.domain.abuse import UNSUSPECTED, FormReturn, suspicion_of
from leadgate.domain.lead import Lead
from leadgate.domain.stages import Stage
from leadgate.domain.timeline import Happening
from tests.builders.leads import BUYER, receipt, submission
from tests.fakes.interleaving import Interleaving
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.stores import InMemoryAllowList
from tests.fakes.time import NOON, CountingIds, SettableClock, impatient

BOT = suspicion_of(BUYER, returned=FormReturn(honeypot="x"))
NAMES = allowed_names("vera@firm.example", lambda *parts: "/".join(parts))


class Desk:
    """A lead in quarantine, and everything that releasing takes."""

    def __init__(self) -> None:
        self.leads, self.allowed, self.clock = InMemoryLeadRepository(), InMemoryAllowList(), SettableClock(NOON + 60)
        self.post(1, BOT)

    def post(self, number: int, suspicion: Any) -> Lead:
        posted = submission(suspicion=suspicion, receipt=receipt(f"record-{number}"))
        backoff = impatient()[0]
        submit_lead(posted, is_public=True, leads=self.leads, ids=CountingIds(), backoff=backoff)
        return self.lead

    @property
    def lead(self) -> Lead:
        (kept,) = self.leads.leads.values()
        return kept

    def release(self, leads: Any = None, by: str = "key-1", *, allow_domain: bool = False) -> Lead:
        ports = Releasing(
            leads or self.leads,
            self.allowed,
            lambda *parts: "/".join(parts),
            lambda domain: domain == "gmail.com",
            self.clock,
            impatient()[0],
        )
        return release_lead(self.lead.id, by, allow_domain=allow_domain, ports=ports)

    def happened(self) -> list[Happening]:
        return [entry.type for entry in self.leads.timeline(self.lead.id, cursor=None, limit=50).items]


def test_a_released_lead_is_captured_asks_to_be_decided_and_says_who_released_it() -> None:
    desk = Desk()
    lead = desk.release()
    assert (lead.stage, lead.asks, lead.version) == (Stage.CAPTURED, "now", 2)
    assert lead == desk.lead
    assert lead.quarantine is not None
    assert (lead.quarantine.released_by, lead.quarantine.released_at) == ("key-1", NOON + 60)
    assert lead.quarantine.evidence == BOT.evidence
    entry = desk.leads.timeline(lead.id, cursor=None, limit=50).items[-1]
    assert (entry.type, entry.details["by"], entry.details["allowed"]) == (Happening.RELEASED, "key-1", ["address"])


def test_the_allow_list_learns_the_address_always_and_the_domain_on_request_alone() -> None:
    desk = Desk()
    desk.release()
    assert set(desk.allowed.names) == {NAMES["address"]}
    desk.release(allow_domain=True)
    assert set(desk.allowed.names) == set(NAMES.values())


def test_releasing_again_is_the_same_and_writes_nothing_of_the_lead() -> None:
    desk = Desk()
    first = desk.release()
    desk.clock.now += 5
    assert desk.release(by="key-2") == first
    assert desk.happened() == [Happening.CAPTURED, Happening.RELEASED]


def test_a_lead_that_was_never_held_back_is_not_released() -> None:
    desk = Desk()
    desk.leads = InMemoryLeadRepository()
    desk.post(1, UNSUSPECTED)
    with pytest.raises(NotQuarantined):
        desk.release()
    assert desk.allowed.names == {}


def test_nobody_releases_what_is_not_there() -> None:
    desk = Desk()
    empty = InMemoryLeadRepository()
    with pytest.raises(NoSuchLead):
        desk.release(empty)


def test_a_domain_of_everybody_is_not_allowed_and_then_nothing_is_released() -> None:
    desk = Desk()
    desk.leads = InMemoryLeadRepository()
    facts = BUYER | {"email.address": "vera@gmail.com", "email.domain": "gmail.com"}
    posted = submission(suspicion=BOT, facts=facts)
    submit_lead(posted, is_public=True, leads=desk.leads, ids=CountingIds(), backoff=impatient()[0])
    with pytest.raises(SharedDomain):
        desk.release(allow_domain=True)
    assert (desk.lead.stage, desk.allowed.names) == (Stage.QUARANTINED, {})
    assert desk.release().stage is Stage.CAPTURED


RACES: list[tuple[str, Callable[[Desk], object], list[Happening]]] = [
    ("another release", lambda desk: desk.release(by="key-2"), [Happening.CAPTURED, Happening.RELEASED]),
    (
        "a clean post",
        lambda desk: desk.post(2, UNSUSPECTED),
        [Happening.CAPTURED, Happening.INQUIRED_AGAIN, Happening.RELEASED],
    ),
    (
        "a suspicious post",
        lambda desk: desk.post(2, BOT),
        [Happening.CAPTURED, Happening.INQUIRED_AGAIN, Happening.RELEASED],
    ),
]


@pytest.mark.parametrize(("meanwhile", "expected"), [race[1:] for race in RACES], ids=[race[0] for race in RACES])
def test_a_release_that_meets_somebody_else_happens_once_and_loses_nothing(
    meanwhile: Callable[[Desk], object], expected: list[Happening]
) -> None:
    desk = Desk()
    lead = desk.release(Interleaving(desk.leads, {"amend": [lambda: meanwhile(desk)]}))
    assert desk.happened() == expected
    assert (lead, lead.stage, lead.asks) == (desk.lead, Stage.CAPTURED, "now")


@pytest.mark.parametrize("suspicion", [UNSUSPECTED, BOT], ids=["clean", "suspicious"])
def test_a_post_that_meets_the_release_is_kept_and_the_lead_stays_released(suspicion: Any) -> None:
    desk = Desk()
    leads = Interleaving(desk.leads, {"merge": [desk.release]})
    posted = submission(suspicion=suspicion, receipt=receipt("record-2"))
    submit_lead(posted, is_public=True, leads=leads, ids=CountingIds(), backoff=impatient()[0])
    assert desk.happened() == [Happening.CAPTURED, Happening.RELEASED, Happening.INQUIRED_AGAIN]
    assert desk.lead.stage is Stage.CAPTURED
    assert desk.lead.asks is not None


def test_a_release_that_always_meets_somebody_else_says_so_and_the_lead_stays_held() -> None:
    desk = Desk()
    posts = iter(range(2, 20))
    leads = Interleaving(desk.leads, {"amend": [lambda: desk.post(next(posts), BOT)] * 10})
    with pytest.raises(Congested):
        desk.release(leads)
    assert desk.lead.stage is Stage.QUARANTINED
