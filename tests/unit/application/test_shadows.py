"""Policies that only look on: recorded beside the decision, without any other effect, whatever becomes of them."""

from dataclasses import replace
from typing import Any

import pytest

from leadgate.application.qualify_lead import decide_at_once, qualify_lead
from leadgate.domain.policy import Policy, load_policy
from tests.builders.leads import BUYER
from tests.builders.policies import compiled_demo, compiled_for_scope, demo_policy, policy_for_scope
from tests.unit.application.test_qualify_lead import World


def strict() -> Policy:
    """The demo policy, were fit never given."""
    never = {"gates": {**compiled_demo()["gates"], "fit": {"text": "false", "when": {"op": "const", "value": False}}}}
    return load_policy(compiled_demo() | never)


def shadows_of(world: World, how: str = "the worker", **post: Any) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """Decide on a lead; gives its state, and what shadows would have decided."""
    lead = world.post(**post)
    if how == "the worker":
        qualify_lead(lead.id, ports=world.ports())
    else:
        decide_at_once(lead, "record-1-1", ports=world.ports())
    decided = world.lead(lead.id)
    assert decided.verdict is not None
    record = world.leads.decision(decided.verdict.decision_id)
    assert record is not None
    state = {"lead": decided, "entries": world.leads.timeline(lead.id, cursor=None, limit=9), "result": record.result}
    return state | {"turns": dict(world.leads.kept_turns), "facts": record.facts}, record.shadow


@pytest.mark.parametrize("how", ["the worker", "the request"])
def test_a_shadow_is_recorded_and_changes_nothing_else(how: str) -> None:
    plain, none = shadows_of(World(), how)
    world = World()
    world.policies.look_on(strict())
    shadowed, (said,) = shadows_of(world, how)
    assert (shadowed, none) == (plain, ())
    assert (said["policy"], said["version"]) == ("inbound-saas", strict().version)
    assert (said["outcome"], said["reason"], said["pool"]) == ("disqualified", "no_fit", "inbound")
    assert said["gates"] == {"fit": False, "intent": True, "readiness": True}
    assert said["grade"] == plain["result"]["score"]["grade"]
    assert world.counted == {}


def test_a_shadow_decides_only_the_leads_that_it_would_get_if_it_were_live() -> None:
    partners = load_policy(compiled_for_scope("partners", motions=["partner"]))
    world = World()
    world.policies.make_live(partners)
    world.policies.look_on(
        strict(), policy_for_scope("for-plg", motions=("plg",)), policy_for_scope("form", forms=("f",))
    )
    falls_to = {"partner": [], "plg": ["inbound-saas", "for-plg"], "inbound": ["inbound-saas"]}
    for person, (motion, wanted) in enumerate(falls_to.items()):
        _, said = shadows_of(world, person=person, facts=BUYER | {"source.motion": motion})
        assert [one["policy"] for one in said] == wanted
    _, said = shadows_of(world, person=99, facts=BUYER | {"source.form": "f"})
    assert [one["policy"] for one in said] == ["inbound-saas", "form"]


def test_a_shadow_that_fails_is_counted_and_hurts_nobody() -> None:
    world = World()
    broken = replace(demo_policy(), version="pv_broken", evaluator=None)
    world.policies.look_on(broken, strict(), lost=2)
    state, said = shadows_of(world)
    assert state == shadows_of(World())[0]
    assert [one["version"] for one in said] == [strict().version]
    assert world.counted == {"ShadowFailed": 3}


def test_an_unchanged_lead_is_not_decided_by_shadows_either() -> None:
    world = World()
    lead_id = world.post().id
    world.look(lead_id)
    world.policies.look_on(replace(strict(), evaluator=None))
    writes = world.leads.writes
    world.look(lead_id)
    assert (world.leads.writes, world.counted) == (writes, {})
