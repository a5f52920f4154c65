"""How the decisions of two policies differ over many leads: counted from one to the other, with examples."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from leadgate_columnar.batch import Batch
from leadgate_columnar.evaluation import evaluate, round_points
from leadgate_columnar.plan import Plan
from leadgate_columnar.ternary import MEANING, Mask
from leadgate_columnar.verdicts import GRADES, OUTCOMES, Verdicts

ASPECTS: Final = ("outcome", "pool", "grade")
"""What of a decision is counted from one policy to the other."""

Change = tuple[str, str, str]
"""An aspect, what it was, and what it becomes."""


@dataclass(slots=True)
class Example:
    """A lead that changes, and what explains it: each pair is the old policy's and the new one's."""

    id: str | int | None
    outcome: tuple[str, str]
    pool: tuple[str, str]
    grade: tuple[str, str]
    points: tuple[tuple[float, float], tuple[float, float]]
    gates: Mapping[str, tuple[bool | None, bool | None]]
    rules: Mapping[str, tuple[bool | None, bool | None]]


@dataclass(slots=True)
class Comparison:
    """The differences found so far; those of several batches or processes are added up."""

    wanted: int
    leads: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    """Leads that change at all under `any`, and by aspect; `score` are those whose points change."""
    moves: Counter[Change] = field(default_factory=Counter)
    """Leads by aspect, from, to; also those that stay."""
    rules: Counter[tuple[str, bool | None, bool | None]] = field(default_factory=Counter)
    """Leads for which a rule of both policies comes out otherwise."""
    examples: dict[Change, list[Example]] = field(default_factory=dict)

    def merge(self, other: "Comparison") -> None:
        """Add what was found elsewhere, later in the same file."""
        self.leads += other.leads
        self.changed += other.changed
        self.moves += other.moves
        self.rules += other.rules
        for change, found in other.examples.items():
            kept = self.examples.setdefault(change, [])
            kept.extend(found[: self.wanted - len(kept)])


def compare(old: Plan, new: Plan, batch: Batch, now: float, wanted: int) -> Comparison:
    """Compare what two policies decide about a batch.

    Args:
        old: the policy as it is.
        new: the policy as it would be.
        batch: the leads.
        now: the clock, epoch seconds.
        wanted: how many examples to give of each change.

    Returns:
        The differences.
    """
    before, after = evaluate(old, batch, now), evaluate(new, batch, now)
    found = Comparison(wanted, batch.size)
    moved = np.zeros(batch.size, np.bool_)
    for aspect in ASPECTS:
        names, codes = zip(*(_ASPECTS[aspect](verdicts) for verdicts in (before, after)), strict=True)
        moved |= _count_moves(found, aspect, names, codes, _Explainer(batch, before, after))
    scored = _differ(before, after)
    found.changed["score"] = int(scored.sum())
    found.changed["any"] = int((moved | scored).sum())
    for name, one in before.results.items():
        if name in after.results:
            _count_rule(found, name, one, after.results[name])
    return found


def _outcomes(verdicts: Verdicts) -> tuple[list[str], NDArray[Any]]:
    return [str(outcome) for outcome in OUTCOMES], verdicts.outcome


def _pools(verdicts: Verdicts) -> tuple[list[str], NDArray[Any]]:
    pools = list(verdicts.plan.policy.pools)
    of_line = np.array([pools.index(line.pool) for line in verdicts.plan.policy.routes])
    return pools, of_line.take(verdicts.line)


def _grades(verdicts: Verdicts) -> tuple[list[str], NDArray[Any]]:
    return list(GRADES), verdicts.grade


_ASPECTS: Final[Mapping[str, Callable[[Verdicts], tuple[list[str], NDArray[Any]]]]] = {
    "outcome": _outcomes,
    "pool": _pools,
    "grade": _grades,
}


def _count_moves(
    found: Comparison,
    aspect: str,
    names: tuple[list[str], ...],
    codes: tuple[NDArray[Any], ...],
    explain: "_Explainer",
) -> Mask:
    """Count an aspect from the old policy to the new, keep examples, and say which leads move."""
    old, new = names
    pairs = codes[0].astype(np.int64) * len(new) + codes[1]
    for pair in np.flatnonzero(np.bincount(pairs)).tolist():
        change = (aspect, old[pair // len(new)], new[pair % len(new)])
        rows = np.flatnonzero(pairs == pair)
        found.moves[change] += len(rows)
        if change[1] != change[2]:
            found.changed[aspect] += len(rows)
            found.examples[change] = [explain(row) for row in rows[: found.wanted].tolist()]
    same = np.array([[one == other for other in new] for one in old])
    moved: Mask = ~same.ravel().take(pairs)
    return moved


def _differ(before: Verdicts, after: Verdicts) -> Mask:
    """Say whose points change, in hundredths as people see them."""
    ends = [(one, other) for one, other in zip(before.total, after.total, strict=True)]
    differ: Mask = np.logical_or.reduce([np.abs(one - other) >= 0.005 for one, other in ends])
    return differ


def _count_rule(found: Comparison, name: str, one: NDArray[Any], other: NDArray[Any]) -> None:
    counts = np.bincount(one * 3 + other, minlength=9).tolist()
    for pair, leads in enumerate(counts):
        if leads and pair // 3 != pair % 3:
            found.rules[name, MEANING[pair // 3], MEANING[pair % 3]] += leads


@dataclass(frozen=True, slots=True)
class _Explainer:
    """Makes an example of a lead."""

    batch: Batch
    before: Verdicts
    after: Verdicts

    def __call__(self, row: int) -> Example:
        before, after = self.before, self.after
        both = [(name, one, after.results[name]) for name, one in before.results.items() if name in after.results]
        gates = [(name, flags, after.gates[name]) for name, flags in before.gates.items()]
        return Example(
            self.batch.identity(row),
            (str(OUTCOMES[before.outcome[row]]), str(OUTCOMES[after.outcome[row]])),
            (_pool(before, row), _pool(after, row)),
            (GRADES[before.grade[row]], GRADES[after.grade[row]]),
            (_points(before, row), _points(after, row)),
            {name: _pair(one, other, row) for name, one, other in gates if one[row] != other[row]},
            {name: _pair(one, other, row) for name, one, other in both if one[row] != other[row]},
        )


def _pair(one: NDArray[Any], other: NDArray[Any], row: int) -> tuple[bool | None, bool | None]:
    return MEANING[one[row]], MEANING[other[row]]


def _pool(verdicts: Verdicts, row: int) -> str:
    return verdicts.plan.policy.routes[int(verdicts.line[row])].pool


def _points(verdicts: Verdicts, row: int) -> tuple[float, float]:
    low, high = verdicts.total
    return round_points(float(low[row])), round_points(float(high[row]))
