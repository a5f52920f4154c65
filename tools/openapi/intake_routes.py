"""The routes by which leads come in."""

from leadgate.domain.access import Scope
from openapi import samples
from openapi.route import BY_BODY, BY_GATEWAY, BY_KEY, ENCODED, JSON, Content, Reply, Route

_CORS = ("Access-Control-Allow-Origin",)

_POST_LEAD = Route(
    method="post",
    path="/leads",
    operation="postLead",
    tag="Intake",
    summary="Keep a lead",
    description="For servers: a lead from a CRM, an import or your own backend. It is kept at once and decided in a "
    "moment. The same person again is the same lead: the newest value of each fact counts, and the timeline keeps "
    "all of them. Without an `Idempotency-Key` the same content of the same person counts once in ten minutes.",
    scope=Scope.INTAKE,
    parameters=("idempotency_key",),
    body=(Content(JSON, "LeadBody", {"lead": samples.posted_json("lead.accepted")}),),
    replies={
        202: Reply(
            "Kept; it is decided in a moment.",
            Content(JSON, "LeadAccepted", {"accepted": samples.ACCEPTED}),
            ("Idempotency-Replayed",),
        )
    },
    problems=(*BY_GATEWAY, *BY_KEY, *BY_BODY),
    curl_headers=("idempotency_key",),
)

_POST_DEMO_REQUEST = Route(
    method="post",
    path="/demo-requests",
    operation="postDemoRequest",
    tag="Intake",
    summary="Keep a demo request and decide on it",
    description="For servers whose visitor is waiting: the body of a lead, decided before the answer. `next_step` "
    "says what to show: `book` a meeting with the owner, `answer` some questions, or thank them. When the decision "
    "takes too long, the answer is 202 and the queue decides.",
    scope=Scope.INTAKE,
    parameters=("idempotency_key", "prefer"),
    body=(
        Content(
            JSON,
            "LeadBody",
            {
                "qualified": samples.posted_json("demo-request.qualified"),
                "needs_info": samples.posted_json("demo-request.needs-info"),
                "competitor": samples.posted_json("demo-request.competitor"),
            },
        ),
    ),
    replies={
        200: Reply(
            "Kept and decided.",
            Content(
                JSON,
                "DemoDecided",
                {
                    "qualified": samples.QUALIFIED,
                    "needs_info": samples.NEEDS_INFO,
                    "competitor": samples.COMPETITOR,
                },
            ),
            ("Idempotency-Replayed",),
        ),
        202: Reply(
            "Kept, but not decided in time; the queue decides.",
            Content(JSON, "LeadAccepted", {"late": samples.ACCEPTED_LATE}),
            ("Idempotency-Replayed", "Preference-Applied"),
        ),
    },
    problems=(*BY_GATEWAY, *BY_KEY, *BY_BODY),
    curl_headers=("prefer",),
)

_POST_FORM = Route(
    method="post",
    path="/forms/{form_id}",
    operation="postForm",
    tag="Intake",
    summary="Keep what a visitor posted",
    description="For browser forms; it needs no key. The form's mapping gives its fields their meaning, and unknown "
    "fields become answers. A form of kind `demo` is decided while the visitor waits. The answer never tells whether "
    "the person is known, nor why anything was decided. Two fields say how the form came back and become no part of "
    "the lead: the form's honeypot, which people leave empty, and `lg_elapsed_ms`, for how many milliseconds the form "
    "was open. A form with a captcha takes its token in the widget's own field, `cf-turnstile-response` or "
    "`h-captcha-response`, which is no part of the lead either. A post that looks like a program's is kept and "
    "answered like any other, but quarantined; above the form's last limits it is not kept (429).",
    scope=None,
    parameters=("form_id", "origin", "idempotency_key", "prefer"),
    body=(
        Content(JSON, "FormFields", {"demo": samples.posted_json("form.json")}),
        Content(ENCODED, "FormEncodedFields", {"demo": samples.posted_form("form.encoded")}),
    ),
    replies={
        200: Reply(
            "Kept and decided: a form of kind `demo`.",
            Content(JSON, "FormDecided", {"book": samples.FORM_DECIDED}),
            _CORS,
        ),
        202: Reply(
            "Kept; it is decided in a moment.",
            Content(JSON, "LeadAccepted", {"accepted": samples.FORM_KEPT}),
            (*_CORS, "Preference-Applied"),
        ),
        303: Reply("Kept; a form-encoded post goes on to the form's thank-you page.", None, (*_CORS, "Location")),
    },
    problems=(*BY_GATEWAY, *BY_BODY, "not-a-form", "foreign-origin", "no-such-form", "too-many-posts"),
    curl_headers=("origin",),
)

_PREFLIGHT = Route(
    method="options",
    path="/forms/{form_id}",
    operation="preflightForm",
    tag="Intake",
    summary="Ask whether a page may post a form",
    description="Browsers ask this by themselves before a page of another origin posts JSON.",
    scope=None,
    parameters=("form_id", "origin", "asked_method", "asked_headers"),
    replies={
        204: Reply(
            "It may.",
            None,
            (*_CORS, "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Max-Age"),
        )
    },
    problems=(*BY_GATEWAY, "repeated-header", "foreign-origin", "no-such-form", "storage-unavailable"),
    curl_headers=("origin", "asked_method"),
)

INTAKE_ROUTES = (_POST_LEAD, _POST_DEMO_REQUEST, _POST_FORM, _PREFLIGHT)
