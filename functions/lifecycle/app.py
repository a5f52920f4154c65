"""Lifecycle: what people say of leads."""

from typing import Any

from leadgate.runtime import lifecycle
from leadgate.runtime.http import Answer, resolver, run
from leadgate.runtime.telemetry import logger, metrics
from leadgate.runtime.wiring import lifecycle_services

app = resolver()
services = lifecycle_services()


@app.post("/leads/<lead_id>/release")
def post_release(lead_id: str) -> Answer:
    """Let a lead out of quarantine."""
    return run(app, lifecycle.post_release, services, lead_id)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle a request of API Gateway."""
    return app.resolve(event, context)
