"""What rules ask of signals: windows, bounds where something is unknown, days, families, hours, decay."""

from typing import Any

import pytest

from leadgate.domain.policy import decide
from tests.unit.policy.writing import DAY, NOW, decide_by, result_of, write_policy

VIEW = {"type": "page_view", "at": NOW - DAY, "page": "/pricing", "duration_s": 100}
UNTIMED = {"type": "page_view", "page": "/pricing", "duration_s": 100}
NAMELESS = {"at": NOW - DAY}
UNMEASURED = {"type": "page_view", "at": NOW - DAY}

CASES: list[tuple[str, list[Any] | None, bool | None]] = [
    ("exists(type == 'page_view')", None, None),
    ("exists(type == 'page_view')", [], False),
    ("exists(type == 'page_view')", [VIEW], True),
    ("exists()", [{}], True),
    ("exists(type == 'page_view')", [UNTIMED], True),
    ("exists(type == 'page_view', within=days(2))", [UNTIMED], None),
    ("exists(type == 'page_view', within=days(2))", [NAMELESS], None),
    ("exists(type == 'page_view', within=days(2))", [NAMELESS, VIEW], True),
    ("exists(within=days(1))", [{"at": NOW - DAY}], True),
    ("exists(within=days(1))", [{"at": NOW - DAY - 1}], False),
    ("exists(within=days(1))", [{"at": NOW}], True),
    ("exists(within=days(1))", [{"at": NOW + 1}], False),
    ("exists(type == 'page_view')", [{"type": "page_view", "at": NOW + DAY}], True),
    ("exists(type != 'page_view')", [VIEW], False),
    ("exists(type not in ['page_view', 'call'])", [VIEW], False),
    ("exists(not (type == 'page_view' and startswith(page, '/x')))", [VIEW], True),
    ("exists(startswith(type, 'page'))", [VIEW], True),
    ("exists(page in ['/pricing'])", [{"type": "never_declared", "page": "/pricing"}], True),
    ("exists(known(page))", [UNMEASURED], False),
    ("exists(age(at) > hours(23))", [VIEW], True),
    ("exists(has_word(page, ['pricing']) and value > 2)", [{**VIEW, "value": 3}], True),
    ("count(type == 'page_view') >= 2", [VIEW, VIEW], True),
    ("count(type == 'page_view') >= 2", [VIEW, NAMELESS], None),
    ("count(type == 'page_view') >= 2", [VIEW], False),
    ("count(type == 'page_view') == 1", [VIEW, NAMELESS], None),
    ("count(type == 'page_view') == 3", [VIEW, NAMELESS], False),
    ("count(type == 'page_view') != 3", [VIEW, NAMELESS], True),
    ("1 <= count(type == 'page_view') <= 2", [VIEW, NAMELESS], True),
    ("2 <= count(type == 'page_view') <= 5", [VIEW, NAMELESS], None),
    ("count(type == 'page_view') + count(type == 'call') >= 1", [NAMELESS, VIEW], True),
    ("3 - count(type == 'page_view') > 1", [VIEW, NAMELESS], None),
    ("count(type == 'page_view') * 2 < 5", [VIEW, NAMELESS], True),
    ("count(type == 'page_view') < company.employees", [VIEW], None),
    ("count(type == 'page_view') in [1, 2]", [VIEW], True),
    ("count(type == 'page_view') in [0, 1, 2]", [VIEW, NAMELESS], True),
    ("count(type == 'page_view') in [3, 4]", [VIEW, NAMELESS], False),
    ("total(duration_s) in [100, 101]", [VIEW, UNMEASURED], None),
    ("count(type == 'page_view') in [1]", [VIEW, NAMELESS], None),
    ("count(type == 'page_view') not in [5]", [VIEW, NAMELESS], True),
    ("total(duration_s) >= 100", [VIEW], True),
    ("total(duration_s) >= 100", [VIEW, UNMEASURED], True),
    ("total(duration_s) >= 200", [VIEW, UNMEASURED], None),
    ("total(duration_s) < 100", [VIEW, UNMEASURED], False),
    ("total(value) >= 1", [{"value": 5}, {"value": -3}], True),
    ("total(value) >= 1", [{"value": 5}, {}], None),
    ("total(value, type == 'call') >= 0", [{"value": -5}], None),
    ("total(value, type == 'call') <= 0", [{"value": -5}], True),
    ("total(value) == 0.3", [{"value": 0.1}, {"value": 0.2}], False),
    ("distinct_days() >= 2", [{"at": "2026-05-03T21:59:00Z"}, {"at": "2026-05-03T22:01:00Z"}], True),
    ("distinct_days() >= 2", [VIEW, VIEW, UNTIMED], None),
    ("distinct_days() >= 1", [UNTIMED], True),
    ("distinct_days(type == 'call') >= 1", [NAMELESS, VIEW], None),
    ("families() == 2", [VIEW, {"type": "demo_request"}, {"type": "never_declared"}], True),
    ("families() >= 2", [VIEW, {}], None),
    ("families() >= 3", [VIEW, {}], False),
    ("families() >= 3", [VIEW, {}, {}], None),
    ("families() > 3", [VIEW, {}, {}, {}], False),
    ("exists(outside_hours(at))", [{"at": "2026-05-04T06:59:59Z"}], True),
    ("exists(outside_hours(at))", [{"at": "2026-05-04T07:00:00Z"}], False),
    ("exists(outside_hours(at))", [{"at": "2026-05-04T16:00:00Z"}], True),
    ("exists(outside_hours(at))", [{"at": "2026-01-05T07:30:00Z"}], True),
    ("exists(outside_hours(at))", [{"at": "2026-05-03T10:00:00Z"}], True),
]


@pytest.mark.parametrize(("expression", "signals", "expected"), CASES)
def test_a_question_about_signals_is_decided_as_soon_as_the_bounds_decide_it(
    expression: str, signals: list[Any] | None, expected: bool | None
) -> None:
    lead = {} if signals is None else {"signals": signals}
    assert result_of(expression, lead, timezone="Europe/Berlin") is expected


def test_what_is_no_object_is_a_signal_of_which_nothing_is_known() -> None:
    decision = decide_by({"signals": ["x", None, 7]}, {"seen": "exists(type == 'call')", "any": "exists()"})
    assert decision.results["seen"] is None
    assert decision.results["any"] is True
    assert decision.ill_typed == ("signals[0]", "signals[1]", "signals[2]")


def test_ill_typed_fields_of_signals_are_unknown_and_reported() -> None:
    signal = {"type": 5, "at": "soon", "page": [], "value": True, "duration_s": -1, "source": {}}
    asked = "exists(type == 'call' and page == '/' and value > 1 and duration_s > 1 and source == 'ads')"
    decision = decide_by({"signals": [signal]}, {"seen": asked})
    fields = ("type", "at", "page", "value", "duration_s", "source")
    assert decision.ill_typed == tuple(f"signals[0].{field}" for field in fields)


def test_fields_that_no_window_of_the_signal_asks_for_are_not_read() -> None:
    rules = {"seen": "exists(type == 'page_view' and page == '/', within=days(1))"}
    old = {"type": "page_view", "at": NOW - 2 * DAY, "page": 7}
    new = {"type": "page_view", "at": NOW, "page": 7, "value": "much"}
    other = {"type": "call", "at": NOW, "page": 7}
    assert decide_by({"signals": [old, new, other]}, rules).ill_typed == ("signals[1].page",)


def test_signals_that_are_no_list_are_unknown_and_reported() -> None:
    decision = decide_by({"signals": {"type": "call"}}, {"seen": "exists()"})
    assert (decision.results["seen"], decision.ill_typed) == (None, ("signals",))


def test_times_may_be_seconds_or_rfc_3339() -> None:
    for at in (NOW - 60, float(NOW - 60), "2026-05-04T08:59:00Z", "2026-05-04T10:59:00+02:00"):
        assert result_of("exists(within=minutes(1))", {"signals": [{"at": at}]}) is True


def test_the_same_question_asked_twice_is_measured_once() -> None:
    rules = {"one": "count(type == 'call') > 1", "two": "count(type=='call')  >  2"}
    assert len(write_policy(rules).measures) == 1


ENGAGEMENT = {"engagement": {"seen": {"points": 40, "half_life": "7d"}}}


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ([{"type": "call", "at": NOW}], (40, 40)),
        ([{"type": "call", "at": NOW - 7 * DAY}], (20, 20)),
        ([{"type": "call", "at": NOW - 14 * DAY}, {"type": "call", "at": NOW - 7 * DAY}], (20, 20)),
        ([{"type": "call", "at": NOW - 7 * DAY}, {"at": NOW}], (20, 40)),
        ([{"type": "call"}], (0, 40)),
        ([{"type": "call", "at": NOW + DAY}], (40, 40)),
        ([{}], (0, 40)),
        ([], (0, 0)),
        (None, (0, 40)),
    ],
)
def test_engagement_halves_with_every_half_life_since_the_newest_match(
    signals: list[Any] | None, expected: tuple[float, float]
) -> None:
    policy = write_policy({"seen": "exists(type == 'call')"}, score=ENGAGEMENT)
    assert decide({"signals": signals}, policy, NOW).score.engagement == expected


def test_decay_follows_the_signals_through_other_rules_and_spares_what_has_no_match() -> None:
    rules = {"called": "exists(type == 'call')", "seen": "called or answers.a"}
    policy = write_policy(rules, score=ENGAGEMENT)
    week_old = {"signals": [{"type": "call", "at": NOW - 7 * DAY}]}
    assert decide(week_old, policy, NOW).score.engagement == (20, 20)
    assert decide({"signals": [], "answers": {"a": True}}, policy, NOW).score.engagement == (40, 40)


def test_points_can_be_whole_as_long_as_no_match_is_certain() -> None:
    policy = write_policy({"seen": "answers.a or exists(type == 'call')"}, score=ENGAGEMENT)
    perhaps_a_call = {"signals": [{"at": NOW - 7 * DAY}], "answers": {"a": True}}
    assert decide(perhaps_a_call, policy, NOW).score.engagement == (0, 40)
    assert decide({"answers": {"a": True}}, policy, NOW).score.engagement == (0, 40)
    for kind, points in (("call", 20), ("page_view", 40)):
        known = {"signals": [{"type": kind, "at": NOW - 7 * DAY}], "answers": {"a": True}}
        assert decide(known, policy, NOW).score.engagement == (points, points)


def test_points_are_bounds_while_rules_are_unknown_and_the_grade_takes_the_certain_end() -> None:
    rules = {"f": "answers.a", "g": "answers.b", "h": "answers.c"}
    policy = write_policy(rules, score={"fit": {"f": 6, "g": 3}, "engagement": {"h": -5, "f": 2.5}})
    unknown = decide({}, policy, NOW).score
    assert (unknown.fit, unknown.engagement, unknown.total) == ((0, 9), (-5, 2.5), (-5, 11.5))
    assert unknown.grade == "C3"
    assert decide({"answers": {"a": True}}, policy, NOW).score.grade == "A3"
    best = decide({"answers": {"a": True, "b": True, "c": False}}, policy, NOW).score
    assert (best.total, best.grade) == ((11.5, 11.5), "A1")
    assert all(isinstance(end, int) for end in best.fit)
