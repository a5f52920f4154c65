"""The deployed gateway refuses what it must, in the words of the template."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from leadgate_local.stack import Stack
from tests.e2e.driving import PATIENCE


@pytest.fixture(scope="module")
def browser() -> Iterator[httpx.Client]:
    """A caller with patience."""
    with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/status?email=vp@example.com", "/leads/lead_1", "/decisions/dec_1"])
def test_a_read_without_a_key_is_unauthorized(stack: Stack, browser: httpx.Client, path: str) -> None:
    answer = browser.get(stack.api_url + path)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert_problem(answer)


@pytest.mark.parametrize("path", ["/leads", "/demo-requests"])
def test_a_lead_without_a_key_is_unauthorized(stack: Stack, browser: httpx.Client, path: str) -> None:
    assert_problem(browser.post(stack.api_url + path, json={"email": "vp@example.com"}), 401)


def test_an_unknown_key_is_unauthorized(stack: Stack, browser: httpx.Client) -> None:
    answer = browser.get(f"{stack.api_url}/status", headers={"Authorization": "Bearer nobody-has-this-key"})
    assert_problem(answer, 401)


@pytest.mark.parametrize(("verb", "path"), [("GET", "/nowhere"), ("DELETE", "/leads"), ("GET", "/forms/a/b")])
def test_an_unknown_route_is_not_found(stack: Stack, browser: httpx.Client, verb: str, path: str) -> None:
    assert_problem(browser.request(verb, stack.api_url + path), 404)


def test_a_route_that_is_called_too_often_says_when_to_come_back(stack: Stack, browser: httpx.Client) -> None:
    # However long the first answer takes, the second call comes too soon.
    limit_docs(stack, rate=0.001, burst=1)
    try:
        answers = [browser.get(f"{stack.api_url}/docs") for _ in range(2)]
    finally:
        limit_docs(stack, rate=200, burst=200)
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["retry-after"] == "1"
    assert_problem(refused)


def test_a_function_that_dies_is_replaced_at_the_next_request(
    stack: Stack, browser: httpx.Client, crash: Callable[[str], int]
) -> None:
    assert browser.get(f"{stack.api_url}/health").is_success
    assert crash("Status") > 0
    assert browser.get(f"{stack.api_url}/health").is_success


def limit_docs(stack: Stack, rate: float, burst: int) -> None:
    operations = [
        {"op": "replace", "path": f"/~1docs/GET/throttling/{name}", "value": str(value)}
        for name, value in (("rateLimit", rate), ("burstLimit", burst))
    ]
    gateway = stack.client("apigateway")
    gateway.update_stage(restApiId=stack.api_id, stageName=stack.stage, patchOperations=operations)


def assert_problem(answer: httpx.Response, status: int | None = None) -> None:
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == answer.status_code == (status or answer.status_code)
    assert problem["instance"] == f"urn:request:{answer.headers['x-request-id']}"
    assert answer.headers["x-content-type-options"] == "nosniff"
