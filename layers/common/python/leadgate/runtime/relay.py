"""The outbox of the `relay` function: what changed in the table becomes messages, and nothing is written twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from leadgate.adapters.dynamodb import keys
from leadgate.runtime.batches import Failures
from leadgate.runtime.telemetry import count

if TYPE_CHECKING:
    from leadgate.application.ports import QualificationQueue

# A request that is deciding by itself gets this head start, in seconds, before the queue looks after it.
_DELAYS = {"now": 0, "soon": 3}


def relay_batch(event: Mapping[str, Any], queue: QualificationQueue) -> Failures:
    """Queue every lead that asks to be decided.

    Args:
        event: an event of the table's stream, oldest record first.
        queue: the qualification queue.

    Returns:
        The first record that has to be delivered again: the stream goes on from there, in order.
    """
    asked: dict[str, tuple[int, str]] = {}
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage", {})
        if image.get("sk", {}).get("S") != keys.LEAD:
            continue
        lead_id = image["id"]["S"]
        # Only a lead's last state in the batch counts: it may have been decided already.
        asked.pop(lead_id, None)
        urgency = image.get("asks", {}).get("S")
        if urgency is not None:
            asked[lead_id] = (_DELAYS.get(urgency, 0), record["dynamodb"]["SequenceNumber"])
    refused = queue.ask([(lead_id, delay) for lead_id, (delay, _) in asked.items()])
    if asked:
        count("LeadQueued", len(asked) - len(refused))
    if not refused:
        return {"batchItemFailures": []}
    return {"batchItemFailures": [{"itemIdentifier": min((asked[lead_id][1] for lead_id in refused), key=int)}]}
