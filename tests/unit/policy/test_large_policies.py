"""Policies at the edge of what may be published: a decision neither fails nor takes long, whatever they ask."""

import time
from random import Random
from typing import Any

import pytest

from leadgate.domain.policy import Policy, decide
from leadgate.domain.policy.reference import see_by_reference
from tests.unit.policy.writing import NOW, write_policy

_FACTS: dict[str, Any] = {f"answers.f{number}": {"type": "int"} for number in range(50)}


def _chain() -> Policy:
    rules = {"r0": "answers.f0 > 1"} | {f"r{n}": f"r{n - 1} or answers.f{n % 50} > {n}" for n in range(1, 490)}
    return write_policy(rules, facts=_FACTS, gates={"fit": "r489", "intent": "r488", "readiness": "r487"})


def _choices_of_choices() -> Policy:
    dice = Random(3)
    rules = {f"r{n}": f"answers.f{n % 50} > {n} and answers.f{n * 7 % 50} < {n * 3 + 5}" for n in range(100)}
    rules |= {f"s{n}": f"at_least({n % 19 + 2}, {', '.join(dice.sample(list(rules), 40))})" for n in range(60)}
    some = [f"s{n}" for n in range(60)]
    rules |= {f"t{n}": f"at_least({n % 8 + 2}, {', '.join(dice.sample(some, 20))})" for n in range(30)}
    most = f"at_least(5, {', '.join(f't{n}' for n in range(30))})"
    return write_policy(rules, facts=_FACTS, gates={"fit": most, "intent": "s1 and s2", "readiness": most})


def _exclusive_ors() -> Policy:
    rules = {f"r{n}": f"answers.f{n} > {n}" for n in range(50)}
    rules |= {
        f"c{n}": " and ".join(f"(r{n + k} or r{49 - n - k} or not r{n + k + 9})" for k in range(9)) for n in range(9)
    }
    every = " and ".join(f"c{n}" for n in range(9))
    return write_policy(rules, facts=_FACTS, gates={"fit": every, "intent": every, "readiness": every})


@pytest.mark.parametrize("make", [_chain, _choices_of_choices, _exclusive_ors])
@pytest.mark.parametrize("answers", [{}, {f"f{n}": -1 for n in range(50)}, {f"f{n}": -1 for n in range(25)}])
def test_what_would_help_is_found_or_given_up_in_bounded_time(make: Any, answers: dict[str, int]) -> None:
    decision = decide({"answers": answers, "signals": []}, make(), NOW)
    started = time.process_time()
    document = decision.to_document(trace="compact")
    assert document["outcome"] == decision.outcome
    # Without a bound it takes minutes; the rest is room for a busy machine.
    assert time.process_time() - started < 15


def test_a_policy_of_more_windows_than_the_interpreter_nests_is_decided_by_the_closures() -> None:
    rules = {f"m{n}": f"total(value, startswith(page, '/x'), within=hours({n + 1})) > {n}" for n in range(150)}
    policy = write_policy(rules)
    lead = {
        "signals": [{"type": "page_view", "at": NOW - hours * 3600, "page": "/x", "value": 2} for hours in range(99)]
    }
    assert policy.evaluator.warm_up()(lead, NOW) == see_by_reference(lead, policy, NOW)
