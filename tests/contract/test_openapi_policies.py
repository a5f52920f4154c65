"""What administration really answers is what the OpenAPI document says of it, field by field."""

import json
from http import HTTPMethod
from typing import Any

import pytest

from tests.contract.test_openapi_answers import DOCUMENT, GET, POST, REQUESTS, Answer, Service, service

__all__ = ["service"]

DELETE = HTTPMethod.DELETE
NAME = "/policies/{name}"
VERSIONS = f"{NAME}/versions"
VERSION = f"{VERSIONS}/{{version}}"
BODIES = DOCUMENT["paths"][VERSIONS]["post"]["requestBody"]["content"]
POLICY = BODIES["application/json"]["examples"]["small"]["value"]
ADMIN = {"scopes": "admin"}
YAML = {"Content-Type": "application/yaml"}


def upload(service: Service, **changes: Any) -> Answer:
    policy = POLICY | changes
    path = f"/policies/{policy['policy']}/versions"
    return service.ask(POST, path, policy, template=VERSIONS, **ADMIN)


def act(service: Service, version: str, verb: str, body: object = None, method: HTTPMethod = POST) -> Answer:
    path = f"/policies/{POLICY['policy']}/versions/{version}/{verb}"
    return service.ask(method, path, body, template=f"{VERSION}/{verb}", **ADMIN)


def test_the_life_of_a_version_is_as_described(service: Service) -> None:
    first, again = upload(service), upload(service)
    assert (first.status, again.status, first.json) == (201, 200, again.json)
    version = first.json["version"]
    shown = service.ask(GET, f"/policies/inbound-saas/versions/{version}", template=VERSION, **ADMIN)
    assert json.loads(shown.json["source"]) == POLICY
    assert act(service, version, "shadow").json["shadow"][0]["version"] == version
    said = service.ask(POST, "/demo-requests", REQUESTS["qualified"] | {"email": "shadow@firm.example"}).json
    for body in ({"lead_id": said["lead_id"]}, {"company": {"employees": 3}, "now": 0}):
        assert act(service, version, "simulate", body).status == 200
    assert act(service, version, "shadow", method=DELETE).json["shadow"] == []
    assert act(service, version, "publish").json["status"] == "live"
    assert act(service, version, "publish").json["change"] is None
    rolled_back = service.ask(POST, "/policies/inbound-saas/rollback", template=f"{NAME}/rollback", **ADMIN)
    assert rolled_back.json["live"]["version"] != version
    listed = service.ask(GET, "/policies/inbound-saas/versions", template=VERSIONS, query={"limit": "1"}, **ADMIN)
    assert listed.json["next_cursor"]
    assert [change["act"] for change in policy(service)["history"]][:2] == ["rolled_back", "published"]
    assert service.ask(GET, "/policies", **ADMIN).json["items"]


def policy(service: Service) -> dict[str, Any]:
    return service.ask(GET, "/policies/inbound-saas", template=NAME, **ADMIN).json


@pytest.mark.parametrize(
    ("status", "body", "given"),
    [
        (400, "", {"headers": YAML}),
        (403, POLICY, {"scopes": "status"}),
        (413, "#" * 300_000, {"headers": YAML}),
        (415, POLICY, {"headers": {"Content-Type": "text/plain"}}),
        (422, "policy: p", {"headers": YAML}),
        (422, POLICY | {"policy": "other"}, {}),
    ],
)
def test_an_upload_that_is_refused_is_refused_as_described(
    service: Service, status: int, body: object, given: dict[str, Any]
) -> None:
    assert service.ask(POST, "/policies/p/versions", body, template=VERSIONS, **ADMIN | given).status == status


def test_what_cannot_be_done_is_refused_as_described(service: Service) -> None:
    unknown = "pv_0123456789abcdef"
    for verb in ("publish", "shadow", "simulate"):
        assert act(service, unknown, verb, {}).status == 404
    assert act(service, unknown, "shadow", method=DELETE).status == 404
    assert service.ask(GET, f"/policies/p/versions/{unknown}", template=VERSION, **ADMIN).status == 404
    for path, template in (("/policies/p", NAME), ("/policies/p/versions", VERSIONS)):
        assert service.ask(GET, path, template=template, **ADMIN).status == 404
    assert service.ask(POST, "/policies/p/rollback", template=f"{NAME}/rollback", **ADMIN).status == 404
    version = upload(service, description="to a pool that is not there", routing=[{"otherwise": "nowhere"}]).json[
        "version"
    ]
    assert act(service, version, "publish").status == 409
    assert act(service, version, "simulate", {"email": "vera@firm.example"}).status == 422
    assert act(service, version, "shadow", {"active": 1}).status == 422
    live = policy(service)["live"]["version"]
    assert act(service, live, "shadow").status == 409
