"""The endpoints by which two leads of one person become one, and two again."""

from collections.abc import Callable
from dataclasses import dataclass

from leadgate.application.errors import NoSuchLead, NoSuchMerge
from leadgate.application.merge_leads import Merging, merge_leads, undo_merging
from leadgate.contracts.merge_body import OtherLead, read_merge
from leadgate.contracts.views import merger_view, split_view
from leadgate.domain.access import Scope
from leadgate.domain.identity import identity_of
from leadgate.domain.lead import Lead
from leadgate.runtime.bodies import read_json_body
from leadgate.runtime.http import Answer, json_answer
from leadgate.runtime.paging import is_id
from leadgate.runtime.request import Request
from leadgate.runtime.telemetry import count, logger


@dataclass(frozen=True, slots=True)
class MergeServices:
    """What merging is wired to; `hash` is the salted hash that keeps people out of keys."""

    merging: Merging
    hash: Callable[..., str]


def post_merge(request: Request, services: MergeServices, lead_id: str) -> Answer:
    """Let a lead take in another one of the same person."""
    request.require(Scope.SALES)
    other = read_merge(read_json_body(request))
    if not is_id(lead_id):
        raise NoSuchLead
    lead = merge_leads(lead_id, lambda: _find(other, services), request.key or "unknown", ports=services.merging)
    count("LeadMerged")
    logger.info("merged", extra={"lead_id": lead.id, "other_id": lead.merged[-1].lead_id})
    return json_answer(request, 200, merger_view(lead), {"ETag": f'"{lead.version}"'})


def delete_merge(request: Request, services: MergeServices, lead_id: str, other_id: str) -> Answer:
    """Make a lead that was merged a lead of its own again."""
    request.require(Scope.SALES)
    if not is_id(lead_id):
        raise NoSuchLead
    if not is_id(other_id):
        raise NoSuchMerge
    split = undo_merging(lead_id, other_id, request.key or "unknown", ports=services.merging)
    count("LeadMergeUndone")
    logger.info("merge undone", extra={"lead_id": split.lead.id, "other_id": split.restored.id})
    return json_answer(request, 200, split_view(split), {"ETag": f'"{split.lead.version}"'})


def _find(other: OtherLead, services: MergeServices) -> Lead | None:
    leads = services.merging.leads
    if other.email is not None:
        return leads.of_person(services.hash("person", identity_of(other.email)))
    return leads.get(other.lead_id) if other.lead_id and is_id(other.lead_id) else None
