"""What the checker says about a policy that is wrong: the message, the place, and the hint."""

import pytest

from leadgate.contracts.policy import check_policy, compile_policy
from leadgate.contracts.policy.positions import index_of
from leadgate.contracts.policy.yaml_tree import read_tree

GOOD = """\
policy: shop
facts:
  answers.colour: {type: enum, values: [red, green]}
signals: {page_view: behavioural}
lists: {countries: [DE, NO]}
rules:
  size: RULE
  other: company.employees > 1
disqualify: []
gates: {fit: size, intent: other, readiness: other}
routing:
  - {when: size, pool: big}
  - {otherwise: rest}
examples:
  - {name: any, now: 2026-05-04T09:00:00Z, lead: {}, expect: {outcome: needs_info}}
"""
FINE = GOOD.replace("RULE", "company.employees > 5")

EXPRESSIONS: list[tuple[str, int, str, str | None]] = [
    ("company.employes > 5", 9, "unknown fact 'company.employes'", "did you mean 'company.employees'?"),
    ("employees > 5", 9, "unknown name 'employees'", "did you mean 'company.employees'?"),
    ("othr and other", 9, "unknown name 'othr'", "did you mean 'other'?"),
    ("other and answers.colour == 'gren'", 37, "'gren' is no possible value", "did you mean 'green'?"),
    ("answers.colour in ['red', 'blue']", 35, "'blue' is no possible value", "red, green"),
    ("company.employees > 'many'", 29, "a whole number does not compare with text", None),
    ("age(created_at) > 30", 27, "a length of time does not compare", "days(n)"),
    ("company.country in lists.contries", 28, "unknown list 'contries'", "did you mean 'lists.countries'?"),
    ("exists(type == 'page_vew')", 24, "'page_vew' is no possible value of type", "did you mean 'page_view'?"),
    ("exists(company.employees > 1)", 16, "sees only the signal's own fields", "join rules"),
    ("count(count() > 1) > 1", 15, "cannot stand inside a signal condition", None),
    ("cuont() > 1", 9, "unknown function 'cuont'", "did you mean 'count'?"),
    ("count(within=7) > 1", 22, "'within' needs a fixed length of time", "within=days(n)"),
    ("at_least(2, other, othr)", 28, "'othr' is none", "did you mean 'other'?"),
    ("at_least(3, other)", 18, "at_least asks for 3 of 1 rules", None),
    ("score.fit > 10", 9, "a score ranks leads", None),
    ("outside_hours(created_at)", 9, "needs 'business_hours:'", None),
    ("company.employees / 2 > 1", 9, "only + - * are part", None),
    ("company.employees > 1 = other", 31, "cannot read this expression", "'=='"),
    ("company.tech == 'x'", 25, "a list does not compare", "any_in"),
    ("company.name.first == 'x'", 9, "a fact is a section and a field", None),
    ("company.employees", 9, "a condition is needed here", "compare it"),
    ("size", 3, "rules name each other in a circle: size -> size", None),
    ("has_word(person.title, ['&'])", 33, "'&' holds no word", None),
    ("company.country in []", 28, "an empty list", None),
    ("company.employees is None", 30, "'is' is not part of the language", "known(fact)"),
    ("other and", 18, "it ends too soon", None),
    ("exists(type == 'page_view', within=days(7)", 15, "'(' was never closed", None),
]


@pytest.mark.parametrize(("expression", "column", "message", "hint"), EXPRESSIONS)
def test_a_wrong_expression_is_pointed_at(expression: str, column: int, message: str, hint: str | None) -> None:
    quoted = "'" + expression.replace("'", "''") + "'" if "[" in expression else expression
    shift = 1 if quoted != expression else 0
    # Every quote inside single quotes is written twice, which moves what follows to the right.
    shift += expression[: column - 9].count("'") if shift else 0
    problems = compile_policy(GOOD.replace("RULE", quoted), name="shop.yaml").problems
    assert problems, "accepted"
    first = problems[0]
    assert message in first.message
    assert (hint or "") in (first.hint or "")
    assert (first.line, first.column) == (7, column + shift)
    assert str(first) == f"shop.yaml:7:{column + shift}: {first.message}"
    assert first.excerpt[len(first.caret) - 1 :] == GOOD.replace("RULE", quoted).split("\n")[6][column + shift - 1 :]


DOCUMENTS: list[tuple[str, str, int, int, str]] = [
    ("policy: shop", "polcy: shop", 1, 1, "a policy has no key 'polcy'"),
    ("  - {otherwise: rest}\n", "", 12, 3, "routing needs a catch-all"),
    ("examples:", "exampels:", 14, 1, "a policy has no key 'exampels'"),
    ("fit: size", "fit: nobody", 10, 14, "unknown name 'nobody'"),
    ("intent: other, ", "", 10, 8, "gates needs 'intent:'"),
    ("disqualify: []", "disqualify: [{rule: nobody, reason: spam}]", 9, 21, "unknown rule 'nobody'"),
    ("disqualify: []", "disqualify: [{rule: size, reason: ugly}]", 9, 35, "unknown reason 'ugly'"),
    ("disqualify: []", "review: [nobody]", 9, 10, "unknown rule 'nobody'"),
    ("disqualify: []", "score: {fit: {nobody: 3}}", 9, 15, "unknown rule 'nobody'"),
    ("disqualify: []", "score: {fit: {size: .inf}}", 9, 21, "points must be a number"),
    ("disqualify: []", "nurture: {revisit: soon}", 9, 20, "revisit must be a length of time"),
    ("disqualify: []", "timezone: Mars/Olympus", 9, 11, "unknown time zone"),
    ("disqualify: []", "business_hours: {someday: '09:00-18:00'}", 9, 18, "is no day"),
    ("disqualify: []", "business_hours: {mon: '19:00-18:00'}", 9, 23, "end before they start"),
    ("disqualify: []", "freshness: {company.size: 3d}", 9, 13, "unknown fact"),
    ("disqualify: []", "applies_to: {motion: [plgg]}", 9, 23, "unknown motion 'plgg'"),
    ("{page_view: behavioural}", "{page_view: behavioral}", 4, 22, "unknown signal family"),
    ("{countries: [DE, NO]}", "{countries: builtin}", 5, 9, "there is no builtin list"),
    ("type: enum, values: [red, green]", "type: enum", 3, 19, "needs 'values:'"),
    ("{outcome: needs_info}", "{outcome: maybe}", 15, 72, "unknown outcome 'maybe'"),
    ("now: 2026-05-04T09:00:00Z", "now: today", 15, 22, "now must be a moment"),
    ("policy: shop", "policy: shop\npolicy: shop", 2, 1, "the key 'policy' is there twice"),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "message"), DOCUMENTS)
def test_a_wrong_document_is_pointed_at(old: str, new: str, line: int, column: int, message: str) -> None:
    assert old in FINE
    result = compile_policy(FINE.replace(old, new))
    assert result.compiled is None
    assert (line, column) in [(p.line, p.column) for p in result.problems if message in p.message], result.problems


def test_a_good_policy_has_no_problems() -> None:
    assert check_policy(FINE).problems == ()


def test_the_circle_of_rules_is_named() -> None:
    text = GOOD.replace("RULE", "second").replace("  other:", "  second: third\n  third: size or other\n  other:")
    assert [p.message for p in compile_policy(text).problems] == [
        "rules name each other in a circle: size -> second -> third -> size"
    ]


def test_a_line_after_the_catch_all_is_a_warning_that_does_not_block() -> None:
    text = FINE.replace("  - {otherwise: rest}", "  - {otherwise: rest}\n  - {when: size, pool: late}")
    result = compile_policy(text)
    assert [(p.severity, p.line) for p in result.problems] == [("warning", 14)]
    assert result.compiled is not None


def test_a_failing_example_is_an_error_at_its_place() -> None:
    result = check_policy(FINE.replace("outcome: needs_info", "outcome: qualified, pool: big"))
    assert [(p.line, p.column, p.severity) for p in result.problems] == [(15, 5, "error")]
    assert "outcome: expected qualified, got needs_info" in result.problems[0].message


SCALARS = [
    ("key: left right", "right"),
    ("key: 'it''s ''quoted'' right'", "right"),
    ('key: "tab\\tand \\u00e9 and \\"q\\" right"', "right"),
    ("key: |\n  first\n    second right\n", "right"),
    ("key: >-\n  first\n  second\n\n  third right\n", "right"),
    ("key: first\n  second\n  third right", "right"),
    ("key: 'first\n  second right'", "right"),
    ('key: "first \\\n  second right"', "right"),
    ("key: >\n  first \n  second\n  and right\n", "right"),
    ("key: >\n  first\n    second \n  right\n", "right"),
]


@pytest.mark.parametrize(("text", "word"), SCALARS)
def test_the_place_of_a_word_is_exact_in_scalars_of_every_style(text: str, word: str) -> None:
    node = read_tree(text).entries["key"][1]
    assert text.startswith(word, index_of(text, node, node.text.index(word)))


EMPTY = [
    ("size: RULE", "size:", 7, 7, "the expression is empty"),
    ("size: RULE", "size: |", 7, 9, "the expression is empty"),
    ("size: RULE", "size: ''", 7, 10, "the expression is empty"),
    ("signals: {page_view: behavioural}", "signals:", 4, 8, "signals must be a mapping"),
    ("disqualify: []", "nurture: # later", 9, 8, "nurture must be a mapping"),
    ("policy: shop", "policy: null", 1, 9, "policy must be text"),
    ("countries: [DE, NO]", "countries: [DE, ~]", 5, 25, "an item must be text"),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "message"), EMPTY)
def test_what_is_empty_is_pointed_at_where_it_is_missed(
    old: str, new: str, line: int, column: int, message: str
) -> None:
    problems = compile_policy(GOOD.replace(old, new)).problems
    assert (line, column) in [(p.line, p.column) for p in problems if message in p.message], problems


def test_words_of_a_list_that_a_fact_cannot_have_are_one_doubt() -> None:
    text = GOOD.replace("countries: [DE, NO]", "words: [vp, a, b, c, d]").replace(
        "RULE", "person.seniority in lists.words"
    )
    problem = compile_policy(text).problems[0]
    assert (problem.severity, problem.line, problem.column) == ("warning", 7, 29)
    assert problem.message == "person.seniority can never be 'a', 'b', 'c' and 1 more, of lists.words"


def test_no_number_of_warnings_hides_an_error() -> None:
    doubtful = "".join(f"  d{number}: person.seniority in lists.countries\n" for number in range(200))
    result = check_policy(FINE.replace("  other:", f"{doubtful}  wrong: nobody\n  other:"))
    assert result.compiled is None
    assert [problem.message for problem in result.errors] == ["unknown name 'nobody'"]


def test_windows_line_ends_and_a_byte_order_mark_do_not_move_the_place() -> None:
    text = "\ufeff" + GOOD.replace("RULE", "company.employes > 5").replace("\n", "\r\n")
    problem = compile_policy(text).problems[0]
    assert (problem.line, problem.column) == (7, 9)
