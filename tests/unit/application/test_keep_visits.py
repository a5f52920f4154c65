"""What visitors do: each signal joins exactly one lead, whatever happens at the same time, and none is lost."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadgate.application.errors import Congested
from leadgate.application.keep_visits import Visited, keep_visits
from leadgate.application.qualify_lead import decide_at_once, qualify_lead
from leadgate.application.submit_lead import submit_lead
from leadgate.application.visitor_ports import StaleVisitor
from leadgate.domain.abuse import FormReturn, suspicion_of
from leadgate.domain.clock import DAY
from leadgate.domain.lead import Lead, Signal
from leadgate.domain.release import release
from leadgate.domain.signals import Fate
from leadgate.domain.timeline import Happening
from leadgate.domain.visitor import KEPT_FOR
from tests.builders.leads import BUYER, receipt, submission
from tests.fakes.interleaving import Interleaving, raising
from tests.fakes.time import NOON
from tests.unit.application.test_qualify_lead import World

BOT = suspicion_of(BUYER, returned=FormReturn(honeypot="x"))


class Site:
    """A site with visitors, some of whom give their name."""

    def __init__(self) -> None:
        self.world = World()
        self.leads = self.world.leads
        self.numbers = count(1)
        self.told: list[str] = []
        self.named: set[str | None] = set()

    def do(self, visitor: str = "v-1", leads: Any = None, id_: str | None = None) -> Visited:
        """Somebody looks at a page."""
        name = id_ or f"e-{next(self.numbers)}"
        if id_ is None:
            self.told.append(name)
        done: Signal = {"type": "page_view", "at": self.world.clock.now, "id": name}
        return keep_visits(visitor, [done], "api:signals", ports=self.world.ports(leads))

    def name(self, person: str = "a", visitor: str | None = "v-1", leads: Any = None, **changes: Any) -> Lead:
        """They give their name; gives their lead."""
        post = submission(
            person_key=person, visitor_key=visitor, signals=(), receipt=receipt(f"r-{next(self.numbers)}"), **changes
        )
        ports = self.world.ports(leads)
        submitted = submit_lead(post, is_public=False, leads=ports.leads, ids=self.world.ids, backoff=ports.backoff)
        self.named.add(visitor)
        return self.world.lead(submitted.lead_id)

    def decide(self, person: str = "a", leads: Any = None) -> Lead | None:
        """The worker looks at somebody's lead, if they have one."""
        known = self.leads.of_person(person)
        if known is None:
            return None
        qualify_lead(known.id, ports=self.world.ports(leads))
        return self.world.lead(known.id)

    def known(self, person: str = "a") -> list[object]:
        """What a person's lead knows of what they did."""
        lead = self.leads.of_person(person)
        return [] if lead is None else [signal["id"] for signal in lead.signals]

    def waiting(self, visitor: str = "v-1") -> list[object]:
        """What waits with a visitor."""
        return [signal["id"] for signal in self.leads.visitor(visitor).signals]

    def happened(self, person: str = "a") -> list[Happening]:
        lead = self.leads.of_person(person)
        assert lead is not None
        return [entry.type for entry in self.leads.timeline(lead.id, cursor=None, limit=50).items]


@pytest.fixture
def site() -> Site:
    return Site()


def test_what_was_done_before_joins_when_the_lead_is_decided_and_afterwards_at_once(site: Site) -> None:
    assert site.do() == Visited((Fate.JOINED,), None)
    site.do()
    lead = site.name()
    assert (site.known(), site.waiting()) == ([], ["e-1", "e-2"])
    assert site.do() == Visited((Fate.JOINED,), lead.id)
    site.decide()
    assert (sorted(map(str, site.known())), site.waiting()) == (["e-1", "e-2", "e-4"], [])
    assert site.world.lead(lead.id).visitors == ()
    assert site.happened() == [
        Happening.CAPTURED, Happening.SIGNALS_JOINED, Happening.SIGNALS_JOINED, Happening.DECIDED,
    ]  # fmt: skip
    assert site.do(id_="e-1") == Visited((Fate.DUPLICATE,), lead.id)


def test_a_demo_request_is_decided_with_what_its_visitor_did(site: Site) -> None:
    site.do()
    lead = site.name()
    record = next(iter(site.leads.receipts))
    decided = decide_at_once(lead, record, ports=site.world.ports())
    assert [signal["id"] for signal in decided.signals] == ["e-1"]
    assert site.waiting() == []


def test_a_decision_counts_what_the_visitor_did_and_its_record_has_it(site: Site) -> None:
    keep_visits("v-1", [{"type": "demo_request", "at": NOON, "id": "e-1"}], "s", ports=site.world.ports())
    site.name(is_demo=False)
    decided = site.decide()
    assert decided is not None and decided.verdict is not None
    assert decided.verdict.outcome == "qualified"
    assert site.decide() == decided


def test_what_is_done_twice_under_one_id_counts_once_before_and_after(site: Site) -> None:
    site.do(id_="x")
    assert site.do(id_="x") == Visited((Fate.DUPLICATE,), None)
    site.name()
    assert site.do(id_="x").lead_id is not None
    site.decide()
    assert (site.known(), site.waiting()) == (["x"], [])


@pytest.mark.parametrize("before", [0, 1])
def test_what_is_kept_while_the_name_is_given_joins_all_the_same(before: int, site: Site) -> None:
    for _ in range(before):
        site.do()
    racing = Interleaving(site.leads, {"keep_visitor": [site.name]})
    visited = site.do(leads=racing)
    assert visited.lead_id is not None
    site.decide()
    assert (sorted(map(str, site.known())), site.waiting()) == (sorted(site.told), [])


def test_what_is_done_while_the_lead_is_decided_is_no_reason_to_forget_it(site: Site) -> None:
    site.do()
    site.name()
    racing = Interleaving(site.leads, {"settle": [site.do]})
    site.decide(leads=racing)
    assert (sorted(map(str, site.known())), site.waiting()) == (sorted(site.told), [])


def test_of_two_leads_that_claim_a_visitor_one_gets_what_was_done_and_the_last_what_is_done_next(site: Site) -> None:
    site.do()
    site.name("a")
    site.name("b")
    racing = Interleaving(site.leads, {"settle": [lambda: site.decide("b")]})
    site.decide("a", leads=racing)
    assert (site.known("a"), site.known("b")) == ([], ["e-1"])
    site.do()
    assert (site.known("a"), len(site.known("b"))) == ([], 2)


def test_a_suspicious_post_takes_no_visitor_to_a_lead_that_is_known(site: Site) -> None:
    site.name("a", visitor=None)
    site.do()
    site.name("a", suspicion=BOT)
    assert site.do() == Visited((Fate.JOINED,), None)
    site.decide("a")
    assert (site.known("a"), len(site.waiting())) == ([], 2)


def test_a_new_lead_in_quarantine_learns_it_when_it_is_released(site: Site) -> None:
    site.do()
    held = site.name(suspicion=BOT)
    site.decide()
    assert (site.known(), len(site.waiting())) == ([], 1)
    site.leads.amend(*release(held, NOON + 2, "key-1", ["address"]))
    site.decide()
    assert (site.known(), site.waiting()) == (["e-1"], [])


def test_a_visitor_whose_lead_is_gone_is_a_stranger_again(site: Site) -> None:
    lead = site.name()
    site.decide()
    del site.leads.leads[lead.id]
    assert site.do() == Visited((Fate.JOINED,), None)
    assert site.leads.visitor("v-1").lead_id is None


def test_who_was_away_for_ninety_days_is_a_stranger_and_who_was_not_stays_known(site: Site) -> None:
    site.do("v-2")
    lead = site.name()
    site.world.clock.now += KEPT_FOR - DAY
    assert site.do().lead_id == lead.id
    site.world.clock.now += KEPT_FOR - DAY
    assert site.do().lead_id == lead.id
    assert (site.do("v-2").lead_id, len(site.waiting("v-2"))) == (None, 1)
    site.world.clock.now += KEPT_FOR + DAY
    assert site.do().lead_id is None


def test_that_somebody_else_noted_the_return_of_a_visitor_is_no_failure(site: Site) -> None:
    lead = site.name()
    site.world.clock.now += 60 * DAY
    racing = Interleaving(site.leads, {"keep_visitor": [raising(StaleVisitor())]})
    assert site.do(leads=racing) == Visited((Fate.JOINED,), lead.id)


def test_a_visitor_who_never_stands_still_is_given_up(site: Site) -> None:
    racing = Interleaving(site.leads, {"keep_visitor": [raising(StaleVisitor())] * 10})
    with pytest.raises(Congested):
        site.do(leads=racing)
    assert site.waiting() == []


CALLS = {
    "do": ["visitor", "get", "amend", "keep_visitor", "keep_visitor"],
    "name": ["add", "get", "merge"],
    "decide": ["with_turns", "turns_and_visitors", "settle", "settle"],
}


@dataclass(frozen=True)
class Step:
    """An act, and the acts of others right before the first calls of one kind that it makes."""

    act: tuple[str, ...]
    before: str = ""
    others: tuple["Step", ...] = ()


VISITORS, PEOPLE = st.sampled_from(["v-1", "v-1", "v-1", "v-2"]), st.sampled_from(["a", "b"])
ACTS = st.one_of(
    st.tuples(st.just("do"), VISITORS),
    st.tuples(st.just("name"), PEOPLE, VISITORS),
    st.tuples(st.just("decide"), PEOPLE),
)


def steps(others: st.SearchStrategy[Step]) -> st.SearchStrategy[Step]:
    """Acts during which others act."""
    during = st.lists(others, min_size=1, max_size=2).map(tuple)
    return ACTS.flatmap(lambda act: st.builds(Step, st.just(act), st.sampled_from(CALLS[act[0]]), during))


STEPS = steps(st.builds(Step, ACTS))
CLAIMED = [Step(("do", "v-1")), Step(("name", "a", "v-1")), Step(("name", "b", "v-1"))]


def act(site: Site, step: Step) -> None:
    others: list[Callable[[], object]] = [lambda other=other: act(site, other) for other in step.others]
    racing = Interleaving(site.leads, {step.before: others})
    kind, *names = step.act
    getattr(site, kind)(*names, leads=racing)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([[], CLAIMED]), st.lists(STEPS, min_size=1, max_size=4))
def test_however_acts_fall_together_each_signal_is_in_one_place(before: list[Step], acts: list[Step]) -> None:
    site = Site()
    for step in [*before, *acts]:
        act(site, step)
    for person in ("a", "b", "a"):
        site.decide(person)
    found = Counter(site.known("a") + site.known("b") + site.waiting("v-1") + site.waiting("v-2"))
    assert found == Counter(site.told)
    for visitor in ("v-1", "v-2"):
        known = site.leads.visitor(visitor).lead_id
        assert (known is not None) is (visitor in site.named)
        assert known is None or site.waiting(visitor) == []


def test_what_was_done_is_kept_though_it_cannot_be_noted_that_the_visitor_is_remembered_for_longer() -> None:
    site = Site()
    lead = site.name()
    site.world.clock.now += 60 * DAY
    failing = Interleaving(site.leads, {"keep_visitor": [raising(OSError("no answer"))]})
    assert site.do(leads=failing).fates == (Fate.JOINED,)
    assert failing.calls.count("keep_visitor") == 1
    assert len(site.world.lead(lead.id).signals) == 1
