"""Intake: public and server-side writes of leads, demo requests and signals, and what sources deliver."""

from typing import Any

from leadgate.runtime import intake, signals, webhooks
from leadgate.runtime.http import Answer, resolver, run
from leadgate.runtime.telemetry import logger, metrics
from leadgate.runtime.wiring import intake_services

app = resolver()
services = intake_services()


@app.post("/leads")
def post_lead() -> Answer:
    """Keep a lead that a server posted."""
    return run(app, intake.post_lead, services)


@app.post("/demo-requests")
def post_demo_request() -> Answer:
    """Keep a demo request and decide on it at once."""
    return run(app, intake.post_demo_request, services)


@app.post("/signals")
def post_signals() -> Answer:
    """Keep what people did."""
    return run(app, signals.post_signals, services)


@app.post("/forms/<form_id>")
def post_form(form_id: str) -> Answer:
    """Keep what a visitor posted by a browser form."""
    return run(app, intake.post_form, services, form_id)


@app.route("/forms/<form_id>", method="OPTIONS")
def preflight(form_id: str) -> Answer:
    """Answer a browser that asks whether it may post a form."""
    return run(app, intake.preflight, services, form_id)


@app.route("/webhooks/<source>/<connection_id>", method=["GET", "POST"])
def receive_delivery(source: str, connection_id: str) -> Answer:
    """Keep what a source posts, or answer how it makes sure of us."""
    return run(app, webhooks.receive_delivery, services, source, connection_id)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle a request of API Gateway."""
    return app.resolve(event, context)
