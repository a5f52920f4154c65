"""Status: every read of leads, decisions and the API's own description."""

from typing import Any

from leadgate.runtime import status
from leadgate.runtime.http import Answer, resolver, run
from leadgate.runtime.telemetry import logger, metrics
from leadgate.runtime.wiring import status_services

app = resolver()
services = status_services()


@app.get("/status")
def get_status() -> Answer:
    """Tell a cadence tool what to do with a person."""
    return run(app, status.get_status, services)


@app.get("/leads/<lead_id>")
def get_lead(lead_id: str) -> Answer:
    """Show everything that is known of a lead."""
    return run(app, status.get_lead, services, lead_id)


@app.get("/leads/<lead_id>/timeline")
def get_timeline(lead_id: str) -> Answer:
    """Show what happened to a lead."""
    return run(app, status.get_timeline, services, lead_id)


@app.get("/leads/<lead_id>/decisions")
def get_decisions(lead_id: str) -> Answer:
    """Show what was decided about a lead."""
    return run(app, status.get_decisions, services, lead_id)


@app.get("/decisions/<decision_id>")
def get_decision(decision_id: str) -> Answer:
    """Show a decision with its full trace."""
    return run(app, status.get_decision, services, decision_id)


@app.post("/decisions/<decision_id>/replay")
def post_replay(decision_id: str) -> Answer:
    """Decide again from a decision's record."""
    return run(app, status.post_replay, services, decision_id)


@app.get("/health")
def get_health() -> Answer:
    """Say whether leads can be read and decided."""
    return run(app, status.get_health, services)


@app.get("/openapi.json")
def get_openapi() -> Answer:
    """Give the OpenAPI document of the API."""
    return run(app, status.get_openapi, services)


@app.get("/docs")
def get_docs() -> Answer:
    """Give the API's page for people."""
    return run(app, status.get_docs, services)


@app.get("/static/<version>/leadgate.js")
def get_script(version: str) -> Answer:
    """Give the script for forms."""
    return run(app, status.get_script, services, version)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle a request of API Gateway."""
    return app.resolve(event, context)
