"""The decision about a lead: disqualified, needs information, nurtured, reviewed or qualified, and why."""

from collections.abc import Mapping

from leadgate.domain.clock import Instant
from leadgate.domain.policy.decision import Decision
from leadgate.domain.policy.policy import Policy
from leadgate.domain.policy.reference import see_by_reference


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
    return Decision(policy, lead, policy.evaluator.find(lead, now))


def decide_by_reference(lead: Mapping[str, object], policy: Policy, now: Instant) -> Decision:
    """Decide as `decide` does, always by the closures: what the generated function is compared with."""
    return Decision(policy, lead, see_by_reference(lead, policy, now))
