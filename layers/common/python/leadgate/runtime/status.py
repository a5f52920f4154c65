"""The endpoints of the `status` function: every read."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from json import dumps

from leadgate import __version__
from leadgate.application.ports import DecisionRecord, LeadRepository, Page, PolicyVersions, Publications
from leadgate.contracts.browser_scripts import INTEGRITY, script_of
from leadgate.contracts.contact import read_email
from leadgate.contracts.problem import Fault, Problem, invalid
from leadgate.contracts.views import decision_line_view, decision_view, entry_view, lead_view, replay_view
from leadgate.domain.access import Scope
from leadgate.domain.identity import identity_of
from leadgate.domain.status import status_of, unknown_person
from leadgate.domain.timeline import Entry
from leadgate.runtime.http import Answer, answer, json_answer
from leadgate.runtime.paging import is_id, limit_of
from leadgate.runtime.request import Request
from leadgate.runtime.telemetry import logger, places


@dataclass(frozen=True, slots=True)
class StatusServices:
    """What reads are wired to; `hash` is the salted hash that keeps people out of keys."""

    leads: LeadRepository
    publications: Publications
    versions: PolicyVersions
    hash: Callable[..., str]


def get_status(request: Request, services: StatusServices) -> Answer:
    """Tell a cadence tool what to do with a person, by `email` or `lead_id`."""
    request.require(Scope.STATUS)
    email, lead_id = request.parameter("email"), request.parameter("lead_id")
    if (email is None) == (lead_id is None):
        raise Problem(400, "one-of-two", "Ask for one person: by email=... or by lead_id=....")
    if lead_id is not None:
        lead = services.leads.get(lead_id) if is_id(lead_id) else None
    else:
        email = _address(str(email))
        lead = services.leads.of_person(services.hash("person", identity_of(email)))
    status = unknown_person(email, lead_id) if lead is None else status_of(lead)
    return _unless_known(request, status)


def get_lead(request: Request, services: StatusServices, lead_id: str) -> Answer:
    """Show everything that is known of a lead."""
    request.require(Scope.STATUS)
    lead = services.leads.get(lead_id) if is_id(lead_id) else None
    if lead is None:
        raise _no_such_lead()
    return json_answer(request, 200, lead_view(lead), {"ETag": f'"{lead.version}"'})


def get_timeline(request: Request, services: StatusServices, lead_id: str) -> Answer:
    """Show what happened to a lead, oldest first, a page at a time."""
    return _page(request, services, lead_id, services.leads.timeline, entry_view)


def get_decisions(request: Request, services: StatusServices, lead_id: str) -> Answer:
    """Show what was decided about a lead, newest first, a page at a time."""
    return _page(request, services, lead_id, services.leads.decisions, decision_line_view)


def get_decision(request: Request, services: StatusServices, decision_id: str) -> Answer:
    """Show a decision with its full trace."""
    # The engine is loaded when it is needed: most reads do without.
    from leadgate.application.replay_decision import full_result  # noqa: PLC0415

    record = _record(request, services, decision_id)
    return json_answer(request, 200, decision_view(record, *full_result(record, services.versions)))


def post_replay(request: Request, services: StatusServices, decision_id: str) -> Answer:
    """Decide again from a decision's record, and compare."""
    # As above.
    from leadgate.application.replay_decision import replay_decision  # noqa: PLC0415

    replay = replay_decision(_record(request, services, decision_id), services.versions)
    return json_answer(request, 200, replay_view(replay.identical, replay.differences))


def get_health(request: Request, services: StatusServices) -> Answer:
    """Say whether leads can be read and decided, by which version and policies."""
    try:
        live = services.publications.current().live
    except Exception as error:  # health is asked exactly when something is wrong
        logger.error("unhealthy", extra={"error": type(error).__name__, "trace": places(error)})
        return json_answer(request, 503, {"status": "unavailable", "version": __version__, "policies": []})
    named = [{"name": line.name, "version": line.version} for line in live]
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


def get_script(request: Request, _: StatusServices, version: str) -> Answer:
    """Give the script for forms on web pages, to every page and for ever. Source: RFC 8246, section 2."""
    text = script_of(version)
    if text is None:
        raise Problem(404, "no-such-script", "There is no such version of the script; docs/forms.md names them.")
    headers = {
        "ETag": f'"{INTEGRITY[version]}"',
        "Cache-Control": "public, max-age=31536000, immutable",
        # Browsers check the integrity of a script of another origin only when they may read it.
        "Access-Control-Allow-Origin": "*",
    }
    return _unchanged(request, headers) or answer(request, 200, text, "text/javascript; charset=utf-8", headers)


def _unless_known(request: Request, status: dict[str, object]) -> Answer:
    tag = f'"{sha256(dumps(status).encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    return _unchanged(request, headers) or json_answer(request, 200, status, headers)


def _unchanged(request: Request, headers: dict[str, str]) -> Answer | None:
    """Answer 304 to who has this very answer already. Source: RFC 9110, section 13.1.2."""
    asked = [part.strip().removeprefix("W/") for part in (request.header("if-none-match") or "").split(",")]
    is_known = headers["ETag"] in asked or "*" in asked
    return answer(request, 304, "", None, headers) if is_known else None


def _address(email: str) -> str:
    try:
        # A plus sign that was not escaped in a query arrives as a space, and no address has one.
        return read_email(email.strip().replace(" ", "+"))
    except ValueError as wrong:
        raise invalid([Fault("/email", str(wrong))]) from None


def _record(request: Request, services: StatusServices, decision_id: str) -> DecisionRecord:
    request.require(Scope.STATUS)
    record = services.leads.decision(decision_id) if is_id(decision_id) else None
    if record is None:
        raise Problem(404, "no-such-decision", "There is no decision of this id.")
    return record


def _page(
    request: Request,
    services: StatusServices,
    lead_id: str,
    read: Callable[..., Page[Entry]],
    view: Callable[[Entry], dict[str, object]],
) -> Answer:
    request.require(Scope.STATUS)
    limit, cursor = limit_of(request), request.parameter("cursor")
    if not is_id(lead_id):
        raise _no_such_lead()
    page = read(lead_id, cursor=cursor, limit=limit)
    if not page.items:
        # Nobody, a receipt's id, or the end after a full last page.
        lead = services.leads.get(lead_id)
        if lead is None:
            raise _no_such_lead()
        # A lead that was merged has a timeline of its own, which ends here.
        has_own = cursor is not None and bool(read(lead_id, cursor=None, limit=1).items)
        if lead.id != lead_id and not has_own:
            page = read(lead.id, cursor=cursor, limit=limit)
    return json_answer(request, 200, {"items": [view(entry) for entry in page.items], "next_cursor": page.cursor})


def _no_such_lead() -> Problem:
    return Problem(404, "no-such-lead", "There is no lead of this id.")
