"""Policies on the deployed stack: published over HTTP, they decide within a minute and without a deployment."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from leadgate_local.place import ROOT
from tests.e2e.driving import PATIENCE, READY, Api, new_address, until

DEMO = ROOT / "layers/common/python/leadgate/policies/inbound-saas.yaml"
YAML = {"Content-Type": "application/yaml"}
BASE = "/policies/inbound-saas"


def admin(api: Api, method: str, path: str, **request: Any) -> httpx.Response:
    return api.call(method, path, key="admin", **request)


def uploaded(api: Api, text: str) -> str:
    answer = admin(api, "POST", f"{BASE}/versions", content=text, headers=YAML)
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["version"])


def live(api: Api) -> str:
    return str(admin(api, "GET", BASE).json()["live"]["version"])


def decided_by(api: Api, post: Callable[[dict[str, Any]], httpx.Response] | None = None) -> tuple[str, str]:
    """Post a demo request, or a lead for the queue; gives its decision and the version that decided it."""
    lead_id = (post or api.demo)(READY | {"email": new_address()}).json()["lead_id"]
    page = until(lambda: api.read(f"/leads/{lead_id}/decisions").json(), lambda page: bool(page.get("items")))
    return str(page["items"][0]["decision_id"]), str(page["items"][0]["policy_version"])


def last_decided_by_another(api: Api, version: str, post: Callable[[dict[str, Any]], httpx.Response]) -> float:
    """Post until a version decides; gives when the last lead that another one decided was posted."""
    last, asked, first = 0.0, time.monotonic(), time.monotonic()
    while decided_by(api, post)[1] != version:
        last, asked = asked, time.monotonic()
        assert asked - first < PATIENCE
    return last


@pytest.fixture
def demo_version(api: Api, crash: Callable[[str], int]) -> Iterator[str]:
    """The version of the demo, which is live again afterwards."""
    version = live(api)
    yield version
    assert admin(api, "POST", f"{BASE}/versions/{version}/publish").status_code == 200
    forget(crash)
    assert decided_by(api)[1] == version
    assert decided_by(api, api.lead)[1] == version


def forget(crash: Callable[[str], int]) -> None:
    """Start the functions that decide anew, so that a test need not wait until what they hold is old."""
    for function in ("Intake", "Qualify"):
        crash(function)


def test_a_policy_that_was_published_over_http_decides_within_a_minute(api: Api, demo_version: str) -> None:
    before, first = decided_by(api)
    assert first == demo_version
    text = DEMO.read_text("utf-8").replace("description:", f"description: published at {time.time()},", 1)
    new = uploaded(api, text)
    assert decided_by(api)[1] == demo_version
    published = admin(api, "POST", f"{BASE}/versions/{new}/publish")
    assert (published.status_code, published.json()["status"]) == (200, "live")
    since = time.monotonic()
    # The worker holds what it read as well, for half a minute of its own.
    for post in (api.demo, api.lead):
        assert last_decided_by_another(api, new, post) - since < 60
    # The decision of before replays by the version of before.
    replay = api.call("POST", f"/decisions/{before}/replay", key="cadence")
    assert (replay.status_code, replay.json()) == (200, {"identical": True})
    back = admin(api, "POST", f"{BASE}/rollback")
    assert (back.status_code, back.json()["live"]["version"]) == (200, demo_version)


def test_a_shadow_is_recorded_beside_the_decision_and_acts_on_nothing(api: Api, crash: Callable[[str], int]) -> None:
    policy = {
        "policy": "strict", "rules": {"huge": "company.employees > 9999"},
        "gates": {"fit": "huge", "intent": "huge", "readiness": "huge"}, "routing": [{"otherwise": "inbound"}],
        "examples": [{
            "name": "small", "now": "2026-05-04T09:00:00Z", "lead": {"company": {"employees": 7}},
            "expect": {"outcome": "disqualified"},
        }],
    }  # fmt: skip
    version = admin(api, "POST", "/policies/strict/versions", json=policy).json()["version"]
    path = f"/policies/strict/versions/{version}/shadow"
    assert admin(api, "POST", path).status_code == 200
    forget(crash)
    decision_id, _ = decided_by(api)
    seen = api.read(f"/decisions/{decision_id}").json()
    lead = api.read(f"/leads/{seen['lead_id']}").json()
    assert (lead["decision"]["outcome"], lead["owner"] is not None) == ("qualified", True)
    assert [(said["policy"], said["version"], said["outcome"]) for said in seen["shadow"]] == [
        ("strict", version, "disqualified")
    ]
    assert admin(api, "DELETE", path).json()["shadow"] == []


def test_a_broken_policy_is_refused_and_what_is_live_stays(api: Api) -> None:
    before = live(api)
    broken = DEMO.read_text("utf-8").replace("<= company.employees", "<= company.employes")
    answer = admin(api, "POST", f"{BASE}/versions", content=broken, headers=YAML)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["hint"] == "did you mean 'company.employees'?"
    lost = uploaded(
        api, DEMO.read_text("utf-8").replace("inbound, sla", "nowhere, sla").replace("pool: inbound", "pool: nowhere")
    )
    refused = admin(api, "POST", f"{BASE}/versions/{lost}/publish")
    assert (refused.status_code, "nowhere" in refused.text) == (409, True)
    assert live(api) == before


@pytest.mark.parametrize("key", ["intake", "cadence", "sales"])
def test_policies_are_for_administrators(api: Api, key: str) -> None:
    assert api.call("GET", "/policies", key=key).status_code == 403
    assert api.call("POST", f"{BASE}/rollback", key=key).status_code == 403


def test_policies_need_a_key(api: Api) -> None:
    assert api.call("GET", "/policies").status_code == 401


@pytest.fixture
def unwritable(api: Api) -> Iterator[None]:
    """Forbid the admin function to write, for the time of a test."""
    iam = api.stack.client("iam")
    (role,) = (
        name["RoleName"]
        for name in iam.list_roles()["Roles"]
        if name["RoleName"].startswith(f"{api.stack.stack_name}-AdminRole")
    )
    statement = {"Effect": "Deny", "Action": "dynamodb:PutItem", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName="denied-by-the-suite", PolicyDocument=document)
    yield
    iam.delete_role_policy(RoleName=role, PolicyName="denied-by-the-suite")


def test_a_function_that_may_not_write_keeps_nothing(api: Api, unwritable: None) -> None:
    text = DEMO.read_text("utf-8").replace("description:", "description: never kept,", 1)
    answer = admin(api, "POST", f"{BASE}/versions", content=text, headers=YAML)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:leadgate:problem:storage-unavailable")
    assert admin(api, "GET", BASE).status_code == 200
