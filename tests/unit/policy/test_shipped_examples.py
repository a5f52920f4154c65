"""The examples of the shipped policies teach and protect: they show all that can happen and pin every number."""

import pytest

from leadgate.domain.outcomes import Outcome
from tests.unit.policy.mutants import missing_parts, moved_numbers
from tests.unit.policy.shipped import NAMES, compiled_of, examples_of, unnoticed

each_policy = pytest.mark.parametrize("name", NAMES)


@each_policy
def test_a_shipped_policy_has_at_least_twelve_examples_each_with_its_own_name(name: str) -> None:
    names = [example["name"] for example, _ in examples_of(name)]
    assert len(set(names)) == len(names) >= 12


@each_policy
def test_every_rule_is_yes_in_one_example_and_no_in_another(name: str) -> None:
    decided = [decision.results for _, decision in examples_of(name)]
    rules = {rule["id"] for rule in compiled_of(name)["rules"]}
    assert {rule for rule in rules if any(results[rule] is True for results in decided)} == rules
    assert {rule for rule in rules if any(results[rule] is False for results in decided)} == rules


@each_policy
def test_every_outcome_is_expected_by_an_example(name: str) -> None:
    assert {example["expect"].get("outcome") for example, _ in examples_of(name)} >= {str(o) for o in Outcome}


@each_policy
def test_every_disqualifier_is_what_turns_an_example_away_with_its_reason(name: str) -> None:
    shown = {
        (decision.disqualifiers[0].rule, example["expect"].get("reason"))
        for example, decision in examples_of(name)
        if decision.disqualifiers
    }
    assert shown >= {(entry["rule"], entry["reason"]) for entry in compiled_of(name)["disqualify"]}


@each_policy
@pytest.mark.parametrize(("section", "target"), [("routing", "pool"), ("frameworks", "framework")])
def test_every_line_that_chooses_is_expected_by_an_example(name: str, section: str, target: str) -> None:
    possible = {line.get("pool") or line.get("use") or line.get("framework") for line in compiled_of(name)[section]}
    assert {example["expect"].get(target) for example, _ in examples_of(name)} >= possible


@each_policy
def test_every_rule_that_asks_for_a_review_holds_an_example_back(name: str) -> None:
    reviews = [decision.results for _, decision in examples_of(name) if decision.outcome is Outcome.REVIEW]
    assert [rule for rule in compiled_of(name)["review"] if not any(results[rule] for results in reviews)] == []


@each_policy
def test_whatever_a_policy_may_ask_it_asks_in_words(name: str) -> None:
    wordless = {
        question.fact for _, decision in examples_of(name) for question in decision.questions if not question.ask
    }
    assert wordless == set()


@each_policy
def test_a_number_that_is_moved_by_one_is_noticed_by_an_example(name: str) -> None:
    mutants = list(moved_numbers(compiled_of(name)))
    assert len(mutants) >= 30
    assert unnoticed(mutants) == []


@each_policy
def test_a_part_of_a_condition_that_is_lost_is_noticed_by_an_example(name: str) -> None:
    mutants = list(missing_parts(compiled_of(name)))
    assert len(mutants) >= 15
    assert unnoticed(mutants) == []
