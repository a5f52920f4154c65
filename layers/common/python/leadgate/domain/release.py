"""How a lead leaves quarantine: by a person's word, never by itself."""

from collections.abc import Sequence
from dataclasses import replace

from leadgate.domain.abuse import evidence_to_document
from leadgate.domain.clock import Instant
from leadgate.domain.lead import Lead
from leadgate.domain.quarantine import Quarantine
from leadgate.domain.stages import Stage
from leadgate.domain.timeline import Entry, Happening


def release(lead: Lead, now: Instant, by: str, allowed: Sequence[str]) -> tuple[Lead, Entry]:
    """Let a lead go.

    Args:
        lead: a lead in quarantine.
        now: the present.
        by: the id of the key that says so.
        allowed: what else will not be held back from now on, `address` or `domain`.

    Returns:
        The lead's next version, captured and asking to be decided, and the timeline's entry.
    """
    at = max(now, lead.updated_at)
    held = lead.quarantine or Quarantine(())
    released = replace(
        lead,
        version=lead.version + 1,
        updated_at=at,
        stage=Stage.CAPTURED,
        asks="now",
        quarantine=replace(held, released_at=at, released_by=by),
    )
    details = {"by": by, "allowed": list(allowed), **evidence_to_document(held.evidence)}
    return released, Entry(Happening.RELEASED, at, released.version, details)
