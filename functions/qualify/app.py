"""Qualify: the worker that looks at leads again and keeps what is newly decided."""

from typing import Any

from leadgate.runtime.batches import Failures
from leadgate.runtime.qualify import qualify_batch
from leadgate.runtime.telemetry import logger, metrics
from leadgate.runtime.wiring import qualify_services

services = qualify_services()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> Failures:
    """Handle a batch of the qualification queue."""
    return qualify_batch(event, services)
