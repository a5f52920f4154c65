"""How long the engine takes for a decision, as ratios to the same policy written by hand."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.hand import decide_by_hand
from bench.leads import NOW, make_leads
from leadgate.contracts.policy import compile_policy
from leadgate.domain.policy import Policy, decide, load_policy

POLICY_FILE = Path(__file__).with_name("policy.yaml")
ROUNDS = 9
LEADS = 1_000


def bench_policy() -> Policy:
    """Load the benchmark's policy from its compiled form, as a worker does."""
    result = compile_policy(POLICY_FILE.read_text(encoding="utf-8"), name=POLICY_FILE.name)
    return load_policy(json.loads(json.dumps(result.compiled)))


def measure(leads: int = LEADS, rounds: int = ROUNDS) -> dict[str, float]:
    """Measure the evaluator.

    Args:
        leads: how many leads a round decides.
        rounds: how often each contender has its turn.

    Returns:
        `decide.reference.ratio`: closures to hand-written code, with every rule's result and every value that
        was read in the decision; `decide.reference.document.ratio`: the same, and the full trace arranged as
        a JSON-able document. Medians of interleaved rounds, so that a slow moment meets all of them.
    """
    policy = bench_policy()
    sample = list(make_leads(leads))
    contenders: dict[str, Callable[[dict[str, Any]], object]] = {
        "hand": lambda lead: decide_by_hand(lead, NOW),
        "reference": lambda lead: decide(lead, policy, NOW),
        "document": lambda lead: decide(lead, policy, NOW).to_document(trace="full"),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            start = time.perf_counter()
            for lead in sample:
                contender(lead)
            times[name].append(time.perf_counter() - start)
    hand = median(times["hand"])
    return {
        "decide.reference.ratio": round(median(times["reference"]) / hand, 3),
        "decide.reference.document.ratio": round(median(times["document"]) / hand, 3),
    }


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name}: {value}")
