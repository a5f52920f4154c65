"""Scores a lead from the results of its rules: points as bounds, decay by half-lives, and the grade."""

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any

Newest = Callable[[str], list[tuple[float | None, float | None]]]
"""For a rule the newest certain and the newest possible match of each measure that it reads, also through rules."""


def scored(score: Mapping[str, Any], results: Mapping[str, bool | None], newest: Newest, now: float) -> dict[str, Any]:
    """Give fit, engagement and total in hundredths, and the grade from what is certain."""
    fit = _added([_points(points, results[rule]) for rule, points in score["fit"]])
    engagement = _added(
        [
            _points(points, results[rule])
            if half_life is None or not results[rule]
            else _decayed(points, half_life, newest(rule), now)
            for rule, points, half_life in score["engagement"]
        ]
    )
    return {
        "fit": _hundredths(fit),
        "engagement": _hundredths(engagement),
        "total": _hundredths((fit[0] + engagement[0], fit[1] + engagement[1])),
        "grade": _grade("ABC", fit[0], score["fit"]) + _grade("123", engagement[0], score["engagement"]),
    }


def _points(points: float, result: bool | None) -> tuple[float, float]:
    if result is None:
        return min(0, points), max(0, points)
    return (points, points) if result else (0, 0)


def _decayed(
    points: float, half_life: float, newest: list[tuple[float | None, float | None]], now: float
) -> tuple[float, float]:
    certain = [at for at, _possible in newest if at is not None]
    possible = [at for _certain, at in newest if at is not None]
    if not possible:
        # Yes without any match, such as `not exists(...)`: there is nothing to grow old.
        return points, points

    def worth(at: float) -> float:
        return float(points * 0.5 ** (max(0.0, now - at) / half_life))

    oldest = worth(max(certain)) if certain else worth(-inf)
    freshest = worth(max(possible)) if certain else points
    return min(oldest, freshest), max(oldest, freshest)


def _added(lines: list[tuple[float, float]]) -> tuple[float, float]:
    # One after the other, as the lines stand: `sum` corrects the rounding of floats, and a hundredth can depend on it.
    low: float = 0
    high: float = 0
    for least, most in lines:
        low, high = low + least, high + most
    return low, high


def _grade(letters: str, points: float, lines: Sequence[Sequence[Any]]) -> str:
    most = sum(line[1] for line in lines if line[1] > 0)
    if most <= 0 or points * 3 < most:
        return letters[2]
    return letters[0] if points * 3 >= most * 2 else letters[1]


def _hundredths(bounds: tuple[float, float]) -> tuple[float, float]:
    return round(bounds[0], 2), round(bounds[1], 2)
