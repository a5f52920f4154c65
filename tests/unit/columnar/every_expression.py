"""A policy with every operation and measure of the language, and leads as odd as leads can be."""

from typing import Any

from hypothesis import strategies as st

from tests.unit.policy.writing import DAY, NOW, compiled_policy

_NUMBERS = (
    "answers.n > 2", "answers.n * answers.n - answers.i >= answers.n + 0.5", "answers.i == 3", "3 != answers.n",
    "answers.n in [1, 2.5, 3]", "answers.i not in [0, 1]", "answers.i + 1 in [4, 7]", "-answers.i < 2",
    "answers.n <= answers.i < 10", "answers.i * answers.i * answers.i * answers.i * answers.i > answers.n",
    "9007199254740993 > answers.n", "answers.n == 9007199254740992", "0.1 + answers.n == 0.3", "5 in [5, 6]",
)  # fmt: skip
_TEXTS = (
    "answers.s == 'vp'", "answers.s != answers.colour", "answers.s < person.title", "answers.s >= 'm'",
    "answers.colour in ['red', 'blue']", "answers.s in lists.words", "has_word(answers.s, lists.words)",
    "contains_any(answers.s, ['é', 'ss'])", "startswith(answers.s, 'v')", "endswith(answers.s, '\\u00e9')",
    "any_in(answers.list, lists.countries)", "known(answers.s) and not known(answers.list)", "'a' < answers.s",
    "'a' < 'b'", "email.domain in lists.free_mail",
)  # fmt: skip
_MOMENTS = (
    "age(answers.t) > days(2)", "answers.t + answers.len <= '2026-05-04T09:00:00Z'", "outside_hours(answers.t)",
    "answers.t - created_at < hours(answers.n)", "answers.len * 2 >= minutes(30)", "outside_hours(created_at)",
)  # fmt: skip
_LOGIC = (
    "answers.a and not answers.b or answers.c", "answers.a == answers.b", "answers.a != (answers.n > 1)",
    "at_least(2, n0, t0, m0, s0)", "not (n1 and t1)", "(n0 or s1) == (t2 and l0)", "true", "l6 or false",
)  # fmt: skip
_SIGNALS = (
    "exists()", "exists(type == 'call')", "not exists(within=days(2))", "count(type == 'page_view') >= 2",
    "count(type in ['call', 'download'] and value > 1, within=days(3)) * 2 + answers.i > 5",
    "count(startswith(page, '/p') or type == 'download', within=hours(36)) in [1, 2]",
    "count(not (type == 'call') and not outside_hours(at)) != 1", "count(known(page)) - count(known(at)) == 0",
    "total(value) > 2", "total(duration_s, type == 'call', within=weeks(1)) <= 30", "total(value) in [0, 1, 2.5]",
    "total(value, type != 'call') * answers.n < total(duration_s)", "distinct_days() >= 2", "families() == 2",
    "distinct_days(type in ['page_view', 'call'], within=days(4)) < families(within=days(4))",
    "families(within=days(1)) in [1, 2, 3]", "exists(has_word(source, ['ads']) and at > '2026-05-01T00:00:00Z')",
    "count(page > 'd', within=days(2)) == count(type == page)", "exists(type == 'call' and value * 2 >= duration_s)",
    "count(age(at) < days(1) or source in lists.words) <= 1", "count(contains_any(page, ['x']) == (value > 0)) < 2",
)  # fmt: skip


def _numbered(letter: str, expressions: tuple[str, ...]) -> dict[str, str]:
    return {f"{letter}{number}": text for number, text in enumerate(expressions)}


RULES = {
    **_numbered("n", _NUMBERS),
    **_numbered("t", _TEXTS),
    **_numbered("m", _MOMENTS),
    **_numbered("l", _LOGIC),
    **_numbered("s", _SIGNALS),
}


def every_expression() -> dict[str, Any]:
    """Compile the policy."""
    return compiled_policy(
        RULES,
        lists={"countries": ["DE", "NO"], "words": ["vp", "vice president", "größe"], "free_mail": "builtin"},
        timezone="America/St_Johns",
        disqualify=[
            {"rule": "t4", "reason": "competitor"},
            {"rule": "n2", "reason": "spam", "if_unknown": "ask"},
            {"rule": "s5", "reason": "no_fit"},
        ],
        gates={"fit": "n0 or t6", "intent": "s1 or s3 or at_least(3, s8, s12, s16)", "readiness": "l0 or m0"},
        review=["l1", "s9"],
        score={
            "fit": {"n0": 10, "t0": -2.5, "m0": 0.1, "l0": 7},
            "engagement": {
                "s1": {"points": 20, "half_life": "2d"},
                "s2": {"points": -5, "half_life": "1d"},
                "s4": {"points": 3.3, "half_life": "36h"},
                "n1": {"points": 1, "half_life": "1d"},
                "s8": 5,
            },
        },
        freshness={"answers.n": "2d", "answers.s": "1d", "answers.list": "1d", "answers.a": "1d"},
        frameworks=[{"when": "l1", "use": "meddic"}, {"otherwise": "bant"}],
        routing=[{"when": "t12", "pool": "first"}, {"when": "s3 and n0", "pool": "second"}, {"otherwise": "rest"}],
        examples=[{"name": "any", "now": NOW, "lead": {}, "expect": {"pool": "rest"}}],
    )


_MOMENT = st.one_of(
    st.integers(NOW - 6 * DAY, NOW + DAY),
    st.floats(NOW - 3 * DAY, NOW + 10),
    st.sampled_from([
        NOW, NOW - DAY, NOW - 2 * DAY, NOW - 3 * DAY, -3e9, 9e9, 253402300799, "2026-05-03T09:00:00Z",
        "2026-03-08T05:30:00.9999999Z", "2026-11-01T04:30:00Z",
    ]),
)  # fmt: skip
_SMALL = st.one_of(st.integers(-3, 6), st.sampled_from([0.1, 0.2, 0.3, 2.5, 3.0, -0.0]))
_LARGE = st.sampled_from([2**53, 2**53 + 1, 1e200, 10**18, 94906267, 4503599627370497, -(10**300)])
_TEXT = st.sampled_from([
    "vp", "Vice-President", "GRÖSSE", "red", "green", "blue", "DE", "café", "\ud800", "", "gmail.com", "x y", "strasse",
])  # fmt: skip
_ODD = st.one_of(
    st.none(), st.booleans(), _SMALL, _TEXT,
    *map(st.just, ("2026-05-03T09:00:00Z", float("nan"), [], {}, ["DE", 1], 10**301)),
)  # fmt: skip
_FRESH = ["answers.n", "answers.s", "answers.list", "answers.a", "answers.t"]


def _mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(usual, usual, usual, _ODD)


def _partly(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return _mostly(st.fixed_dictionaries({}, optional={name: _mostly(values) for name, values in fields.items()}))


def _leads(numbers: st.SearchStrategy[Any], moments: st.SearchStrategy[Any] = _MOMENT) -> st.SearchStrategy[Any]:
    answers = _partly(
        **dict.fromkeys("abcd", st.booleans()),
        n=numbers,
        i=numbers,
        s=_TEXT,
        t=_MOMENT,
        len=st.sampled_from([0, 60, 1800, 86400.5]),
        list=st.lists(_TEXT, max_size=3),
        colour=st.sampled_from(["red", "green", "blue", "pink"]),
    )
    signal = _partly(
        type=st.sampled_from(["page_view", "download", "demo_request", "call", "other"]),
        at=moments,
        page=st.sampled_from(["/p", "/pricing", "x", "call"]),
        value=numbers,
        duration_s=numbers,
        source=st.sampled_from(["ads", "Ads now", "mail"]),
    )
    return st.fixed_dictionaries(
        {"id": _mostly(st.integers(0, 99))},
        optional={
            "answers": answers,
            "person": _partly(title=_TEXT),
            "email": _partly(domain=_TEXT),
            "created_at": _mostly(_MOMENT),
            "signals": _mostly(st.lists(signal, max_size=7)),
            "provenance": _mostly(st.dictionaries(st.sampled_from(_FRESH), _partly(observed_at=_MOMENT))),
        },
    )


LEADS = _leads(_SMALL)
"""Odd leads whose numbers are so small that floats hold them exactly."""

LEADS_OF_WHOLE_SECONDS = _leads(
    _SMALL, st.sampled_from([NOW + 1, NOW, *(NOW - day * DAY for day in (1, 2, 3, 4, 7, 9))])
)
"""Odd leads whose signals came at full seconds, often at the edge of a window."""

LEADS_WITH_LARGE_NUMBERS = _leads(st.one_of(_SMALL, _LARGE))
"""Odd leads some of whose numbers floats would round."""
