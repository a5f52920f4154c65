"""Scoring: points for rules as bounds, decay of engagement, and the grade; none of it decides anything."""

from collections.abc import Sequence
from math import inf

from leadgate.domain.policy.decision import Score
from leadgate.domain.policy.intervals import Number, Range
from leadgate.domain.policy.policy import Policy, ScoreLine
from leadgate.domain.policy.scope import CLOCK, Vector


def score_of(policy: Policy, vector: Vector) -> Score:
    """Score a lead.

    Args:
        policy: names the points.
        vector: holds the clock, the result of every rule, and the newest matches.

    Returns:
        Fit, engagement and total as bounds, rounded to hundredths, and the grade. Letter and digit come
        from the lower bounds, which is what is certain: A and 1 from two thirds of the points that can be
        had, B and 2 from one third, else C and 3.
    """
    program = policy.program
    fit, engagement = _sum(program.fit, vector), _sum(program.engagement, vector)
    total = (fit[0] + engagement[0], fit[1] + engagement[1])
    letter = "ABC"[_third(fit[0], program.fit)]
    digit = "123"[_third(engagement[0], program.engagement)]
    return Score(_rounded(fit), _rounded(engagement), _rounded(total), letter + digit)


def _sum(lines: Sequence[ScoreLine], vector: Vector) -> Range:
    low: Number = 0
    high: Number = 0
    for line in lines:
        result = vector[line.place]
        if result is False:
            continue
        if result is None:
            least, most = line.unknown
            low += least
            high += most
        elif line.half_life is None:
            low += line.points
            high += line.points
        else:
            least, most = _decayed(line, line.half_life, vector)
            low += least
            high += most
    return low, high


def _decayed(line: ScoreLine, half_life: float, vector: Vector) -> Range:
    """Halve the points once per half-life since the newest matching signal.

    A match of which the time or the condition is unknown may be new: it raises only the far bound. A rule
    that is yes without any match (`not exists(...)`) keeps its points, so they are the far bound as long as
    no match is certain.
    """
    now = vector[CLOCK]
    newest = [(None, inf) if vector[place] is None else vector[place] for place in line.newest]
    surely = [certain for certain, _possible in newest if certain is not None]
    perhaps = [possible for _certain, possible in newest if possible is not None]
    if not perhaps:
        return line.points, line.points
    least = line.points * 0.5 ** (max(0.0, now - max(surely, default=-inf)) / half_life)
    most = line.points * 0.5 ** (max(0.0, now - max(perhaps)) / half_life) if surely else line.points
    return min(least, most), max(least, most)


def _third(points: Number, lines: Sequence[ScoreLine]) -> int:
    most = sum(line.points for line in lines if line.points > 0)
    if most <= 0:
        return 2
    return 0 if points * 3 >= most * 2 else 1 if points * 3 >= most else 2


def _rounded(bounds: Range) -> Range:
    return _round(bounds[0]), _round(bounds[1])


def _round(points: Number) -> Number:
    rounded = round(points, 2)
    return int(rounded) if rounded == int(rounded) else rounded
