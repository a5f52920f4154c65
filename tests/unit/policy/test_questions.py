"""Questions are a smallest set of unknown facts whose answers could make a lead qualified."""

from typing import Any

import pytest
from hypothesis import given

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy import Policy, decide, ways
from leadgate.domain.policy.ways import Way
from tests.unit.policy.small_policies import DOMAIN, LEADS, answered, policies, subsets
from tests.unit.policy.writing import NOW, decide_by


def _could_qualify(lead: dict[str, Any], facts: tuple[str, ...], policy: Policy) -> bool:
    return any(decide(told, policy, NOW).outcome is Outcome.QUALIFIED for told in answered(lead, facts))


@given(policies(), LEADS)
def test_some_answers_to_exactly_the_questions_qualify_the_lead_and_no_smaller_set_does(
    policy: Policy, lead: dict[str, Any]
) -> None:
    decision = decide(lead, policy, NOW)
    asked = tuple(question.fact for question in decision.questions)
    if decision.outcome is not Outcome.NEEDS_INFO:
        assert asked == ()
        return
    unknown = [f"answers.{name}" for name in DOMAIN if name not in lead["answers"]]
    enough = (facts for facts in subsets(unknown, len(unknown)) if _could_qualify(lead, facts, policy))
    smallest = next(enough, ())
    assert len(asked) == len(smallest), (asked, smallest)
    assert not asked or _could_qualify(lead, asked, policy)


def test_the_fact_whose_answer_alone_can_end_the_matter_is_asked_first() -> None:
    rules = {"soon": "answers.i >= 3", "large": "answers.n > 5", "red": "answers.colour == 'red' or answers.a"}
    gates = {"fit": "large", "intent": "red", "readiness": "soon"}
    asked = [question.fact for question in decide_by({"answers": {}}, rules, gates=gates).questions]
    assert asked == ["answers.n", "answers.i", "answers.colour"]


def test_among_sets_of_one_size_facts_with_a_wording_are_asked() -> None:
    rules = {"either": "answers.colour == 'red' or answers.s == 'x'"}
    decision = decide_by({}, rules, gates={"fit": "either", "intent": "yes", "readiness": "yes"})
    assert [(question.fact, question.ask) for question in decision.questions] == [("answers.s", "Which one?")]


def test_a_comparison_of_two_unknown_facts_asks_for_both() -> None:
    rules = {"seats": "answers.i * 50 <= answers.n", "many": "answers.i >= 500"}
    decision = decide_by({}, rules, gates={"fit": "seats", "intent": "many", "readiness": "yes"})
    assert {question.fact for question in decision.questions} == {"answers.i", "answers.n"}


def test_what_signals_leave_open_no_question_can_settle() -> None:
    rules = {"seen": "exists(type == 'call', within=days(1))"}
    decision = decide_by(
        {"signals": [{"type": "call"}]}, rules, gates={"fit": "yes", "intent": "seen", "readiness": "yes"}
    )
    assert decision.outcome is Outcome.NEEDS_INFO
    assert decision.questions == ()


def test_an_answer_that_would_turn_the_lead_away_is_not_the_one_that_is_hoped_for() -> None:
    rules = {"served": "answers.s in ['DE', 'IR']", "embargo": "answers.s in ['IR', 'KP']"}
    sections = {"gates": {"fit": "served", "intent": "yes", "readiness": "yes"}}
    disqualify = [{"rule": "embargo", "reason": "compliance"}]
    assert [q.fact for q in decide_by({}, rules, disqualify=disqualify, **sections).questions] == ["answers.s"]
    only_embargoed = {**rules, "served": "answers.s in ['KP', 'IR']"}
    assert decide_by({}, only_embargoed, disqualify=disqualify, **sections).questions == ()


def test_many_alternatives_in_a_row_are_searched_with_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    # Three ways to have each of twenty things: more than a thousand million to have them all.
    formed, merged = [0], ways._merged

    def counted(one: Way, other: Way) -> Way | None:
        formed[0] += 1
        return merged(one, other)

    monkeypatch.setattr(ways, "_merged", counted)
    rules = {f"r{n}": f"answers.q{n} > {n}" for n in range(60)}
    all_of = " and ".join(f"(r{n} or r{n + 1} or r{n + 2})" for n in range(0, 60, 3))
    facts = {f"answers.q{n}": {"type": "int"} for n in range(60)}
    decision = decide_by({}, rules, facts=facts, gates=dict.fromkeys(("fit", "intent", "readiness"), all_of))
    assert len(decision.questions) == 20
    assert formed[0] < 60_000


def test_a_number_that_no_float_holds_beside_an_unknown_fact_keeps_no_question_from_being_asked() -> None:
    gates = {"fit": "yes", "intent": "yes", "readiness": "answers.i * answers.i >= answers.n"}
    decision = decide_by({"answers": {"i": -(10**299)}}, {}, gates=gates)
    assert [question.fact for question in decision.questions] == ["answers.n"]
