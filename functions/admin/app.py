"""Admin: policies are tried, published, shadowed and rolled back; forms are set up and sources connected."""

from typing import Any

from leadgate.runtime import admin, connections, forms, replays
from leadgate.runtime.http import Answer, add_routes, resolver, run
from leadgate.runtime.telemetry import logger, metrics
from leadgate.runtime.wiring import admin_services

app = resolver()
services = admin_services()
routes = add_routes(app, connections.ROUTES | forms.ROUTES | replays.ROUTES, services)


@app.get("/policies")
def get_policies() -> Answer:
    """Show every policy."""
    return run(app, admin.get_policies, services)


@app.get("/policies/<name>")
def get_policy(name: str) -> Answer:
    """Show a policy with its latest changes."""
    return run(app, admin.get_policy, services, name)


@app.post("/policies/<name>/rollback")
def post_rollback(name: str) -> Answer:
    """Bring back what was live before."""
    return run(app, admin.post_rollback, services, name)


@app.get("/policies/<name>/versions")
def get_versions(name: str) -> Answer:
    """Show the versions of a policy."""
    return run(app, admin.get_versions, services, name)


@app.post("/policies/<name>/versions")
def post_version(name: str) -> Answer:
    """Keep a version of a policy."""
    return run(app, admin.post_version, services, name)


@app.get("/policies/<name>/versions/<version>")
def get_version(name: str, version: str) -> Answer:
    """Show a version with its text."""
    return run(app, admin.get_version, services, name, version)


@app.post("/policies/<name>/versions/<version>/simulate")
def post_simulation(name: str, version: str) -> Answer:
    """Decide on a lead and write nothing."""
    return run(app, admin.post_simulation, services, name, version)


@app.post("/policies/<name>/versions/<version>/publish")
def post_publication(name: str, version: str) -> Answer:
    """Make a version live."""
    return run(app, admin.post_publication, services, name, version)


@app.route("/policies/<name>/versions/<version>/shadow", method=["POST", "DELETE"])
def change_shadow(name: str, version: str) -> Answer:
    """Let a version look on, or no longer."""
    return run(app, admin.change_shadow, services, name, version)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle a request of API Gateway."""
    return app.resolve(event, context)
