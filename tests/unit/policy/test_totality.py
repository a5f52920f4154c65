"""`decide` answers whatever a lead holds, the same every time, and with data that JSON can carry."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bench.engine import bench_policy
from bench.leads import NOW, make_leads
from leadgate.domain.policy import decide, load_policy
from leadgate.domain.policy.facts import SECTIONS
from tests.unit.policy.writing import compiled_policy, write_policy

_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(10**300, 10**305), st.floats(), st.text(max_size=8),
    st.sampled_from(["DE", "vp", "2026-05-04T09:00:00Z", "\ud800", "page_view", "demo_request"]),
)  # fmt: skip
ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)),
    max_leaves=8,
)
_BENCH = bench_policy()
_FIELDS = sorted({name.partition(".")[2] for name in _BENCH.facts if "." in name})
_SECTION = st.one_of(ANYTHING, st.dictionaries(st.sampled_from(_FIELDS), ANYTHING, max_size=8))
_SIGNAL = st.one_of(
    ANYTHING,
    st.dictionaries(
        st.sampled_from(["type", "at", "page", "value", "duration_s", "source"]),
        st.one_of(_SCALARS, st.integers(NOW - 10_000_000, NOW + 1_000)),
    ),
)
LEADS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(SECTIONS, _SECTION),
        "created_at": ANYTHING,
        "signals": st.one_of(ANYTHING, st.lists(_SIGNAL, max_size=6)),
        "provenance": st.one_of(ANYTHING, st.dictionaries(st.sampled_from(sorted(_BENCH.facts)), ANYTHING)),
    },
)
ARITHMETIC = write_policy(
    {
        "wild": "answers.n * answers.n * answers.n - answers.i * answers.n * answers.n > answers.n * 0.5",
        "many": "distinct_days(outside_hours(at)) * total(value) <= families() * answers.n",
        "moment": "age(answers.t) * answers.n > answers.len + days(answers.i)",
        "closed": "outside_hours(created_at) or outside_hours(answers.t)",
    },
    score={"engagement": {"many": {"points": 3, "half_life": "1d"}}},
    freshness={"answers.n": "1d"},
    timezone="Pacific/Apia",
)


@given(LEADS)
def test_any_lead_is_decided_twice_the_same_and_fits_into_json(lead: dict[str, Any]) -> None:
    for policy in (_BENCH, ARITHMETIC):
        first, second = (decide(lead, policy, NOW).to_document(trace="full") for _ in range(2))
        written = json.dumps(first, allow_nan=False)
        assert written == json.dumps(second)
        assert first["outcome"] in {"qualified", "needs_info", "nurture", "disqualified"}


@given(ANYTHING)
def test_what_is_no_document_at_all_is_decided_as_a_lead_of_which_nothing_is_known(lead: Any) -> None:
    assert decide(lead, _BENCH, NOW).to_document(trace="compact")["outcome"] != "qualified"


def test_the_stored_form_decides_as_the_compiled_one() -> None:
    rules = {"f": "company.employees > 50", "i": "count(type == 'page_view', within=days(7)) >= 2"}
    gates = {"fit": "f", "intent": "i", "readiness": "f or i"}
    compiled = compiled_policy(rules, gates=gates)
    one, other = load_policy(compiled), load_policy(json.loads(json.dumps(compiled, sort_keys=True)))
    assert one.version == other.version
    for lead in make_leads(50):
        documents = [decide(lead, policy, NOW).to_document(trace="full") for policy in (one, other)]
        assert documents[0] == documents[1]
