"""Which of the live policies decides a lead: the one whose scope says most about it; and which only look on."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadgate.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The policies that are live, one for each scope; those that look on, and how many of them cannot be loaded."""

    policies: tuple[Policy, ...] = ()
    shadows: tuple[Policy, ...] = ()
    lost_shadows: int = 0

    def beside(self, *, motion: object, form: object) -> tuple[Policy, ...]:
        """Choose the policies that look on when a lead is decided.

        Args:
            motion: the lead's motion, or None.
            form: the id of the form that the lead came by, or None.

        Returns:
            Those that would decide this lead if they were published now.
        """
        return tuple(shadow for shadow in self.shadows if self._would_decide(shadow, motion, form))

    def _would_decide(self, shadow: Policy, motion: object, form: object) -> bool:
        others = [live for live in self.policies if live.name != shadow.name and live.applies_to != shadow.applies_to]
        return policy_for([*others, shadow], motion=motion, form=form) is shadow


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
