"""A nurtured lead is looked at again at the first second at which its outcome would differ by itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy import Decision, Policy, decide, decide_by_reference, revisit
from tests.unit.policy.writing import DAY, NOW, decide_by, write_policy

_ATOMS = [
    "exists(type == 'call', within=minutes(1))", "count(type == 'page_view', within=minutes(1)) >= 2",
    "count(type == 'page_view', within=minutes(2)) < 2", "age(answers.t) > minutes(1)", "answers.a",
    "exists(type == 'call' and age(at) > minutes(1))", "days(answers.i) >= age(answers.t)", "known(answers.n)",
    "age(answers.t) * 2 <= minutes(3)", "total(duration_s, type == 'call', within=minutes(2)) > answers.n",
    "not exists(within=minutes(1))", "minutes(count(type == 'call', within=minutes(2))) < age(answers.t)",
]  # fmt: skip
_CONDITIONS = st.recursive(
    st.sampled_from(_ATOMS),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=3,
)
_SIGNALS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["page_view", "call"])},
        optional={
            "at": st.integers(NOW - 130, NOW + 60) | st.floats(NOW - 130, NOW + 60),
            "duration_s": st.integers(0, 3),
        },
    ),
    max_size=4,
)
_LEADS = st.fixed_dictionaries(
    {"signals": _SIGNALS},
    optional={
        "answers": st.fixed_dictionaries(
            {},
            optional={
                "t": st.integers(NOW - 100, NOW + 30),
                "a": st.booleans(),
                "n": st.integers(0, 3),
                "i": st.just(0),
            },
        ),
        "provenance": st.fixed_dictionaries(
            {"answers.n": st.fixed_dictionaries({"observed_at": st.integers(NOW - 90, NOW)})}
        ),
    },
)


@st.composite
def _policies(draw: st.DrawFn) -> Policy:
    rules = {name: draw(_CONDITIONS) for name in ("fit", "want", "ready", "away", "look")}
    return write_policy(
        rules,
        gates={"fit": "fit", "intent": "want", "readiness": "ready"},
        disqualify=[{"rule": "away", "reason": "spam"}] if draw(st.booleans()) else [],
        review=["look"] if draw(st.booleans()) else [],
        nurture={"revisit": "150s"},
        freshness={"answers.n": "2m"},
    )


def _by_trying(lead: dict[str, Any], policy: Policy, outcome: Outcome) -> float:
    seconds = (at for at in range(NOW + 1, NOW + 150) if decide_by_reference(lead, policy, at).outcome is not outcome)
    return next(seconds, NOW + 150)


@given(_policies(), _LEADS)
def test_it_is_the_first_second_at_which_the_outcome_differs_or_the_date_of_the_policy(
    policy: Policy, lead: dict[str, Any]
) -> None:
    decision = decide(lead, policy, NOW)
    if decision.outcome is Outcome.NURTURE:
        assert decision.revisit_at == _by_trying(lead, policy, decision.outcome)
    else:
        assert decision.revisit_at is None


def _nurtured(rule: str, lead: dict[str, Any], **sections: Any) -> Decision:
    gates = {"fit": "yes", "intent": "want", "readiness": "yes"}
    decision = decide_by(lead, {"want": rule}, gates=gates, **sections)
    assert decision.outcome is Outcome.NURTURE
    return decision


def test_a_quiet_time_ends_when_the_window_closes() -> None:
    lead = {"signals": [{"type": "call", "at": NOW - 2 * DAY}]}
    assert _nurtured("not exists(within=days(7))", lead).revisit_at == NOW + 5 * DAY + 1


def test_without_anything_that_changes_by_itself_it_is_the_date_of_the_policy() -> None:
    assert _nurtured("exists(type == 'call', within=days(7))", {"signals": []}).revisit_at == NOW + 30 * DAY
    assert _nurtured("answers.a", {"answers": {"a": False}}, nurture={"revisit": "10d"}).revisit_at == NOW + 10 * DAY


def test_a_change_after_the_date_of_the_policy_does_not_matter() -> None:
    lead = {"signals": [{"type": "call", "at": NOW}]}
    assert _nurtured("not exists(within=days(7))", lead, nurture={"revisit": "1d"}).revisit_at == NOW + DAY


def test_a_lead_in_review_shows_when_what_is_held_back_would_be_looked_at() -> None:
    lead = {"signals": [{"type": "call", "at": NOW}]}
    gates = {"fit": "yes", "intent": "want", "readiness": "yes"}
    decision = decide_by(lead, {"want": "not exists(within=days(7))"}, gates=gates, review=["yes"])
    assert decision.outcome is Outcome.REVIEW
    assert decision.revisit_at is None
    document = decision.to_document(trace="compact")
    assert document["held_back"] == {"outcome": "nurture", "reason": None, "revisit_at": "2026-05-11T09:00:01Z"}


def test_a_search_that_takes_too_long_gives_the_moment_it_got_to_and_none_after_the_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(revisit, "MOST_TESTS", 20)
    lead = {"signals": [{"type": "call", "at": NOW - hours * 3600} for hours in range(10)]}
    rule = "count(type == 'call', within=days(1)) == 0"
    assert NOW < (_nurtured(rule, lead).revisit_at or 0) < NOW + DAY + 1
