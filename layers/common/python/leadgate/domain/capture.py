"""How a submission becomes a lead, and how a second one of the same person joins the first."""

from collections.abc import Mapping
from dataclasses import replace

from leadgate.domain.abuse import to_document
from leadgate.domain.bounds import bounded_facts
from leadgate.domain.clock import to_rfc3339
from leadgate.domain.consent import latest_consent
from leadgate.domain.lead import Fact, FactValue, Lead, Urgency
from leadgate.domain.quarantine import Quarantine, with_evidence
from leadgate.domain.signals import sift
from leadgate.domain.stages import Stage
from leadgate.domain.submission import Submission
from leadgate.domain.timeline import Entry, Happening
from leadgate.domain.visitor import waiting_for


def capture(submission: Submission, lead_id: str) -> tuple[Lead, Entry]:
    """Make the first version of a lead from what was posted.

    Args:
        submission: the checked post of a person we did not know.
        lead_id: the id that the lead shall have.

    Returns:
        The lead at version 1, asking to be decided, and the timeline's first entry. A lead whose evidence adds up
        is quarantined and asks for nothing.
    """
    is_held = submission.suspicion.is_quarantined
    lead = Lead(
        id=lead_id,
        version=1,
        created_at=submission.received_at,
        updated_at=submission.received_at,
        person_key=submission.person_key,
        stage=Stage.QUARANTINED if is_held else Stage.CAPTURED,
        facts=bounded_facts(_stated(submission)),
        signals=sift((), submission.signals, submission.received_at)[0],
        consent=submission.consent,
        test=submission.test,
        asks=None if is_held else _urgency(submission),
        quarantine=Quarantine(submission.suspicion.evidence) if is_held else None,
        visitors=waiting_for((), submission.visitor_key),
    )
    return lead, _entry(Happening.CAPTURED, lead, submission, lead_id)


def join(lead: Lead, submission: Submission, receipt_id: str) -> tuple[Lead, Entry]:
    """Add a later submission of the same person to their lead.

    Args:
        lead: the lead as it is kept.
        submission: the checked post.
        receipt_id: the id that the person who posted was given for it.

    Returns:
        The lead's next version, asking to be decided again, and an entry that holds all that was stated, also
        what an already known newer fact outweighs or the lead has no room for. A post whose evidence adds up changes
        nothing that is known of the lead; and no post by itself lets a lead out of quarantine.
    """
    if submission.suspicion.is_quarantined:
        noted = _noted(lead, submission)
        return noted, _entry(Happening.INQUIRED_AGAIN, noted, submission, receipt_id)
    joined = replace(
        lead,
        version=lead.version + 1,
        updated_at=max(lead.updated_at, submission.received_at),
        facts=bounded_facts(newest(lead.facts, _stated(submission))),
        signals=sift(lead.signals, submission.signals, submission.received_at)[0],
        consent=latest_consent(lead.consent, submission.consent, submission.received_at),
        # A person who was ever real stays real: a test post must not hide a customer.
        test=lead.test and submission.test,
        asks=None if lead.stage is Stage.QUARANTINED else _urgency(submission),
        visitors=waiting_for(lead.visitors, submission.visitor_key),
    )
    return joined, _entry(Happening.INQUIRED_AGAIN, joined, submission, receipt_id)


def visitor_linked(lead: Lead, submission: Submission) -> str | None:
    """Give the visitor whom a post links to its lead; a suspicious post links nobody to a lead that was known."""
    is_learned = lead.version == 1 or not submission.suspicion.is_quarantined
    return submission.visitor_key if is_learned and submission.visitor_key in lead.visitors else None


def _noted(lead: Lead, submission: Submission) -> Lead:
    """Give a lead's next version that knows of a suspicious post, and learned nothing from it."""
    held = lead.quarantine
    if held is not None and lead.stage is Stage.QUARANTINED:
        held = with_evidence(held, submission.suspicion.evidence)
    at = max(lead.updated_at, submission.received_at)
    return replace(lead, version=lead.version + 1, updated_at=at, quarantine=held)


def _urgency(submission: Submission) -> Urgency:
    return "soon" if submission.is_demo else "now"


def _stated(submission: Submission) -> dict[str, Fact]:
    return {
        name: Fact(value, submission.source, submission.stated_at)
        for name, value in submission.facts.items()
        if not _is_empty(value)
    }


def _is_empty(value: FactValue) -> bool:
    return value in ("", []) or (isinstance(value, str) and not value.strip())


def newest(known: Mapping[str, Fact], stated: Mapping[str, Fact]) -> dict[str, Fact]:
    """Give the newest of every fact, what is stated where both are of the same moment."""
    merged = dict(known)
    for name, fact in stated.items():
        if name not in merged or merged[name].observed_at <= fact.observed_at:
            merged[name] = fact
    return merged


def _entry(type_: Happening, lead: Lead, submission: Submission, receipt_id: str) -> Entry:
    stated = {name: value for name, value in submission.facts.items() if not _is_empty(value)}
    details: dict[str, object] = {
        "source": submission.source,
        "receipt": receipt_id,
        "stated_at": to_rfc3339(submission.stated_at),
        "stated": stated,
        "signals": len(submission.signals),
        "warnings": [dict(warning) for warning in submission.warnings],
    }
    if submission.suspicion.evidence:
        details["suspicion"] = to_document(submission.suspicion)
    if submission.consent:
        details["consent"] = dict(submission.consent)
    return Entry(type_, submission.received_at, lead.version, details)
