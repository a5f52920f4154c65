"""How long the engine takes for a decision, as ratios to the same policy written by hand."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.hand import decide_by_hand
from bench.leads import NOW, make_leads
from leadgate.contracts.policy import compile_policy
from leadgate.domain.policy import Policy, decide, decide_by_reference, load_policy

POLICY_FILE = Path(__file__).with_name("policy.yaml")
ROUNDS = 9
LEADS = 1_000


def bench_policy() -> Policy:
    """Load the benchmark's policy from its compiled form, as a worker does."""
    result = compile_policy(POLICY_FILE.read_text(encoding="utf-8"), name=POLICY_FILE.name)
    return load_policy(json.loads(json.dumps(result.compiled)))


def measure(leads: int = LEADS, rounds: int = ROUNDS) -> dict[str, float]:
    """Measure the evaluators.

    Args:
        leads: how many leads a round decides.
        rounds: how often each contender has its turn.

    Returns:
        `decide.trace.ratio`: the generated function to hand-written code, with the result of every rule, every value
        that was read, gates, outcome, route and score; `decide.reference.ratio`: the same by closures;
        `decide.trace.document.ratio`: the generated function with the full trace arranged as a document, questions,
        near misses and the date to look again included. Medians of interleaved rounds, so that a slow moment meets
        all of them. `policy.ready_ms`: from the stored text to a policy that decides, in processes that do it for
        the first time; `policy.generated_ms`: what the generated function takes in the same processes.
    """
    policy = bench_policy()
    policy.evaluator.warm_up()
    # As they come from a request: every lead with texts of its own.
    sample = [json.loads(json.dumps(lead)) for lead in make_leads(leads)]
    contenders: dict[str, Callable[[dict[str, Any]], object]] = {
        "hand": lambda lead: decide_by_hand(lead, NOW),
        "trace": lambda lead: decide(lead, policy, NOW).route,
        "reference": lambda lead: decide_by_reference(lead, policy, NOW).route,
        "document": lambda lead: decide(lead, policy, NOW).to_document(trace="full"),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            start = time.process_time()
            for lead in sample:
                contender(lead)
            times[name].append(time.process_time() - start)
    hand = median(times["hand"])
    return {
        "decide.trace.ratio": round(median(times["trace"]) / hand, 3),
        "decide.reference.ratio": round(median(times["reference"]) / hand, 3),
        "decide.trace.document.ratio": round(median(times["document"]) / hand, 3),
        **_readiness(rounds),
    }


def _readiness(rounds: int) -> dict[str, float]:
    """Make a policy ready in fresh processes; gives the medians in milliseconds."""
    stored = json.dumps(compile_policy(POLICY_FILE.read_text(encoding="utf-8")).compiled)
    ready, generated = [], []
    for _ in range(rounds):
        done = subprocess.run([sys.executable, "-c", _READY], input=stored, capture_output=True, text=True, check=True)  # noqa: S603
        loading, generating = map(float, done.stdout.split())
        ready.append(loading)
        generated.append(generating)
    return {
        "policy.ready_ms": round(median(ready) * 1000, 2),
        "policy.generated_ms": round(median(generated) * 1000, 2),
    }


_READY = """
import json, sys
from time import perf_counter
from leadgate.domain.policy import load_policy
text = sys.stdin.read()
start = perf_counter()
policy = load_policy(json.loads(text))
loaded = perf_counter()
policy.evaluator.warm_up()
print(loaded - start, perf_counter() - loaded)
"""


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name}: {value}")
