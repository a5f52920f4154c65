"""Authorizer: a bearer key becomes scopes."""

from time import time
from typing import Any

from leadgate.runtime.authorizer import authorize
from leadgate.runtime.telemetry import logger, metrics
from leadgate.runtime.wiring import authorizer_keyring

keyring = authorizer_keyring()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle a request of API Gateway's authorizer."""
    return authorize(event, keyring, time())
