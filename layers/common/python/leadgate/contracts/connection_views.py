"""How connections and their deliveries are shown to administrators; secrets never are."""

from leadgate.domain.clock import Instant, to_rfc3339
from leadgate.domain.connection import KeptConnection
from leadgate.domain.raw_delivery import RawDelivery

View = dict[str, object]


def connection_view(kept: KeptConnection, base_url: str) -> View:
    """Show a connection.

    Args:
        kept: the connection.
        base_url: the API's own address; empty when it is not known.

    Returns:
        A JSON document that says whether there are secrets and since when, and nothing of them.
    """
    connection = kept.connection
    return {
        "source": connection.source,
        "id": connection.id,
        "webhook_url": f"{base_url}/webhooks/{connection.source}/{connection.id}",
        "kind": connection.kind,
        "unsigned": connection.unsigned,
        "channel": connection.channel,
        "mapping": dict(connection.mapping),
        "signature": dict(connection.signature) or None,
        "base_url": connection.base_url,
        "active": connection.active,
        "has_secret": kept.secret_updated_at is not None,
        "secret_updated_at": _moment(kept.secret_updated_at),
        "has_access_token": kept.access_token_updated_at is not None,
        "access_token_updated_at": _moment(kept.access_token_updated_at),
        "created_at": to_rfc3339(kept.created_at),
        "updated_at": to_rfc3339(kept.updated_at),
    }


def delivery_view(delivery: RawDelivery) -> View:
    """Show what became of a delivery, without its body."""
    return {
        "id": delivery.id,
        "received_at": to_rfc3339(delivery.received_at),
        "bytes": len(delivery.body),
        "results": [
            {"result": result.result.value, "lead_id": result.lead_id, "reason": result.reason}
            for result in delivery.results
        ],
    }


def _moment(at: Instant | None) -> str | None:
    return None if at is None else to_rfc3339(at)
