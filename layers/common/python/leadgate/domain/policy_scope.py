"""Which of the live policies decides a lead: the one whose scope says most about it."""

from collections.abc import Sequence

from leadgate.domain.policy import Policy


def policy_for(live: Sequence[Policy], *, motion: object, form: object) -> Policy | None:
    """Choose the policy that decides a lead.

    Args:
        live: the published policies, at most one for each scope.
        motion: the lead's motion (inbound, outbound, partner, plg), or None.
        form: the id of the form that the lead came by, or None.

    Returns:
        The policy with the most specific scope that the lead is in, the default policy when no scope fits, or None.
    """
    best: Policy | None = None
    best_rank = -1
    for policy in live:
        rank = _rank(policy, motion, form)
        if rank > best_rank:
            best, best_rank = policy, rank
    return best


def _rank(policy: Policy, motion: object, form: object) -> int:
    """Rank a scope: a form says more than a motion, both more than either; -1 when the lead is outside."""
    motions, forms = policy.applies_to.motions, policy.applies_to.forms
    if (motions and motion not in motions) or (forms and form not in forms):
        return -1
    return (2 if forms else 0) + (1 if motions else 0)
