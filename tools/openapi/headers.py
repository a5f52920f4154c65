"""The headers that answers carry."""

from typing import Any

HEADERS: dict[str, dict[str, Any]] = {
    "x-request-id": {
        "description": "Names this request; operators find it by this id.",
        "required": True,
        "schema": {"type": "string"},
        "example": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    },
    "ETag": {
        "description": "Names this very answer; send it as `If-None-Match` to ask whether anything is new.",
        "required": True,
        "schema": {"type": "string", "pattern": '^".+"$'},
        "example": '"9011065437c9658e7e92300395c043c8"',
    },
    "Retry-After": {
        "description": "Seconds to wait before the request is sent again.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 1,
    },
    "WWW-Authenticate": {
        "description": "How to authenticate.",
        "required": True,
        "schema": {"enum": ["Bearer", "Signature"]},
        "example": "Bearer",
    },
    "Idempotency-Replayed": {
        "description": "There when the same `Idempotency-Key` and body came before, and nothing was counted again.",
        "schema": {"const": "true"},
        "example": "true",
    },
    "Preference-Applied": {
        "description": "There when a demo request could not be decided in time: the queue decides.",
        "schema": {"const": "respond-async"},
        "example": "respond-async",
    },
    "Location": {
        "description": "Where to go on: a form's thank-you page, or what was made.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
        "example": "https://www.seller.example/thanks",
    },
    "Access-Control-Allow-Origin": {
        "description": "The origin of the page that asked, when it named one; `*` for every page.",
        "schema": {"type": "string"},
        "example": "https://www.seller.example",
    },
    "Access-Control-Allow-Methods": {
        "description": "What the page may send.",
        "required": True,
        "schema": {"const": "POST"},
        "example": "POST",
    },
    "Access-Control-Allow-Headers": {
        "description": "The headers that the page may send.",
        "required": True,
        "schema": {"type": "string"},
        "example": "content-type, idempotency-key, prefer",
    },
    "Access-Control-Max-Age": {
        "description": "For how many seconds a browser may remember this.",
        "required": True,
        "schema": {"type": "integer"},
        "example": 600,
    },
}


def header_refs(names: tuple[str, ...]) -> dict[str, Any]:
    """Point at headers of the document; every answer names its request."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("x-request-id", *names)}
