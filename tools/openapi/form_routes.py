"""The routes by which administrators set forms up."""

from dataclasses import asdict

from leadgate.domain.access import Scope
from leadgate.domain.form import HONEYPOT
from leadgate.domain.rates import Limits
from openapi.route import BY_GATEWAY, BY_KEY, JSON, Content, Reply, Route

_BY_KEY = (*BY_GATEWAY, *BY_KEY, "storage-unavailable")
_SETUP = {
    "kind": "demo",
    "origins": ["https://www.seller.example"],
    "mapping": {"Firma": "company.name", "Position": "title"},
    "honeypot": HONEYPOT,
    "min_seconds": 3,
    "thank_you_url": "https://www.seller.example/thanks",
    "channel": "website",
}
_LIMITS = asdict(Limits())
_CAPTCHA = {"provider": "turnstile", "base_url": None}
_FORM = {"id": "demo", **_SETUP, "limits": _LIMITS, "captcha": _CAPTCHA}

_GET_FORMS = Route(
    method="get",
    path="/forms",
    operation="getForms",
    tag="Forms",
    summary="Show all forms",
    description="In the order of their ids, a page at a time.",
    scope=Scope.ADMIN,
    parameters=("limit", "cursor"),
    replies={200: Reply("A page of forms.", Content(JSON, "Forms", {"page": {"items": [_FORM], "next_cursor": None}}))},
    problems=(*_BY_KEY, "repeated-parameter", "bad-limit", "bad-cursor"),
    curl_query=("limit",),
)

_GET_FORM = Route(
    method="get",
    path="/forms/{form_id}",
    operation="getForm",
    tag="Forms",
    summary="Show a form",
    description="As it is set up.",
    scope=Scope.ADMIN,
    parameters=("form_id",),
    replies={200: Reply("The form.", Content(JSON, "FormSetUp", {"demo": _FORM}))},
    problems=(*_BY_KEY, "no-such-form"),
)

_PUT_FORM = Route(
    method="put",
    path="/forms/{form_id}",
    operation="putForm",
    tag="Forms",
    summary="Set a form up",
    description="As the body says, whatever it was before; what the body leaves out has its default. Pages may post it "
    "within half a minute. `honeypot` names a field that people cannot see, and `min_seconds` is the time in which "
    "nobody fills the form in: what a program does differently is evidence, see docs/abuse.md. `limits` says how many "
    "posts are too many; null looks at none. The secret of a `captcha` is kept apart and never shown; leave it out to "
    "keep it, and send null as the captcha to destroy it.",
    scope=Scope.ADMIN,
    parameters=("form_id",),
    body=(
        Content(
            JSON,
            "FormSetup",
            {
                "demo": _SETUP | {"captcha": {"provider": "turnstile", "secret": "0x4AAAAAAA-your-secret-key"}},
                "contact": {"origins": ["*"], "honeypot": None, "limits": {"per_address": 50}},
            },
        ),
    ),
    replies={200: Reply("It is set up.", Content(JSON, "FormSetUp", {"demo": _FORM}))},
    problems=(
        *_BY_KEY, "unreadable-body", "no-body", "not-json", "not-an-object", "repeated-header", "body-too-large",
        "unsupported-media-type", "invalid-body", "congested",
    ),
)  # fmt: skip

FORM_ROUTES = (_GET_FORMS, _GET_FORM, _PUT_FORM)
