"""Policies as administrators send them: the demo's page with changes, and requests of the admin function."""

import json
from itertools import count
from typing import Any

from tests.builders.gateway import request
from tests.builders.policies import DEMO
from tests.integration.service import Service

YAML = {"Content-Type": "application/yaml"}
_numbers = count(1)
STRICT: dict[str, Any] = {
    "policy": "strict",
    "rules": {"huge": "company.employees > 9999"},
    "gates": {"fit": "huge", "intent": "huge", "readiness": "huge"},
    "routing": [{"otherwise": "inbound"}],
    "examples": [
        {
            "name": "nobody is large enough",
            "now": "2026-05-04T09:00:00Z",
            "lead": {"company": {"employees": 7}},
            "expect": {"outcome": "disqualified"},
        }
    ],
}
"""A small policy, as JSON, under which the demo's leads do not fit."""


# All examples of the demo are tried where it is set up; two of them keep the many pages of these tests short.
_SHORT_DEMO = "\n\n  - name:".join(DEMO.read_text("utf-8").split("\n\n  - name:")[:2])


def page(name: str = "inbound-saas", **lines: str) -> str:
    """The demo's page under a name; each call is a version of its own, and `lines` are put before its rules."""
    text = _SHORT_DEMO.replace("policy: inbound-saas", f"policy: {name}", 1)
    text = text.replace("description:", f"description: version {next(_numbers)};", 1)
    return text.replace("\nrules:", "".join(f"\n{key}: {value}" for key, value in lines.items()) + "\nrules:", 1)


def admin(method: str, path: str, body: object = None, **given: Any) -> dict[str, Any]:
    """A request with a key of the scope admin."""
    event = request(method, path, body, **{"scopes": "admin", **given})
    event["resource"] = path
    return event


def upload(service: Service, text: str, name: str = "inbound-saas", **given: Any) -> tuple[int, Any, dict[str, str]]:
    """Upload a page."""
    return service.manage(admin("POST", f"/policies/{name}/versions", text, **{"headers": YAML, **given}))


def uploaded(service: Service, text: str, name: str = "inbound-saas") -> str:
    """Upload a page that is fine; gives its version."""
    status, document, _ = upload(service, text, name)
    assert status == 201, json.dumps(document)
    return str(document["version"])


def act(service: Service, version: str, verb: str, name: str = "inbound-saas", **given: Any) -> tuple[int, Any]:
    """Publish, shadow or simulate a version."""
    method = given.pop("method", "POST")
    path = f"/policies/{name}/versions/{version}/{verb}"
    status, document, _ = service.manage(admin(method, path, given.pop("body", None), **given))
    return status, document


def kind_of(document: Any) -> str:
    """The kind of a problem."""
    return str(document["type"]).removeprefix("urn:leadgate:problem:")
