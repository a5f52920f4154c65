"""Connections and what is kept of them, with only what a test is about spelled out."""

from typing import Any

from leadgate.domain.connection import Connection, KeptConnection
from leadgate.domain.raw_delivery import PostResult, RawDelivery, Result
from tests.fakes.time import NOON

SECRET = "a-secret-of-typeform"


def connection(**changes: Any) -> Connection:
    """A signed connection to Typeform."""
    values: dict[str, Any] = {"source": "typeform", "id": "website"}
    return Connection(**values | changes)


def kept_connection(**changes: Any) -> KeptConnection:
    """The same as it is kept, with a secret."""
    return KeptConnection(connection(**changes), NOON, NOON, secret_updated_at=NOON)


def raw_delivery(**changes: Any) -> RawDelivery:
    """A delivery of it that could not be mapped."""
    values: dict[str, Any] = {
        "id": "dlv_1",
        "source": "typeform",
        "connection_id": "website",
        "received_at": NOON,
        "body": b'{"event_id": "1"}',
        "headers": {"content-type": "application/json"},
        "results": (PostResult(Result.UNMAPPED, reason="no_email"),),
    }
    return RawDelivery(**values | changes)
