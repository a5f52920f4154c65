"""Drawing the outcome from the results of all conditions: the order in which gates and disqualifiers speak."""

from collections.abc import Sequence
from typing import NamedTuple

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.findings import HeldBack
from leadgate.domain.policy.policy import Conclusions, Disqualify, Policy
from leadgate.domain.policy.scope import Vector

Gates = tuple[bool | None, bool | None, bool | None]


class Verdict(NamedTuple):
    """An outcome with its reason, what a review holds back, and the disqualifiers that are yes or have to be asked."""

    outcome: Outcome
    reason: str | None
    held_back: HeldBack | None
    hit: tuple[Disqualify, ...]
    undecided: tuple[Disqualify, ...]


def outcome_in(policy: Policy, vector: Vector) -> Outcome:
    """Draw the outcome from a vector in which every condition has its result."""
    return verdict_of(policy.conclusions, vector, policy.layout.first_gate).outcome


def verdict_of(named: Conclusions, vector: Vector, first_gate: int) -> Verdict:
    """Draw the outcome from a vector in which every condition has its result.

    Args:
        named: which places hold disqualifiers and reviews.
        vector: every condition with its result.
        first_gate: the place of fit, behind which intent and readiness stand.
    """
    gates = (vector[first_gate], vector[first_gate + 1], vector[first_gate + 2])
    hit, undecided = hits(named, vector), open_hits(named, vector)
    outcome, reason = outcome_of(gates, hit, undecided)
    held = held_back(outcome, reason, hit, named, vector)
    return Verdict(outcome if held is None else Outcome.REVIEW, reason, held, hit, undecided)


def hits(named: Conclusions, vector: Vector) -> tuple[Disqualify, ...]:
    """List the disqualifiers that are yes, in policy order."""
    return tuple(entry for place, entry in named.disqualify if vector[place])


def open_hits(named: Conclusions, vector: Vector) -> tuple[Disqualify, ...]:
    """List the disqualifiers that are unknown and have to be asked about, in policy order."""
    return tuple(entry for place, entry in named.disqualify if entry.ask and vector[place] is None)


def outcome_of(gates: Gates, hit: Sequence[Disqualify], undecided: Sequence[Disqualify]) -> tuple[Outcome, str | None]:
    """Combine the gates and the disqualifiers.

    Args:
        gates: fit, intent and readiness.
        hit: the disqualifiers that are yes, in policy order.
        undecided: those that are unknown and have to be asked about.

    Returns:
        The outcome before any review, and its reason where it has one.
    """
    fit, intent, readiness = gates
    if hit:
        return Outcome.DISQUALIFIED, hit[0].reason
    if fit is False:
        return Outcome.DISQUALIFIED, "no_fit"
    if intent is False or readiness is False:
        return Outcome.NURTURE, None
    if fit and intent and readiness and not undecided:
        return Outcome.QUALIFIED, None
    return Outcome.NEEDS_INFO, None


def held_back(
    outcome: Outcome, reason: str | None, hit: Sequence[Disqualify], named: Conclusions, vector: Vector
) -> HeldBack | None:
    """Say what a review holds back, if a rule asks for one.

    A disqualifier that is yes is final; only a lack of fit or of interest can be looked at again.
    """
    if not named.review or hit or outcome is Outcome.QUALIFIED or outcome is Outcome.NEEDS_INFO:
        return None
    return HeldBack(outcome, reason) if any(vector[place] for place in named.review) else None
