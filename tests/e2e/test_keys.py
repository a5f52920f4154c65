"""Keys at the deployed gateway: none, unknown, expired, revoked, and of another scope."""

from datetime import timedelta

import pytest

from leadgate.domain.access import Scope
from leadgate_cli.setting_up import create_key, revoke_key
from leadgate_cli.target import Target
from tests.e2e.driving import Api, new_address


@pytest.mark.parametrize("key", [None, "lg_nobody-knows-this-one", "not-even-a-key", "lg_" + "x" * 5000])
def test_without_a_known_key_nothing_opens(api: Api, key: str | None) -> None:
    address = new_address()
    answer = api.call("POST", "/leads", key=key, json={"email": address})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401
    assert api.status(address)["found"] is False


@pytest.mark.parametrize(
    ("key", "method", "path"),
    [
        ("cadence", "POST", "/leads"),
        ("intake", "GET", "/status"),
        ("sales", "GET", "/status"),
        ("admin", "POST", "/leads"),
    ],
)
def test_a_key_opens_only_what_its_scope_says(api: Api, key: str, method: str, path: str) -> None:
    answer = api.call(method, path, key=key, json={"email": new_address()})
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:leadgate:problem:missing-scope")


def test_an_expired_key_is_over(api: Api) -> None:
    secret = create_key("expired", (Scope.STATUS,), timedelta(seconds=-1), _target(api))
    assert api.call("GET", "/status?email=a@firm.example", key=secret).status_code == 401


def test_a_revoked_key_is_over(api: Api) -> None:
    secret = create_key("revoked", (Scope.STATUS,), None, _target(api))
    assert revoke_key(secret, _target(api))
    assert api.call("GET", "/status?email=a@firm.example", key=secret).status_code == 401


def _target(api: Api) -> Target:
    stack = api.stack
    return Target(stack.table, stack.key_plan_id, stack.client("dynamodb"), stack.client("apigateway"))
