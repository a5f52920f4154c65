"""Texts that want to hurt: each is refused quickly, with a place and without an exception."""

import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadgate.contracts.policy import CompileResult, check_policy, compile_policy
from leadgate.contracts.policy.compiler import LARGEST
from tests.unit.policy.test_problems import FINE, GOOD

# Each with the number of characters before the one that is pointed at.
EXPRESSIONS = [
    ("9**9**9 > 1", 0), ("company.employees > 9**9**9", 20), ("1" * 1_990 + " > 1", 0),
    ("company.employees > " + "9" * 1_900, 20), ("9" * 5_000 + " > 1", 0), ("-" * 1_900 + "1 > 0", 24),
    ("(" * 900 + "1" + ")" * 900, 200), ("not " * 400 + "other", 100), ("(x := 1)", 1), ("other and (x := 1)", 11),
    ("lambda: 1", 0), ("[a for a in (1, 2)]", 0), ("{a: 1}", 0), ("{a for a in (1, 2)}", 0), ("f'{other}' == 'a'", 0),
    ("company.name == f'{other}'", 16), ("a.b.c.d == 1", 0), ("other and company.__class__ == 1", 10),
    ("company.name.__class__.__mro__ == 1", 0), ("__builtins__", 0), ("__import__('os')", 0), ("exec('1')", 0),
    ("other or open('/etc/passwd')", 9), ("company.name.upper()", 0), ("other if other else other", 0),
    ("company.name[0] == 'a'", 0), ("b'a' == company.name", 0), ("company.name == r'a'", 16), ("1j > 0", 0),
    ("... == 1", 0), ("None == 1", 0), ("await other", 0), ("(yield)", 1), ("*other", 0), ("known(*other)", 6),
    ("exists(**other)", 7), ("other; other", 5), ("import os", 0), ("1e999 > 0", 0), ("other or " * 220 + "other", 0),
    ("other" * 500, 0), ("'" + "a" * 3_000 + "' == 'a'", 0), ("a" + ".b" * 900, 0), ("count(" * 300, 1_205),
    ("'unfinished", 0), ("other and", 9), ("@other", 0), ("other and \u202eother", 10), ("other\u00a0and other", 5),
    ("other and \uff4fther", 10), ("company.name == \u201cx\u201d", 16), ("~other", 0), ("other # rest", 6),
    ("days(9e305) * 9e305 > age(created_at)", 5), ("other == other == other ==", 26), ("other @ other", 0),
    ("company.country in ['DE' 'NO']", 25), ("company.name == 'a\\u0000b'", 16), ("other and \\n", 10), ("`other`", 0),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "before"), EXPRESSIONS)
def test_a_hostile_expression_is_refused_at_its_place(expression: str, before: int) -> None:
    started = time.process_time()
    result = compile_policy(GOOD.replace("RULE", "|\n    " + expression))
    _assert_refused(result, started)
    assert (result.problems[0].line, result.problems[0].column) == (8, 5 + before)


WITHIN = [
    ("a text", "company.name == '" + "a" * 1_980 + "'"),
    ("parts", "rival" + " or rival" * 198),
    ("depth", "not " * 24 + "rival"),
]


@pytest.mark.parametrize(("limit", "expression"), WITHIN)
def test_what_is_just_within_a_limit_is_taken_and_the_next_is_not(limit: str, expression: str) -> None:
    text = GOOD.replace("  other:", "  rival: company.employees > 7\n  other:")
    longer = {"a text": expression + "    ", "parts": f"{expression} or rival", "depth": f"not {expression}"}[limit]
    assert compile_policy(text.replace("RULE", expression)).errors == ()
    assert "at most" in compile_policy(text.replace("RULE", "|-\n    " + longer)).problems[0].message


@pytest.mark.parametrize("fact", ["{type: str, ask: TEXT}", "{type: enum, values: [TEXT]}"])
def test_what_can_be_asked_is_bounded_because_it_is_kept_with_each_lead(fact: str) -> None:
    def errors(letters: int) -> list[str]:
        text = FINE.replace("facts:\n", f"facts:\n  answers.long: {fact.replace('TEXT', 'x' * letters)}\n", 1)
        return [problem.message for problem in compile_policy(text).errors]

    beside = len("red" + "green")
    assert errors(32_768 - beside) == []
    told = "the questions and values of all facts have 32769 bytes; at most 32768 can be asked"
    assert errors(32_769 - beside) == [told]


def test_five_hundred_rules_are_taken_and_one_more_is_not() -> None:
    more = "".join(f"  r{number}: true\n" for number in range(498))
    assert compile_policy(FINE.replace("  other:", f"{more}  other:")).errors == ()
    problems = compile_policy(FINE.replace("  other:", f"{more}  last: true\n  other:")).problems
    assert [problem.message for problem in problems] == ["a policy has at most 500 rules"]


# Each with the line and the column that is pointed at first.
DOCUMENTS = {
    "NUL": ((1, 10), "policy: a\0b"),
    "a lone surrogate": ((1, 9), "policy: \ud800"),
    "an escaped surrogate": ((1, 9), 'policy: "\\ud800"'),
    "an escape beyond Unicode": ((1, 10), 'policy: "\\UFFFFFFFF"'),
    "an anchor": ((1, 4), "a: &a [1]"),
    "a bomb": ((1, 4), "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"),
    "an alias": ((1, 4), "b: *a"),
    "a tag": ((1, 9), "policy: !!python/object/apply:os.system [ls]"),
    "a repeated key": ((2, 1), "policy: a\npolicy: b"),
    "a merge key": ((1, 1), "<<: {policy: a}"),
    "two documents": ((2, 1), "policy: a\n---\npolicy: b"),
    "a directive": ((1, 1), "%YAML 1.1\n---\npolicy: a"),
    "a tag directive": ((1, 1), "%TAG ! tag:x,2000:\n---\npolicy: a"),
    "a directive beyond any version": ((1, 1), "%YAML 1.99999999999999999999\n---\npolicy: a"),
    "deep lists": ((1, 21), "[" * 5_000),
    "deep mappings": ((1, 78), "{a: " * 5_000),
    "deep blocks": ((20, 20), "\n".join(" " * depth + "a:" for depth in range(300))),
    "deep dashes": ((1, 41), "- " * 3_000),
    "a key that is a list": ((1, 3), "? [a]\n: b"),
    "too much": ((1, 1), "policy: " + "a" * 300_000),
    "nothing": ((1, 1), ""),
    "only comments": ((1001, 1), "#\n" * 1_000),
    "null": ((1, 1), "null"),
    "a list": ((1, 1), "- policy"),
    "a tab": ((2, 1), "policy:\n\t- a"),
    "an open quote": ((1, 13), 'policy: "abc'),
    "many keys": ((1, 1), "\n".join(f"k{number}: 1" for number in range(3_000))),
    "a long number": ((1, 1), "policy: a\nrules: {r: " + "9" * 5_000 + "}"),
    "many rules": ((1, 1), "policy: a\nrules:\n" + "\n".join(f"  r{number}: true" for number in range(600))),
}


@pytest.mark.parametrize(("place", "text"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_a_hostile_document_is_refused_at_its_place(place: tuple[int, int], text: str) -> None:
    started = time.process_time()
    result = compile_policy(text)
    _assert_refused(result, started)
    assert (result.problems[0].line, result.problems[0].column) == place


@pytest.mark.parametrize("padding", ["# padding\r\n", "# padding\n"])
def test_a_policy_is_measured_as_it_comes(padding: str) -> None:
    text = FINE + padding * (LARGEST // len(padding))
    assert [problem.message for problem in compile_policy(text).problems] == ["a policy has at most 256 kB"]
    assert compile_policy(text[:LARGEST]).compiled is not None


def test_bytes_that_are_no_utf_8_are_pointed_at() -> None:
    text = FINE.replace("shop", "shop\ndescription: Größe").encode("latin-1").decode("utf-8", errors="replace")
    problem = compile_policy(text).problems[0]
    assert (problem.line, problem.column, problem.message[:16]) == (2, 16, "the character U+")
    assert problem.hint is not None and "UTF-8" in problem.hint


LONG = ", ".join(f"word{number}" for number in range(8_000))
SLOW = {
    "a long list for an enum": "person.seniority in lists.countries",
    "a long list of words": "has_word(person.title, lists.countries)",
    "long lists of near names": "answers.colour == 'worf{number}'",
}


@pytest.mark.parametrize("rule", SLOW.values(), ids=SLOW.keys())
def test_many_rules_over_a_long_list_are_read_in_time(rule: str) -> None:
    rules = "".join(f"  r{number}: {rule.format(number=number)}\n" for number in range(450))
    values = LONG if "colour" in rule else "red, green"
    text = FINE.replace("[DE, NO]", f"[{LONG}]").replace("[red, green]", f"[{values}]")
    started = time.process_time()
    check_policy(text.replace("  other:", f"{rules}  other:"))
    assert time.process_time() - started < 60


def _assert_refused(result: CompileResult, started: float) -> None:
    # Of this process alone, and far more than it takes on a slow processor: what blows up takes minutes.
    assert time.process_time() - started < 20
    assert result.compiled is None
    assert result.errors
    for problem in result.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message
        str(problem).encode("utf-8", errors="strict")


def test_nesting_within_the_limits_does_not_blow_up_the_compiled_form() -> None:
    expression = "other"
    for _ in range(22):
        expression = f"({expression}) == other"
    result = compile_policy(GOOD.replace("RULE", expression))
    assert result.compiled is not None
    assert len(json.dumps(result.compiled)) < 10_000


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert compile_policy(text).compiled is None


@given(st.text(alphabet="abc.,()'<>=+-* 0123456789[]ndorit\"", max_size=40))
def test_any_expression_gets_an_answer(expression: str) -> None:
    result = compile_policy(GOOD.replace("RULE", "|\n    " + expression))
    assert result.compiled is not None or result.errors


@given(st.integers(0, len(FINE) - 1), st.sampled_from(["", "\t", ":", "{", "]", "'", "\n", "&", "*", "!", "é", "\0"]))
def test_a_policy_with_one_character_changed_gets_an_answer(at: int, character: str) -> None:
    result = compile_policy(FINE[:at] + character + FINE[at + 1 :])
    assert (result.compiled is None) == bool(result.errors)


_TOKENS = re.findall(r"\w+|\s+|[^\w\s]", FINE)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(_TOKENS) - 1), st.integers(0, len(_TOKENS) - 1)), min_size=1, max_size=3))
def test_every_problem_of_a_policy_with_tokens_exchanged_has_a_place(swaps: list[tuple[int, int]]) -> None:
    tokens = list(_TOKENS)
    for one, other in swaps:
        tokens[one], tokens[other] = tokens[other], tokens[one]
    lines = "".join(tokens).split("\n")
    for problem in check_policy("\n".join(lines)).problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
