"""Prints how a run goes, what it compared, and a disagreement so that it can be tried again."""

import json
import sys
import time
from collections.abc import Callable, Sequence

from fuzz.comparing import Disagreement, Tally
from fuzz.evaluators import Evaluator

_SPOKEN = {True: "yes", False: "no", None: "unknown"}


def progress_of(wanted: int, every: float = 5.0) -> Callable[[Tally], None]:
    """Make a function that says now and then how far a run has come.

    Args:
        wanted: the results that the run is to compare.
        every: seconds between two lines.
    """
    said = begun = time.monotonic()

    def progress(tally: Tally) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= every:
            said = now
            print(f"{tally.results:,} of {wanted:,} results, {now - begun:.0f} s", file=sys.stderr, flush=True)

    return progress


def print_tally(tally: Tally, evaluators: Sequence[Evaluator], seed: int, seconds: float) -> None:
    """Print what a run compared, one `name: value` a line.

    Args:
        tally: what it counted.
        evaluators: what it compared.
        seed: what gives the same run again.
        seconds: how long it took.
    """
    first, *others = (evaluator.name for evaluator in evaluators)
    answers = tally.answers.total() or 1
    shares = ", ".join(f"{_SPOKEN[answer]} {count / answers:.0%}" for answer, count in tally.answers.most_common())
    print(f"fuzz.seed: {seed}")
    print(f"fuzz.pairs: {', '.join(f'{first} = {other}' for other in others)}")
    print(f"fuzz.policies: {tally.policies:,}")
    print(f"fuzz.policies.rejected: {len(tally.rejected):,}")
    print(f"fuzz.leads: {tally.leads:,}")
    print(f"fuzz.results: {tally.results:,} for each pair")
    print(f"fuzz.answers: {shares}")
    print(f"fuzz.outcomes: {', '.join(f'{name} {count:,}' for name, count in tally.outcomes.most_common())}")
    print(f"fuzz.seconds: {seconds:.0f}")
    for rejected in tally.rejected[:3]:
        print(f"a well-typed policy did not compile, seed {rejected[:300]}")


def print_disagreement(found: Disagreement) -> None:
    """Print everything that it takes to see a disagreement again."""
    one, other = found.pair
    print("\nThe evaluators differ. The policy:")
    print(json.dumps(found.document, ensure_ascii=False, indent=2))
    print("\nThe lead:")
    print(json.dumps(found.lead, ensure_ascii=True))
    print(f"\nnow: {found.now!r}")
    for where, said, other_said in found.differences:
        print(f"{where}: {one.name} says {said!r}, {other.name} says {other_said!r}")
