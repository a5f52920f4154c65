"""The static analysis never calls impossible what a lead does: every result of a decision is one it holds possible."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from leadgate.contracts.policy.analysis.places import Places
from leadgate.contracts.policy.analysis.policy_view import PolicyView, view_of
from leadgate.contracts.policy.analysis.wanted import NO, NOT_NO, NOT_YES, UNKNOWN, YES
from leadgate.contracts.policy.problems import ProblemLog
from leadgate.contracts.policy.yaml_tree import Node
from leadgate.domain.policy import Policy, decide, load_policy
from leadgate.domain.policy.facts import ILL_TYPED
from tests.unit.policy.writing import DAY, NOW, compiled_policy

_HOW = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
_NUMBERS = st.sampled_from(["0", "1", "1.5", "2", "3"])
_WINDOWS = st.sampled_from(["", "within=hours(1)", "within=days(1)", "within=days(7)"])
_OF_SIGNALS = st.sampled_from(
    [
        "", "type == 'call'", "type != 'call'", "type == 'call' and duration_s >= 60", "type == 'call' and value > 1",
        "type == 'call' and type == 'page_view'", "startswith(page, '/p')", "page in ['/p', '/q']", "duration_s < 0",
        "type in ['call', 'download'] and not page == '/p'",
    ]
)  # fmt: skip
_TEXTS = [
    "answers.s == 'ab'", "answers.s != 'ab'", "answers.s in ['ab', 'b']", "answers.s not in lists.words",
    "startswith(answers.s, 'a')", "startswith(answers.s, 'ab')", "endswith(answers.s, 'b')", "answers.s < 'b'",
    "answers.s >= 'ab'", "contains_any(answers.s, ['b', 'x'])", "contains_any(answers.s, ['ab'])",
    "has_word(answers.s, ['ab', 'vp'])", "has_word(answers.s, ['vice president', 'vp'])", "answers.s == company.name",
    "has_word(answers.s, ['president'])", "contains_any(answers.s, ['pres'])", "'a' in ['a', 'b']", "1 > 2",
    "endswith(answers.s, 'ab')", "contains_any(answers.s, ['vice president'])",
]  # fmt: skip
_OTHERS = [
    "answers.a", "answers.b", "known(answers.n)", "known(answers.s)", "known(answers.i)", "known(answers.list)",
    "answers.colour == 'red'", "answers.colour in ['red', 'green']", "answers.colour != 'blue'",
    "startswith(answers.colour, 'r')", "any_in(answers.list, ['x', 'y'])", "any_in(answers.list, ['y'])",
    "any_in(answers.list, lists.countries)", "age(answers.t) > days(1)", "age(answers.t) <= hours(1)",
    "answers.t >= '2026-05-04T09:00:00Z'", "outside_hours(answers.t)", "answers.n * 2 > 3", "answers.n * 2 <= 3",
    "answers.n < answers.i", "answers.n >= answers.i", "answers.len < hours(1)", "answers.len < minutes(0)",
    "count() > answers.n", "count() in [0, 1]", "exists() == exists()",
    "count(within=days(7)) in [0, 1, 2, 3, 4, 5, 6]",
]  # fmt: skip
_MEASURES = st.one_of(
    st.builds("exists({}{})".format, _OF_SIGNALS.map(lambda when: f"{when}, " if when else ""), _WINDOWS),
    st.builds(
        "{}({}{}) {} {}".format,
        st.sampled_from(["count", "distinct_days", "total"]),
        _OF_SIGNALS.map(lambda when: f"{when}, " if when else ""),
        _WINDOWS,
        _HOW,
        _NUMBERS,
    ),
    st.builds("families({}) {} {}".format, _WINDOWS, _HOW, _NUMBERS),
).map(
    lambda text: (
        text.replace("total(", "total(value, ") if "within" in text else text.replace("total(", "total(duration_s, ")
    )
)
_LEAVES = st.one_of(
    st.builds("answers.n {} {}".format, _HOW, _NUMBERS),
    st.builds("answers.i {} {}".format, _HOW, _NUMBERS),
    st.sampled_from(_TEXTS),
    st.sampled_from(_OTHERS),
    _MEASURES,
)
_CONDITIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or", "==", "!="]), inner),
        inner.map("not ({})".format),
    ),
    max_leaves=5,
)
_SIGNAL = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["call", "page_view", "download", "never_declared", 1]),
        "at": st.sampled_from([NOW, NOW - 60, NOW - DAY, NOW - 3 * DAY, NOW - 30 * DAY, NOW + 60, "?"]),
        "page": st.sampled_from(["/p", "/q", "/pq"]),
        "value": st.sampled_from([-1, 0, 2]),
        "duration_s": st.sampled_from([-1, 0, 90]),
    },
)
_LEAD = st.fixed_dictionaries(
    {},
    optional={
        "answers": st.fixed_dictionaries(
            {},
            optional={
                "a": st.booleans(),
                "b": st.booleans(),
                "n": st.sampled_from([-1, 0, 0.5, 1, 1.25, 1.5, 2, 2.5, 3, 4, "?"]),
                "i": st.integers(-1, 4),
                "s": st.sampled_from(["", "a", "ab", "b", "abb", "VP", "vice president ab", "x", "zz", 5]),
                "t": st.sampled_from([NOW, NOW - 60, NOW - 2 * DAY, NOW + DAY]),
                "len": st.sampled_from([0, 60, 3_600, 7_200]),
                "list": st.lists(st.sampled_from(["x", "y", "z", "DE"]), max_size=2),
                "colour": st.sampled_from(["red", "green", "blue", "pink"]),
            },
        ),
        "company": st.just({"name": "ab"}),
        "signals": st.lists(_SIGNAL, max_size=4),
    },
)
_ALLOWED = {True: (YES, NOT_NO), False: (NO, NOT_YES), None: (NOT_YES, NOT_NO)}


def _view(texts: list[str]) -> tuple[PolicyView, Policy]:
    rules = {f"r{index}": text.replace(", )", ")") for index, text in enumerate(texts)}
    names = ", ".join(rules)
    compiled = compiled_policy({**rules, "two": f"at_least({min(2, len(rules))}, {names})"})
    return view_of(compiled, Places("", Node("map", 0, 0)), ProblemLog("", "")), load_policy(compiled)


def _goals(view: PolicyView, results: dict[str, bool | None], choice: int) -> list[tuple[Any, int]]:
    return [
        (view.rules[name], _ALLOWED[result][(choice >> index) & 1])
        for index, (name, result) in enumerate(results.items())
    ]


@settings(max_examples=300)
@given(st.lists(_CONDITIONS, min_size=1, max_size=4), st.lists(_LEAD, min_size=1, max_size=4), st.integers(0, 255))
def test_what_a_lead_does_is_held_possible(texts: list[str], leads: list[dict[str, Any]], choice: int) -> None:
    view, policy = _view(texts)
    for lead in leads:
        decision = decide(lead, policy, NOW)
        results = {name: result for name, result in decision.results.items() if name in view.rules}
        assert view.is_possible(*_goals(view, results, choice)), (results, choice)
        unknown = tuple(name for name in policy.facts if _is_unknown(lead, policy, name))
        assert view.search.is_possible(_goals(view, results, choice), unknown), (results, unknown)


def _is_unknown(lead: dict[str, Any], policy: Policy, name: str) -> bool:
    section, _dot, field = name.partition(".")
    value = policy.facts[name].read(lead.get(section, {}).get(field))
    return value is None or value is ILL_TYPED


def test_unknown_is_a_truth_value_of_its_own() -> None:
    view, _policy = _view(["answers.n > 1"])
    assert view.is_possible((view.rules["r0"], UNKNOWN))
