"""Keep what somebody posted: one transaction for a new lead, a merge for a person we know, nothing twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from leadgate.application.errors import Congested, ReusedKey
from leadgate.application.ports import (
    AlreadyReceived,
    Ids,
    Intake,
    LeadRepository,
    PersonKnown,
    Remembered,
    StaleLead,
)
from leadgate.application.retry import Backoff
from leadgate.domain.capture import capture, join, visitor_linked
from leadgate.domain.lead import Lead
from leadgate.domain.merging import part_of
from leadgate.domain.stages import Stage
from leadgate.domain.submission import Submission
from leadgate.domain.timeline import Entry

# A tracker that gives everybody the same id lets all posts meet at one visitor: then the lead comes first.
_UNLINKED_AFTER = 5


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of a post.

    `lead_id` is the person's lead; `receipt_id` is what the person who posted may know of it. `lead` is the state
    to decide on (None when it was kept before), `answer` what was answered to the same post earlier.
    """

    lead_id: str
    receipt_id: str
    duplicate: bool
    warnings: tuple[Mapping[str, str], ...]
    lead: Lead | None = None
    answer: Mapping[str, object] | None = None

    @property
    def is_held(self) -> bool:
        """Say whether the lead is in quarantine; not known of one that is not to be decided on."""
        return self.lead is not None and self.lead.stage is Stage.QUARANTINED

    @property
    def is_newly_held(self) -> bool:
        """Say whether this very post made a lead and put it into quarantine."""
        return self.is_held and not self.duplicate and self.lead is not None and self.lead.version == 1


def submit_lead(
    submission: Submission, *, is_public: bool, leads: LeadRepository, ids: Ids, backoff: Backoff
) -> Submitted:
    """Keep a submission so that it can never be lost and never counts twice.

    Args:
        submission: the checked post.
        is_public: whether a browser posted it: then a known person is given a receipt of their own, so that the
            answer does not tell that the person is known.
        leads: where leads are kept.
        ids: makes new ids.
        backoff: how often, and how patiently, a lost race is run again.

    Returns:
        The ids, whether the post had counted before, and the lead to decide on.

    Raises:
        ReusedKey: the idempotency key was used with another body.
        Congested: every attempt met another writer.
    """
    new_id = ids("lead", submission.received_at)
    known_id: str | None = None
    for attempt in backoff.attempts():
        if attempt == _UNLINKED_AFTER:
            submission = replace(submission, visitor_key=None)
        try:
            if known_id is None:
                added = _add(submission, new_id, leads)
                if isinstance(added, Submitted):
                    return added
                known_id = added
            return _join(submission, known_id, new_id if is_public else None, leads)
        except AlreadyReceived as seen:
            return _again(submission, seen.remembered, leads)
        except _NotTheirs:
            known_id = None
        except StaleLead:
            # Whose lead it is stays known: the next attempt reads and writes only that.
            continue
    raise Congested


class _NotTheirs(Exception):
    """The lead is not this person's any more: leads were merged or parted since it was looked up."""


def _add(submission: Submission, lead_id: str, leads: LeadRepository) -> Submitted | str:
    """Keep a new lead; gives the id of the lead that the person has, if they have one."""
    lead, entry = capture(submission, lead_id)
    try:
        leads.add(_intake(lead, entry, submission, lead_id))
    except PersonKnown as known:
        return known.lead_id
    return Submitted(lead_id, lead_id, duplicate=False, warnings=submission.warnings, lead=lead)


def _join(submission: Submission, lead_id: str, own_id: str | None, leads: LeadRepository) -> Submitted:
    """Merge into a known lead, and into what the address alone stated where the lead holds several."""
    known = leads.get(lead_id)
    part_id = None if known is None else part_of(known, submission.person_key)
    if known is None or part_id is None:
        raise _NotTheirs
    receipt_id = own_id or known.id
    lead, entry = join(known, submission, receipt_id)
    intake = _intake(lead, entry, submission, receipt_id)
    if known.merged:
        part = leads.part(part_id)
        if part is None:
            raise StaleLead
        intake = replace(intake, part=replace(join(part, submission, receipt_id)[0], asks=None))
    leads.merge(intake)
    return Submitted(lead.id, receipt_id, duplicate=False, warnings=submission.warnings, lead=lead)


def _intake(lead: Lead, entry: Entry, submission: Submission, receipt_id: str) -> Intake:
    return Intake(
        lead=lead,
        entry=entry,
        receipt=submission.receipt,
        receipt_id=receipt_id,
        warnings=submission.warnings,
        delivery=submission.delivery,
        visitor=visitor_linked(lead, submission),
    )


def _again(submission: Submission, seen: Remembered, leads: LeadRepository) -> Submitted:
    if seen.digest != submission.receipt.digest:
        raise ReusedKey
    # A demo request whose first answer is not known was cut off half-way: its lead is decided now.
    unanswered = submission.is_demo and seen.answer is None
    lead = leads.get(seen.lead_id) if unanswered else None
    return Submitted(seen.lead_id, seen.receipt_id, True, seen.warnings, lead, seen.answer)
