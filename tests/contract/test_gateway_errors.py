"""The errors that API Gateway makes by itself look like ours, and tell a caller nothing but what to do."""

import json
import re
from pathlib import Path
from typing import Any

import boto3
import pytest
from samcli.yamlhelper import yaml_parse

from leadgate.contracts.problem import Problem

TEMPLATE = Path(__file__).parents[2] / "template.yaml"
API = yaml_parse(TEMPLATE.read_text())["Resources"]["Api"]["Properties"]
ERRORS: dict[str, dict[str, Any]] = API["GatewayResponses"]


def test_every_error_that_api_gateway_can_make_is_ours() -> None:
    model = boto3.client("apigateway", region_name="eu-central-1").meta.service_model
    assert set(ERRORS) == set(model.shape_for("GatewayResponseType").enum)


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_of_the_gateway_is_a_problem_document_with_its_own_status(kind: str) -> None:
    (media_type, template), *others = ERRORS[kind]["ResponseTemplates"].items()
    assert (media_type, others) == ("application/json", [])
    problem = json.loads(template.replace("$context.requestId", "6f0a4a7e-2d0f"))
    status = ERRORS[kind]["StatusCode"]
    name = problem["type"].removeprefix("urn:leadgate:problem:")
    like_ours = Problem(status, name, problem["detail"]).to_document("urn:request:6f0a4a7e-2d0f")
    assert problem == like_ours
    assert re.fullmatch(r"[a-z-]+", name) and problem["detail"].endswith(".")


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_of_the_gateway_repeats_nothing_that_the_caller_sent(kind: str) -> None:
    variables = re.findall(r"\$[\w.{}]+", ERRORS[kind]["ResponseTemplates"]["application/json"])
    assert variables == ["$context.requestId"]
    assert not [value for value in headers(kind).values() if value.startswith("method.")]


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_of_the_gateway_carries_the_security_headers(kind: str) -> None:
    sent = headers(kind)
    assert sent["content-type"] == "'application/problem+json'"
    assert sent["x-request-id"] == "context.requestId"
    assert sent["cache-control"] == "'no-store'"
    assert sent["x-content-type-options"] == "'nosniff'"
    assert sent["x-frame-options"] == "'DENY'"
    assert sent["referrer-policy"] == "'no-referrer'"
    assert "max-age=" in sent["strict-transport-security"]


def test_a_throttled_caller_learns_when_to_come_back() -> None:
    limited = [kind for kind, error in ERRORS.items() if error["StatusCode"] == 429]
    assert set(limited) == {"THROTTLED", "QUOTA_EXCEEDED"}
    assert all(int(headers(kind)["retry-after"].strip("'")) > 0 for kind in limited)


def test_an_unknown_route_is_not_found_and_a_missing_key_is_unauthorized() -> None:
    statuses = {kind: error["StatusCode"] for kind, error in ERRORS.items()}
    assert statuses["MISSING_AUTHENTICATION_TOKEN"] == 404
    assert statuses["UNAUTHORIZED"] == 401
    assert headers("UNAUTHORIZED")["www-authenticate"] == "'Bearer'"


def headers(kind: str) -> dict[str, str]:
    return {name.lower(): value for name, value in ERRORS[kind]["ResponseParameters"]["Headers"].items()}
