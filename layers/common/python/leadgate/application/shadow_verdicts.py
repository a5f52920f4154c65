"""What policies that only look on would have decided, recorded beside the decision that counts."""

from dataclasses import replace

from leadgate.application.ports import Count, Settlement
from leadgate.domain.clock import Instant
from leadgate.domain.lead import Lead, to_document
from leadgate.domain.policy import Policy, decide
from leadgate.domain.policy_scope import PolicySet


def with_shadows(settlement: Settlement, lead: Lead, live: PolicySet, count: Count) -> Settlement:
    """Add to a decision's record what each shadow that the lead falls to would have decided.

    Args:
        settlement: the decision that counts; nothing of it but the record changes.
        lead: the lead that was decided on.
        live: the policies that are live, and the shadows.
        count: hears `ShadowFailed` for each shadow that cannot be loaded, or fails to decide.

    Returns:
        The settlement, the same one when no shadow decides.
    """
    if live.lost_shadows:
        count("ShadowFailed", live.lost_shadows)
    shadows = live.beside(motion=lead.fact("source.motion"), form=lead.fact("source.form"))
    if not shadows:
        return settlement
    document, said = to_document(lead), []
    for shadow in shadows:
        try:
            said.append(_verdict(document, shadow, settlement.record.at))
        except Exception:  # whatever is wrong with a policy that only looks on must not reach the lead
            count("ShadowFailed")
    return replace(settlement, record=replace(settlement.record, shadow=tuple(said)))


def _verdict(document: dict[str, object], policy: Policy, now: Instant) -> dict[str, object]:
    # Not the whole document: near misses and the day to look again take longer than the decision, and nobody asks.
    decision = decide(document, policy, now)
    return {
        "policy": policy.name,
        "version": policy.version,
        "outcome": str(decision.outcome),
        "reason": decision.reason,
        "gates": decision.gates,
        "disqualifiers": [entry.rule for entry in decision.disqualifiers],
        "questions": [question.fact for question in decision.questions],
        "pool": decision.route.pool,
        "grade": decision.score.grade,
    }
