"""Deliveries of every source as it signs them, written from the vendors' pages and not from our own schemes."""

import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

from leadgate.contracts.sources.posts import Delivery
from leadgate.domain.connection import Connection
from tests.fakes.time import NOON

SAMPLES = Path(__file__).parents[1] / "samples" / "sources"
SECRET = "the-secret"
STANDARD_SECRET = "whsec_" + b64encode(b"a key of twenty-four by.").decode()
URL = "https://api.example.com/prod/webhooks/any/c1"
WINDOWS = {"webflow": 5, "hubspot": 5, "calendly": 3, "formbricks": 5, "generic": 5}
"""How many minutes a signature stays good, for those that sign when they sent it."""
GENERIC_MAPPING = {
    "event.id": "key",
    "contact.mail": "email",
    "join(' ', contact.names)": "full_name",
    "org.title": "company.name",
    "org.heads": "company.employees",
}


def sample(name: str) -> bytes:
    """Give a sample body as raw bytes."""
    return (SAMPLES / f"{name}.json").read_bytes()


def connection(source: str, **settings: Any) -> Connection:
    """A connection of a source, set up as its owner would."""
    if source == "generic":
        settings = {"mapping": GENERIC_MAPPING} | settings
    return Connection(source, "c1", **({"unsigned": True} if source == "fillout" else {}) | settings)


def secret_of(source: str) -> str:
    """The secret that a source and its connection share."""
    return STANDARD_SECRET if source in ("formbricks", "generic") else SECRET


def delivery(body: bytes, headers: dict[str, str] | None = None, **changes: Any) -> Delivery:
    """A post as it arrives, without a signature."""
    return replace(Delivery("POST", URL, {}, headers or {}, body, NOON), **changes)


def signed(source: str, body: bytes, *, secret: str | None = None, at: float = NOON) -> Delivery:
    """Sign a body as the source does, at a moment."""
    return delivery(body, _headers(source, body, secret_of(source) if secret is None else secret, int(at)))


def _headers(source: str, body: bytes, secret: str, at: int) -> dict[str, str]:
    key = secret.encode()
    match source:
        case "typeform":
            return {"typeform-signature": "sha256=" + _base64(key, body)}
        case "tally":
            return {"tally-signature": _base64(key, body)}
        case "webflow":
            moment = f"{at}000"
            return {"x-webflow-signature": _hex(key, f"{moment}:".encode() + body), "x-webflow-timestamp": moment}
        case "hubspot":
            moment = f"{at}000"
            signature = _base64(key, f"POST{URL}".encode() + body + moment.encode())
            return {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": moment}
        case "calendly":
            return {"calendly-webhook-signature": f"t={at},v1={_hex(key, f'{at}.'.encode() + body)}"}
        case "calcom":
            return {"x-cal-signature-256": _hex(key, body)}
        case "meta":
            return {"x-hub-signature-256": "sha256=" + _hex(key, body)}
        case "linkedin":
            return {"x-li-signature": _hex(key, b"hmacsha256=" + body)}
        case "segment":
            return {"x-signature": _hex(key, body, "sha1")}
        case "intercom":
            return {"x-hub-signature": "sha1=" + _hex(key, body, "sha1")}
        case "formbricks" | "generic":
            content = f"msg_1.{at}.".encode() + body
            signature = "v1," + _base64(b64decode(secret.removeprefix("whsec_")), content)
            return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signature}
    return {}


def with_key(body: bytes, key: object) -> bytes:
    """Put another key into the body of a Google Ads lead."""
    return json.dumps(json.loads(body) | {"google_key": key}).encode()


def _hex(key: bytes, content: bytes, digest: str = "sha256") -> str:
    return hmac.digest(key, content, digest).hex()


def _base64(key: bytes, content: bytes) -> str:
    return b64encode(hmac.digest(key, content, "sha256")).decode()
