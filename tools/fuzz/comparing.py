"""Puts the same leads to every evaluator, counts what was compared, and stops where two of them differ."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from fuzz.evaluators import Evaluator, Lead, Loaded
from fuzz.leads import LeadWriter
from fuzz.policies import Case, Document, text_of, write_case
from fuzz.verdict import Difference, differences
from leadgate.contracts.policy import compile_policy
from leadgate.domain.clock import EARLIEST, LATEST

LEADS = 80
"""Leads for each policy, half of them at the policy's own moment, half at one nearby."""

MOST_REJECTED = 100
"""Well-typed policies that may fail to compile before a run has shown enough."""

_NEARBY = (-30 * 86_400, -86_400, -3_600, -0.5, 1, 1_800, 86_400, 45 * 86_400)


@dataclass(frozen=True)
class Disagreement:
    """A lead that two evaluators say different things of."""

    document: Document
    lead: Lead
    now: float
    pair: tuple[Evaluator, Evaluator]
    differences: list[Difference]


@dataclass
class Tally:
    """What a run has done so far; `results` are rules of leads, each compared by every pair of evaluators."""

    policies: int = 0
    leads: int = 0
    results: int = 0
    rejected: list[str] = field(default_factory=list)
    answers: Counter[bool | None] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)


def loaded_from(document: Document) -> Loaded | str:
    """Compile a document and take it through JSON as a stored one; a text says why it does not compile."""
    result = compile_policy(text_of(document))
    if result.compiled is None:
        return "; ".join(f"{problem} ({problem.hint})" for problem in result.errors)
    return Loaded.of(json.loads(json.dumps(result.compiled)))


def leads_of(case: Case, seed: str, count: int = LEADS) -> Iterator[tuple[float, list[Lead]]]:
    """Write the leads of a policy, in batches that share a moment.

    Args:
        case: the policy and its world.
        seed: the same seed gives the same leads.
        count: how many altogether.

    Yields:
        The moment, and the leads to decide at it.
    """
    dice = Random(f"{seed}/leads")  # noqa: S311 - the same leads every time is the point
    half = count // 2
    nearby = min(max(case.world.now + dice.choice(_NEARBY), EARLIEST), LATEST)
    for now, number in ((case.world.now, count - half), (nearby, half)):
        writer = LeadWriter(dice, case.world, now)
        yield now, [writer.write() for _ in range(number)]


def compare(
    evaluators: Sequence[Evaluator],
    seed: int,
    *,
    results: int,
    leads_each: int = LEADS,
    seconds: float = float("inf"),
    progress: Callable[[Tally], None] = lambda _tally: None,
) -> tuple[Tally, Disagreement | None]:
    """Compare evaluators until enough was compared or two of them differ.

    Args:
        evaluators: each of them is compared with the first.
        seed: the same seed compares the same policies and leads.
        results: how many results of rules are enough.
        leads_each: leads for each policy.
        seconds: how much time is enough.
        progress: called after every policy.

    Returns:
        What was done, and the first disagreement if there is one.
    """
    tally, until = Tally(), time.monotonic() + seconds
    while tally.results < results and time.monotonic() < until and len(tally.rejected) < MOST_REJECTED:
        name = f"{seed}/{tally.policies + len(tally.rejected)}"
        case = write_case(name)
        loaded = loaded_from(case.document)
        if isinstance(loaded, str):
            tally.rejected.append(f"{name}: {loaded}")
            continue
        tally.policies += 1
        for now, leads in leads_of(case, name, leads_each):
            found = _first_difference(evaluators, loaded, leads, now, tally)
            if found is not None:
                lead, pair, unequal = found
                return tally, Disagreement(case.document, lead, now, pair, unequal)
        progress(tally)
    return tally, None


def disagreement(pair: tuple[Evaluator, Evaluator], document: Document, lead: Lead, now: float) -> list[Difference]:
    """List what two evaluators differ in about one lead; nothing when the policy does not compile."""
    loaded = loaded_from(document)
    if isinstance(loaded, str):
        return []
    one, other = (evaluator.evaluate(loaded, [lead], now)[0] for evaluator in pair)
    return differences(one, other)


def _first_difference(
    evaluators: Sequence[Evaluator], loaded: Loaded, leads: list[Lead], now: float, tally: Tally
) -> tuple[Any, tuple[Evaluator, Evaluator], list[Difference]] | None:
    first, *others = evaluators
    expected = first.evaluate(loaded, leads, now)
    for other in others:
        for lead, one, two in zip(leads, expected, other.evaluate(loaded, leads, now), strict=True):
            unequal = differences(one, two)
            if unequal:
                return lead, (first, other), unequal
    for verdict in expected:
        tally.answers.update(verdict["rules"].values())
        tally.outcomes[verdict["outcome"]] += 1
    tally.leads += len(leads)
    tally.results += len(leads) * len(loaded.policy.rules)
    return None
