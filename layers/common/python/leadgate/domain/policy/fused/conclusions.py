"""Generated code for what the results of all conditions add up to: score, disqualifiers, route and outcome."""

from collections.abc import Iterator, Sequence

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.findings import HeldBack, Score
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.policy import Conclusions, Points, ScoreLine
from leadgate.domain.policy.score import decayed, score_of


def conclusions_code(named: Conclusions, at: Sequence[str], gates: Sequence[str], names: Names) -> Iterator[str]:
    """Write the lines that draw conclusions.

    Args:
        named: what to conclude from which place.
        at: the variable of each place of the vector.
        gates: the variables of fit, intent and readiness.
        names: receives what the code refers to.
    """
    yield from _score(named, at, names)
    yield "hit = undecided = ()"
    for place, entry in named.disqualify:
        yield f"if {at[place]}: hit = (*hit, {names.bind(entry)})"
        if entry.ask:
            yield f"elif {at[place]} is None: undecided = (*undecided, {names.bind(entry)})"
    lines = [f"{index} if {at[place]} else" for index, place in enumerate(named.routes)]
    yield f"line = {' '.join(lines)} None"
    yield from _outcome(named, at, gates, names)


def _outcome(named: Conclusions, at: Sequence[str], gates: Sequence[str], names: Names) -> Iterator[str]:
    """Write `outcome_of` and `held_back`."""
    fit, intent, readiness = gates
    bound = {outcome: names.bind(outcome) for outcome in Outcome}
    review = " or ".join(at[place] for place in named.review)
    held = f"{names.bind(HeldBack)}(outcome, reason)"
    looked_at = f" if {review}: held_back = {held}; outcome = {bound[Outcome.REVIEW]}"
    yield "reason = held_back = None"
    yield f"if hit: outcome = {bound[Outcome.DISQUALIFIED]}; reason = hit[0].reason"
    yield f"elif {fit} is False:"
    yield f" outcome = {bound[Outcome.DISQUALIFIED]}; reason = {names.bind('no_fit')}"
    yield from [looked_at] if review else []
    yield f"elif {intent} is False or {readiness} is False:"
    yield f" outcome = {bound[Outcome.NURTURE]}"
    yield from [looked_at] if review else []
    yield f"elif {fit} and {intent} and {readiness} and not undecided: outcome = {bound[Outcome.QUALIFIED]}"
    yield f"else: outcome = {bound[Outcome.NEEDS_INFO]}"


def _score(named: Conclusions, at: Sequence[str], names: Names) -> Iterator[str]:
    parts = {"fit": named.fit, "engagement": named.engagement}
    if all(_is_whole(line) for points in parts.values() for line in points.lines):
        # Whole numbers add up to the same in any order and need no rounding.
        for name, points in parts.items():
            yield from _whole_sum(name, points.lines, at)
        digits = {letter: _third("engagement_low", named.engagement, [f"{letter}{n}" for n in (1, 2, 3)]) for letter in "ABC"}
        yield f"grade = {_third('fit_low', named.fit, [f'({code})' for code in digits.values()])}"
        total = "(fit_low + engagement_low, fit_high + engagement_high)"
        bounds = f"(fit_low, fit_high), (engagement_low, engagement_high), {total}"
        yield f"score = {names.bind(tuple.__new__)}({names.bind(Score)}, ({bounds}, grade))"
        return
    for name, points in parts.items():
        yield from _sum(name, points.lines, at, names)
    bounds = "(fit_low, fit_high), (engagement_low, engagement_high)"
    yield f"score = {names.bind(score_of)}({bounds}, {names.bind(named)})"


def _third(variable: str, points: Points, grades: Sequence[str]) -> str:
    """Write which of three grades the points have earned; a grade is a text or code for one."""
    first, second, last = (grade if grade.startswith("(") else repr(grade) for grade in grades)
    if points.most <= 0:
        return last
    return f"{first} if {variable} * 3 >= {points.most * 2!r} else {second} if {variable} * 3 >= {points.most!r} else {last}"


def _is_whole(line: ScoreLine) -> bool:
    return type(line.points) is int and line.half_life is None


def _whole_sum(name: str, lines: Sequence[ScoreLine], at: Sequence[str]) -> Iterator[str]:
    """Write a sum that keeps what is sure apart from what may come on top of it or off it."""
    yield f"{name} = {name}_more = {name}_less = 0"
    for line in lines:
        variable, perhaps = at[line.place], "more" if line.points > 0 else "less"
        yield f"if {variable}: {name} += {line.points}"
        yield f"elif {variable} is None: {name}_{perhaps} += {line.points}"
    yield f"{name}_low = {name} + {name}_less; {name}_high = {name} + {name}_more"


def _sum(name: str, lines: Sequence[ScoreLine], at: Sequence[str], names: Names) -> Iterator[str]:
    yield f"{name}_low = {name}_high = 0"
    for line in lines:
        variable, points = at[line.place], repr(line.points)
        if line.half_life is None:
            yield f"if {variable}: {name}_low += {points}; {name}_high += {points}"
        else:
            newest = "".join(f"{at[place]}, " for place in line.newest)
            yield f"if {variable}:"
            yield f" low, high = {names.bind(decayed)}({points}, {line.half_life!r}, now, ({newest}))"
            yield f" {name}_low += low; {name}_high += high"
        end = "high" if line.points > 0 else "low"
        yield f"elif {variable} is None: {name}_{end} += {points}"
