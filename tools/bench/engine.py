"""How long the engine takes for a decision, as ratios to the same policy written by hand."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.hand import decide_by_hand
from bench.imports import ROOT, run_cold
from bench.leads import NOW, make_leads
from leadgate.contracts.policy import compile_policy
from leadgate.domain.policy import Policy, canonical_form, decide, decide_by_reference, load_policy, version_of

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
        all of them. In processes that start as the `qualify` function does, and decide for the first time, in
        milliseconds of CPU time: `policy.ready_ms` from the stored text to a policy that decides, of which it is made
        sure that it is the version it is stored as; `policy.first_decision_ms` from the text to the first decision, by
        closures; `policy.generated_ms` for the generated function.
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
    times = _in_turns(contenders, sample, rounds)
    return {
        "decide.trace.ratio": round(times["trace"] / times["hand"], 3),
        "decide.reference.ratio": round(times["reference"] / times["hand"], 3),
        "decide.trace.document.ratio": round(times["document"] / times["hand"], 3),
        **_readiness(rounds),
    }


def _in_turns(
    contenders: Mapping[str, Callable[[dict[str, Any]], object]], sample: Sequence[dict[str, Any]], rounds: int
) -> dict[str, float]:
    """Let each contender decide the sample in every round; gives the median CPU time of each."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            start = time.process_time()
            for lead in sample:
                contender(lead)
            times[name].append(time.process_time() - start)
    return {name: median(taken) for name, taken in times.items()}


def _readiness(rounds: int) -> dict[str, float]:
    """Start the `qualify` function in fresh processes and let it decide its first lead; medians in milliseconds."""
    compiled = compile_policy(POLICY_FILE.read_text(encoding="utf-8")).compiled or {}
    lead = json.dumps(next(iter(make_leads(1)))).encode()
    given = b"\n".join((version_of(compiled).encode(), lead, canonical_form(compiled)))
    times = [run_cold(_COLD, ROOT / "functions/qualify", given).split() for _ in range(rounds)]
    names = ("policy.ready_ms", "policy.first_decision_ms", "policy.generated_ms")
    figures = zip(names, zip(*times, strict=True), strict=True)
    return {name: round(median(map(float, figure)) * 1000, 2) for name, figure in figures}


# The function is started as Lambda starts it, so that what its start leaves to the first request is measured here. CPU
# time, as in the ratios: whatever else the machine does in these few milliseconds is not the function's.
_COLD = f"""
import json, sys
from time import process_time as now
import app
from leadgate.domain.policy import decide, load_stored
version, lead, text = sys.stdin.buffer.read().split(b"\\n")
version, lead = version.decode(), json.loads(lead)
start = now()
policy = load_stored(text, version)
ready = now()
decide(lead, policy, {NOW!r})
decided = now()
policy.evaluator.warm_up()
print(ready - start, decided - start, now() - decided)
"""


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name}: {value}")
