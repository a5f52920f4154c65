"""Generated code for what the results of all conditions add up to: score, disqualifiers, route and outcome."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Final

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.findings import HeldBack, Route
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.fused.results import adds_up_whole
from leadgate.domain.policy.policy import Conclusions, Points, ScoreLine
from leadgate.domain.policy.score import decayed, score_of

_MOST_ROUTES: Final = 4_096
"""Many routing lines have more combinations of results than are worth keeping."""


class Routes(dict[tuple[bool | None, ...], Route]):
    """The route for the results of all routing lines: found for the first lead that has them, then looked up."""

    def __init__(self, lines: Iterable[Route]) -> None:
        super().__init__()
        self._lines = tuple(lines)

    def __missing__(self, results: tuple[bool | None, ...]) -> Route:
        line = results.index(True)
        route = self._lines[line].passing(tuple(before for before in range(line) if results[before] is None))
        if len(self) < _MOST_ROUTES:
            self[results] = route
        return route


def conclusions_begun(named: Conclusions) -> Iterator[str]:
    """Write the lines before the first result: nothing is marked, no points are given."""
    yield "is_hit = is_open = False"
    if adds_up_whole(named):
        yield "fit = fit_more = fit_less = engagement = engagement_more = engagement_less = 0"


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
    # Both are rare and marked as such, so that the list is seldom gone through.
    if named.disqualify:
        entries = names.bind(tuple(entry for _place, entry in named.disqualify))
        results = "".join(f"{at[place]}, " for place, _entry in named.disqualify)
        yield f"if is_hit: hit = tuple({names.bind(compress)}({entries}, ({results})))"
    yield "if is_open:"
    for place, entry in named.disqualify:
        if entry.ask:
            yield f" if {at[place]} is None: undecided = (*undecided, {names.bind(entry)})"
    yield " pass"
    yield from _route(named, at, names)
    yield from _outcome(named, at, gates, names)


def _route(named: Conclusions, at: Sequence[str], names: Names) -> Iterator[str]:
    """Write the choice of the first line that is yes, with the unknown ones before it."""
    yield f"routing = ({''.join(f'{at[place]}, ' for place, _route in named.routes)})"
    yield f"route = {names.bind(Routes(route for _place, route in named.routes))}[routing]"


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
    if adds_up_whole(named):
        for name in parts:
            yield f"{name}_low = {name} + {name}_less; {name}_high = {name} + {name}_more"
        rows = [_third("engagement_low", named.engagement, [f"{letter}{n}" for n in (1, 2, 3)]) for letter in "ABC"]
        yield f"grade = {_third('fit_low', named.fit, [f'({row})' for row in rows])}"
        total = "(fit_low + engagement_low, fit_high + engagement_high)"
        yield f"score = ((fit_low, fit_high), (engagement_low, engagement_high), {total}, grade)"
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
    # Whole points reach a third of the most as soon as they reach its next whole number.
    most = int(points.most)
    otherwise = f"{second} if {variable} >= {-(-most // 3)} else {last}"
    return f"{first} if {variable} >= {-(-most * 2 // 3)} else {otherwise}"


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
