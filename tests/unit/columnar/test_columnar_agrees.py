"""The columnar evaluator gives the same results as `decide`, for every rule of every lead, however odd."""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.engine import POLICY_FILE
from bench.leads import NOW as BENCH_NOW
from bench.leads import make_leads
from leadgate.contracts.policy import compile_policy
from leadgate.domain.policy import Decision, decide
from leadgate_columnar.document_batch import DocumentBatch
from leadgate_columnar.evaluation import evaluate, row_of
from leadgate_columnar.lead_frame import LeadFrame
from leadgate_columnar.plan import Plan, plan_of
from leadgate_columnar.signal_classes import count_by_class
from tests.unit.columnar.every_expression import (
    LEADS,
    LEADS_OF_WHOLE_SECONDS,
    LEADS_WITH_LARGE_NUMBERS,
    every_expression,
)
from tests.unit.policy.writing import DAY, NOW, compiled_policy

EVERY = plan_of(every_expression())
SHIPPED = sorted(Path(str(files("leadgate").joinpath("policies"))).glob("*.yaml"))


def compiled(path: Path) -> dict[str, Any]:
    result = compile_policy(path.read_text(encoding="utf-8"))
    assert result.compiled is not None
    return result.compiled


def expected(decision: Decision) -> dict[str, Any]:
    """What columns say of a decision; its document would also hold near misses and questions, which take longest."""
    score, held = decision.score, decision.held_back
    return {
        "outcome": str(decision.outcome),
        "reason": decision.reason,
        "gates": decision.gates,
        "disqualifiers": [entry.rule for entry in decision.disqualifiers],
        "held_back": held and {"outcome": str(held.outcome), "reason": held.reason},
        "score": {
            "fit": list(score.fit),
            "engagement": list(score.engagement),
            "total": list(score.total),
            "grade": score.grade,
        },
        "route": decision.route.pool,
        "line": decision.route.line,
        "passed_over": list(decision.route.passed_over),
        "trace": decision.results,
    }


def rows_of(plan: Plan, leads: Sequence[Any], now: float) -> list[dict[str, Any]]:
    verdicts = evaluate(plan, DocumentBatch(leads), now)
    return [row_of(verdicts, row) for row in range(len(leads))]


def assert_same(plan: Plan, leads: Sequence[Any], now: float) -> None:
    assert rows_of(plan, leads, now) == [expected(decide(lead, plan.policy, now)) for lead in leads]


def test_every_rule_of_the_benchmark_comes_out_the_same() -> None:
    assert_same(plan_of(compiled(POLICY_FILE)), list(make_leads(1_500)), BENCH_NOW)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_policies_decide_their_own_examples_the_same(path: Path) -> None:
    plan = plan_of(compiled(path))
    leads = [entry["lead"] for entry in plan.compiled["examples"]] + list(make_leads(300))
    for now in {entry["now"] for entry in plan.compiled["examples"]}:
        assert_same(plan, leads, now)


def adds_fractions(lead: Any) -> bool:
    """Say whether sums over a lead's signals may round, so that columns leave it to `decide`."""
    signals = lead.get("signals") if isinstance(lead, dict) else None
    dicts = [signal for signal in signals if isinstance(signal, dict)] if isinstance(signals, list) else []
    amounts = [signal.get(field) for signal in dicts for field in ("value", "duration_s")]
    return any(isinstance(amount, float) and not amount.is_integer() for amount in amounts)


@settings(max_examples=120)
@given(st.lists(LEADS, max_size=8), st.sampled_from([NOW, NOW + 0.25, BENCH_NOW]))
def test_odd_leads_come_out_the_same_by_a_policy_with_every_operation(leads: list[Any], now: float) -> None:
    assert_same(EVERY, leads, now)
    whole = [lead for lead in leads if not adds_fractions(lead)]
    assert not len(evaluate(EVERY, DocumentBatch(whole), now).left_over)


@settings(max_examples=150)
@given(st.lists(LEADS_OF_WHOLE_SECONDS, max_size=8))
def test_leads_whose_signals_are_counted_by_class_come_out_the_same(leads: list[Any]) -> None:
    assert_same(EVERY, leads, NOW)


def test_simple_measures_are_counted_by_class_and_others_one_by_one() -> None:
    for plan, now, simple in ((plan_of(compiled(POLICY_FILE)), BENCH_NOW, 18), (EVERY, NOW, 11)):
        frame = LeadFrame(plan, DocumentBatch(list(make_leads(50))), now)
        counted = count_by_class(frame.plan.classes, frame.signals, now, frame.whole_frame)
        assert counted is not None
        assert len(counted) == simple < len(frame.plan.measures)
        assert count_by_class(frame.plan.classes, frame.signals, now + 0.5, frame.whole_frame) is None


@settings(max_examples=100)
@given(st.lists(LEADS_WITH_LARGE_NUMBERS, max_size=8))
def test_leads_with_large_numbers_come_out_the_same(leads: list[Any]) -> None:
    assert_same(EVERY, leads, NOW)


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=60)
@given(st.lists(_JSON, max_size=5))
@example([None, 5, "lead", [], {"signals": {}}, {"answers": []}])
def test_what_is_no_lead_at_all_comes_out_the_same(leads: list[Any]) -> None:
    assert_same(EVERY, leads, NOW)


def test_numbers_that_floats_round_are_decided_as_python_calculates() -> None:
    plan = plan_of(compiled_policy({
        "even": "answers.i * answers.i == 9007195909437503000000",
        "sum": "total(value) == 9007199254740993",
        "near": "answers.i + 1 > 9007199254740992",
    }))  # fmt: skip
    leads = [
        {"answers": {"i": 94906265000}, "signals": [{"value": 2**53}, {"value": 1}]},
        {"answers": {"i": 2**53}, "signals": [{"value": 2**53 - 1}, {"value": 1.0}, {"value": 1}]},
        {"answers": {"i": 2**53 - 1}, "signals": [{"value": 2**52}, {"value": 2**52}, {"value": -(2**52)}]},
    ]
    assert_same(plan, leads, NOW)
    assert [row["trace"]["sum"] for row in rows_of(plan, leads, NOW)] == [True, False, False]


def test_days_change_with_the_clocks_of_the_zone() -> None:
    policy = compiled_policy(
        {f"d{number}": f"distinct_days() >= {number}" for number in range(1, 4)}
        | {"shut": "count(outside_hours(at)) >= 2"},
        timezone="America/St_Johns",
    )
    plan = plan_of(policy)
    starts = (-3_000_000_000, 0, 1_143_000_000, 1_772_000_000, 1_793_000_000, 253_402_000_000)
    leads = [
        {"signals": [{"at": start + step * 1_801}, {"at": start + step * 1_801 + 3_599.9999999}, {"at": start}]}
        for start in starts
        for step in range(0, 60 * DAY // 1_801, 7)
    ]
    assert_same(plan, leads, NOW)


def test_only_rules_that_matter_are_evaluated_when_nobody_asks_for_all() -> None:
    rules = {"used": "answers.n > 1", "through": "used and answers.a", "spare": "exists(value > 1)"}
    policy = compiled_policy(rules, gates={"fit": "through", "intent": "yes", "readiness": "yes"})
    plan = plan_of(policy, every_rule=False)
    assert set(plan.rules) == {"used", "through", "yes"}
    assert (set(plan.facts), plan.measures) == ({"answers.n", "answers.a"}, {})
    leads = [{"answers": {"n": 2, "a": True}}, {"answers": {"n": 0}}, {}]
    verdicts = evaluate(plan, DocumentBatch(leads), NOW)
    assert [row_of(verdicts, row)["outcome"] for row in range(3)] == ["qualified", "disqualified", "needs_info"]


def test_a_long_chain_of_rules_is_no_problem() -> None:
    rules = {"r0": "answers.a"} | {f"r{number}": f"r{number - 1} and true" for number in range(1, 480)}
    assert_same(plan_of(compiled_policy(rules)), [{"answers": {"a": True}}, {}], NOW)


def test_results_are_data_that_json_can_carry() -> None:
    rows = rows_of(EVERY, [{"signals": [{"type": "call", "at": NOW}]}], NOW)
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
