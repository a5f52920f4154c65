"""Deliveries of a form tool as it sends them, and connections to take them."""

import base64
import hmac
import json
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from tests.builders.connections import SECRET
from tests.builders.gateway import request
from tests.integration.service import Service

Answered = tuple[int, Any, dict[str, str]]


def response(event_id: str = "event-1", email: str | None = "vera@firm.example", **answers: str) -> dict[str, Any]:
    """A response as Typeform posts it."""
    given = ({"email": email} if email else {}) | answers
    return {
        "event_id": event_id,
        "event_type": "form_response",
        "form_response": {
            "form_id": "lT4Z3j",
            "token": f"token-{event_id}",
            "submitted_at": "2026-05-04T08:59:00Z",
            "hidden": {"utm_source": "newsletter"},
            "definition": {
                "fields": [{"id": name, "title": name, "type": "short_text", "ref": name} for name in given]
            },
            "answers": [
                {"type": "email" if name == "email" else "text", ("email" if name == "email" else "text"): value,
                 "field": {"id": name, "type": "short_text", "ref": name}}
                for name, value in given.items()
            ],
        },
    }  # fmt: skip


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header by which Typeform signs a body."""
    digest = hmac.new(secret.encode(), body, sha256).digest()
    return {"Typeform-Signature": "sha256=" + base64.b64encode(digest).decode()}


def delivery(
    body: object, *, secret: str = SECRET, path: str = "/webhooks/typeform/website", headers: Mapping[str, str] = {}
) -> dict[str, Any]:
    """The event of a signed delivery; bytes are sent as they are, anything else as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    sent = base64.b64encode(raw).decode()
    return request("POST", path, sent, headers={**signed(raw, secret), **headers}, scopes=None, is_base64=True)


def segment_event(kind: str = "track", **values: Any) -> dict[str, Any]:
    """The event of a signed delivery of Segment."""
    event = {"type": kind, "messageId": "m-1", "timestamp": "2026-05-04T08:59:00Z", **values}
    raw = json.dumps(event).encode()
    header = {"X-Signature": hmac.new(SECRET.encode(), raw, "sha1").hexdigest()}
    return request("POST", "/webhooks/segment/website", raw.decode(), headers=header, scopes=None)


def connect(service: Service, source: str = "typeform", id_: str = "website", **body: Any) -> Any:
    """Set up a connection as an administrator does."""
    path, sent = f"/connections/{source}/{id_}", {"secret": SECRET} | body
    event = request("PUT", path, sent, scopes="admin", headers={"Content-Type": "application/json"})
    status, document, _ = service.manage(event)
    assert status in (200, 201), document
    return document


def replay(service: Service, source: str = "typeform", id_: str = "website", **query: str) -> Answered:
    """Run the present mapping over what is kept."""
    return service.manage(request("POST", f"/connections/{source}/{id_}/replay", query=query, scopes="admin"))


def listed(service: Service, source: str = "typeform", id_: str = "website", **query: str) -> list[dict[str, Any]]:
    """What became of the deliveries of a connection."""
    event = request("GET", f"/connections/{source}/{id_}/deliveries", query=query, scopes="admin")
    status, document, _ = service.manage(event)
    assert status == 200, document
    items: list[dict[str, Any]] = document["items"]
    return items


def in_the_past(seconds: float) -> str:
    """A moment so many seconds ago, as a query spells it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - seconds))
