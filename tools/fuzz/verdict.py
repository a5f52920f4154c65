"""What evaluators are compared by: everything that they say of a lead, and where two of them differ."""

from collections.abc import Iterator, Mapping
from typing import Any

Verdict = dict[str, Any]
"""`rules`, `gates`, `values` by name; `outcome`, `reason`, `held_back`, `disqualifiers`, `undecided`, `score`,
`route`, `pool`, `passed_over`, `framework`, `ill_typed`, `stale`, perhaps `document`; or only `raised`."""

Difference = tuple[str, Any, Any]
"""Where, what the one says, what the other says."""

_ABSENT = "(nothing)"


def differences(one: Verdict, other: Verdict) -> list[Difference]:
    """List where two verdicts differ.

    Args:
        one: what the first evaluator says.
        other: what the second says. What only one of them speaks of (`document`) is not compared.

    Returns:
        Every difference; empty when they agree.
    """
    if "raised" in one or "raised" in other:
        return [] if one == other else [("raised", one.get("raised"), other.get("raised"))]
    return [found for key in one if key in other for found in _unequal(key, one[key], other[key])]


def _unequal(where: str, one: Any, other: Any) -> Iterator[Difference]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in {**one, **other}:
            yield from _unequal(f"{where}: {key}", one.get(key, _ABSENT), other.get(key, _ABSENT))
    # A bool equals a number, but yes is not 1.
    elif one != other or isinstance(one, bool) != isinstance(other, bool):
        yield where, one, other
