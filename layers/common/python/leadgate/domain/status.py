"""What cadence tools are told of a lead: one flat object and one plain instruction."""

from typing import Literal

from leadgate.domain.clock import to_rfc3339
from leadgate.domain.lead import Lead, Verdict
from leadgate.domain.outcomes import Outcome
from leadgate.domain.stages import Stage

CadenceAction = Literal["start", "hold", "stop", "suppress"]

_OVER = frozenset({Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.WON, Stage.LOST, Stage.DISQUALIFIED})
_OPEN = frozenset({Outcome.NURTURE, Outcome.NEEDS_INFO})


def cadence_action(lead: Lead) -> CadenceAction:
    """Say what an e-mail cadence tool shall do with a person.

    Args:
        lead: the lead as it is kept.

    Returns:
        `suppress` when the person refused marketing, `stop` when sales took over or the lead is over, `start` when
        it is nurtured or has open questions and the person agreed, else `hold`. Consent that nobody asked for is
        unknown, and unknown never starts a sequence.
    """
    if lead.consent.get("marketing") is False:
        return "suppress"
    if lead.stage in _OVER:
        return "stop"
    if lead.stage is Stage.QUARANTINED or lead.asks is not None or lead.verdict is None or lead.owner is not None:
        return "hold"
    agreed = lead.consent.get("marketing") is True
    return "start" if agreed and lead.verdict.outcome in _OPEN else "hold"


def status_of(lead: Lead) -> dict[str, object]:
    """Spell a lead as the flat object of scalars that any tool can map.

    Args:
        lead: the lead as it is kept.

    Returns:
        Scalars only; questions are fact names joined by commas, times RFC 3339, `score` the points that are sure.
    """
    verdict, owner = lead.verdict, lead.owner
    action = cadence_action(lead)
    return {
        "found": True,
        "email": lead.email,
        "lead_id": lead.id,
        "version": lead.version,
        "stage": lead.stage.value,
        "outcome": verdict.outcome.value if verdict else None,
        "reason": verdict.reason if verdict else None,
        "cadence_action": action,
        "sequence_key": _sequence(verdict) if verdict and action == "start" else None,
        "owner_id": owner.id if owner else None,
        "owner_email": owner.email if owner else None,
        "score": _sure_points(verdict),
        "grade": verdict.score.get("grade") if verdict else None,
        "questions": ",".join(str(question["fact"]) for question in verdict.questions) if verdict else "",
        "revisit_at": _spelled(verdict),
        "valid_until": _spelled(verdict),
        "updated_at": to_rfc3339(lead.updated_at),
    }


def unknown_person(email: str | None, lead_id: str | None) -> dict[str, object]:
    """Spell that nobody is known by this address or id: a tool shall wait, not start."""
    status: dict[str, object] = dict.fromkeys((
        "found", "email", "lead_id", "version", "stage", "outcome", "reason", "cadence_action", "sequence_key",
        "owner_id", "owner_email", "score", "grade", "questions", "revisit_at", "valid_until", "updated_at",
    ))  # fmt: skip
    return status | {"found": False, "email": email, "lead_id": lead_id, "cadence_action": "hold"}


def _sequence(verdict: Verdict) -> str:
    return f"{verdict.outcome.value}.{verdict.reason}" if verdict.reason else verdict.outcome.value


def _sure_points(verdict: Verdict | None) -> object:
    total = verdict.score.get("total") if verdict else None
    return total[0] if isinstance(total, list | tuple) and total else None


def _spelled(verdict: Verdict | None) -> str | None:
    return to_rfc3339(verdict.revisit_at) if verdict and verdict.revisit_at is not None else None
