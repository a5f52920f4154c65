"""What requests carry besides their bodies: path and query parameters, and headers."""

from typing import Any

from leadgate.domain.raw_delivery import Result
from leadgate.runtime.paging import MAX_PAGE
from leadgate.runtime.preferences import BUDGET, LONGEST
from openapi.samples import DECISION_ID, ETAG, LEAD_ID, ORIGIN, POLICY_VERSION

_TEXT = {"type": "string"}


def _in_path(name: str, description: str, example: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": 100}
    return {
        "name": name, "in": "path", "required": True, "description": description, "schema": schema, "example": example,
    }  # fmt: skip


def _optional(place: str, name: str, description: str, schema: dict[str, Any], example: object) -> dict[str, Any]:
    return {"name": name, "in": place, "description": description, "schema": schema, "example": example}


PARAMETERS: dict[str, dict[str, Any]] = {
    "form_id": _in_path("form_id", "The form, as it was set up.", "demo"),
    "lead_id": _in_path("lead_id", "The lead, by its own id or by one that a form's answer gave.", LEAD_ID),
    "other_id": _in_path(
        "other_id", "A lead that is part of it, as `merged` names it.", "lead_01KQS8A1B2C3D4E5F6G7H8J9KM"
    ),
    "decision_id": _in_path("decision_id", "The decision.", DECISION_ID),
    "policy_name": _in_path("name", "The policy.", "inbound-saas"),
    "policy_version": _in_path("version", "A version of the policy.", POLICY_VERSION),
    "script_version": _in_path("version", "A version of the script.", "v1"),
    "source": _in_path("source", "The source: the form tool, ad network or tracker.", "typeform"),
    "connection_id": _in_path("connection_id", "The connection; for unsigned ones it is the secret.", "website"),
    "since": _optional(
        "query", "since", "Only what came from this moment on; nothing is older than 30 days.",
        {"type": "string", "format": "date-time"}, "2026-05-04T09:00:00Z",
    ),
    "result": _optional(
        "query", "outcome", "Only deliveries of which a post came to this.",
        {"enum": [result.value for result in Result]}, "unmapped",
    ),
    "email": _optional(
        "query", "email", "The person's address.", {"type": "string", "maxLength": 320}, "vera.vogt@firm.example"
    ),
    "by_lead_id": _optional("query", "lead_id", "The lead's id, instead of `email`.", _TEXT, LEAD_ID),
    "limit": _optional(
        "query", "limit", "How many entries a page has.",
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": MAX_PAGE}, 20,
    ),
    "cursor": _optional("query", "cursor", "`next_cursor` of the page before.", _TEXT, "VEwjMDAwMDAwMDAwMiMw"),
    "if_none_match": _optional(
        "header", "If-None-Match", "The `ETag` of an earlier answer; when nothing is new, the answer is 304.",
        _TEXT, ETAG,
    ),
    "idempotency_key": _optional(
        "header", "Idempotency-Key",
        "A name of your own for this post. For 24 hours the same key and body is answered as the first time and "
        "counts once; the same key with another body is 409.",
        {"type": "string", "minLength": 1, "maxLength": 255}, "crm-export-000001",
    ),
    "prefer": _optional(
        "header", "Prefer",
        f"`wait=N` waits N seconds for the decision, at most {LONGEST:g}; `respond-async` does not wait. Without it "
        f"the decision may take {BUDGET:g} seconds.",
        _TEXT, "wait=5",
    ),
    "origin": _optional("header", "Origin", "The page that posts; browsers send it.", _TEXT, ORIGIN),
    "asked_method": _optional(
        "header", "Access-Control-Request-Method", "What the page wants to send; browsers send it.", _TEXT, "POST"
    ),
    "asked_headers": _optional(
        "header", "Access-Control-Request-Headers", "The headers that it wants to send.", _TEXT, "content-type"
    ),
}  # fmt: skip
"""By the name that routes use for them."""


def parameter_refs(names: tuple[str, ...]) -> list[dict[str, str]]:
    """Point at parameters of the document."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]
