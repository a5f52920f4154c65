"""Relay: the table's stream becomes messages, so that nothing is written twice and nothing is lost."""

from typing import Any

from leadgate.runtime.batches import Failures
from leadgate.runtime.relay import relay_batch
from leadgate.runtime.telemetry import logger, metrics
from leadgate.runtime.wiring import relay_queue

queue = relay_queue()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> Failures:
    """Handle a batch of the table's stream."""
    return relay_batch(event, queue)
