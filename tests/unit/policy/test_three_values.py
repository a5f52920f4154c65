"""Three-valued conditions: Kleene's laws, comparisons with the unknown, and knowledge that only grows."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.policy import decide
from tests.unit.policy.writing import NOW, result_of, write_policy

THREE = (True, False, None)
RANK = {False: 0, None: 1, True: 2}
OPERATORS = write_policy(
    {
        "both": "answers.a and answers.b",
        "either": "answers.a or answers.b",
        "negated": "not answers.a",
        "morgan": "not (not answers.a or not answers.b)",
        "three_and": "answers.a and answers.b and answers.c",
        "same": "answers.a == answers.b",
        "other": "answers.a != answers.b",
    }
)


def _results(**answers: bool | None) -> dict[str, bool | None]:
    return decide({"answers": answers}, OPERATORS, NOW).results


@pytest.mark.parametrize(("a", "b"), list(product(THREE, repeat=2)))
def test_and_is_the_lesser_and_or_the_greater_of_two(a: bool | None, b: bool | None) -> None:
    results = _results(a=a, b=b)
    assert results["both"] is min(a, b, key=lambda value: RANK[value])
    assert results["either"] is max(a, b, key=lambda value: RANK[value])
    assert results["negated"] is (None if a is None else not a)
    assert results["morgan"] is results["both"]
    assert results["same"] is (None if None in (a, b) else a is b)
    assert results["other"] is (None if None in (a, b) else a is not b)


@pytest.mark.parametrize("values", list(product(THREE, repeat=3)))
def test_at_least_counts_what_is_certain_and_what_is_possible(values: tuple[bool | None, ...]) -> None:
    rules = {"a": "answers.a", "b": "answers.b", "c": "answers.c", "two": "at_least(2, a, b, c)"}
    lead = {"answers": dict(zip("abc", values, strict=True))}
    yes, unknown = values.count(True), values.count(None)
    expected = True if yes >= 2 else False if yes + unknown < 2 else None
    assert decide(lead, write_policy(rules), NOW).results["two"] is expected


CASES: list[tuple[str, dict[str, Any], bool | None]] = [
    ("50 <= company.employees <= 2000", {"company": {"employees": 50}}, True),
    ("50 <= company.employees <= 2000", {"company": {"employees": 2001}}, False),
    ("50 <= company.employees <= 2000", {}, None),
    ("50 <= company.employees <= 2000", {"company": {"employees": None}}, None),
    ("company.country in ['DE', 'NO']", {"company": {"country": "NO"}}, True),
    ("company.country in ['DE', 'NO']", {"company": {}}, None),
    ("company.country not in lists.countries", {"company": {"country": "FR"}}, True),
    ("company.country not in lists.countries", {}, None),
    ("company.country in lists.countries", {"company": {"country": "de"}}, False),
    ("answers.n in [1, 2.5]", {"answers": {"n": 2.5}}, True),
    ("known(company.employees)", {}, False),
    ("known(company.employees)", {"company": {"employees": 0}}, True),
    ("known(company.employees)", {"company": {"employees": "many"}}, False),
    ("not known(answers.s)", {"answers": {"s": ""}}, False),
    ("startswith(answers.s, 'te')", {"answers": {"s": "test"}}, True),
    ("endswith(answers.s, '.test')", {"answers": {}}, None),
    ("has_word(person.title, lists.words)", {"person": {"title": "Senior VP, Sales"}}, True),
    ("has_word(person.title, lists.words)", {"person": {"title": "MVP owner"}}, False),
    ("has_word(person.title, lists.words)", {"person": {"title": "Vice-President Sales"}}, True),
    ("has_word(person.title, lists.words)", {"person": {"title": "vice of the president"}}, False),
    ("has_word(person.title, lists.words)", {"person": {"title": "GRÖSSE"}}, True),
    ("has_word(person.title, ['a_b'])", {"person": {"title": "a b"}}, True),
    ("contains_any(answers.s, ['Too Slow'])", {"answers": {"s": "it is TOO SLOW!"}}, True),
    ("contains_any(answers.s, ['x'])", {}, None),
    ("any_in(company.tech, ['aws', 'gcp'])", {"company": {"tech": ["php", "gcp"]}}, True),
    ("any_in(company.tech, ['aws'])", {"company": {"tech": []}}, False),
    ("any_in(company.tech, ['aws'])", {"company": {"tech": ["aws", 1]}}, None),
    ("answers.n * 2 - 1 >= answers.i + 3", {"answers": {"n": 4, "i": 4}}, True),
    ("answers.n * 2 - 1 >= answers.i + 3", {"answers": {"n": 4}}, None),
    ("-answers.n < 0", {"answers": {"n": 4}}, True),
    ("answers.i == 9007199254740993", {"answers": {"i": 9007199254740993}}, True),
    ("answers.n * answers.n * answers.n * answers.n > 1", {"answers": {"n": 1e290}}, None),
    ("age(created_at) > days(365)", {"created_at": NOW - 366 * 86_400}, True),
    ("age(created_at) > days(365)", {"created_at": "2026-05-01T09:00:00+02:00"}, False),
    ("created_at >= '2026-05-01T00:00:00Z'", {"created_at": "2026-05-01T00:00:00Z"}, True),
    ("answers.t - created_at >= hours(2)", {"created_at": NOW, "answers": {"t": NOW + 7_200}}, True),
    ("answers.len == minutes(1) + days(answers.n)", {"answers": {"len": 172_860, "n": 2}}, True),
    ("answers.colour == 'red'", {"answers": {"colour": "pink"}}, None),
    ("answers.a == true", {"answers": {"a": True}}, True),
    ("answers.a", {"answers": {"a": 1}}, None),
    ("outside_hours(created_at)", {"created_at": "2026-05-04T08:59:00Z"}, True),
]


@pytest.mark.parametrize(("expression", "lead", "expected"), CASES)
def test_a_condition_is_yes_no_or_unknown(expression: str, lead: dict[str, Any], expected: bool | None) -> None:
    assert result_of(expression, lead) is expected


_BOOLEANS = st.sampled_from([f"answers.{name}" for name in "abcd"])
_CONDITIONS = st.recursive(
    _BOOLEANS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or", "==", "!="]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
        inner.map(lambda part: f"not ({part})"),
    ),
    max_leaves=6,
)
_ANSWERS = st.fixed_dictionaries({name: st.sampled_from(THREE) for name in "abcd"})


@given(expressions=st.lists(_CONDITIONS, min_size=1, max_size=4), answers=_ANSWERS, filled=_ANSWERS)
def test_filling_in_an_unknown_never_changes_a_rule_that_is_known(
    expressions: list[str], answers: dict[str, bool | None], filled: dict[str, bool | None]
) -> None:
    policy = write_policy({f"r{index}": text for index, text in enumerate(expressions)})
    fuller = {name: filled[name] if value is None else value for name, value in answers.items()}
    before = decide({"answers": answers}, policy, NOW).results
    after = decide({"answers": fuller}, policy, NOW).results
    assert all(after[rule] is result for rule, result in before.items() if result is not None)
