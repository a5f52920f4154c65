"""What the static analysis sees and what it leaves alone: rules, gates, lines, facts and lists of small policies."""

import json
import time
from typing import Any

import pytest

from bench.engine import POLICY_FILE
from leadgate.contracts.policy import Problem, check_policy, compile_policy
from tests.unit.policy.writing import document

# Rules that come out the same for every lead, and which of the two they can never be.
CONSTANT = [
    ("answers.n > 3 and answers.n < 3", "yes"),
    ("answers.n >= 3 and answers.n <= 3 and answers.n != 3", "yes"),
    ("answers.i > 3 and answers.i < 4", "yes"),
    ("answers.i == 2.5", "yes"),
    ("answers.n in [1, 2] and answers.n > 2", "yes"),
    ("not (answers.n > 3) and not (answers.n <= 3)", "yes"),
    ("answers.n > 3 or answers.n < 5", "no"),
    ("answers.n * 2 > 3 and answers.n * 2 < 3", "yes"),
    ("answers.n > answers.i and answers.i > answers.n", None),
    ("answers.n > answers.i and answers.n < answers.i", "yes"),
    ("answers.len < minutes(0)", "yes"),
    ("answers.colour == 'red' and answers.colour == 'green'", "yes"),
    ("answers.colour in ['red', 'green', 'blue']", "no"),
    ("answers.colour == 'red' and startswith(answers.colour, 'g')", "yes"),
    ("answers.s == 'a' and answers.s != 'a'", "yes"),
    ("answers.s == 'a' and startswith(answers.s, 'b')", "yes"),
    ("startswith(answers.s, 'a') and startswith(answers.s, 'b')", "yes"),
    ("startswith(answers.s, 'ab') and not startswith(answers.s, 'a')", "yes"),
    ("endswith(answers.s, '.de') and endswith(answers.s, '.com')", "yes"),
    ("startswith(answers.s, 'Abc') and not contains_any(answers.s, ['b'])", "yes"),
    ("has_word(answers.s, ['vice president']) and not has_word(answers.s, ['president'])", "yes"),
    ("contains_any(answers.s, ['slow', 'slower']) and not contains_any(answers.s, ['low'])", "yes"),
    ("answers.s in lists.none", "yes"),
    ("answers.s > 'b' and answers.s < 'a'", "yes"),
    ("any_in(company.tech, ['a']) and not any_in(company.tech, ['a', 'b'])", "yes"),
    ("not any_in(company.tech, lists.none)", "no"),
    ("known(answers.s) and not known(answers.s)", "yes"),
    ("answers.s == 'a' and not known(answers.s)", "yes"),
    ("answers.a and not answers.a", "yes"),
    ("answers.a == answers.a", "no"),
    ("1 > 2", "yes"),
    ("age(created_at) > days(30) and age(created_at) < days(7)", "yes"),
    ("created_at > '2026-05-04T00:00:00Z' and created_at < '2026-05-03T00:00:00Z'", "yes"),
    ("exists(type == 'call') and count(type == 'call') == 0", "yes"),
    ("count(type == 'call', within=days(7)) >= 3 and count(type == 'call', within=days(30)) < 3", "yes"),
    ("exists(type == 'call' and value > 3) and not exists(type == 'call')", "yes"),
    ("distinct_days(within=days(7)) >= 3 and count(within=days(7)) < 3", "yes"),
    ("exists(type == 'call' and type == 'download')", "yes"),
    ("exists(duration_s < 0)", "yes"),
    ("count() < 0", "yes"),
    ("count() >= 0", "no"),
    ("total(duration_s) < 0", "yes"),
    ("families() >= 4", "yes"),
    ("distinct_days(within=days(7)) > 20", "yes"),
    ("outside_hours(created_at) and not outside_hours(created_at)", "yes"),
]

# Rules about which a warning would be wrong, however odd they look.
VARYING = [
    "answers.n > 3 or not known(answers.n)",
    "answers.n > 3 and answers.n < 3.1",
    "answers.i > 3 and answers.i < 5",
    "answers.n > answers.i and answers.n - answers.i < 1",
    "answers.s != 'a' and answers.s != 'b'",
    "startswith(answers.s, 'a') and startswith(answers.s, 'ab')",
    "startswith(answers.s, 'a') and endswith(answers.s, 'b') and not contains_any(answers.s, ['x'])",
    "has_word(answers.s, ['vp']) and not has_word(answers.s, ['vice president'])",
    "contains_any(answers.s, ['low']) and not contains_any(answers.s, ['slow'])",
    "has_word(answers.s, ['vice president']) and not contains_any(answers.s, ['vice president'])",
    "answers.s == 'a' or answers.s > 'a'",
    "any_in(company.tech, ['a', 'b']) and not any_in(company.tech, ['a'])",
    "exists(type == 'call') and exists(type == 'download')",
    "exists(type == 'call', within=days(30)) and not exists(type == 'call', within=days(7))",
    "count(type == 'call', within=days(7)) < 3 and count(type == 'call', within=days(30)) >= 3",
    "distinct_days(within=days(1)) >= 2",
    "total(value) < 0",
    "families() >= 3",
    "exists(type != 'call' and type != 'download' and type != 'page_view' and type != 'demo_request')",
    "age(created_at) < days(0)",
    "answers.a == answers.b",
    "answers.colour != 'red' and answers.colour != 'green'",
]


def _warnings(rules: dict[str, Any], **sections: Any) -> list[Problem]:
    facts = document({})["facts"]
    asked = {name: {**fact, "ask": "?"} for name, fact in facts.items()}
    lists = {"countries": ["DE", "NO"], "none": []}
    text = json.dumps(document(rules, **{"facts": asked, "lists": lists, **sections}))
    result = check_policy(text)
    assert result.errors == ()
    return list(result.problems)


def _never(rule: str) -> list[str]:
    words = [problem.message.split("can never be ")[-1] for problem in _warnings({"asked": rule}, review=["asked"])
             if problem.message.startswith("the rule asked can never be")]  # fmt: skip
    return [word.split(":")[0] for word in words]


@pytest.mark.parametrize(("rule", "never"), CONSTANT)
def test_a_rule_that_comes_out_the_same_for_every_lead_is_warned_of(rule: str, never: str | None) -> None:
    assert _never(rule) == ([never] if never else [])


@pytest.mark.parametrize("rule", VARYING)
def test_a_rule_that_can_be_both_is_left_alone(rule: str) -> None:
    assert _never(rule) == []


LINES = [
    (["answers.n > 5", "answers.n > 10"], "whenever `answers.n > 10` is yes, so is `answers.n > 5` before it"),
    (["answers.n > 10", "answers.n > 5"], None),
    (["answers.n > 5", "answers.n <= 5", "answers.n == 7 or answers.n == 3"], "so is one of the 2 lines before it"),
    (["answers.n > 5", "not (answers.n > 5)", "answers.a"], None),
    (["answers.a or not answers.a", "answers.b"], None),
    (["known(answers.n)", "answers.n > 5"], "so is `known(answers.n)` before it"),
    (["answers.n > 5", "known(answers.n)"], None),
    (["answers.n > 5 or answers.a", "answers.n > 5 and answers.a"], "so is `answers.n > 5 or answers.a` before it"),
    (["count() >= 2", "count() >= 5"], "so is `count() >= 2` before it"),
    (["count() >= 3", "count() <= 9", "count() >= 1"], None),
    (["answers.colour == 'red'", "answers.colour in ['red', 'green']"], None),
    (["answers.colour in ['red', 'green']", "answers.colour == 'red'"], "before it"),
    (["f", "f and answers.a"], "whenever `f and answers.a` is yes, so is `f` before it"),
    (["answers.n > 1 and answers.n < 0"], "`answers.n > 1 and answers.n < 0` can never be yes"),
]


@pytest.mark.parametrize("section", ["routing", "frameworks"])
@pytest.mark.parametrize(("lines", "why"), LINES)
def test_a_line_that_earlier_lines_leave_nothing_to_is_warned_of(section: str, lines: list[str], why: str) -> None:
    target = "pool" if section == "routing" else "use"
    chosen = [{"when": when, target: f"line{number}"} for number, when in enumerate(lines)]
    found = [
        problem
        for problem in _warnings({"f": "answers.b"}, review=["f"], **{section: [*chosen, {"otherwise": "inbound"}]})
        if "no lead can reach" in problem.message
    ]
    assert len(found) == bool(why)
    assert all(why in problem.message and section in problem.message for problem in found)
    assert all(problem.excerpt[len(problem.caret) - 1 :].startswith(lines[-1]) for problem in found)


_APART = "the rules a (`answers.n > 5`) and b (`answers.n < 3`) contradict each other"
GATES = [
    ({"fit": "a and b"}, f"the gate fit can never be yes: {_APART}", "b"),
    ({"fit": "b and a"}, None, "a"),
    ({"intent": "at_least(2, a, b)"}, f"the gate intent can never be yes: {_APART}", "b"),
    ({"fit": "c or a and c and b"}, f"`a and c and b` in the gate fit can never be yes: {_APART}", "b"),
    ({"fit": "a and (b or b and c)"}, None, "a"),
    ({"fit": "a", "readiness": "b"}, f"no lead can pass all gates: {_APART}", '"gates"'),
    ({"fit": "a", "intent": "c"}, "", ""),
    ({"fit": "a or b"}, "", ""),
    ({"fit": "at_least(1, a, b) and c"}, "", ""),
    ({"readiness": "d"}, "whoever passes all gates is disqualified by d (`answers.b`)", '"gates"'),
    ({"readiness": "c or d"}, "", ""),
    ({"fit": "false"}, "the gate fit can never be yes: `false` never is", "false"),
]


@pytest.mark.parametrize(("gates", "message", "place"), GATES)
def test_gates_that_no_lead_can_pass_are_warned_of(gates: dict[str, str], message: str | None, place: str) -> None:
    # The rule that is always yes would be warned of for itself.
    rules = {"yes": "known(email.domain)"}
    rules |= {"a": "answers.n > 5", "b": "answers.n < 3", "c": "answers.a", "d": "answers.b"}
    found = _warnings(
        rules,
        gates={"fit": "yes", "intent": "yes", "readiness": "yes", **gates},
        disqualify=[{"rule": "d", "reason": "spam"}],
        review=list(rules),
    )
    if message is not None:
        assert [problem.message for problem in found] == ([message] if message else [])
    assert [problem.excerpt[len(problem.caret) - 1 :].startswith(place) for problem in found] == [True] * len(found)
    assert bool(found) == (message != "")


READINESS = [
    ("evidence.budget == 'yes'", "evidence.budget"),
    ("need and budget", "answers.budget"),
    ("need and (budget or answers.a)", None),
    ("need and (budget or evidence.money == 'yes')", "answers.budget or evidence.money"),
    ("at_least(2, need, budget)", "answers.budget"),
    ("at_least(1, need, budget)", None),
    ("need and known(answers.budget)", "answers.budget"),
    ("need and not known(answers.budget)", None),
    ("need and age(answers.authority_since) > days(3)", "answers.authority_since"),
    ("need and answers.budgetary == 'x'", None),
    ("need", None),
]


@pytest.mark.parametrize(("gate", "asked"), READINESS)
def test_readiness_that_cannot_do_without_budget_or_authority_is_warned_of(gate: str, asked: str | None) -> None:
    facts = {
        "answers.budget": {"type": "int", "ask": "?"},
        "answers.budgetary": {"type": "str", "ask": "?"},
        "answers.authority_since": {"type": "timestamp", "ask": "?"},
        "answers.a": {"type": "bool", "ask": "?"},
    }
    rules = {"need": "evidence.need == 'yes'", "budget": "answers.budget > 1000"}
    found = [
        problem.message
        for problem in _warnings(
            rules, facts=facts, review=["need", "budget"], gates={"fit": "yes", "intent": "yes", "readiness": gate}
        )
        if problem.message.startswith("readiness needs")
    ]
    assert found == ([f"readiness needs {asked} before a person has accepted the lead"] if asked else [])


FILLED = [
    ({"type": "int"}, {}, True),
    ({"type": "int", "ask": "How many?"}, {}, False),
    ({"type": "int"}, {"answers": {"own": 3}}, False),
    ({"type": "int"}, {"answers": {"own": None}}, True),
]


@pytest.mark.parametrize(("fact", "lead", "warned"), FILLED)
def test_a_fact_that_nothing_fills_is_warned_of(fact: dict[str, Any], lead: dict[str, Any], warned: bool) -> None:
    examples = [{"name": "any", "now": 0, "lead": lead, "expect": {"pool": "inbound"}}]
    facts = {"answers.own": fact, "answers.unread": {"type": "int"}, "evidence.own": {"type": "str"}}
    rules = {"reads": "answers.own > 3 or company.employees > 3 or evidence.own == 'yes'"}
    found = [p.message for p in _warnings(rules, facts=facts, examples=examples, review=["reads"])]
    assert [message.split(":")[0] for message in found if "nothing fills" in message] == (
        ["nothing fills answers.own"] if warned else []
    )


COMPETITORS = [
    ("email.domain in lists.own", "competitor", 1),
    ("email.domain in lists.own", "competitor_locked_in", 1),
    ("email.domain in lists.own", "spam", 0),
    ("email.domain in ['rival.example'] and email.domain not in lists.own", "competitor", 0),
    ("indirect", "competitor", 1),
]


@pytest.mark.parametrize(("rule", "reason", "count"), COMPETITORS)
def test_free_mail_is_no_competitor(rule: str, reason: str, count: int) -> None:
    found = _warnings(
        {"dq": rule, "indirect": "email.domain in lists.own"},
        lists={"own": ["rival.example", "GMX.de"], "free_mail": "builtin"},
        disqualify=[{"rule": "dq", "reason": reason}],
        review=["indirect"],
    )
    places = [p.excerpt[len(p.caret) - 1 :][:8] for p in found if "is free mail" in p.message]
    assert places == ['"GMX.de"'] * count


def _large(rules: int) -> str:
    conditions = {
        f"r{n}": f"(company.employees > {n} and company.country in ['DE', 'X{n}']) or answers.i == {n} "
        f"or (email.domain in lists.free_mail and count(type == 'call', within=days({n % 60 + 1})) >= {n % 5 + 1})"
        for n in range(rules)
    }
    names = ", ".join(f"r{n}" for n in range(100))
    routing = [{"when": f"r{n} and not r{n + 1}", "pool": f"p{n}"} for n in range(50)]
    gates = {"fit": f"at_least(20, {names})", "intent": "r3 or r4", "readiness": "r5 and r6"}
    score = {"fit": dict.fromkeys(conditions, 1)}
    routed = [*routing, {"otherwise": "inbound"}]
    return json.dumps(document(conditions, gates=gates, score=score, routing=routed, lists={"free_mail": "builtin"}))


@pytest.mark.parametrize("text", [POLICY_FILE.read_text(encoding="utf-8"), _large(490)], ids=["bench", "large"])
def test_the_analysis_takes_little_more_than_compiling(text: str) -> None:
    compiling, checking = [], []
    for _ in range(3):
        for run, times in ((compile_policy, compiling), (check_policy, checking)):
            started = time.process_time()
            assert run(text).compiled is not None
            times.append(time.process_time() - started)
    assert min(checking) < 4 * min(compiling)


def test_a_question_that_takes_too_long_is_left_open() -> None:
    """Six pigeons in five holes: true, but not worth the time that finding it out takes."""
    holes = {f"p{a}": " or ".join(f"answers.b{a}_{hole}" for hole in range(5)) for a in range(6)}
    pairs = [(hole, a, b) for hole in range(5) for a in range(6) for b in range(a)]
    apart = {f"h{hole}_{a}_{b}": f"not (answers.b{a}_{hole} and answers.b{b}_{hole})" for hole, a, b in pairs}
    facts = {f"answers.b{a}_{hole}": {"type": "bool", "ask": "?"} for a in range(6) for hole in range(5)}
    whole = " and ".join([*holes, *apart])
    found = _warnings({**holes, **apart, "all": whole}, facts=facts, review=["all"])
    assert [problem.message for problem in found if "can never be yes" in problem.message] == []
