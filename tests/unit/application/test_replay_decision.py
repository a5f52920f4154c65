"""A decision is made again from its record: the same byte for byte, also after the policy has moved on."""

import json
from dataclasses import replace
from typing import Any

import pytest

from leadgate.adapters.dynamodb.lead_item import record_from_item, record_to_item
from leadgate.application.errors import BrokenPolicy
from leadgate.application.ports import DecisionRecord
from leadgate.application.replay_decision import MOST_DIFFERENCES, Difference, full_result, replay_decision
from leadgate.domain.policy import decide, load_policy
from tests.builders.leads import BUYER
from tests.builders.policies import compiled_demo, demo_policy, version_of_policy
from tests.fakes.policies import InMemoryPolicyVersions
from tests.fakes.time import NOON
from tests.unit.application.test_qualify_lead import STUDENT, World
from tests.unit.policy.writing import compiled_policy

PEOPLE: dict[str, dict[str, Any]] = {
    "qualified": BUYER,
    "student": STUDENT,
    "unknown": {"email.address": "a@b.example"},
    "odd": BUYER | {"company.employees": "many", "answers.team_size": [1], "company.country": 5, "answers.n": 2.5},
}


@pytest.fixture
def versions() -> InMemoryPolicyVersions:
    kept = InMemoryPolicyVersions()
    kept.add(version_of_policy(compiled_demo()), "")
    return kept


def decided(world: World, **post: Any) -> DecisionRecord:
    """Decide on a lead; gives the record as it comes back from the table."""
    _, lead = world.look(world.post(**post).id)
    assert lead.verdict is not None
    record = world.leads.decision(lead.verdict.decision_id)
    assert record is not None
    kept = record_to_item(record)
    return record_from_item(kept)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_decision_replays_from_its_record_whatever_is_live_now(who: str, versions: InMemoryPolicyVersions) -> None:
    world = World()
    world.clock.now = NOON + 0.123456789
    record = decided(world, facts=PEOPLE[who], signals=({"type": "demo_request", "at": NOON, "extra": {"x": [1]}},))
    newer = compiled_demo() | {"description": "moved on"}
    versions.add(version_of_policy(newer), "")
    world.policies.make_live(load_policy(newer))
    assert record.at == NOON + 0.123456789
    assert replay_decision(record, versions).identical


@pytest.mark.parametrize("who", PEOPLE)
def test_the_full_trace_is_what_was_decided(who: str, versions: InMemoryPolicyVersions) -> None:
    world = World()
    record = decided(world, facts=PEOPLE[who])
    lead = world.lead(record.lead_id)
    document = {"signals": [dict(signal) for signal in lead.signals], "provenance": {}, "created_at": lead.created_at}
    for name, fact in lead.facts.items():
        document.setdefault(name.partition(".")[0], {})[name.partition(".")[2]] = fact.value
        document["provenance"][name] = {"source": fact.source, "observed_at": fact.observed_at}
    result, note = full_result(record, versions)
    assert note is None
    assert result == decide(document, demo_policy(), record.at).to_document(trace="full")


def test_a_record_keeps_less_than_the_lead_and_no_values_twice() -> None:
    record = decided(World())
    assert set(record.result["trace"].values()) <= {True, False, None}
    assert "vera@firm.example" not in json.dumps(record.facts)


def test_a_record_that_was_changed_is_found_out(versions: InMemoryPolicyVersions) -> None:
    record = decided(World())
    result: dict[str, Any] = json.loads(json.dumps(record.result))
    result["outcome"], result["score"]["fit"], result["more"] = "nurture", [1, 2, 3], 1
    del result["questions"]
    replay = replay_decision(replace(record, result=result), versions)
    assert not replay.identical
    seen = {difference.pointer: difference.sides for difference in replay.differences}
    assert seen["/outcome"] == {"recorded": "nurture", "replayed": "qualified"}
    assert seen["/more"] == {"recorded": 1}
    assert seen["/questions"] == {"replayed": []}
    assert seen["/score/fit/2"] == {"recorded": 3}
    assert full_result(replace(record, result=result), versions)[1] is not None


def test_one_is_not_one_point_nought(versions: InMemoryPolicyVersions) -> None:
    record = decided(World())
    fit = [float(bound) for bound in record.result["score"]["fit"]]
    result = {**record.result, "score": {**record.result["score"], "fit": fit}}
    replay = replay_decision(replace(record, result=result), versions)
    assert [difference.pointer for difference in replay.differences] == ["/score/fit/0", "/score/fit/1"]


def test_differences_are_listed_up_to_a_bound(versions: InMemoryPolicyVersions) -> None:
    record = decided(World())
    extra = {f"a/b~{number}": number for number in range(200)}
    replay = replay_decision(replace(record, result={**record.result, **extra}), versions)
    assert len(replay.differences) == MOST_DIFFERENCES
    assert Difference("/a~1b~00", {"recorded": 0}) in replay.differences


@pytest.mark.parametrize("damage", [None, {}, compiled_demo() | {"form": 99}])
def test_without_its_version_a_decision_is_shown_without_values_and_not_replayed(
    damage: dict[str, object] | None, versions: InMemoryPolicyVersions
) -> None:
    record = decided(World())
    if damage is None:
        versions.kept.clear()
    else:
        versions.damage(record.policy, record.policy_version, damage)
    with pytest.raises(BrokenPolicy):
        replay_decision(record, versions)
    result, note = full_result(record, versions)
    assert note is not None and "cannot be read" in note
    assert result["outcome"] == "qualified"
    assert result["trace"]["icp_size"] == {"result": True, "values": {}}


def test_values_that_no_answer_could_hold_are_not_shown(versions: InMemoryPolicyVersions) -> None:
    compiled = compiled_policy({f"r{number}": f"answers.s == 'x{number}'" for number in range(250)})
    policy, lead = load_policy(compiled), {"answers": {"s": "\u00e9" * 10_000}}
    versions.add(version_of_policy(compiled), "")
    result = decide(lead, policy, NOON).to_document(trace="compact")
    record = DecisionRecord("dec_1", "lead_1", NOON, policy.name, policy.version, 1, lead, result)
    shown, note = full_result(record, versions)
    assert note is not None and "more room" in note
    assert shown["trace"]["r249"] == {"result": False, "values": {}}
    assert replay_decision(record, versions).identical
