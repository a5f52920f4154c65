"""The HTTP edge that all functions share: problems, security headers, and a request id on every answer."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from botocore.exceptions import BotoCoreError, ClientError

from leadgate.application.errors import (
    BadCursor,
    BrokenPolicy,
    BrokenRecord,
    CannotMerge,
    Congested,
    NoCaptchaSecret,
    NoSecret,
    NoSuchConnection,
    NoSuchLead,
    NoSuchMerge,
    NoSuchOtherLead,
    NoSuchVersion,
    NotFit,
    NotQuarantined,
    PolicyTooLarge,
    ReusedKey,
    SharedDomain,
)
from leadgate.contracts.problem import CONTENT_TYPE, Fault, Problem, invalid
from leadgate.domain.absorbed import Obstacle
from leadgate.domain.publication import (
    MOST_SHADOWS,
    AlreadyLive,
    NothingToRollBack,
    OtherLive,
    ScopeTaken,
    TooManyShadows,
)
from leadgate.runtime.request import Request, read_request
from leadgate.runtime.telemetry import count, logger, places

OBSTACLES = {
    Obstacle.SAME_LEAD: "Both are the same lead, or they were merged before.",
    Obstacle.QUARANTINED: "One of the leads is in quarantine; release it first, or leave it there.",
    Obstacle.HOLDS_OTHERS: "The other lead holds leads itself; merge this one into it, or undo its merges first.",
    Obstacle.TOO_MANY: "This lead holds as many others as it can; undo a merge first.",
}

SECURITY_HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}

Answer = Response[str]
Endpoint = Callable[..., Answer]

_RETRY = {"Retry-After": "1"}


def resolver() -> APIGatewayRestResolver:
    """Make a resolver that answers unknown paths with a problem."""
    app = APIGatewayRestResolver()

    @app.not_found
    def unknown(_: NotFoundError) -> Answer:
        request = Request("", "", {}, {}, b"", app.current_event.request_context.request_id or "", None, frozenset())
        return answer_problem(
            request, Problem(404, "no-such-path", "There is nothing at this path; see /openapi.json.")
        )

    return app


def json_answer(request: Request, status: int, body: object, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with a JSON document."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return answer(request, status, text, "application/json", headers)


def answer_problem(request: Request, problem: Problem) -> Answer:
    """Answer with a problem."""
    body = json.dumps(problem.to_document(f"urn:request:{request.id}"), ensure_ascii=False, separators=(",", ":"))
    return answer(request, problem.status, body, CONTENT_TYPE, problem.headers)


def answer(
    request: Request,
    status: int,
    body: str,
    content_type: str | None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Answer with a body of any type, the security headers and the request's id."""
    every: dict[str, Any] = {**SECURITY_HEADERS, "x-request-id": request.id, **(headers or {})}
    return Response(status_code=status, content_type=content_type, body=body, headers=every)


def run(app: APIGatewayRestResolver, endpoint: Endpoint, *args: object) -> Answer:
    """Run an endpoint and turn whatever it raises into a problem that says what to do.

    Args:
        app: the resolver that is handling the request.
        endpoint: called with the request, then `args`.
        args: the services and path parameters that the endpoint takes.

    Returns:
        The endpoint's answer, or a problem. Nothing of our insides is ever part of one.
    """
    request = Request("", "", {}, {}, b"", app.current_event.request_context.request_id or "", None, frozenset())
    try:
        request = read_request(app.current_event.raw_event)
        return endpoint(request, *args)
    except Exception as error:  # the outermost edge: every failure has to become an answer
        problem = to_problem(error)
        if problem.status >= 500:
            # The type of the error, not its text: texts of libraries may hold what somebody posted.
            first = error.__cause__ or error
            logger.error("request failed", extra={"error": type(first).__name__, "trace": places(first)})
            count("RequestFailed")
        return answer_problem(request, problem)


def add_routes(
    app: APIGatewayRestResolver, routes: Mapping[tuple[str, str], Endpoint], *services: object
) -> Mapping[tuple[str, str], Endpoint]:
    """Let a resolver answer the routes of a table, each by its endpoint with the services and its path parameters."""
    for (method, path), endpoint in routes.items():

        def handle(endpoint: Endpoint = endpoint, **parameters: str) -> Answer:
            return run(app, endpoint, *services, *parameters.values())

        app.route(path, method=method)(handle)
    return routes


def to_problem(error: Exception) -> Problem:
    """Say which problem an error is to the caller; the only place where errors get a status."""
    if isinstance(error, Problem):
        return error
    return (
        _of_version(error)
        or _of_publication(error)
        or _of_release(error)
        or _of_merge(error)
        or _of_connection(error)
        or _of_request(error)
    )


def _of_release(error: Exception) -> Problem | None:
    match error:
        case NoSuchLead():
            return Problem(404, "no-such-lead", "There is no lead of this id.")
        case NotQuarantined():
            detail = "This lead was never in quarantine; there is nothing to release."
            return Problem(409, "not-quarantined", detail)
        case SharedDomain():
            detail = "gives addresses to everybody; release this address without allow_domain"
            return invalid([Fault("/allow_domain", detail)])
    return None


def _of_merge(error: Exception) -> Problem | None:
    match error:
        case NoSuchOtherLead():
            return Problem(404, "no-such-other-lead", "There is no lead of the id or address in the body.")
        case NoSuchMerge():
            detail = "This lead holds no such other lead; GET /leads/{lead_id} lists those under `merged`."
            return Problem(404, "no-such-merge", detail)
        case CannotMerge():
            return Problem(409, "not-to-be-merged", OBSTACLES[error.obstacle])
    return None


def _of_request(error: Exception) -> Problem:
    match error:
        case ReusedKey():
            return Problem(409, "reused-idempotency-key", "This Idempotency-Key was used with another body.")
        case BadCursor():
            return Problem(400, "bad-cursor", "This cursor is none of ours; leave it out to start from the beginning.")
        case Congested():
            return Problem(
                503, "congested", "Nothing was kept; send the same request again in a moment.", headers=_RETRY
            )
        case ClientError() | BotoCoreError():
            # A write whose answer was lost may be there all the same.
            detail = "Send the same request again in a moment; it counts once."
            return Problem(503, "storage-unavailable", detail, headers=_RETRY)
        case _:
            return Problem(500, "internal-error", "This failed on our side; nothing more is known here.")


def _of_version(error: Exception) -> Problem | None:
    match error:
        case NoSuchVersion():
            detail = "There is no such version of this policy; GET /policies/{name}/versions lists all."
            return Problem(404, "no-such-policy-version", detail)
        case NotFit():
            faults = [Fault("", reason) for reason in error.reasons]
            return Problem(409, "not-fit-to-publish", "This version must not become live; see errors.", faults)
        case PolicyTooLarge():
            detail = "This policy does not fit into the table, compressed as it is; shorten its lists and texts."
            return Problem(413, "policy-too-large", detail)
        case BrokenPolicy():
            detail = "The version of the policy cannot be read, or this release cannot load it."
            return Problem(409, "policy-not-readable", detail)
        case BrokenRecord():
            detail = "What is stored of this decision is damaged; copy its item back from a backup of the table."
            return Problem(409, "decision-not-readable", detail)
    return None


def _of_publication(error: Exception) -> Problem | None:
    match error:
        case AlreadyLive():
            return Problem(409, "already-live", "This version is live; a version that decides cannot look on as well.")
        case NothingToRollBack():
            detail = "Nothing was live before, or this policy is not live; publish the version that you want."
            return Problem(409, "nothing-to-roll-back", detail)
        case OtherLive():
            live = "Nothing of this policy" if error.live is None else f"The version {error.live}"
            return Problem(409, "other-version-live", f"{live} is live, so there is nothing of `from` to undo.")
        case ScopeTaken():
            detail = f"The policy {error.other} was published for this scope since; publish the version that you want."
            return Problem(409, "scope-taken", detail)
        case TooManyShadows():
            detail = f"{MOST_SHADOWS} versions look on already; end one of them first."
            return Problem(409, "too-many-shadows", detail)
    return None


def _of_connection(error: Exception) -> Problem | None:
    match error:
        case NoSuchConnection():
            detail = "There is no connection of this source and id, or it is not active; GET /connections lists all."
            return Problem(404, "no-such-connection", detail)
        case NoSecret():
            detail = "is required: deliveries are checked with it; for a tool that does not sign, send unsigned: true"
            return invalid([Fault("/secret", detail)])
        case NoCaptchaSecret():
            detail = "is required: the captcha's service is asked with it; it is kept when you leave it out later"
            return invalid([Fault("/captcha/secret", detail)])
    return None
