"""How leads, timelines and decisions are shown to those who may read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leadgate.application.ports import DecisionRecord
from leadgate.contracts.organisations import organisation_of
from leadgate.domain.abuse import evidence_to_document
from leadgate.domain.account import account_of
from leadgate.domain.clock import to_rfc3339
from leadgate.domain.lead import Lead, Owner, Signal, Verdict
from leadgate.domain.quarantine import Quarantine
from leadgate.domain.status import status_of
from leadgate.domain.timeline import Entry

if TYPE_CHECKING:
    from leadgate.application.replay_decision import Difference
    from leadgate.domain.merging import Split


def lead_view(lead: Lead) -> dict[str, object]:
    """Show everything that is known of a lead, every fact with who said it and when.

    Args:
        lead: the lead as it is kept.

    Returns:
        A JSON document; times are RFC 3339.
    """
    return {
        "lead_id": lead.id,
        "version": lead.version,
        "stage": lead.stage.value,
        "created_at": to_rfc3339(lead.created_at),
        "updated_at": to_rfc3339(lead.updated_at),
        "test": lead.test,
        "account": account_of(lead.facts, organisation_of),
        "facts": {
            name: {
                "value": fact.value,
                "source": fact.source,
                "confidence": fact.confidence,
                "observed_at": to_rfc3339(fact.observed_at),
            }
            for name, fact in sorted(lead.facts.items())
        },
        "signals": [_signal_view(signal) for signal in lead.signals],
        "consent": dict(lead.consent),
        "decision": None if lead.verdict is None else _verdict_view(lead.verdict),
        "owner": None if lead.owner is None else _owner_view(lead.owner),
        "cadence_action": status_of(lead)["cadence_action"],
        "being_decided": lead.asks is not None,
        "quarantine": None if lead.quarantine is None else quarantine_view(lead.quarantine),
        "merged": merged_view(lead),
    }


def quarantine_view(quarantine: Quarantine) -> dict[str, object]:
    """Show why a lead is or was held back, and by whom it was released."""
    at = quarantine.released_at
    return {
        **evidence_to_document(quarantine.evidence),
        "released_at": None if at is None else to_rfc3339(at),
        "released_by": quarantine.released_by,
    }


def release_view(lead: Lead) -> dict[str, object]:
    """Show what came of releasing a lead."""
    return {**_changed(lead), "quarantine": None if lead.quarantine is None else quarantine_view(lead.quarantine)}


def merged_view(lead: Lead) -> list[dict[str, object]]:
    """Show which leads are part of one, oldest merge first."""
    return [{"lead_id": one.lead_id, "email": one.email, "at": to_rfc3339(one.at), "by": one.by} for one in lead.merged]


def merger_view(lead: Lead) -> dict[str, object]:
    """Show what came of merging."""
    return {**_changed(lead), "merged": merged_view(lead)}


def split_view(split: Split) -> dict[str, object]:
    """Show what came of undoing a merge: the lead that stayed, and the one that is a lead of its own again."""
    return {**merger_view(split.lead), "restored": {"lead_id": split.restored.id, "version": split.restored.version}}


def _changed(lead: Lead) -> dict[str, object]:
    return {
        "lead_id": lead.id,
        "version": lead.version,
        "stage": lead.stage.value,
        "being_decided": lead.asks is not None,
    }


def _signal_view(signal: Signal) -> dict[str, object]:
    at = signal.get("at")
    return {**signal, "at": to_rfc3339(at)} if isinstance(at, int | float) else dict(signal)


def _verdict_view(verdict: Verdict) -> dict[str, object]:
    return {
        "decision_id": verdict.decision_id,
        "at": to_rfc3339(verdict.at),
        "policy": verdict.policy,
        "policy_version": verdict.policy_version,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "held_back": verdict.held_back,
        "gates": dict(verdict.gates),
        "disqualifiers": list(verdict.disqualifiers),
        "score": dict(verdict.score),
        "pool": verdict.pool,
        "questions": [dict(question) for question in verdict.questions],
        "revisit_at": None if verdict.revisit_at is None else to_rfc3339(verdict.revisit_at),
    }


def _owner_view(owner: Owner) -> dict[str, object]:
    return {
        "id": owner.id,
        "name": owner.name,
        "email": owner.email,
        "booking_url": owner.booking_url,
        "pool": owner.pool,
        "via": owner.via,
        "assigned_at": to_rfc3339(owner.assigned_at),
    }


def entry_view(entry: Entry) -> dict[str, object]:
    """Show one entry of a timeline."""
    return {
        "type": entry.type.value,
        "at": to_rfc3339(entry.at),
        "version": entry.version,
        "details": dict(entry.details),
    }


def decision_line_view(entry: Entry) -> dict[str, object]:
    """Show one decision in the list of a lead's decisions."""
    return {"at": to_rfc3339(entry.at), "version": entry.version, **entry.details}


def decision_view(record: DecisionRecord, result: Mapping[str, object], note: str | None) -> dict[str, object]:
    """Show a decision with its clock, its policy and the full trace.

    Args:
        record: the decision as it was kept.
        result: its result, with the values that each rule saw.
        note: why the values cannot be shown; None when they are.

    Returns:
        A JSON document: what `leadgate policy evaluate --trace full` says of the lead, what it was decided by, and
        what policies that only look on would have decided.
    """
    return {
        "decision_id": record.id,
        "lead_id": record.lead_id,
        "lead_version": record.lead_version,
        "at": to_rfc3339(record.at),
        "policy": record.policy,
        "policy_version": record.policy_version,
        **result,
        "trace_note": note,
        "shadow": [dict(verdict) for verdict in record.shadow],
    }


def replay_view(identical: bool, differences: Sequence[Difference]) -> dict[str, object]:
    """Show what came of deciding again; each difference has what was recorded, what came now, or both."""
    if identical:
        return {"identical": True}
    places = [{"pointer": place.pointer, **place.sides} for place in differences]
    return {"identical": False, "differences": places}
