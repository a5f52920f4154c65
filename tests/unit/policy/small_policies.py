"""Small random policies and leads over a handful of facts, small enough to try everything out."""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

from leadgate.domain.policy import Policy
from tests.unit.policy.writing import NOW, write_policy

DOMAIN: dict[str, tuple[Any, ...]] = {
    "a": (True, False),
    "b": (True, False),
    "i": (0, 1, 2, 3, 4, -9, 9),
    "n": (0, 1, 2, 3, 5, 7, -9, 13),
    "colour": ("red", "green", "blue"),
}
"""Every answer that the atoms below can tell apart, by field of `answers`; the last ones are in no lead."""

_ATOMS = st.sampled_from([
    "answers.a", "answers.b", "answers.i >= 3", "answers.i < 2", "answers.i == 4", "1 <= answers.i <= 3",
    "answers.n > 2", "answers.n <= answers.i", "answers.n - answers.i >= 3", "answers.colour == 'red'",
    "answers.colour in ['red', 'blue']", "exists(type == 'call')",
    "count(type == 'page_view', within=minutes(1)) >= 2", "count(type == 'call') < answers.i",
])  # fmt: skip


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"(not {part})"),
        st.tuples(inner, inner).map(lambda parts: f"(({parts[0]}) == ({parts[1]}))"),
    )


_RULES = st.lists(st.recursive(_ATOMS, _grown, max_leaves=3), min_size=4, max_size=5)
_GATES = st.tuples(
    *[st.recursive(st.sampled_from(["r0", "r1", "r2", "r3", "at_least(2, r0, r1, r2)"]), _grown, max_leaves=3)] * 3
)
_DISQUALIFIERS = st.lists(
    st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.booleans()), max_size=2, unique_by=lambda d: d[0]
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy of four or five rules, the last of which may combine others."""
    rules = {f"r{number}": text for number, text in enumerate(draw(_RULES))}
    rules["r3"] = draw(st.sampled_from([rules["r3"], "r0 and r1", "r1 or not r2", "at_least(2, r0, r1, r2)"]))
    fit, intent, readiness = draw(_GATES)
    turned_away = [
        {"rule": rule, "reason": "spam", "if_unknown": "ask" if ask else "pass"} for rule, ask in draw(_DISQUALIFIERS)
    ]
    return write_policy(
        rules,
        gates={"fit": fit, "intent": intent, "readiness": readiness},
        disqualify=turned_away,
        review=["r0"] if draw(st.booleans()) else [],
        nurture={"revisit": "3m"},
    )


LEADS = st.fixed_dictionaries(
    {
        "answers": st.fixed_dictionaries(
            {},
            optional={
                name: st.sampled_from(values[:5] if len(values) > 5 else values) for name, values in DOMAIN.items()
            },
        ),
        "signals": st.lists(
            st.fixed_dictionaries(
                {"type": st.sampled_from(["page_view", "call"])}, optional={"at": st.integers(NOW - 70, NOW + 20)}
            ),
            max_size=4,
        ),
    }
)
"""Leads with some answers and some signals around NOW."""


def answered(lead: dict[str, Any], facts: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the lead with every combination of answers to some questions."""
    for answers in product(*(DOMAIN[fact.removeprefix("answers.")] for fact in facts)):
        given = {fact.removeprefix("answers."): answer for fact, answer in zip(facts, answers, strict=True)}
        yield {**lead, "answers": {**lead["answers"], **given}}


def subsets(names: list[str], most: int) -> Iterator[tuple[str, ...]]:
    """Yield every set of names, the smallest first."""
    for size in range(most + 1):
        yield from combinations(names, size)
