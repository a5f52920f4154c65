"""`python -m fuzz`: compares the evaluators on random policies and leads, and ends with 1 where two differ."""

import argparse
import sys
import time
from collections.abc import Sequence

from fuzz.comparing import compare
from fuzz.evaluators import Evaluator, evaluators
from fuzz.report import print_disagreement, print_tally, progress_of
from fuzz.shrinking import shrunk

MOST_REJECTED = 0.01
"""The share of random policies that may fail to compile before the run counts as failed."""


def main(arguments: list[str], compared: Sequence[Evaluator]) -> int:
    """Fuzz once.

    Args:
        arguments: see `python -m fuzz --help`.
        compared: the evaluators.

    Returns:
        The exit status: 1 when two evaluators differ, or when many well-typed policies do not compile.
    """
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="repeat the run with this seed")
    parser.add_argument("--results", type=int, default=500_000, help="results of rules to compare for each pair")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so long all the same")
    wanted = parser.parse_args(arguments)
    print(f"seed {wanted.seed}", file=sys.stderr, flush=True)
    begun = time.monotonic()
    tally, found = compare(
        compared,
        wanted.seed,
        results=wanted.results,
        seconds=wanted.minutes * 60,
        progress=progress_of(wanted.results),
    )
    print_tally(tally, compared, wanted.seed, time.monotonic() - begun)
    if found is not None:
        print("making the difference small ...", file=sys.stderr, flush=True)
        print_disagreement(shrunk(found))
        return 1
    return int(len(tally.rejected) > MOST_REJECTED * tally.policies)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], evaluators()))
