"""The outcome of a decision: the gates' 27 combinations, disqualifiers, review, and what score cannot do."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.policy import decide, load_policy
from leadgate.domain.policy.outcome import outcome_of
from tests.unit.policy.writing import DAY, NOW, compiled_policy, decide_by, write_policy

THREE = (True, False, None)
ANSWERS = {"fit": "answers.a", "intent": "answers.b", "readiness": "answers.c"}
RULES = {"f": "answers.a", "i": "answers.b", "r": "answers.c", "d": "answers.d"}
GATES = {"fit": "f", "intent": "i", "readiness": "r"}


def _lead(*values: bool | None) -> dict[str, object]:
    return {"answers": dict(zip("abcd", values, strict=False))}


def _expected(fit: bool | None, intent: bool | None, readiness: bool | None) -> str:
    if fit is False:
        return "disqualified"
    if False in (intent, readiness):
        return "nurture"
    return "qualified" if fit and intent and readiness else "needs_info"


@pytest.mark.parametrize("gates", list(product(THREE, repeat=3)))
def test_each_combination_of_the_gates_has_its_outcome(gates: tuple[bool | None, ...]) -> None:
    decision = decide_by(_lead(*gates), RULES, gates=GATES)
    assert tuple(decision.gates.values()) == gates
    assert decision.outcome == _expected(*gates)


def test_the_27_combinations_are_9_disqualified_1_qualified_10_nurture_and_7_needs_info() -> None:
    outcomes = [outcome_of(gates, (), ())[0] for gates in product(THREE, repeat=3)]
    counted = {str(outcome): outcomes.count(outcome) for outcome in set(outcomes)}
    assert counted == {"disqualified": 9, "qualified": 1, "nurture": 10, "needs_info": 7}


def test_a_lead_that_does_not_fit_is_disqualified_as_no_fit() -> None:
    assert decide_by(_lead(False, True, True), RULES, gates=GATES).reason == "no_fit"


@pytest.mark.parametrize("gates", list(product(THREE, repeat=3)))
def test_a_disqualifier_that_is_yes_beats_every_gate(gates: tuple[bool | None, ...]) -> None:
    sections = {"gates": GATES, "disqualify": [{"rule": "d", "reason": "spam"}]}
    decision = decide_by(_lead(*gates, True), RULES, **sections)
    assert (decision.outcome, decision.reason) == ("disqualified", "spam")


def test_every_disqualifier_is_listed_and_the_first_gives_the_reason() -> None:
    entries = [
        {"rule": "i", "reason": "spam"}, {"rule": "d", "reason": "competitor"}, {"rule": "r", "reason": "student"},
    ]  # fmt: skip
    decision = decide_by(_lead(True, False, True, True), RULES, disqualify=entries)
    assert decision.reason == "competitor"
    assert [entry.rule for entry in decision.disqualifiers] == ["d", "r"]


def test_an_unknown_disqualifier_passes_unless_it_is_marked_to_ask() -> None:
    passing = decide_by(_lead(), RULES, disqualify=[{"rule": "d", "reason": "spam"}])
    asking = decide_by(_lead(), RULES, disqualify=[{"rule": "d", "reason": "spam", "if_unknown": "ask"}])
    assert passing.outcome == "qualified"
    assert asking.outcome == "needs_info"
    assert [question.fact for question in asking.questions] == ["answers.d"]


@pytest.mark.parametrize("gates", list(product(THREE, repeat=3)))
def test_a_review_holds_back_being_turned_away_or_nurtured_and_nothing_else(gates: tuple[bool | None, ...]) -> None:
    decision = decide_by(_lead(*gates, True), RULES, gates=GATES, review=["d"])
    plain = _expected(*gates)
    if plain in {"disqualified", "nurture"}:
        assert decision.outcome == "review"
        assert decision.held_back is not None
        assert decision.held_back.outcome == plain
        assert decision.to_document(trace="compact")["held_back"]["outcome"] == plain
    else:
        assert decision.outcome == plain
        assert decision.held_back is None


def test_a_review_does_not_hold_back_a_disqualifier() -> None:
    sections = {"review": ["d"], "disqualify": [{"rule": "d", "reason": "competitor"}]}
    assert decide_by(_lead(True, True, True, True), RULES, **sections).outcome == "disqualified"


def test_a_lead_to_nurture_is_looked_at_again_on_the_policys_date() -> None:
    decision = decide_by(_lead(True, False, True), RULES, gates=GATES, nurture={"revisit": "30d"})
    assert decision.revisit_at == NOW + 30 * DAY
    assert decision.to_document(trace="compact")["revisit_at"] == "2026-06-03T09:00:00Z"


_SCORED = compiled_policy(RULES, gates=GATES, score={"fit": {"f": 1}})
_POINTS = st.one_of(st.integers(-1_000, 1_000), st.floats(-1_000, 1_000, allow_nan=False))
_LEADS = st.fixed_dictionaries({"answers": st.fixed_dictionaries({key: st.sampled_from(THREE) for key in "abcd"})})


@given(lead=_LEADS, fit=_POINTS, engagement=_POINTS)
def test_no_number_in_the_score_changes_an_outcome(lead: dict[str, object], fit: float, engagement: float) -> None:
    compiled = _SCORED | {"score": {"fit": [["f", fit]], "engagement": [["i", engagement, None]]}}
    one, other = (decide(lead, load_policy(form), NOW) for form in (_SCORED, compiled))
    assert (one.outcome, one.reason, one.gates, one.route) == (other.outcome, other.reason, other.gates, other.route)


def test_routing_takes_the_first_line_that_is_yes_and_says_which_it_passed_over() -> None:
    routing = [
        {"when": "f", "pool": "unknown_line"}, {"when": "i", "pool": "no_line"},
        {"when": "r", "pool": "third", "sla": "5m"}, {"otherwise": "rest", "sla": "1h"},
    ]  # fmt: skip
    route = decide_by(_lead(None, False, True), RULES, routing=routing).route
    assert (route.pool, route.sla, route.line, route.passed_over) == ("third", 300, 2, (0,))
    assert decide_by(_lead(None, False, None), RULES, routing=routing).route.passed_over == (0, 2)


def test_a_policy_names_every_pool_that_it_can_route_to() -> None:
    policy = write_policy(RULES, routing=[{"when": "f", "pool": "a"}, {"when": "i", "pool": "a"}, {"otherwise": "b"}])
    assert policy.pools == ("a", "b")


def test_the_framework_is_the_first_line_that_is_yes() -> None:
    frameworks = [{"when": "f", "use": "meddic"}, {"otherwise": "bant"}]
    assert decide_by(_lead(True), RULES, frameworks=frameworks).framework == "meddic"
    assert decide_by(_lead(None), RULES, frameworks=frameworks).framework == "bant"


def test_questions_are_the_unknown_facts_behind_unknown_rules_only() -> None:
    rules = {
        "known_yes": "answers.a or answers.s == 'x'",
        "open_size": "company.employees > 5 and answers.n > 1",
        "open_both": "open_size and answers.colour == 'red'",
    }
    lead = {"answers": {"a": True, "n": 2}}
    decision = decide_by(lead, rules, gates={"fit": "known_yes", "intent": "yes", "readiness": "open_both"})
    assert [question.fact for question in decision.questions] == ["company.employees", "answers.colour"]
    assert decision.questions[1].values == ("red", "green", "blue")
