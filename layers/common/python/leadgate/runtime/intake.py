"""The endpoints of the `intake` function: from a request to the answer that its sender gets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic

from leadgate.application.form_ports import AllowList, FormRegistry
from leadgate.application.intake import (
    answer_demo_request,
    decide_unknown,
    next_step,
    next_step_in_public,
)
from leadgate.application.qualify_lead import Deciding
from leadgate.application.submit_lead import Submitted
from leadgate.contracts.form_fields import lasting, take_return, to_lead_body
from leadgate.contracts.problem import Problem
from leadgate.domain.abuse import FormReturn
from leadgate.domain.access import Scope
from leadgate.domain.form import Form, admits
from leadgate.domain.submission import Submission
from leadgate.runtime.bodies import read_any_body, read_json_body
from leadgate.runtime.deadline import Deadline
from leadgate.runtime.http import Answer, answer, json_answer, to_problem
from leadgate.runtime.posts import Post, Receipts, Suspects, keep, submission_of
from leadgate.runtime.preferences import wait_of
from leadgate.runtime.receipts import receipt_of
from leadgate.runtime.request import Request
from leadgate.runtime.suspicion import seem_to_decide, suspicion_about
from leadgate.runtime.telemetry import count, logger, places
from leadgate.runtime.watching import WatchedPost, Watching, signs_around
from leadgate.runtime.webhooks import WebhookServices


@dataclass(frozen=True, slots=True)
class IntakeServices:
    """What intake is wired to; `hash` is the salted hash that keeps people out of keys.

    `webhooks` wires what only deliveries of sources need, when the first one comes.
    """

    deciding: Deciding
    forms: FormRegistry
    allow_list: AllowList
    watching: Watching
    hash: Callable[..., str]
    deadline: Deadline
    webhooks: Callable[[], WebhookServices]


def post_lead(request: Request, services: IntakeServices) -> Answer:
    """Keep a lead that a server posted; the queue decides on it."""
    request.require(Scope.INTAKE)
    body = read_json_body(request)
    submission = submission_of(
        Post(body, "api:leads"), _receipts(request, services, body), services.deciding, services.hash
    )
    submitted = keep(submission, services.deciding, is_public=False)
    return _accepted_from_server(request, submitted, {})


def post_demo_request(request: Request, services: IntakeServices) -> Answer:
    """Keep a demo request that a server posted, and decide on it while the server waits."""
    request.require(Scope.INTAKE)
    until = monotonic() + wait_of(request)
    body = read_json_body(request)
    post = Post(body, "api:demo-requests", is_demo=True)
    submission = submission_of(post, _receipts(request, services, body), services.deciding, services.hash)
    submitted = keep(submission, services.deciding, is_public=False)
    said = _decide(submitted, submission, services, until)
    if said is None:
        return _accepted_from_server(request, submitted, {"Preference-Applied": "respond-async"})
    document = {
        "lead_id": submitted.lead_id,
        "version": said["version"],
        "outcome": said["outcome"],
        "reason": said["reason"],
        "next_step": next_step(said, said["booking_url"]),
        "owner": said["owner"],
        "decision_id": said["decision_id"],
    }
    return json_answer(request, 200, document, _replayed(request, submitted))


def post_form(request: Request, services: IntakeServices, form_id: str) -> Answer:
    """Keep what a visitor posted by a browser form; a form of kind `demo` is decided while they wait."""
    form, allowed = _form(request, services, form_id)
    try:
        return _receive_form(request, services, form, allowed)
    except Exception as error:
        # A page may read why its form was refused, like any other answer.
        raise to_problem(error).with_headers(allowed) from error


def preflight(request: Request, services: IntakeServices, form_id: str) -> Answer:
    """Tell a browser whether a page of another origin may post a form. Source: WHATWG Fetch, "CORS protocol"."""
    _, allowed = _form(request, services, form_id)
    permissions = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "content-type, idempotency-key, prefer",
        "Access-Control-Max-Age": "600",
    }
    return answer(request, 204, "", None, {**allowed, **permissions})


def _form(request: Request, services: IntakeServices, form_id: str) -> tuple[Form, dict[str, str]]:
    form = services.forms.find(form_id) if 0 < len(form_id) <= 100 else None
    if form is None:
        raise Problem(404, "no-such-form", "There is no form of this name; check the address that the form posts to.")
    origin = request.header("origin")
    if not admits(form, origin):
        raise Problem(403, "foreign-origin", "This page may not post this form; add its origin to the form's origins.")
    allowed = {"Vary": "Origin"}
    if origin is not None:
        allowed |= {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "x-request-id, preference-applied, retry-after",
        }
    return form, allowed


def _receive_form(request: Request, services: IntakeServices, form: Form, allowed: dict[str, str]) -> Answer:
    until = monotonic() + wait_of(request)
    posted, is_encoded = read_any_body(request)
    fields, returned = take_return(posted, form)
    made = to_lead_body(fields, form)
    is_demo = form.kind == "demo"
    post = Post(made.body, f"form:{form.id}", is_demo)
    receipts = _receipts(request, services, lasting(posted))
    suspicion = _suspects(WatchedPost(form, request.address, posted, receipts), returned, services)
    try:
        submission = submission_of(post, receipts, services.deciding, services.hash, suspicion)
    except Problem as problem:
        raise made.blame(problem) from None
    submitted = keep(submission, services.deciding, is_public=True)
    known = _decide_in_public(submitted, submission, services, until) if is_demo else None
    if is_encoded and form.thank_you_url:
        return answer(request, 303, "", None, {**allowed, "Location": form.thank_you_url})
    if known is None:
        # Never "duplicate": that somebody posted this before is nothing that a visitor may learn.
        late = {"Preference-Applied": "respond-async"} if is_demo else {}
        warnings = [{**warning, "pointer": made.field_of(warning["pointer"])} for warning in submitted.warnings]
        return _accepted(request, submitted.receipt_id, warnings, {**allowed, **late})
    alone = decide_unknown(submission, services.deciding.policies)
    document = {"lead_id": submitted.receipt_id, "next_step": next_step_in_public(alone, known)}
    return json_answer(request, 200, document, allowed)


def _suspects(post: WatchedPost, returned: FormReturn, services: IntakeServices) -> Suspects:
    around = partial(signs_around, post=post, watching=services.watching)
    allow_list, salted = services.allow_list, services.hash
    return partial(suspicion_about, returned=returned, around=around, allow_list=allow_list, salted=salted)


def _receipts(request: Request, services: IntakeServices, content: Mapping[str, object]) -> Receipts:
    return lambda person_key, now: receipt_of(request, content, person_key, services.hash, now)


def _decide_in_public(
    submitted: Submitted, submission: Submission, services: IntakeServices, until: float
) -> Mapping[str, object] | None:
    """Decide for a visitor; nothing is decided, and no booking page shown, for a post or a lead in quarantine."""
    if submission.suspicion.is_quarantined or submitted.is_held:
        return seem_to_decide(submission, services.deciding.policies, services.deadline, until)
    return _decide(submitted, submission, services, until)


def _decide(
    submitted: Submitted, submission: Submission, services: IntakeServices, until: float
) -> Mapping[str, object] | None:
    """Decide until the budget is over; None hands over to the queue, which has the lead already."""
    work = partial(answer_demo_request, submitted, submission.receipt.record, services.deciding)
    try:
        said = services.deadline.run(work, until - monotonic())
    except Exception as error:  # whatever it is: the lead is kept, and the queue decides
        logger.warning("left to the queue", extra={"error": type(error).__name__, "trace": places(error)})
        said = None
    if not said:
        count("DecisionDeferred")
        return None
    logger.info("decided", extra={"lead_id": submitted.lead_id, "outcome": said["outcome"]})
    return said


def _accepted(
    request: Request,
    lead_id: str,
    warnings: Sequence[Mapping[str, str]],
    headers: Mapping[str, str],
    *,
    duplicate: bool = False,
) -> Answer:
    document = {
        "lead_id": lead_id,
        "status_url": f"{request.base_url}/status?lead_id={lead_id}",
        "duplicate": duplicate,
        "warnings": [dict(warning) for warning in warnings],
    }
    return json_answer(request, 202, document, headers)


def _accepted_from_server(request: Request, submitted: Submitted, headers: Mapping[str, str]) -> Answer:
    # Under a key a repeated request gets the first answer again, word for word.
    duplicate = submitted.duplicate and not request.headers.get("idempotency-key")
    every = {**_replayed(request, submitted), **headers}
    return _accepted(request, submitted.lead_id, submitted.warnings, every, duplicate=duplicate)


def _replayed(request: Request, submitted: Submitted) -> dict[str, str]:
    is_replay = submitted.duplicate and bool(request.headers.get("idempotency-key"))
    return {"Idempotency-Replayed": "true"} if is_replay else {}
