"""Lifecycle: what people say of leads."""

from typing import Any

from leadgate.runtime import lifecycle, merges
from leadgate.runtime.http import Answer, resolver, run
from leadgate.runtime.telemetry import logger, metrics
from leadgate.runtime.wiring import lifecycle_services

app = resolver()
services = lifecycle_services()


@app.post("/leads/<lead_id>/release")
def post_release(lead_id: str) -> Answer:
    """Let a lead out of quarantine."""
    return run(app, lifecycle.post_release, services, lead_id)


@app.post("/leads/<lead_id>/merges")
def post_merge(lead_id: str) -> Answer:
    """Let a lead take in another one of the same person."""
    return run(app, merges.post_merge, services.merges, lead_id)


@app.delete("/leads/<lead_id>/merges/<other_id>")
def delete_merge(lead_id: str, other_id: str) -> Answer:
    """Make a lead that was merged a lead of its own again."""
    return run(app, merges.delete_merge, services.merges, lead_id, other_id)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle a request of API Gateway."""
    return app.resolve(event, context)
