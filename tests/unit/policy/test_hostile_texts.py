"""Texts that want to hurt: each is refused quickly, with a place and without an exception."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.policy import CompileResult, compile_policy
from leadgate.contracts.policy.compiler import LARGEST
from tests.unit.policy.test_problems import FINE, GOOD

EXPRESSIONS = [
    "9**9**9 > 1", "1" * 1_990 + " > 1", "-" * 1_900 + "1 > 0", "(" * 900 + "1" + ")" * 900, "not " * 400 + "other",
    "(x := 1)", "lambda: 1", "[a for a in (1, 2)]", "{a: 1}", "f'{other}' == 'a'", "a.b.c.d == 1",
    "company.__class__ == 1", "__import__('os')", "exec('1')", "open('/etc/passwd')", "company.name.upper()",
    "other if other else other", "company.name[0] == 'a'", "b'a' == company.name", "1j > 0", "... == 1", "None == 1",
    "await other", "(yield)", "*other", "other; other", "import os", "1e999 > 0", "other or " * 220 + "other",
    "other" * 500, "'" + "a" * 3_000 + "' == 'a'", "a" + ".b" * 900, "count(" * 300, "'unfinished", "other and",
    "@other", "other and \u202eother", "~other", "days(9e305) * 9e305 > age(created_at)", "other == other == other ==",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_hostile_expression_is_refused_at_its_place(expression: str) -> None:
    started = time.perf_counter()
    result = compile_policy(
        GOOD.replace("RULE", "\n    " + expression.join('""') if "'" not in expression else "|\n    " + expression)
    )
    _assert_refused(result, started)
    assert result.problems[0].line in {7, 8}


DOCUMENTS = {
    "NUL": "policy: a\0b",
    "a lone surrogate": "policy: \ud800",
    "an escaped surrogate": 'policy: "\\ud800"',
    "an escape beyond Unicode": 'policy: "\\UFFFFFFFF"',
    "an anchor": "a: &a [1]",
    "a bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "an alias": "b: *a",
    "a tag": "policy: !!python/object/apply:os.system [ls]",
    "a repeated key": "policy: a\npolicy: b",
    "a merge key": "<<: {policy: a}",
    "two documents": "policy: a\n---\npolicy: b",
    "a directive": "%YAML 1.1\n---\npolicy: a",
    "a directive beyond any version": "%YAML 1.99999999999999999999\n---\npolicy: a",
    "deep lists": "[" * 5_000,
    "deep mappings": "{a: " * 5_000,
    "deep blocks": "\n".join(" " * depth + "a:" for depth in range(300)),
    "deep dashes": "- " * 3_000,
    "a key that is a list": "? [a]\n: b",
    "too much": "policy: " + "a" * 300_000,
    "nothing": "",
    "only comments": "#\n" * 1_000,
    "null": "null",
    "a list": "- policy",
    "a tab": "policy:\n\t- a",
    "an open quote": 'policy: "abc',
    "many keys": "\n".join(f"k{number}: 1" for number in range(3_000)),
    "a long number": "policy: a\nrules: {r: " + "9" * 5_000 + "}",
    "many rules": "policy: a\nrules:\n" + "\n".join(f"  r{number}: true" for number in range(600)),
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_a_hostile_document_is_refused_at_a_place(text: str) -> None:
    started = time.perf_counter()
    _assert_refused(compile_policy(text), started)


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
    started = time.perf_counter()
    compile_policy(text.replace("  other:", f"{rules}  other:"))
    assert time.perf_counter() - started < 10


def _assert_refused(result: CompileResult, started: float) -> None:
    assert time.perf_counter() - started < 5
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
