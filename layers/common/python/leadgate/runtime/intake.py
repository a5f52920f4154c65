"""The endpoints of the `intake` function: from a request to the answer that its sender gets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from leadgate.application.form_ports import AllowList, FormRegistry
from leadgate.application.intake import (
    answer_demo_request,
    decide_unknown,
    next_step,
    next_step_in_public,
)
from leadgate.application.qualify_lead import Deciding
from leadgate.application.submit_lead import Submitted, submit_lead
from leadgate.contracts.form_fields import take_return, to_lead_body
from leadgate.contracts.lead_body import read_lead_body
from leadgate.contracts.problem import Problem
from leadgate.contracts.submissions import read_statement
from leadgate.domain.abuse import FormReturn
from leadgate.domain.access import Scope
from leadgate.domain.form import Form, admits
from leadgate.domain.identity import identity_of
from leadgate.domain.policy import Fact
from leadgate.domain.policy_scope import policy_for
from leadgate.domain.submission import Submission
from leadgate.runtime.bodies import read_any_body, read_json_body
from leadgate.runtime.deadline import Deadline
from leadgate.runtime.http import Answer, answer, json_answer, to_problem
from leadgate.runtime.preferences import wait_of
from leadgate.runtime.receipts import receipt_of
from leadgate.runtime.request import Request
from leadgate.runtime.suspicion import seem_to_decide, suspicion_about, warnings_of
from leadgate.runtime.telemetry import count, logger, places


@dataclass(frozen=True, slots=True)
class IntakeServices:
    """What intake is wired to; `hash` is the salted hash that keeps people out of keys."""

    deciding: Deciding
    forms: FormRegistry
    allow_list: AllowList
    hash: Callable[..., str]
    deadline: Deadline


def post_lead(request: Request, services: IntakeServices) -> Answer:
    """Keep a lead that a server posted; the queue decides on it."""
    request.require(Scope.INTAKE)
    body = read_json_body(request)
    submission = _submission(request, services, _Post(body, body, "api:leads"))
    submitted = _keep(submission, services, is_public=False)
    return _accepted_from_server(request, submitted, {})


def post_demo_request(request: Request, services: IntakeServices) -> Answer:
    """Keep a demo request that a server posted, and decide on it while the server waits."""
    request.require(Scope.INTAKE)
    until = monotonic() + wait_of(request)
    body = read_json_body(request)
    submission = _submission(request, services, _Post(body, body, "api:demo-requests", is_demo=True))
    submitted = _keep(submission, services, is_public=False)
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
    post = _Post(made.body, posted, f"form:{form.id}", is_demo, returned)
    try:
        submission = _submission(request, services, post)
    except Problem as problem:
        raise made.blame(problem) from None
    submitted = _keep(submission, services, is_public=True)
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


@dataclass(frozen=True, slots=True)
class _Post:
    """A body that was read, the content that it was made of, and what the post is."""

    body: dict[str, Any]
    content: Mapping[str, object]
    source: str
    is_demo: bool = False
    returned: FormReturn | None = None


def _submission(request: Request, services: IntakeServices, post: _Post) -> Submission:
    body = read_lead_body(post.body)
    now = services.deciding.clock()
    declared = _declared(services, body.source.motion, body.source.form)
    stated = read_statement(body, is_demo=post.is_demo, declared=declared, now=now)
    person_key = services.hash("person", identity_of(stated.email))
    suspicion = suspicion_about(stated, post.returned, services.allow_list, services.hash)
    receipt = receipt_of(request, post.content, person_key, services.hash, now)
    return Submission(
        person_key=person_key,
        facts=stated.facts,
        signals=stated.signals,
        source=post.source,
        stated_at=stated.stated_at,
        received_at=now,
        receipt=receipt,
        consent=stated.consent,
        test=body.test,
        is_demo=post.is_demo,
        warnings=(*stated.warnings, *warnings_of(suspicion)),
        suspicion=suspicion,
    )


def _declared(services: IntakeServices, motion: str | None, form: str | None) -> Mapping[str, Fact]:
    """Give the facts that the policy declares; a lead is never refused because its policy cannot be read."""
    try:
        policy = policy_for(services.deciding.policies.live().policies, motion=motion, form=form)
    except Exception as error:  # whatever it is: the lead comes first
        logger.warning("no policy to read answers by", extra={"error": type(error).__name__})
        return {}
    return {} if policy is None else policy.facts


def _keep(submission: Submission, services: IntakeServices, *, is_public: bool) -> Submitted:
    ports = services.deciding
    submitted = submit_lead(submission, is_public=is_public, leads=ports.leads, ids=ports.ids, backoff=ports.backoff)
    count("LeadRepeated" if submitted.duplicate else "LeadReceived")
    if submitted.is_newly_held:
        count("LeadQuarantined")
    logger.info("kept", extra={"lead_id": submitted.lead_id, "duplicate": submitted.duplicate})
    return submitted


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
