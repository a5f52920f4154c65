"""Administrators set forms up over HTTP, and pages may post them."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.domain.form import HONEYPOT, MIN_SECONDS, Form
from leadgate.domain.rates import NO_LIMITS, Limits
from tests.builders.gateway import ORIGIN, request
from tests.integration.service import Service

SETUP: dict[str, Any] = {
    "kind": "demo",
    "origins": [ORIGIN],
    "mapping": {"Firma": "company.name"},
    "honeypot": "homepage",
    "min_seconds": 3,
    "thank_you_url": "https://www.seller.example/thanks",
    "channel": "website",
    "limits": {
        "per_address": 30,
        "per_address_held": None,
        "per_address_refused": 900,
        "per_form": None,
        "per_form_refused": 4_000,
        "shared_text": 5,
    },
    "captcha": None,
}


def put(service: Service, form_id: str, body: object, **how: Any) -> tuple[int, Any]:
    sent = body if isinstance(body, str) else json.dumps(body)
    event = request("PUT", f"/forms/{form_id}", sent, **{"scopes": "admin"} | how)
    event["multiValueHeaders"]["Content-Type"] = ["application/json"]
    return service.manage(event)[:2]


def get(service: Service, path: str, **how: Any) -> tuple[int, Any]:
    return service.manage(request("GET", path, **{"scopes": "admin"} | how))[:2]


def test_a_form_is_set_up_shown_and_listed(service: Service) -> None:
    assert put(service, "contact-1", SETUP) == (200, {"id": "contact-1", **SETUP})
    assert put(service, "contact-1", SETUP) == (200, {"id": "contact-1", **SETUP})
    assert get(service, "/forms/contact-1") == (200, {"id": "contact-1", **SETUP})
    status, listed = get(service, "/forms")
    ids = [form["id"] for form in listed["items"]]
    assert (status, listed["next_cursor"]) == (200, None)
    assert ids == sorted(ids) and ids.count("contact-1") == 1
    # What `leadgate setup` set up is spelled alike.
    assert "demo" in ids


def test_what_a_body_leaves_out_has_its_default_also_the_second_time(service: Service) -> None:
    put(service, "contact-2", SETUP)
    status, form = put(service, "contact-2", {})
    assert status == 200
    assert (form["honeypot"], form["min_seconds"], form["origins"]) == (HONEYPOT, MIN_SECONDS, [])
    assert DynamoFormRegistry(service.dynamodb, "leads").find("contact-2") == Form("contact-2")


def test_a_page_may_post_a_form_that_was_set_up_just_now(service: Service) -> None:
    put(service, "fresh-1", {"origins": [ORIGIN]})
    body = {"email": "vera@firm.example"}
    assert service.post(request("POST", "/forms/fresh-1", body, headers={"Origin": ORIGIN}, scopes=None))[0] == 202


def test_pages_of_the_list_follow_each_other(service: Service) -> None:
    for number in range(3):
        put(service, f"paged-{number}", {})
    status, first = get(service, "/forms", query={"limit": "2"})
    assert status == 200 and len(first["items"]) == 2
    following = get(service, "/forms", query={"limit": "100", "cursor": first["next_cursor"]})[1]
    assert not {form["id"] for form in first["items"]} & {form["id"] for form in following["items"]}
    assert get(service, "/forms", query={"cursor": "x"})[0] == 400


@pytest.mark.parametrize("scopes", ["intake", "status", "sales", ""])
def test_only_administrators_see_and_change_forms(service: Service, scopes: str) -> None:
    assert put(service, "contact-3", SETUP, scopes=scopes)[0] == 403
    assert get(service, "/forms", scopes=scopes)[0] == 403
    assert get(service, "/forms/demo", scopes=scopes)[0] == 403


def test_there_is_no_form_that_nobody_set_up(service: Service) -> None:
    for form_id in ("nobodys", "x" * 101):
        status, problem = get(service, f"/forms/{form_id}")
        assert (status, problem["type"]) == (404, "urn:leadgate:problem:no-such-form")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "webinar"}, "/kind"),
        ({"origins": "https://a.example"}, "/origins"),
        ({"origins": ["https://a.example", "https://a.example/path"]}, "/origins/1"),
        ({"origins": ["https://A.example"]}, "/origins/0"),
        ({"origins": ["https://ada@a.example"]}, "/origins/0"),
        ({"origins": ["javascript:alert(1)"]}, "/origins/0"),
        ({"origins": ["http://[::1"]}, "/origins/0"),
        ({"mapping": {"Firma": 1}}, "/mapping/Firma"),
        ({"mapping": {"": "title"}}, "/mapping/"),
        ({"honeypot": ""}, "/honeypot"),
        ({"honeypot": "email"}, "/honeypot"),
        ({"honeypot": "Firma"}, "/honeypot"),
        ({"honeypot": "lg_elapsed_ms"}, "/honeypot"),
        ({"min_seconds": -1}, "/min_seconds"),
        ({"min_seconds": 3601}, "/min_seconds"),
        ({"min_seconds": "3"}, "/min_seconds"),
        ({"min_seconds": True}, "/min_seconds"),
        ({"thank_you_url": "javascript:alert(1)"}, "/thank_you_url"),
        ({"thank_you_url": "/thanks"}, "/thank_you_url"),
        ({"thank_you_url": "https://a.example/\r\nSet-Cookie: x"}, "/thank_you_url"),
        ({"channel": ""}, "/channel"),
        ({"honeypot": "cf-turnstile-response"}, "/honeypot"),
        ({"limits": {"per_address": 0}}, "/limits/per_address"),
        ({"limits": {"per_address": "20"}}, "/limits/per_address"),
        ({"limits": {"per_address": True}}, "/limits/per_address"),
        ({"limits": {"per_address": 20.5}}, "/limits/per_address"),
        ({"limits": {"per_form": 1_000_001, "per_form_refused": None}}, "/limits/per_form"),
        ({"limits": {"per_address": 200}}, "/limits/per_address_held"),
        (
            {"limits": {"per_address": 200, "per_address_held": None, "per_address_refused": 50}},
            "/limits/per_address_refused",
        ),
        ({"limits": {"per_form_refused": 299}}, "/limits/per_form_refused"),
        ({"limits": {"shared_text": 1}}, "/limits/shared_text"),
        ({"limits": {"shared_text": 11}}, "/limits/shared_text"),
        ({"limits": {"per_person": 1}}, "/limits/per_person"),
        ({"limits": []}, "/limits"),
        ({"captcha": {"provider": "recaptcha", "secret": "x" * 20}}, "/captcha/provider"),
        ({"captcha": {"secret": "x" * 20}}, "/captcha/provider"),
        ({"captcha": {"provider": "turnstile"}}, "/captcha/secret"),
        ({"captcha": {"provider": "turnstile", "secret": None}}, "/captcha/secret"),
        ({"captcha": {"provider": "turnstile", "secret": "short"}}, "/captcha/secret"),
        ({"captcha": {"provider": "turnstile", "secret": "not printable \n at all"}}, "/captcha/secret"),
        (
            {"captcha": {"provider": "turnstile", "secret": "x" * 20, "base_url": "http://a.example"}},
            "/captcha/base_url",
        ),
        (
            {"captcha": {"provider": "turnstile", "secret": "x" * 20, "base_url": "http://169.254.169.254"}},
            "/captcha/base_url",
        ),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_form_that_cannot_work_is_refused_and_what_is_there_stays(
    service: Service, change: dict[str, Any], pointer: str
) -> None:
    put(service, "contact-4", SETUP)
    status, problem = put(service, "contact-4", SETUP | change)
    assert status == 422
    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]
    assert get(service, "/forms/contact-4")[1] == {"id": "contact-4", **SETUP}


@pytest.mark.parametrize("form_id", ["Demo", "a b", "-a", "x" * 65, "ü"])
def test_an_id_is_refused_that_no_address_of_a_form_should_have(service: Service, form_id: str) -> None:
    status, problem = put(service, form_id, {"kind": "webinar"})
    assert status in (404, 422)
    assert status == 404 or [fault["pointer"] for fault in problem["errors"]] == ["", "/kind"]


@pytest.mark.parametrize(("body", "status"), [("", 400), ("{", 400), ("[]", 400), ('{"a": "' + "x" * 70_000, 413)])
def test_a_body_that_is_none_is_refused(service: Service, body: str, status: int) -> None:
    assert put(service, "contact-5", body)[0] == status


def test_a_change_that_the_table_does_not_take_leaves_nothing(service: Service) -> None:
    service.weather.fail("TransactWriteItems", "ProvisionedThroughputExceededException")
    assert put(service, "contact-6", SETUP)[0] == 503
    service.weather.clear_up()
    assert get(service, "/forms/contact-6")[0] == 404
    assert "contact-6" not in [form["id"] for form in get(service, "/forms")[1]["items"]]


def test_limits_that_are_left_out_are_the_usual_ones_and_null_means_none(service: Service) -> None:
    assert put(service, "limited", {"limits": {"per_address": 7}})[1]["limits"] == asdict(Limits(per_address=7))
    assert put(service, "limited", {"limits": None})[1]["limits"] == asdict(NO_LIMITS)
    assert put(service, "limited", get(service, "/forms/limited")[1] | {"id": None})[0] == 422
    shown = get(service, "/forms/limited")[1]
    assert put(service, "limited", {name: value for name, value in shown.items() if name != "id"}) == (200, shown)
    assert put(service, "limited", {})[1]["limits"] == asdict(Limits())
