"""The route by which trackers and servers tell what people do."""

from leadgate.contracts.signal_body import MAX_BYTES, MOST_SIGNALS
from leadgate.domain.access import Scope
from openapi import samples
from openapi.route import BY_GATEWAY, BY_KEY, JSON, Content, Reply, Route

_KEPT = {
    "results": [
        {"index": 0, "result": "joined", "lead_id": samples.LEAD_ID},
        {"index": 1, "result": "duplicate", "lead_id": samples.LEAD_ID},
        {
            "index": 2,
            "result": "refused",
            "detail": "no lead has this address; post the person to /leads first, then send the signal again",
        },
    ],
    "failed": 0,
}

_POST_SIGNALS = Route(
    method="post",
    path="/signals",
    operation="postSignals",
    tag="Intake",
    summary="Tell what people did",
    description=f"For trackers and servers: up to {MOST_SIGNALS} signals of any people, in {MAX_BYTES // 1024} kB. "
    "Each names who did it by exactly one of `email`, `lead_id` and `anonymous_id`, and is kept or refused by itself; "
    "`results` says what became of each, in their order. A signal with an `id` counts once, however often it is sent: "
    "give each one. Send those again whose result is `failed`, and all of them after a 503. Leads that learned "
    "something are decided again in a moment. What is told of an `anonymous_id` is kept for 90 days, and joins the "
    "lead that is posted with it.",
    scope=Scope.INTAKE,
    body=(Content(JSON, "SignalsBody", {
        "signals": samples.posted_json("signals.kept"), "visitor": samples.posted_json("signals.of-a-visitor"),
    }),),
    replies={
        200: Reply("What became of each signal.", Content(JSON, "SignalsKept", {"kept": _KEPT})),
    },
    problems=(
        *BY_GATEWAY, *BY_KEY, "unreadable-body", "no-body", "not-json", "not-an-object", "repeated-header",
        "body-too-large", "unsupported-media-type", "invalid-body", "congested", "storage-unavailable",
    ),
)  # fmt: skip

SIGNAL_ROUTES = (_POST_SIGNALS,)
