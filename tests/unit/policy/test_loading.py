"""Loading a compiled policy: its version, what it says about itself, and forms that are refused."""

import copy
from typing import Any

import pytest

from leadgate.domain.policy import load_policy
from tests.unit.policy.writing import compiled_policy, document, write_policy

RULES = {"f": "answers.a", "g": "f and company.employees > 5"}


def test_the_version_is_the_same_for_the_same_content_and_another_for_other_content() -> None:
    first = write_policy(RULES)
    assert first.version.startswith("pv_")
    assert len(first.version) == 19
    assert first.version == write_policy(RULES).version
    assert first.version != write_policy({**RULES, "h": "answers.b"}).version


def test_a_policy_says_what_it_applies_to_asks_for_and_when_it_looks_again() -> None:
    policy = write_policy(
        RULES,
        applies_to={"motion": ["plg", "partner"], "form": ["f1"]},
        nurture={"revisit": "10d", "bad_timing": "12w"},
        reasons=["wrong_planet"],
    )
    assert (policy.applies_to.motions, policy.applies_to.forms) == (("plg", "partner"), ("f1",))
    assert (policy.nurture.revisit, policy.nurture.by_reason) == (864_000, {"bad_timing": 7_257_600})
    assert policy.answer_facts["answers.s"].ask == "Which one?"
    assert "wrong_planet" in policy.reasons
    assert "company.employees" in policy.facts


def test_the_sla_of_a_pool_is_that_of_its_first_line() -> None:
    routing = [{"when": "f", "pool": "a", "sla": "5m"}, {"when": "g", "pool": "a", "sla": "9m"}, {"otherwise": "b"}]
    assert write_policy(RULES, routing=routing).sla == {"a": 300, "b": None}


def _damaged(change: str) -> dict[str, Any]:
    form = copy.deepcopy(compiled_policy(RULES, lists={"disposable_mail": "builtin", "l": ["a"]}))
    match change:
        case "form":
            form["form"] = 99
        case "missing section":
            del form["gates"]
        case "unknown operator":
            form["rules"][1]["when"] = {"op": "exec", "code": "1"}
        case "unknown rule":
            form["gates"]["fit"]["when"] = {"op": "rule", "rule": "nobody"}
        case "circle":
            form["rules"][1]["when"] = {"op": "rule", "rule": "g"}
        case "no catch-all":
            form["routing"] = []
        case "list":
            form["lists"]["disposable_mail"]["sha256"] = "0" * 64
        case "packing":
            form["lists"]["disposable_mail"]["packed"] = "!!"
        case "timezone":
            form["timezone"] = "Mars/Olympus"
        case "type":
            form["facts"]["answers.a"]["type"] = "colour"
        case "shape":
            form["rules"] = 5
    return form


@pytest.mark.parametrize(
    "change",
    [
        "form", "missing section", "unknown operator", "unknown rule", "circle", "no catch-all", "list", "packing",
        "timezone", "type", "shape",
    ],
)  # fmt: skip
def test_a_form_that_is_unknown_or_damaged_is_refused(change: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        load_policy(_damaged(change))


def test_what_is_no_form_at_all_is_refused() -> None:
    for form in (None, [], "x", {}, document(RULES)):
        with pytest.raises(ValueError, match="unknown compiled form"):
            load_policy(form)
