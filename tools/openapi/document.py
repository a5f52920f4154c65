"""The OpenAPI document, put together from the routes, the schemas and the words that they share."""

import json
from typing import Any

from leadgate import __version__
from leadgate.contracts.json_body import MAX_BYTES, MAX_DEPTH
from leadgate.domain.access import Scope
from openapi.connection_routes import CONNECTION_ROUTES
from openapi.curl import curl_lines
from openapi.form_routes import FORM_ROUTES
from openapi.headers import HEADERS, header_refs
from openapi.intake_routes import INTAKE_ROUTES
from openapi.lifecycle_routes import LIFECYCLE_ROUTES
from openapi.parameters import PARAMETERS, parameter_refs
from openapi.policy_routes import POLICY_ROUTES
from openapi.problems import problem_examples
from openapi.read_routes import READ_ROUTES
from openapi.refusals import Refusals
from openapi.route import YAML, Content, Reply, Route
from openapi.schemas import all_schemas, ref
from openapi.signal_routes import SIGNAL_ROUTES

ROUTES: tuple[Route, ...] = (
    *INTAKE_ROUTES, *SIGNAL_ROUTES, *READ_ROUTES, *LIFECYCLE_ROUTES, *POLICY_ROUTES, *FORM_ROUTES, *CONNECTION_ROUTES,
)  # fmt: skip
_ABOUT = "\n\n".join((
    "Leadgate decides which inbound lead deserves sales time, says why, and gives it to the right rep.",
    "Send a key as `Authorization: Bearer <key>`. A key has scopes: `intake` posts leads, demo requests and signals, "
    "`status` reads, `sales` releases and merges leads, `admin` publishes policies, sets forms up and connects "
    "sources. Posting a form, its script, webhooks, `/health` and this description need no key. Each key has a rate "
    "and a daily quota.",
    "Ids sort by the time of their making, times are RFC 3339 in UTC, and `version` counts the changes of a lead. "
    f"A body has at most {MAX_BYTES // 1024} kB, nested {MAX_DEPTH} deep; a policy, like a list of signals, "
    "has at most 256 kB. Objects in "
    "answers may get further fields: ignore what you do not know.",
    "Every error is `application/problem+json` (RFC 9457). Compare `type`, show `detail`, and look into `errors` for "
    "what to mend. Every answer carries `x-request-id`.",
))  # fmt: skip
_TAGS = {
    "Intake": "How leads come in.",
    "Status": "What cadence tools ask.",
    "Leads": "What is known of a lead, what happened to it, and why it was decided so.",
    "Policies": "Who deserves sales time: versions are kept, tried, published, shadowed and rolled back.",
    "Forms": "What web forms are for, who may post them, and how programs are noticed.",
    "Connections": "How form tools, ad networks and trackers deliver their posts.",
    "Service": "The service itself.",
}


def build_document() -> dict[str, Any]:
    """Make the whole document.

    Returns:
        An OpenAPI 3.1 document as JSON-able data, in a stable order.
    """
    paths: dict[str, dict[str, Any]] = {}
    refusals = Refusals()
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route, refusals)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Leadgate",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [_server()],
        "tags": [{"name": name, "description": description} for name, description in _TAGS.items()],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearerKey": _security_scheme()},
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "responses": refusals.responses,
            "examples": problem_examples(),
            "schemas": all_schemas(),
        },
    }


def to_text(document: dict[str, Any]) -> str:
    """Spell the document as it is committed and served."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _server() -> dict[str, Any]:
    return {
        "url": "https://{host}/{stage}",
        "description": "Where the stack was deployed to.",
        "variables": {"host": {"default": "api.example.com"}, "stage": {"default": "live"}},
    }


def _security_scheme() -> dict[str, str]:
    scopes = ", ".join(scope.value for scope in Scope)
    return {"type": "http", "scheme": "bearer", "description": f"A key with the scope of the route; scopes: {scopes}."}


def _operation(route: Route, refusals: Refusals) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "tags": [route.tag],
        "summary": route.summary,
        "description": route.description,
        "security": [{"bearerKey": [route.scope.value]}] if route.scope else [],
    }
    if route.parameters:
        operation["parameters"] = parameter_refs(route.parameters)
    if route.body:
        content = {body.media_type: _media(body) for body in route.body}
        operation["requestBody"] = {"required": route.needs_body, "content": content}
    operation["responses"] = _responses(route, refusals)
    operation["x-codeSamples"] = [
        {"lang": "Shell", "label": label, "source": source} for label, source in curl_lines(route).items()
    ]
    return operation


def _media(content: Content) -> dict[str, Any]:
    examples = {name: {"value": value} for name, value in content.examples.items()}
    return {"schema": ref(content.schema) if content.schema else _any_of_type(content), "examples": examples}


def _any_of_type(content: Content) -> dict[str, str]:
    is_text = content.media_type.startswith("text/") or content.media_type == YAML
    return {"type": "string" if is_text else "object"}


def _responses(route: Route, refusals: Refusals) -> dict[str, Any]:
    responses = {status: _reply(reply) for status, reply in route.replies.items()} | refusals.of(route.problems)
    return {str(status): responses[status] for status in sorted(responses)}


def _reply(reply: Reply) -> dict[str, Any]:
    response: dict[str, Any] = {"description": reply.description, "headers": header_refs(reply.headers)}
    if reply.content:
        response["content"] = {reply.content.media_type: _media(reply.content)}
    return response
