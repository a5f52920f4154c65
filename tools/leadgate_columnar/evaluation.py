"""Evaluating a policy over many leads at once, with the same results as `decide` gives for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from leadgate.domain.policy import Decision, decide
from leadgate_columnar.batch import Batch
from leadgate_columnar.document_batch import DocumentBatch
from leadgate_columnar.lead_frame import LeadFrame
from leadgate_columnar.plan import Plan, plan_of
from leadgate_columnar.ternary import MEANING, UNKNOWN, flag_of
from leadgate_columnar.verdicts import GRADES, OUTCOMES, Points, Verdicts, conclude


def evaluate_documents(compiled: Mapping[str, Any], documents: Sequence[Any], now: float) -> list[dict[str, Any]]:
    """Evaluate a policy over lead documents, as fuzzers and tests compare it with `decide`.

    Args:
        compiled: the compiled form of the policy.
        documents: lead documents; whatever they hold, nothing is raised.
        now: the clock, epoch seconds.

    Returns:
        A document for each lead, with the same values as `Decision.to_document(trace="compact")` has under
        `outcome`, `reason`, `gates`, `disqualifiers`, `score`, `route` and `trace`, and besides these
        `held_back` (outcome and reason, or None), and `line` and `passed_over` of the route.
        Questions, near misses and dates are not part of it.
    """
    batch = DocumentBatch(documents)
    verdicts = evaluate(plan_of(compiled), batch, now)
    return [row_of(verdicts, row) for row in range(batch.size)]


def evaluate(plan: Plan, batch: Batch, now: float) -> Verdicts:
    """Evaluate a policy over a batch.

    Args:
        plan: the prepared policy.
        batch: the leads.
        now: the clock, epoch seconds.

    Returns:
        The decisions. Leads with numbers that numpy would round are decided by `decide`; `left_over` names them.
    """
    # What is unknown may stand for any number, so what becomes of it says nothing.
    with np.errstate(all="ignore"):
        frame = LeadFrame(plan, batch, now)
        frame.evaluate()
        verdicts = conclude(frame)
    rows = verdicts.left_over.tolist()
    if rows:
        verdicts = _apart(verdicts)
    for row in rows:
        _copy(decide(batch.document(row), plan.policy, now), verdicts, row)
    return verdicts


def _apart(verdicts: Verdicts) -> Verdicts:
    """Give every condition results of its own: one that only names another shares that one's until then."""
    return replace(
        verdicts,
        results={rule: flags.copy() for rule, flags in verdicts.results.items()},
        gates={name: flags.copy() for name, flags in verdicts.gates.items()},
        routing=[flags.copy() for flags in verdicts.routing],
    )


def row_of(verdicts: Verdicts, row: int) -> dict[str, Any]:
    """Give the decision about one lead of a batch as data.

    Args:
        verdicts: the decisions about the batch.
        row: the number of the lead in it.

    Returns:
        What `evaluate_documents` gives for a lead.
    """
    compiled, line = verdicts.plan.compiled, int(verdicts.line[row])
    results = {rule: MEANING[flags[row]] for rule, flags in verdicts.results.items()}
    reason = verdicts.reasons[verdicts.reason[row]]
    held = int(verdicts.held_back[row])
    passed_over = [at for at, flags in enumerate(verdicts.routing[:line]) if flags[row] == UNKNOWN]
    return {
        "outcome": str(OUTCOMES[verdicts.outcome[row]]),
        "reason": reason,
        "gates": {name: MEANING[flags[row]] for name, flags in verdicts.gates.items()},
        "disqualifiers": [entry["rule"] for entry in compiled["disqualify"] if results[entry["rule"]]],
        "held_back": None if held < 0 else {"outcome": str(OUTCOMES[held]), "reason": reason},
        "score": {
            "fit": _spoken(verdicts.fit, row),
            "engagement": _spoken(verdicts.engagement, row),
            "total": _spoken(verdicts.total, row),
            "grade": GRADES[verdicts.grade[row]],
        },
        "route": compiled["routing"][line]["pool"],
        "line": line,
        "passed_over": passed_over,
        "trace": {rule.id: results[rule.id] for rule in verdicts.plan.policy.rules if rule.id in results},
    }


def _spoken(points: Points, row: int) -> list[float]:
    return [round_points(float(end[row])) for end in points]


def round_points(points: float) -> float:
    """Round points to hundredths, whole ones to integers, as a decision does."""
    rounded = round(points, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def _copy(decision: Decision, verdicts: Verdicts, row: int) -> None:
    """Write what `decide` decided about a lead in its row."""
    held = decision.held_back
    verdicts.outcome[row] = OUTCOMES.index(decision.outcome)
    verdicts.reason[row] = verdicts.reasons.index(decision.reason)
    verdicts.held_back[row] = -1 if held is None else OUTCOMES.index(held.outcome)
    for name, flags in verdicts.gates.items():
        flags[row] = flag_of(decision.gates[name])
    results = decision.results
    for rule, flags in verdicts.results.items():
        flags[row] = flag_of(results[rule])
    for at, flags in enumerate(verdicts.routing):
        flags[row] = UNKNOWN if at in decision.route.passed_over else flag_of(at == decision.route.line)
    verdicts.line[row] = decision.route.line
    score = decision.score
    for name, ends in (("fit", verdicts.fit), ("engagement", verdicts.engagement), ("total", verdicts.total)):
        ends[0][row], ends[1][row] = getattr(score, name)
    verdicts.grade[row] = GRADES.index(score.grade)
