"""Scoring: points for rules as bounds, decay of engagement, and the grade; none of it decides anything."""

from collections.abc import Sequence
from math import inf

from leadgate.domain.clock import Instant
from leadgate.domain.policy.findings import Score
from leadgate.domain.policy.intervals import Number, Range
from leadgate.domain.policy.policy import Conclusions, ScoreLine
from leadgate.domain.policy.scope import CLOCK, Vector

Newest = tuple[Instant | None, Instant | None]

_LETTERS, _DIGITS = "ABC", "123"


def score_of(fit: Range, engagement: Range, named: Conclusions) -> Score:
    """Score a lead.

    Args:
        fit: the points for fit, as bounds.
        engagement: those for engagement.
        named: knows the most that each can come to.

    Returns:
        Fit, engagement and total as bounds, rounded to hundredths, and the grade. Letter and digit come
        from the lower bounds, which is what is certain: A and 1 from two thirds of the points that can be
        had, B and 2 from one third, else C and 3.
    """
    grade = _LETTERS[_third(fit[0], named.fit.most)] + _DIGITS[_third(engagement[0], named.engagement.most)]
    total = (fit[0] + engagement[0], fit[1] + engagement[1])
    return Score(_rounded(fit), _rounded(engagement), _rounded(total), grade)


def sum_of(lines: Sequence[ScoreLine], vector: Vector) -> Range:
    """Add up the points of some lines.

    Args:
        lines: rules and their points.
        vector: holds the clock, the result of every rule, and the newest matches.

    Returns:
        The bounds of the sum, not rounded.
    """
    low: Number = 0
    high: Number = 0
    for line in lines:
        result = vector[line.place]
        if result is False:
            continue
        least, most = line.unknown
        if result:
            least = most = line.points
            if line.half_life is not None:
                newest = [vector[place] for place in line.newest]
                least, most = decayed(line.points, line.half_life, vector[CLOCK], newest)
        low += least
        high += most
    return low, high


def decayed(points: Number, half_life: float, now: Instant, matches: Sequence[Newest | None]) -> Range:
    """Halve points once per half-life since the newest matching signal.

    A match of which the time or the condition is unknown may be new: it raises only the far bound. A rule
    that is yes without any match (`not exists(...)`) keeps its points, so they are the far bound as long as
    no match is certain.

    Args:
        points: what the rule is worth when new.
        half_life: seconds.
        now: the clock, epoch seconds.
        matches: for each measure of the rule the newest certain and the newest possible match; None without signals.

    Returns:
        The bounds of what is left.
    """
    newest = [(None, inf) if match is None else match for match in matches]
    surely = [certain for certain, _possible in newest if certain is not None]
    perhaps = [possible for _certain, possible in newest if possible is not None]
    if not perhaps:
        return points, points
    least = points * 0.5 ** (max(0.0, now - max(surely, default=-inf)) / half_life)
    most = points * 0.5 ** (max(0.0, now - max(perhaps)) / half_life) if surely else points
    return min(least, most), max(least, most)


def _third(points: Number, most: Number) -> int:
    if most <= 0:
        return 2
    return 0 if points * 3 >= most * 2 else 1 if points * 3 >= most else 2


def _rounded(bounds: Range) -> Range:
    low, high = bounds
    if type(low) is int and type(high) is int:
        return bounds
    return _round(low), _round(high)


def _round(points: Number) -> Number:
    rounded = round(points, 2)
    return int(rounded) if rounded == int(rounded) else rounded
