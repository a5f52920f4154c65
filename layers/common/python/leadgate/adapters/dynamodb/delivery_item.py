"""How a raw delivery looks as an item: compressed, and swept away by the table after its time."""

import json
import zlib
from typing import Any

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import Item, Plain, dump, number, text, to_item
from leadgate.domain.clock import Instant
from leadgate.domain.raw_delivery import KEPT_FOR, PostResult, RawDelivery, Result


def delivery_to_item(delivery: RawDelivery) -> dict[str, Any]:
    """Spell a delivery as an item, so that it can be written in one transaction with its lead."""
    key = keys.raw_delivery(delivery.source, delivery.connection_id, milliseconds(delivery.received_at), delivery.id)
    results = [[result.result.value, result.lead_id, result.reason] for result in delivery.results]
    values: dict[str, Plain] = {
        "id": delivery.id,
        "received_at": delivery.received_at,
        "headers": dump(dict(delivery.headers)),
        "results": dump(results),
        "body": zlib.compress(delivery.body, 6),
        "expires_at": int(delivery.received_at + KEPT_FOR),
    }
    return to_item(key, values)


def delivery_from_item(item: Item, source: str, connection_id: str) -> RawDelivery:
    """Read a delivery back from its item."""
    results = json.loads(text(item, "results"))
    return RawDelivery(
        id=text(item, "id"),
        source=source,
        connection_id=connection_id,
        received_at=number(item, "received_at"),
        body=zlib.decompress(item["body"]["B"]),
        headers=json.loads(text(item, "headers")),
        results=tuple(PostResult(Result(result), lead_id, reason) for result, lead_id, reason in results),
    )


def milliseconds(at: Instant) -> int:
    """Give a moment as the key of a delivery spells it."""
    return max(0, round(at * 1000))
