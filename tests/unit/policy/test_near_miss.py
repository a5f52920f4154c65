"""A near miss is the smallest set of up to three rules that would have to turn for a lead to be qualified."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy import Decision, Policy, decide
from leadgate.domain.policy.outcome import outcome_in
from tests.unit.policy.small_policies import LEADS, policies, subsets
from tests.unit.policy.writing import DAY, NOW, decide_by


def _qualifies_with(decision: Decision, turned: dict[str, bool]) -> bool:
    policy = decision.policy
    forced = {policy.layout.rules[rule]: result for rule, result in turned.items()}
    supposed = policy.evaluator.reference.conclude_with(decision.seen.vector, forced)
    return outcome_in(policy, supposed) is Outcome.QUALIFIED


def _sets_that_qualify(decision: Decision) -> Iterator[dict[str, bool]]:
    for rules in subsets(list(decision.policy.layout.rules), 3):
        for results in product((True, False), repeat=len(rules)):
            turned = dict(zip(rules, results, strict=True))
            if _qualifies_with(decision, turned):
                yield turned


@given(policies(), LEADS)
def test_turning_the_rules_qualifies_the_lead_and_no_smaller_set_does(policy: Policy, lead: dict[str, Any]) -> None:
    decision = decide(lead, policy, NOW)
    missed = {miss.rule: miss.turns for miss in decision.near_miss}
    smallest = next(_sets_that_qualify(decision), {})
    assert len(missed) == len(smallest), (missed, smallest)
    assert not missed or _qualifies_with(decision, missed)
    assert not missed or decision.outcome is not Outcome.QUALIFIED


NEEDS: list[tuple[str, dict[str, Any], str]] = [
    ("50 <= company.employees <= 2000", {"company": {"employees": 42}}, "company.employees >= 50, is 42"),
    ("company.employees >= 50", {}, "company.employees >= 50, is unknown"),
    ("person.country in lists.countries", {"person": {"country": "BR"}}, "person.country in lists.countries, is 'BR'"),
    ("answers.a", {"answers": {"a": False}}, "answers.a, is no"),
    (
        "age(answers.t) <= days(3)", {"answers": {"t": NOW - 4 * DAY}},
        "age(answers.t) <= days(3), is 2026-04-30T09:00:00Z",
    ),
    (
        "count(type == 'call', within=days(7)) >= 2", {"signals": [{"type": "call", "at": NOW}]},
        "count(type == 'call', within=days(7)) >= 2, is 1",
    ),
    (
        "answers.n > 3 or answers.a", {"answers": {"n": 1, "a": False}},
        "answers.n > 3, is 1; or answers.a, is no",
    ),
    (
        "answers.n > 3 and not answers.a and answers.b", {"answers": {"n": 1, "a": True, "b": True}},
        "answers.n > 3, is 1; and not answers.a, is yes",
    ),
    (
        "answers.n * 2 <= answers.i", {"answers": {"n": 4, "i": 7}},
        "answers.n * 2 <= answers.i, answers.n is 4 and answers.i is 7",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "lead", "needs"), NEEDS, ids=[needs for _, _, needs in NEEDS])
def test_a_near_miss_says_what_the_rule_needs_and_what_it_saw(
    expression: str, lead: dict[str, Any], needs: str
) -> None:
    decision = decide_by(
        {"signals": [], **lead}, {"asked": expression}, gates={"fit": "asked", "intent": "yes", "readiness": "yes"}
    )
    assert [miss.to_document() for miss in decision.near_miss] == [{"rule": "asked", "turns": "yes", "needs": needs}]


def test_what_a_near_miss_quotes_of_a_lead_is_short_because_it_is_kept_with_every_decision() -> None:
    lead = {"answers": {"s": "é" * 10_000, "list": [f"item {number}" for number in range(500)]}}
    atoms = " or ".join(f"answers.s == 'a{n}' or any_in(answers.list, ['b{n}'])" for n in range(15))
    decision = decide_by(lead, {"asked": atoms}, gates={"fit": "asked", "intent": "yes", "readiness": "yes"})
    (miss,) = decision.near_miss
    assert f"is {'é' * 100!r}... 9900 more" in miss.needs
    assert "'item 7', ... 492 more]" in miss.needs
    assert len(miss.needs) < 15 * 400


def test_a_disqualifier_has_to_turn_to_no() -> None:
    decision = decide_by(
        {"person": {"title": "Student"}},
        {"student": "has_word(person.title, ['student'])"},
        disqualify=[{"rule": "student", "reason": "student"}],
    )
    assert [miss.to_document() for miss in decision.near_miss] == [
        {"rule": "student", "turns": "no", "needs": "not has_word(person.title, ['student']), is 'Student'"}
    ]


def test_a_rule_that_reads_facts_is_named_before_one_that_only_combines_others() -> None:
    rules = {"both": "large and served", "large": "answers.n > 5", "served": "answers.a"}
    lead = {"answers": {"n": 1, "a": True}}
    decision = decide_by(lead, rules, gates={"fit": "both", "intent": "yes", "readiness": "yes"})
    assert [miss.rule for miss in decision.near_miss] == ["large"]


def test_more_than_three_rules_to_turn_are_no_near_miss() -> None:
    rules = {f"r{number}": f"answers.n > {number}" for number in range(4)}
    gates = {"fit": "r0 and r1", "intent": "r2 and r3", "readiness": "yes"}
    assert decide_by({"answers": {"n": -1}}, rules, gates=gates).near_miss == ()
    assert len(decide_by({"answers": {"n": 0}}, rules, gates={**gates, "intent": "r2"}).near_miss) == 3
