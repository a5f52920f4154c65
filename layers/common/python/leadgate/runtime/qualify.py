"""The worker of the `qualify` function: a message names a lead to look at again."""

from collections.abc import Mapping
from typing import Any

from leadgate.application.qualify_lead import Deciding, qualify_lead
from leadgate.contracts.messages import read_nudge
from leadgate.runtime.batches import Failures, handle_each
from leadgate.runtime.telemetry import count, logger


def qualify_batch(event: Mapping[str, Any], services: Deciding) -> Failures:
    """Look again at every lead that a batch of messages names.

    Args:
        event: an SQS event.
        services: what deciding needs.

    Returns:
        The messages to deliver again.
    """

    def look_again(record: Mapping[str, Any]) -> None:
        lead_id = read_nudge(record["body"])
        effect = qualify_lead(lead_id, ports=services)
        count(f"Lead{effect.value.capitalize()}")
        logger.info("looked at", extra={"lead_id": lead_id, "effect": effect.value})

    return handle_each(event["Records"], lambda record: str(record["messageId"]), look_again)
