"""The routes by which leads, decisions and the service itself are read."""

from leadgate.domain.access import Scope
from openapi import samples
from openapi.lifecycle_samples import HELD_LEAD
from openapi.route import BY_GATEWAY, BY_KEY, JSON, Content, Reply, Route

_BY_READING = (*BY_GATEWAY, *BY_KEY, "storage-unavailable")

_GET_STATUS = Route(
    method="get",
    path="/status",
    operation="getStatus",
    tag="Status",
    summary="Ask what to do with a person",
    description="For cadence tools: one flat object with one plain instruction, `cadence_action`. Ask by `email` or "
    "by `lead_id`, not by both. A person whom nobody knows is no error: `found` is false, and the tool shall `hold`.",
    scope=Scope.STATUS,
    parameters=("email", "by_lead_id", "if_none_match"),
    replies={
        200: Reply(
            "The status.",
            Content(JSON, "Status", {"known": samples.KNOWN_PERSON, "unknown": samples.UNKNOWN_PERSON}),
            ("ETag",),
        ),
        304: Reply("Nothing is new since the answer that `If-None-Match` names.", None, ("ETag",)),
    },
    problems=(*_BY_READING, "one-of-two", "repeated-parameter", "repeated-header", "invalid-body"),
    curl_query=("email",),
)

_GET_LEAD = Route(
    method="get",
    path="/leads/{lead_id}",
    operation="getLead",
    tag="Leads",
    summary="Show a lead",
    description="Every fact with who said it and when, the signals, the consent, the decision that counts now, and "
    "the owner. `ETag` is the lead's version.",
    scope=Scope.STATUS,
    parameters=("lead_id",),
    replies={
        200: Reply("The lead.", Content(JSON, "Lead", {"qualified": samples.LEAD, "quarantined": HELD_LEAD}), ("ETag",))
    },
    problems=(*_BY_READING, "no-such-lead"),
)

_GET_TIMELINE = Route(
    method="get",
    path="/leads/{lead_id}/timeline",
    operation="getTimeline",
    tag="Leads",
    summary="Show what happened to a lead",
    description="Oldest first, in the order of the lead's versions, a page at a time.",
    scope=Scope.STATUS,
    parameters=("lead_id", "limit", "cursor"),
    replies={200: Reply("A page of the timeline.", Content(JSON, "Timeline", {"page": samples.TIMELINE}))},
    problems=(*_BY_READING, "repeated-parameter", "bad-limit", "bad-cursor", "no-such-lead"),
    curl_query=("limit",),
)

_GET_DECISION = Route(
    method="get",
    path="/decisions/{decision_id}",
    operation="getDecision",
    tag="Leads",
    summary="Show why something was decided",
    description="The decision with its clock, the exact version of its policy, every rule with what it saw, and what "
    "versions that look on would have decided.",
    scope=Scope.STATUS,
    parameters=("decision_id",),
    replies={200: Reply("The decision.", Content(JSON, "Decision", {"qualified": samples.DECISION}))},
    problems=(*_BY_READING, "no-such-decision", "decision-not-readable"),
)

_GET_DECISIONS = Route(
    method="get",
    path="/leads/{lead_id}/decisions",
    operation="getDecisions",
    tag="Leads",
    summary="Show what was decided about a lead",
    description="Newest first, a page at a time; a page may be short before the end of the list.",
    scope=Scope.STATUS,
    parameters=("lead_id", "limit", "cursor"),
    replies={200: Reply("A page of decisions.", Content(JSON, "Decisions", {"page": samples.DECISIONS}))},
    problems=(*_BY_READING, "repeated-parameter", "bad-limit", "bad-cursor", "no-such-lead"),
    curl_query=("limit",),
)

_REPLAY_DECISION = Route(
    method="post",
    path="/decisions/{decision_id}/replay",
    operation="replayDecision",
    tag="Leads",
    summary="Decide again from a decision's record",
    description="From the facts that it read, the version of the policy that it used and the clock that it saw, also "
    "after the policy has moved on; the result is compared byte for byte. Nothing is written.",
    scope=Scope.STATUS,
    parameters=("decision_id",),
    replies={
        200: Reply(
            "What came of it.",
            Content(JSON, "Replay", {"identical": samples.IDENTICAL, "different": samples.DIFFERENT}),
        )
    },
    problems=(*_BY_READING, "no-such-decision", "policy-not-readable", "decision-not-readable"),
)

_GET_HEALTH = Route(
    method="get",
    path="/health",
    operation="getHealth",
    tag="Service",
    summary="Ask whether the service is well",
    description="Says by which version and which policies leads are decided now.",
    scope=None,
    replies={
        200: Reply("It answers; with `no-policy` leads wait.", Content(JSON, "Health", {"ok": samples.HEALTHY})),
        503: Reply("Leads cannot be read.", Content(JSON, "Health", {"unavailable": samples.UNHEALTHY})),
    },
    problems=BY_GATEWAY,
)

_GET_OPENAPI = Route(
    method="get",
    path="/openapi.json",
    operation="getOpenApi",
    tag="Service",
    summary="Get this description",
    description="For programs: the OpenAPI document that this page is made of.",
    scope=None,
    replies={200: Reply("The document.", Content(JSON, None, {"beginning": {"openapi": "3.1.0"}}))},
    problems=BY_GATEWAY,
)

_GET_DOCS = Route(
    method="get",
    path="/docs",
    operation="getDocs",
    tag="Service",
    summary="Read this description",
    description="For people: one page that loads nothing else.",
    scope=None,
    replies={200: Reply("The page.", Content("text/html", None, {"beginning": "<!doctype html>"}))},
    problems=BY_GATEWAY,
)

_GET_SCRIPT = Route(
    method="get",
    path="/static/{version}/leadgate.js",
    operation="getScript",
    tag="Service",
    summary="Get the script for forms",
    description="For web pages: adds how the visitor came to a form, and shows the answer without leaving the page. "
    "What a version says never changes; docs/forms.md has its integrity hash.",
    scope=None,
    parameters=("script_version", "if_none_match"),
    replies={
        200: Reply(
            "The script, to be kept for ever.",
            Content("text/javascript", None, {"beginning": "// Leadgate's script for a form of your page"}),
            ("ETag", "Access-Control-Allow-Origin"),
        ),
        304: Reply("The browser has it already.", None, ("ETag", "Access-Control-Allow-Origin")),
    },
    problems=(*BY_GATEWAY, "no-such-script", "repeated-header"),
)

READ_ROUTES = (
    _GET_STATUS,
    _GET_LEAD,
    _GET_TIMELINE,
    _GET_DECISIONS,
    _GET_DECISION,
    _REPLAY_DECISION,
    _GET_HEALTH,
    _GET_OPENAPI,
    _GET_DOCS,
    _GET_SCRIPT,
)
