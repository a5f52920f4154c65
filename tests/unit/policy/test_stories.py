"""The stories that everybody in the field tells about leads, decided by the policy of the demo."""

from typing import Any

import pytest

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy import Decision, decide, load_policy
from tests.unit.policy.shipped import compiled_of
from tests.unit.policy.writing import DAY, NOW

POLICY = load_policy(compiled_of("inbound-saas"))
FIRM = {"name": "Firm GmbH", "employees": 240, "country": "DE"}
ANSWERS = {"use_case": "routing", "team_size": 12, "timeline": "this_quarter"}
NOON = NOW - 9 * 3_600 + 10 * 3_600
"""Ten in the morning in UTC is noon in Berlin, on the Monday of `NOW`."""


def somebody(title: str, *signals: dict[str, Any], **sections: Any) -> dict[str, Any]:
    """A lead at a firm that fits, with an address of that firm and no answers unless they are given."""
    email = {"address": "vera@firm.example", "domain": "firm.example"}
    return {"email": email, "person": {"title": title}, "company": FIRM, "signals": list(signals), **sections}


def did(type_: str, ago: float, **fields: Any) -> dict[str, Any]:
    return {"type": type_, "at": NOW - ago, **fields}


def story(lead: dict[str, Any], now: float = NOW) -> Decision:
    return decide(lead, POLICY, now)


DEMO = did("demo_request", 30)
READING = [
    *(did("download", n * DAY + 600, page=f"/papers/{n}") for n in range(6)),
    *(did("page_view", n * DAY + 300, page="/pricing") for n in range(3)),
    did("webinar_attend", DAY, duration_s=3_300),
]


def test_the_intern_who_downloads_every_whitepaper_scores_high_and_is_not_qualified() -> None:
    intern = story(somebody("Marketing Intern", *READING, answers=ANSWERS))
    buyer = story(somebody("VP Marketing", DEMO, answers=ANSWERS))
    assert intern.score.engagement[0] > 3 * buyer.score.engagement[1]
    assert intern.score.grade.endswith("1")
    assert (intern.outcome, intern.reason) == (Outcome.DISQUALIFIED, "student")
    assert buyer.outcome is Outcome.QUALIFIED


@pytest.mark.parametrize("title", ["Assistant", ""])
def test_the_same_reader_under_another_title_is_still_not_qualified_by_points(title: str) -> None:
    reader = story(somebody(title, *READING, answers=ANSWERS))
    assert (reader.score.grade[1], reader.gates["intent"]) == ("1", True)
    assert reader.outcome is Outcome.NEEDS_INFO
    assert [question.fact for question in reader.questions] == ["answers.decision_maker"]


def test_the_reader_who_says_that_they_decide_nothing_is_nurtured_with_all_the_points() -> None:
    reader = story(somebody("Assistant", *READING, answers={**ANSWERS, "decision_maker": False}))
    assert (reader.outcome, reader.score.grade[1]) == (Outcome.NURTURE, "1")
    assert reader.gates == {"fit": True, "intent": True, "readiness": False}


@pytest.mark.parametrize(
    ("company", "missed"),
    [
        ({"name": "Brot und Zeit", "employees": 8, "country": "DE"}, {"icp_size", "icp_large"}),
        ({"name": "Ramen KK", "employees": 240, "country": "JP"}, {"icp_country"}),
    ],
)
def test_a_demo_request_of_a_company_outside_the_icp_is_turned_away_with_the_reason(
    company: dict[str, Any], missed: set[str]
) -> None:
    decision = story(somebody("CEO", DEMO, company=company, answers=ANSWERS))
    assert (decision.outcome, decision.reason) == (Outcome.DISQUALIFIED, "no_fit")
    assert (decision.gates["intent"], decision.gates["readiness"]) == (True, True)
    assert {rule for rule, result in decision.results.items() if rule.startswith("icp_") and result is False} >= missed
    reading = decision.trace["icp_country" if "icp_country" in missed else "icp_size"].values
    assert [seen.value for seen in reading.values()] in ([company["country"]], [company["employees"]])
    assert decision.questions == ()


def _visits(*ago: float) -> list[dict[str, Any]]:
    return [did("page_view", seconds, page="/pricing") for seconds in ago]


def test_three_pricing_visits_on_one_afternoon_are_not_the_same_as_on_three_days() -> None:
    compared = did("review_site_visit", DAY)
    afternoon = story(somebody("Head of Sales", *_visits(600, 4_000, 7_200), compared, answers=ANSWERS))
    days = story(somebody("Head of Sales", *_visits(600, 2 * DAY, 5 * DAY), compared, answers=ANSWERS))
    measure = "distinct_days(type == 'page_view' and startswith(page, '/pricing'), within=days(14))"
    assert afternoon.trace["in_pricing"].values[measure].value == 1
    assert days.trace["in_pricing"].values[measure].value == 3
    assert (afternoon.outcome, days.outcome) == (Outcome.NURTURE, Outcome.QUALIFIED)


def test_days_are_those_of_the_policys_time_zone() -> None:
    # Midnight in Berlin is 22:00 UTC in summer: two visits a minute apart are on two days.
    midnight = NOW - 11 * 3_600
    visits = [{"type": "page_view", "page": "/pricing", "at": midnight + s} for s in (-86_460, -60, 0)]
    assert story({"signals": visits}).results["in_pricing"] is True


def test_a_vp_who_asks_for_a_demo_is_qualified_at_once() -> None:
    decision = story(somebody("VP Marketing", did("demo_request", 0), answers=ANSWERS))
    assert (decision.outcome, decision.reason) == (Outcome.QUALIFIED, None)
    assert decision.gates == {"fit": True, "intent": True, "readiness": True}
    assert (decision.route.pool, decision.route.sla, decision.framework) == ("inbound", 900, "bant")
    assert (decision.questions, decision.revisit_at) == ((), None)


@pytest.mark.parametrize("title", ["VP Marketing", "Vice President, Sales", "SVP & GM", "vp of growth"])
def test_a_vp_needs_no_other_proof_of_a_say(title: str) -> None:
    assert story(somebody(title, DEMO, answers=ANSWERS)).outcome is Outcome.QUALIFIED


@pytest.mark.parametrize(("hour", "late"), [(9, False), (17.99, False), (18, True), (23, True), (8.99, True)])
def test_a_chat_outside_business_hours_is_a_contextual_signal(hour: float, late: bool) -> None:
    # On a day with a visit: a day more would be a pattern of its own.
    chat = {"type": "chat", "at": NOON - 5 * DAY + (hour - 12) * 3_600}
    visits = _visits(600, 2 * DAY, 5 * DAY)
    decision = story(somebody("Head of Sales", *visits, chat, answers=ANSWERS))
    assert decision.results["in_late_chat"] is late
    assert decision.results["in_two_kinds"] is True
    assert decision.outcome is (Outcome.QUALIFIED if late else Outcome.NURTURE)


def test_a_late_chat_alone_is_a_sign_and_no_intent() -> None:
    decision = story(somebody("Head of Sales", {"type": "chat", "at": NOON - 2 * DAY}, answers=ANSWERS))
    assert decision.results["in_late_chat"] is True
    assert (decision.outcome, decision.gates["intent"]) == (Outcome.NURTURE, False)


def test_a_marketing_manager_at_unknown_com_needs_information() -> None:
    email = {"address": "mia@unknown.com", "domain": "unknown.com"}
    decision = story({"email": email, "person": {"title": "Marketing Manager"}, "signals": [DEMO]})
    assert (decision.outcome, decision.reason) == (Outcome.NEEDS_INFO, None)
    assert decision.gates == {"fit": None, "intent": True, "readiness": None}
    company = {"company.employees", "company.country"}
    answers = {"answers.use_case", "answers.team_size", "answers.timeline", "answers.decision_maker"}
    assert {question.fact for question in decision.questions} == company | answers
    assert all(question.ask and question.ask.endswith("?") for question in decision.questions)


def test_a_marketing_manager_at_unknown_com_of_whom_nothing_else_was_seen_needs_information_too() -> None:
    email = {"address": "mia@unknown.com", "domain": "unknown.com"}
    decision = story({"email": email, "person": {"title": "Marketing Manager"}})
    assert (decision.outcome, set(decision.gates.values())) == (Outcome.NEEDS_INFO, {None})
    assert decision.score.fit[0] < decision.score.fit[1]
