"""Deciding on a lead: once for each thing that is new, with an owner for whoever deserves one."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from leadgate.application.ports import StaleLead
from leadgate.application.qualify_lead import (
    Contended,
    Deciding,
    Effect,
    NoLivePolicy,
    decide_at_once,
    qualify_lead,
)
from leadgate.application.submit_lead import submit_lead
from leadgate.domain.clock import DAY
from leadgate.domain.lead import Lead
from leadgate.domain.policy import load_policy
from leadgate.domain.routing import NoSuchPool, Pool
from leadgate.domain.timeline import Happening
from tests.builders.leads import ANNA, BEN, BUYER, CHIARA, ENTERPRISE, INBOUND, receipt, submission
from tests.builders.policies import compiled_demo, demo_policy, policy_for_scope
from tests.fakes.interleaving import Interleaving, raising
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.policies import Counted, InMemoryPolicyStore
from tests.fakes.stores import InMemoryDirectoryStore
from tests.fakes.time import NOON, CountingIds, SettableClock, impatient

STUDENT = BUYER | {"person.title": "Student of Marketing"}


@dataclass
class World:
    """The fakes that deciding needs, the demo set up."""

    leads: InMemoryLeadRepository = field(default_factory=InMemoryLeadRepository)
    policies: InMemoryPolicyStore = field(default_factory=lambda: InMemoryPolicyStore(demo_policy()))
    directory: InMemoryDirectoryStore = field(
        default_factory=lambda: InMemoryDirectoryStore((ANNA, BEN, CHIARA), (INBOUND, ENTERPRISE))
    )
    clock: SettableClock = field(default_factory=lambda: SettableClock(NOON + 1))
    ids: CountingIds = field(default_factory=CountingIds)
    counted: Counted = field(default_factory=Counted)

    def ports(self, leads: Any = None, attempts: int = 10) -> Deciding:
        backoff, _ = impatient(attempts)
        return Deciding(leads or self.leads, self.policies, self.directory, self.ids, self.clock, backoff, self.counted)

    def post(self, person: int = 1, n: int = 1, **changes: Any) -> Lead:
        """Keep a post of a person; gives their lead."""
        kept = submission(person_key=f"person-{person}", receipt=receipt(f"record-{person}-{n}"), **changes)
        ports = self.ports()
        submitted = submit_lead(kept, is_public=False, leads=self.leads, ids=self.ids, backoff=ports.backoff)
        return self.lead(submitted.lead_id)

    def lead(self, lead_id: str) -> Lead:
        found = self.leads.get(lead_id)
        assert found is not None
        return found

    def look(self, lead_id: str, leads: Any = None) -> tuple[Effect, Lead]:
        effect = qualify_lead(lead_id, ports=self.ports(leads))
        return effect, self.lead(lead_id)


@pytest.fixture
def world() -> World:
    return World()


def test_a_lead_that_asks_is_decided_and_given_to_whose_turn_it_is(world: World) -> None:
    effect, decided = world.look(world.post().id)
    assert effect is Effect.DECIDED
    assert decided.verdict is not None and decided.owner is not None
    assert (decided.verdict.outcome, decided.stage, decided.asks, decided.version) == ("qualified", "mql", None, 2)
    assert (decided.owner.id, decided.owner.via, decided.owner.pool) == ("anna", "turn", "inbound")
    assert world.leads.kept_turns["inbound"].taken == {"anna": 1}
    types = [entry.type for entry in world.leads.timeline(decided.id, cursor=None, limit=9).items]
    assert types == [Happening.CAPTURED, Happening.DECIDED, Happening.ASSIGNED]


def test_a_decision_is_recorded_with_the_lead_as_it_was(world: World) -> None:
    before = world.post()
    _, decided = world.look(before.id)
    assert decided.verdict is not None
    record = world.leads.decision(decided.verdict.decision_id)
    assert record is not None
    assert (record.lead_version, record.at, record.policy_version) == (before.version, NOON + 1, demo_policy().version)
    assert record.facts["person"] == {"title": "VP Marketing"}
    assert record.result["outcome"] == "qualified" and "trace" in record.result


@pytest.mark.parametrize("later", [0, 60, 6 * DAY])
def test_nothing_is_written_when_nothing_changed(world: World, later: float) -> None:
    lead_id = world.post().id
    _, decided = world.look(lead_id)
    writes, world.clock.now = world.leads.writes, NOON + 1 + later
    assert world.look(lead_id) == (Effect.UNCHANGED, decided)
    assert world.leads.writes == writes


def test_a_lead_that_was_put_off_is_decided_again_when_its_day_has_come(world: World) -> None:
    reader = {name: BUYER[name] for name in ("email.address", "email.domain", "company.employees", "company.country")}
    lead_id = world.post(facts=reader, signals=(), is_demo=False).id
    _, nurtured = world.look(lead_id)
    assert nurtured.verdict is not None and nurtured.verdict.revisit_at is not None
    world.clock.now = nurtured.verdict.revisit_at - 1
    assert world.look(lead_id)[0] is Effect.UNCHANGED
    world.clock.now += 1
    assert world.look(lead_id)[0] is Effect.DECIDED


def test_a_new_version_of_the_policy_is_news(world: World) -> None:
    lead_id = world.post().id
    world.look(lead_id)
    world.policies.make_live(load_policy(compiled_demo() | {"description": "Changed."}))
    assert world.look(lead_id)[0] is Effect.DECIDED


def test_a_lead_that_nobody_knows_is_gone(world: World) -> None:
    assert qualify_lead("lead_nobody", ports=world.ports()) is Effect.GONE


def test_without_a_live_policy_a_lead_waits_as_it_is(world: World) -> None:
    lead = world.post()
    world.policies = InMemoryPolicyStore(policy_for_scope("partners", motions=("partner",)))
    with pytest.raises(NoLivePolicy):
        qualify_lead(lead.id, ports=world.ports())
    with pytest.raises(NoLivePolicy):
        decide_at_once(lead, "record-1-1", ports=world.ports())
    assert world.lead(lead.id) == lead


def test_the_policy_of_the_lead_s_own_scope_decides(world: World) -> None:
    world.policies.make_live(policy_for_scope("partners", motions=("partner",)))
    lead_id = world.post(facts=BUYER | {"source.motion": "partner"}).id
    _, decided = world.look(lead_id)
    assert decided.verdict is not None and decided.verdict.policy == "partners"


def test_an_owner_is_kept_whatever_is_decided_later(world: World) -> None:
    lead_id = world.post().id
    _, first = world.look(lead_id)
    world.post(n=2, facts=STUDENT, stated_at=NOON + 9)
    _, turned_away = world.look(lead_id)
    world.post(n=3, facts=BUYER, stated_at=NOON + 99)
    _, back = world.look(lead_id)
    assert [lead.verdict.outcome for lead in (first, turned_away, back) if lead.verdict] == [
        "qualified",
        "disqualified",
        "qualified",
    ]
    assert first.owner == turned_away.owner == back.owner
    assert world.leads.kept_turns["inbound"].version == 1


def test_who_is_not_qualified_has_no_owner_and_takes_no_turn(world: World) -> None:
    _, decided = world.look(world.post(facts=STUDENT).id)
    assert (decided.owner, decided.stage, world.leads.kept_turns) == (None, "disqualified", {})


def test_a_test_lead_goes_to_the_sandbox_and_a_real_one_of_the_same_person_to_a_rep(world: World) -> None:
    lead_id = world.post(test=True).id
    _, tested = world.look(lead_id)
    assert tested.owner is not None and tested.owner.via == "sandbox"
    assert (tested.owner.email.endswith(".invalid"), world.leads.kept_turns) == (True, {})
    world.post(n=2, stated_at=NOON + 1)
    _, real = world.look(lead_id)
    assert real.owner is not None and (real.owner.id, real.owner.via) == ("anna", "turn")


def test_a_pool_that_is_not_set_up_leads_to_the_policy_s_catch_all_pool(world: World) -> None:
    world.directory = InMemoryDirectoryStore((ANNA, BEN, CHIARA), (INBOUND,))
    _, decided = world.look(world.post(facts=BUYER | {"company.employees": 5000}).id)
    assert decided.verdict is not None and decided.owner is not None
    assert (decided.verdict.pool, decided.owner.pool, decided.owner.id) == ("enterprise", "inbound", "anna")


def test_without_any_pool_the_lead_is_not_decided_and_goes_on_asking(world: World) -> None:
    world.directory = InMemoryDirectoryStore((ANNA,), ())
    lead = world.post()
    with pytest.raises(NoSuchPool):
        qualify_lead(lead.id, ports=world.ports())
    assert world.lead(lead.id) == lead and lead.asks == "soon"


def test_when_nobody_is_there_the_catch_all_owns_the_lead(world: World) -> None:
    for rep in (ANNA, BEN):
        world.directory.put_rep(replace(rep, active=False))
    _, decided = world.look(world.post().id)
    assert decided.owner is not None and (decided.owner.id, decided.owner.via) == ("chiara", "catch_all")
    assert world.leads.kept_turns == {}


def test_turns_go_round_by_weight(world: World) -> None:
    owners = [world.look(world.post(person=n).id)[1].owner for n in range(6)]
    assert [owner.id for owner in owners if owner] == ["anna", "anna", "ben"] * 2


@pytest.mark.parametrize("how", ["the worker", "the request"])
def test_a_post_in_between_is_part_of_the_decision(world: World, how: str) -> None:
    lead = world.post()
    racing = Interleaving(world.leads, {"settle": [lambda: world.post(n=2, facts=STUDENT, stated_at=NOON + 1)]})
    if how == "the worker":
        qualify_lead(lead.id, ports=world.ports(racing))
    else:
        decide_at_once(lead, "record-1-1", ports=world.ports(racing))
    decided = world.lead(lead.id)
    assert decided.verdict is not None
    assert (decided.verdict.reason, decided.version, decided.asks) == ("student", 3, None)


def test_a_turn_that_somebody_took_in_between_is_not_taken_twice(world: World) -> None:
    world.directory.put_pool(Pool("inbound", (("anna", 1), ("ben", 1)), "chiara"))
    first, second = world.post(person=1), world.post(person=2)
    racing = Interleaving(world.leads, {"settle": [lambda: world.look(second.id)]})
    _, decided = world.look(first.id, racing)
    other = world.lead(second.id)
    assert decided.owner is not None and other.owner is not None
    assert {decided.owner.id, other.owner.id} == {"anna", "ben"}
    assert world.leads.kept_turns["inbound"].version == 2


def test_a_request_that_finds_its_lead_decided_answers_with_that_decision(world: World) -> None:
    lead = world.post()
    racing = Interleaving(world.leads, {"settle": [lambda: world.look(lead.id)]})
    assert decide_at_once(lead, "record-1-1", ports=world.ports(racing)) == world.lead(lead.id)
    assert len(world.leads.records) == 1


def test_a_lead_that_is_erased_in_between_is_gone(world: World) -> None:
    lead = world.post()
    racing = Interleaving(world.leads, {"settle": [world.leads.leads.clear]})
    assert qualify_lead(lead.id, ports=world.ports(racing)) is Effect.GONE


@pytest.mark.parametrize("attempts", [1, 4])
def test_who_always_meets_others_gives_up_and_the_lead_goes_on_asking(world: World, attempts: int) -> None:
    lead = world.post()
    racing = Interleaving(world.leads, {"settle": [raising(StaleLead())] * 9})
    with pytest.raises(Contended):
        qualify_lead(lead.id, ports=world.ports(racing, attempts))
    with pytest.raises(Contended):
        decide_at_once(lead, "record-1-1", ports=world.ports(racing, attempts))
    assert world.lead(lead.id) == lead
    assert racing.calls.count("settle") == 2 * attempts


def test_a_slow_clock_takes_no_lead_back_behind_its_own_change(world: World) -> None:
    lead = world.post(received_at=NOON + 100)
    world.clock.now = NOON - 3600
    _, decided = world.look(lead.id)
    assert decided.verdict is not None and decided.owner is not None
    assert decided.updated_at == decided.verdict.at == decided.owner.assigned_at == NOON + 100
