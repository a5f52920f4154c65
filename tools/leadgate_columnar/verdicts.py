"""What is decided about a batch of leads: outcome, reason, gates, route, score and grade, in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from math import inf
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.policy import GATES
from leadgate_columnar.lead_frame import LeadFrame
from leadgate_columnar.plan import Plan
from leadgate_columnar.ternary import NO, UNKNOWN, YES, Flags, Mask, put

OUTCOMES: Final = tuple(Outcome)
GRADES: Final = tuple(letter + digit for letter in "ABC" for digit in "123")
_CODE: Final = {outcome: code for code, outcome in enumerate(OUTCOMES)}
# Eight rules come to 6,561 combinations, which a processor has at hand.
_AT_ONCE: Final = 8
# Sums of whole numbers up to this are exact as well.
_EXACT: Final = 2**31

Points = tuple[NDArray[Any], NDArray[Any]]
"""The least and the most points of each lead."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The decisions about a batch; codes count into OUTCOMES, GRADES, the reasons and the routing lines."""

    plan: Plan
    outcome: NDArray[np.int8]
    reason: NDArray[np.int16]
    held_back: NDArray[np.int8]
    """The outcome that a review holds back, -1 where none is."""
    gates: Mapping[str, Flags]
    results: Mapping[str, Flags]
    routing: Sequence[Flags]
    """The result of every routing line."""
    line: NDArray[np.int16]
    """The routing line that each lead takes."""
    fit: Points
    engagement: Points
    total: Points
    grade: NDArray[np.int8]
    left_over: NDArray[np.intp]
    """The leads that `decide` decided, because numpy would have rounded what Python does not."""

    @property
    def reasons(self) -> tuple[str | None, ...]:
        """Every reason that there can be; the first is none at all."""
        return reasons_of(self.plan)


def reasons_of(plan: Plan) -> tuple[str | None, ...]:
    """Give every reason that decisions by a policy can have; the first is none at all."""
    named = [entry["reason"] for entry in plan.compiled["disqualify"]]
    return (None, *dict.fromkeys(["no_fit", *named]))


def conclude(frame: LeadFrame) -> Verdicts:
    """Decide about every lead of a frame, after its rules have been evaluated."""
    plan, compiled = frame.plan, frame.plan.compiled
    gates = {name: frame.decide(compiled["gates"][name]["when"]) for name in GATES}
    outcome, reason, hit = _outcomes(frame, gates)
    held_back = _hold_back(frame, outcome, hit)
    routing = [
        np.full(frame.size, YES, np.int8) if line["when"] is None else frame.decide(line["when"])
        for line in compiled["routing"]
    ]
    fit, engagement = (_points(frame, part) for part in ("fit", "engagement"))
    letter, digit = (
        _thirds(points[0], compiled["score"][part]) for points, part in ((fit, "fit"), (engagement, "engagement"))
    )
    return Verdicts(
        plan=plan,
        outcome=outcome,
        reason=reason,
        held_back=held_back,
        gates=gates,
        results=frame.rules,
        routing=routing,
        line=_first_yes(routing, frame.size),
        fit=fit,
        engagement=engagement,
        total=(fit[0] + engagement[0], fit[1] + engagement[1]),
        grade=letter * np.int8(3) + digit,
        left_over=np.flatnonzero(frame.left_over),
    )


def _outcomes(frame: LeadFrame, gates: Mapping[str, Flags]) -> tuple[NDArray[np.int8], NDArray[np.int16], Mask]:
    fit, intent, readiness = (gates[name] for name in GATES)
    entries = frame.plan.compiled["disqualify"]
    reasons = reasons_of(frame.plan)
    reason = np.zeros(frame.size, np.int16)
    hit = np.zeros(frame.size, np.bool_)
    undecided = np.zeros(frame.size, np.bool_)
    # Backwards, so that the first in policy order is written last.
    for entry in reversed(entries):
        result = frame.rules[entry["rule"]]
        yes = result == YES
        hit |= yes
        put(reasons.index(entry["reason"]), reason, yes)
        if entry["ask"]:
            undecided |= result == UNKNOWN
    outcome = np.full(frame.size, _CODE[Outcome.NEEDS_INFO], np.int8)
    sure = np.minimum(np.minimum(fit, intent), readiness) == YES
    put(_CODE[Outcome.QUALIFIED], outcome, sure & ~undecided)
    put(_CODE[Outcome.NURTURE], outcome, np.minimum(intent, readiness) == NO)
    no_fit = (fit == NO) & ~hit
    put(reasons.index("no_fit"), reason, no_fit)
    put(_CODE[Outcome.DISQUALIFIED], outcome, hit | no_fit)
    return outcome, reason, hit


def _hold_back(frame: LeadFrame, outcome: NDArray[np.int8], hit: Mask) -> NDArray[np.int8]:
    """Turn outcomes into a review where a rule asks for it, and give what is held back."""
    held_back = np.full(frame.size, -1, np.int8)
    wanted = np.zeros(frame.size, np.bool_)
    for name in frame.plan.compiled["review"]:
        wanted |= frame.rules[name] == YES
    turned = wanted & ~hit
    turned &= (outcome == _CODE[Outcome.DISQUALIFIED]) | (outcome == _CODE[Outcome.NURTURE])
    held_back[turned] = outcome[turned]
    outcome[turned] = _CODE[Outcome.REVIEW]
    return held_back


def _first_yes(lines: Sequence[Flags], size: int) -> NDArray[np.int16]:
    taken = np.full(size, -1, np.int16)
    for index in reversed(range(len(lines))):
        put(index, taken, lines[index] == YES)
    return taken


def _points(frame: LeadFrame, part: str) -> Points:
    """Add up points as bounds, in policy order, so that sums of fractions come out as in Python."""
    lines = [line if len(line) == 3 else (*line, None) for line in frame.plan.compiled["score"][part]]
    low, high = np.zeros(frame.size), np.zeros(frame.size)
    if all(
        half_life is None and abs(points) <= _EXACT and float(points).is_integer() for _name, points, half_life in lines
    ):
        # Whole points come to the same in any order, so they are looked up for several rules at once.
        for some in batched(lines, _AT_ONCE, strict=False):
            least, most, places = _together(frame, some)
            low += least.take(places)
            high += most.take(places)
        return low, high
    for name, points, half_life in lines:
        result = frame.rules[name]
        if half_life is None:
            low += np.array([0.0, min(0, points), points]).take(result)
            high += np.array([0.0, max(0, points), points]).take(result)
            continue
        least, most = _decayed(frame, name, points, half_life)
        low += np.where(result == YES, least, np.where(result == UNKNOWN, min(0, points), 0.0))
        high += np.where(result == YES, most, np.where(result == UNKNOWN, max(0, points), 0.0))
    return low, high


def _together(frame: LeadFrame, lines: Sequence[tuple[str, float, None]]) -> tuple[NDArray[Any], ...]:
    """Give the least and the most points for all that some rules can come to, and what they come to for each lead."""
    places = np.zeros(frame.size, np.int16)
    least, most = np.zeros(1), np.zeros(1)
    for name, points, _half_life in lines:
        places *= np.int16(3)
        places += frame.rules[name]
        least = np.add.outer(least, [0.0, min(0, points), points]).ravel()
        most = np.add.outer(most, [0.0, max(0, points), points]).ravel()
    return least, most, places.astype(np.intp)


def _decayed(frame: LeadFrame, rule: str, points: float, half_life: float) -> Points:
    """Halve the points once per half-life since the newest match, as `leadgate.domain.policy.score` does."""
    found = [frame.newest(index) for index in frame.plan.decays[rule]]
    whole = np.full(frame.size, float(points))
    if not found:
        return whole, whole
    surely = np.fmax.reduce([certain for certain, _possible in found])
    perhaps = np.fmax.reduce([possible for _certain, possible in found])
    least = _halved(points, frame.now, np.where(np.isnan(surely), -inf, surely), half_life)
    most = np.where(np.isnan(surely), whole, _halved(points, frame.now, perhaps, half_life))
    unmatched = np.isnan(perhaps)
    least, most = np.where(unmatched, whole, least), np.where(unmatched, whole, most)
    return np.minimum(least, most), np.maximum(least, most)


def _halved(points: float, now: float, at: NDArray[np.float64], half_life: float) -> NDArray[np.float64]:
    ages = np.maximum(0.0, now - at) / half_life
    distinct, places = np.unique(ages, return_inverse=True)
    # Python's own power: numpy's may differ in the last bit, and grades have limits.
    return np.array([points * 0.5**age for age in distinct.tolist()]).take(places)


def _thirds(points: NDArray[Any], lines: Sequence[Sequence[Any]]) -> NDArray[np.int8]:
    most = sum(line[1] for line in lines if line[1] > 0)
    if most <= 0:
        return np.full(len(points), 2, np.int8)
    thrice = points * 3
    thirds: NDArray[np.int8] = np.int8(2) - (thrice >= most * 2).view(np.int8) - (thrice >= most).view(np.int8)
    return thirds
