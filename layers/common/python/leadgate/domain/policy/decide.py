"""The decision about a lead: disqualified, needs information, nurtured, reviewed or qualified, and why."""

from collections.abc import Mapping

from leadgate.domain.clock import Instant
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.decision import Decision
from leadgate.domain.policy.outcome import held_back, outcome_of
from leadgate.domain.policy.policy import Policy
from leadgate.domain.policy.reference import see_by_reference
from leadgate.domain.policy.score import score_of
from leadgate.domain.policy.seen import Seen


def decide(lead: Mapping[str, object], policy: Policy, now: Instant) -> Decision:
    """Decide about a lead.

    Args:
        lead: the lead document: sections of facts, `signals`, and optionally `provenance` by fact name with
            `source` and `observed_at`. Whatever it holds, nothing is raised; what is missing, null, stale or
            ill-typed is unknown. A fact without provenance counts as fresh. The decision refers to it, so it is
            not to be changed while the decision is in use.
        policy: the policy to decide by.
        now: the clock, epoch seconds.

    Returns:
        The decision with everything that explains it.
    """
    return _decision(lead, policy, policy.evaluator.see(lead, now))


def decide_by_reference(lead: Mapping[str, object], policy: Policy, now: Instant) -> Decision:
    """Decide as `decide` does, always by the closures: what the generated function is compared with."""
    return _decision(lead, policy, see_by_reference(lead, policy, now))


def _decision(lead: Mapping[str, object], policy: Policy, seen: Seen) -> Decision:
    vector, named = seen.vector, policy.conclusions
    first = policy.layout.first_gate
    gates = (vector[first], vector[first + 1], vector[first + 2])
    outcome, reason = outcome_of(gates, seen.hit, seen.undecided)
    held = held_back(outcome, reason, seen.hit, named, vector)
    if held is not None:
        outcome = Outcome.REVIEW
    score = score_of(seen.fit, seen.engagement, named)
    return Decision.of(
        policy=policy, lead=lead, seen=seen, outcome=outcome, reason=reason,
        gate_results=gates, held_back=held, score=score,
    )  # fmt: skip
