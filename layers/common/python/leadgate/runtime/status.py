"""The endpoints of the `status` function: every read."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from json import dumps

from leadgate import __version__
from leadgate.application.ports import LeadRepository, LivePolicies
from leadgate.contracts.contact import read_email
from leadgate.contracts.problem import Fault, Problem, invalid
from leadgate.contracts.views import decision_view, entry_view, lead_view
from leadgate.domain.access import Scope
from leadgate.domain.identity import identity_of
from leadgate.domain.status import status_of, unknown_person
from leadgate.runtime.http import Answer, answer, json_answer
from leadgate.runtime.request import Request
from leadgate.runtime.telemetry import logger, places

MAX_PAGE = 100
# Ids are ours: whatever is longer names nothing, and is not worth a look into the table.
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class StatusServices:
    """What reads are wired to; `hash` is the salted hash that keeps people out of keys."""

    leads: LeadRepository
    policies: LivePolicies
    hash: Callable[..., str]


def get_status(request: Request, services: StatusServices) -> Answer:
    """Tell a cadence tool what to do with a person, by `email` or `lead_id`."""
    request.require(Scope.STATUS)
    email, lead_id = request.parameter("email"), request.parameter("lead_id")
    if (email is None) == (lead_id is None):
        raise Problem(400, "one-of-two", "Ask for one person: by email=... or by lead_id=....")
    if lead_id is not None:
        lead = services.leads.get(lead_id) if _is_id(lead_id) else None
    else:
        email = _address(str(email))
        lead = services.leads.of_person(services.hash("person", identity_of(email)))
    status = unknown_person(email, lead_id) if lead is None else status_of(lead)
    return _unless_known(request, status)


def get_lead(request: Request, services: StatusServices, lead_id: str) -> Answer:
    """Show everything that is known of a lead."""
    request.require(Scope.STATUS)
    lead = services.leads.get(lead_id) if _is_id(lead_id) else None
    if lead is None:
        raise _no_such_lead()
    return json_answer(request, 200, lead_view(lead), {"ETag": f'"{lead.version}"'})


def get_timeline(request: Request, services: StatusServices, lead_id: str) -> Answer:
    """Show what happened to a lead, oldest first, a page at a time."""
    request.require(Scope.STATUS)
    limit, cursor = _limit(request), request.parameter("cursor")
    if not _is_id(lead_id):
        raise _no_such_lead()
    page = services.leads.timeline(lead_id, cursor=cursor, limit=limit)
    if not page.items:
        # Nobody, a receipt's id, or the end after a full last page.
        lead = services.leads.get(lead_id)
        if lead is None:
            raise _no_such_lead()
        if lead.id != lead_id:
            page = services.leads.timeline(lead.id, cursor=cursor, limit=limit)
    document = {"items": [entry_view(entry) for entry in page.items], "next_cursor": page.cursor}
    return json_answer(request, 200, document)


def get_decision(request: Request, services: StatusServices, decision_id: str) -> Answer:
    """Show a decision with its full trace."""
    request.require(Scope.STATUS)
    record = services.leads.decision(decision_id) if _is_id(decision_id) else None
    if record is None:
        raise Problem(404, "no-such-decision", "There is no decision of this id.")
    return json_answer(request, 200, decision_view(record))


def get_health(request: Request, services: StatusServices) -> Answer:
    """Say whether leads can be read and decided, by which version and policies."""
    try:
        policies = services.policies.named()
    except Exception as error:  # health is asked exactly when something is wrong
        logger.error("unhealthy", extra={"error": type(error).__name__, "trace": places(error)})
        return json_answer(request, 503, {"status": "unavailable", "version": __version__, "policies": []})
    named = [{"name": name, "version": version} for name, version in policies]
    status = "ok" if named else "no-policy"
    return json_answer(request, 200, {"status": status, "version": __version__, "policies": named})


def get_openapi(request: Request, _: StatusServices) -> Answer:
    """Give the OpenAPI document of the API."""
    text = resources.files("leadgate.contracts").joinpath("openapi.json").read_text("utf-8")
    return answer(request, 200, text, "application/json", {"Cache-Control": "public, max-age=300"})


def get_docs(request: Request, _: StatusServices) -> Answer:
    """Give the API's page for people."""
    text = resources.files("leadgate.contracts").joinpath("openapi.html").read_text("utf-8")
    page = {
        "Cache-Control": "public, max-age=300",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    }
    return answer(request, 200, text, "text/html; charset=utf-8", page)


def _unless_known(request: Request, status: dict[str, object]) -> Answer:
    """Answer 304 to who has this very status already. Source: RFC 9110, section 13.1.2."""
    tag = f'"{sha256(dumps(status).encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    asked = [part.strip().removeprefix("W/") for part in (request.header("if-none-match") or "").split(",")]
    if tag in asked or "*" in asked:
        return answer(request, 304, "", None, headers)
    return json_answer(request, 200, status, headers)


def _address(email: str) -> str:
    try:
        # A plus sign that was not escaped in a query arrives as a space, and no address has one.
        return read_email(email.strip().replace(" ", "+"))
    except ValueError as wrong:
        raise invalid([Fault("/email", str(wrong))]) from None


def _limit(request: Request) -> int:
    raw = request.parameter("limit")
    raw = str(MAX_PAGE) if raw is None else raw
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 4 and 1 <= int(raw) <= MAX_PAGE):
        raise Problem(
            400, "bad-limit", f"limit is a number from 1 to {MAX_PAGE}.", [Fault("/limit", "is out of range")]
        )
    return int(raw)


def _is_id(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_ID and text.isascii()


def _no_such_lead() -> Problem:
    return Problem(404, "no-such-lead", "There is no lead of this id.")
