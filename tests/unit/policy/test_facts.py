"""Reading facts: what each type takes, what is ill-typed or stale, and who a value came from."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.policy import STANDARD_FACTS, Fact, decide
from leadgate.domain.policy.facts import ILL_TYPED, SECTIONS, TYPES
from tests.unit.policy.writing import DAY, NOW, decide_by, write_policy

READINGS: list[tuple[str, object, object]] = [
    ("str", "", ""),
    ("str", 5, ILL_TYPED),
    ("str", ["a"], ILL_TYPED),
    ("int", 42, 42),
    ("int", 42.0, 42),
    ("int", 42.5, ILL_TYPED),
    ("int", True, ILL_TYPED),
    ("int", "42", ILL_TYPED),
    ("int", 10**299, 10**299),
    ("int", 10**301, ILL_TYPED),
    ("int", -(10**4000), ILL_TYPED),
    ("num", 0.5, 0.5),
    ("num", math.nan, ILL_TYPED),
    ("num", math.inf, ILL_TYPED),
    ("num", -math.inf, ILL_TYPED),
    ("num", False, ILL_TYPED),
    ("num", 1e308, ILL_TYPED),
    ("bool", False, False),
    ("bool", 0, ILL_TYPED),
    ("bool", "true", ILL_TYPED),
    ("timestamp", NOW, float(NOW)),
    ("timestamp", "2026-05-04T09:00:00Z", float(NOW)),
    ("timestamp", "yesterday", ILL_TYPED),
    ("timestamp", 1e15, ILL_TYPED),
    ("duration", 60, 60),
    ("duration", -1, ILL_TYPED),
    ("list", ["a", "b"], ("a", "b")),
    ("list", [], ()),
    ("list", "a", ILL_TYPED),
    ("list", ["a", None], ILL_TYPED),
    ("enum", "red", "red"),
    ("enum", "pink", ILL_TYPED),
    ("enum", ["red"], ILL_TYPED),
]


@pytest.mark.parametrize(("type_", "value", "expected"), READINGS)
def test_a_fact_reads_values_of_its_type_only(type_: str, value: object, expected: object) -> None:
    read = Fact("answers.x", type_, ("red", "green") if type_ == "enum" else ()).read(value)
    assert read is ILL_TYPED if expected is ILL_TYPED else (read == expected and type(read) is type(expected))


@pytest.mark.parametrize("type_", TYPES)
def test_nothing_is_no_value_of_any_type(type_: str) -> None:
    assert Fact("answers.x", type_).read(None) is None


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown fact type"):
        Fact("answers.x", "colour").read("red")


def test_standard_facts_stand_in_known_sections_with_known_types() -> None:
    for name, fact in STANDARD_FACTS.items():
        assert name == fact.name
        assert fact.type in TYPES
        assert name == "created_at" or name.partition(".")[0] in SECTIONS


def test_ill_typed_facts_and_sections_are_unknown_and_reported() -> None:
    lead = {"company": {"employees": "many"}, "person": ["VP"], "created_at": "soon"}
    rules = {"size": "company.employees > 1", "title": "person.title == 'VP'", "old": "age(created_at) > days(1)"}
    decision = decide_by(lead, rules)
    assert set(decision.results.values()) == {True, None}
    assert set(decision.ill_typed) == {"company.employees", "person", "created_at"}
    assert decision.trace["size"].values["company.employees"].why == "ill_typed"
    assert decision.trace["title"].values["person.title"].why == "ill_typed"


FRESH = {"freshness": {"company.employees": "10d"}}


@pytest.mark.parametrize(
    ("provenance", "expected"),
    [
        (None, True),
        ({}, True),
        ({"company.employees": {"observed_at": NOW - 10 * DAY}}, True),
        ({"company.employees": {"observed_at": NOW - 10 * DAY - 1}}, None),
        ({"company.employees": {"observed_at": "2026-01-01T00:00:00Z"}}, None),
        ({"company.employees": {"observed_at": NOW + DAY}}, True),
        ({"company.employees": {"observed_at": "long ago"}}, True),
        ({"company.employees": {}}, True),
        ({"company.employees": 5}, True),
        ([], True),
    ],
)
def test_a_fact_observed_too_long_ago_is_unknown(provenance: Any, expected: bool | None) -> None:
    lead = {"company": {"employees": 50}, "provenance": provenance}
    decision = decide(lead, write_policy({"size": "company.employees > 1"}, **FRESH), NOW)
    assert decision.results["size"] is expected
    assert decision.stale == (("company.employees",) if expected is None else ())


def test_the_trace_says_who_a_value_came_from_and_why_another_is_unknown() -> None:
    observed = {"source": "form:demo", "observed_at": NOW, "confidence": 1.0}
    lead = {"company": {"employees": 50}, "provenance": {"company.employees": observed}}
    rules = {"both": "company.employees > 1 and company.country == 'DE' and count(type == 'call') > 1"}
    trace = decide_by(lead, rules).to_document(trace="full")["trace"]["both"]
    assert trace == {
        "result": None,
        "values": {
            "company.employees": {"value": 50, "source": "form:demo"},
            "company.country": {"value": None, "unknown": "missing"},
            "count(type == 'call')": {"value": None, "unknown": "missing"},
        },
    }


@given(st.text())
def test_words_are_found_whatever_the_text(text: str) -> None:
    lead = {"person": {"title": f"{text} VP {text}"}, "answers": {"s": f"{text}excel{text}"}}
    decision = decide(lead, _WORDS, NOW)
    assert decision.results["word"] is True
    assert decision.results["piece"] is True


_WORDS = write_policy({"word": "has_word(person.title, ['vp'])", "piece": "contains_any(answers.s, ['EXCEL'])"})
