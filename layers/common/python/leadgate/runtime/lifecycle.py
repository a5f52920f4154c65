"""The endpoints of the `lifecycle` function: what people say of leads."""

from dataclasses import dataclass

from leadgate.application.errors import NoSuchLead
from leadgate.application.release_lead import Releasing, release_lead
from leadgate.contracts.problem import Fault, invalid
from leadgate.contracts.views import release_view
from leadgate.domain.access import Scope
from leadgate.runtime.bodies import read_json_body
from leadgate.runtime.http import Answer, json_answer
from leadgate.runtime.merges import MergeServices
from leadgate.runtime.paging import is_id
from leadgate.runtime.request import Request
from leadgate.runtime.telemetry import count, logger


@dataclass(frozen=True, slots=True)
class LifecycleServices:
    """What lifecycle is wired to."""

    releasing: Releasing
    merges: MergeServices


def post_release(request: Request, services: LifecycleServices, lead_id: str) -> Answer:
    """Let a lead out of quarantine; again is the same."""
    request.require(Scope.SALES)
    allow_domain = _allows_domain(request)
    if not is_id(lead_id):
        raise NoSuchLead
    lead = release_lead(lead_id, request.key or "unknown", allow_domain=allow_domain, ports=services.releasing)
    count("LeadReleased")
    logger.info("released", extra={"lead_id": lead.id, "allow_domain": allow_domain})
    return json_answer(request, 200, release_view(lead), {"ETag": f'"{lead.version}"'})


def _allows_domain(request: Request) -> bool:
    body = read_json_body(request) if request.body.strip() else {}
    allow_domain = body.get("allow_domain", False)
    if not isinstance(allow_domain, bool) or body.keys() - {"allow_domain"}:
        raise invalid([Fault("/allow_domain", "is true or false, and the only field of this body")])
    return allow_domain
