"""What senders get wrong on purpose or by an old program, at the handlers: refused or reported, never misread."""

from typing import Any

import pytest

from tests.builders.gateway import request
from tests.integration.service import Service

GOOD = {"email": "vera@firm.example"}
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/leads", {"Content-Type": "application/json; charset=iso-8859-1"}),
        ("/leads", {"Content-Type": 'application/json;charset="UTF-16"'}),
        ("/leads", {"Content-Encoding": "gzip"}),
        ("/forms/demo", {"Content-Type": f"{FORM}; charset=windows-1252"}),
        ("/forms/demo", {"Content-Encoding": "br"}),
    ],
)
def test_text_that_would_be_misread_is_refused(path: str, headers: dict[str, str], service: Service) -> None:
    status, document, _ = service.post(request("POST", path, GOOD, headers=headers))
    assert (status, document["type"]) == (415, "urn:leadgate:problem:unsupported-media-type")
    assert service.stored() == []


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "application/json; charset=UTF8"}, {"Content-Encoding": "identity"}]
)
def test_utf_8_by_any_name_is_read(headers: dict[str, str], service: Service) -> None:
    assert service.post(request("POST", "/leads", GOOD, headers=headers))[0] == 202


def test_two_idempotency_keys_that_a_proxy_joined_are_refused(service: Service) -> None:
    status, document, _ = service.post(request("POST", "/leads", GOOD, headers={"Idempotency-Key": "a, b"}))
    assert (status, document["type"]) == (400, "urn:leadgate:problem:bad-idempotency-key")
    assert service.stored() == []


def test_an_address_that_was_garbled_on_its_way_is_none(service: Service) -> None:
    status, document, _ = service.post(request("POST", "/leads", {"email": "m\ufffdller@firm.example"}))
    assert (status, [fault["pointer"] for fault in document["errors"]]) == (422, ["/email"])


@pytest.mark.parametrize("path", ["/status?email", "/leads/lead_1/timeline?limit", "/leads/lead_1/timeline?cursor"])
def test_a_parameter_that_comes_twice_is_no_guess(path: str, service: Service) -> None:
    route, _, name = path.partition("?")
    event: dict[str, Any] = request("GET", route)
    event["queryStringParameters"] = {name: "2"}
    event["multiValueQueryStringParameters"] = {name: ["1", "2"]}
    status, document, _ = service.ask(event)
    assert (status, document["type"]) == (400, "urn:leadgate:problem:repeated-parameter")


@pytest.mark.parametrize("empty", ["", "  ", [], None])
def test_an_answer_without_content_is_no_answer_and_no_mistake(empty: object, service: Service) -> None:
    _, first, _ = service.post(request("POST", "/leads", GOOD | {"answers": {"team_size": 12}}))
    _, second, _ = service.post(request("POST", "/leads", GOOD | {"answers": {"team_size": empty}}))
    _, lead, _ = service.ask(request("GET", f"/leads/{first['lead_id']}"))
    assert second["warnings"] == []
    assert lead["facts"]["answers.team_size"]["value"] == 12


def test_a_signal_from_the_future_is_reported_and_counts_as_of_now(service: Service) -> None:
    signals = [{"type": "page_view"}, {"type": "page_view", "at": "9999-01-01T00:00:00Z"}]
    _, document, _ = service.post(request("POST", "/leads", GOOD | {"signals": signals}))
    assert [warning["pointer"] for warning in document["warnings"]] == ["/signals/1/at"]
    _, lead, _ = service.ask(request("GET", f"/leads/{document['lead_id']}"))
    assert [signal.get("at") for signal in lead["signals"]] == [None, lead["created_at"], lead["created_at"]]


def test_a_slash_behind_the_path_is_the_same_post(service: Service) -> None:
    service.post(request("POST", "/leads", GOOD))
    event = request("POST", "/leads", GOOD)
    event["path"] = "/leads/"
    _, document, _ = service.post(event)
    assert document.get("duplicate", True) is True
    assert len(service.of_kind("LEAD#", "TL#0000000002#0")) == 0


def test_control_characters_of_a_form_do_not_grow_past_the_limit(service: Service) -> None:
    body = "email=a%40b.example&" + "&".join(f"f{n}=" + "\x01" * 9_000 for n in range(6))
    status, document, _ = service.post(
        request("POST", "/forms/demo", body, headers={"Content-Type": FORM}, scopes=None)
    )
    assert (status, document["type"]) == (413, "urn:leadgate:problem:body-too-large")


def test_repeated_fields_that_were_left_empty_erase_nothing(service: Service) -> None:
    for fields in ("email=a%40b.example&hobby=chess", "email=a%40b.example&hobby=&hobby="):
        service.post(request("POST", "/forms/demo", fields, headers={"Content-Type": FORM}, scopes=None))
    lead_id = service.of_kind("LEAD#", "LEAD")[0]["id"]["S"]
    _, lead, _ = service.ask(request("GET", f"/leads/{lead_id}"))
    assert lead["facts"]["answers.hobby"]["value"] == "chess"


def test_a_list_of_noughts_is_an_answer(service: Service) -> None:
    service.post(request("POST", "/forms/demo", GOOD | {"seats": [0, False]}, scopes=None))
    lead_id = service.of_kind("LEAD#", "LEAD")[0]["id"]["S"]
    _, lead, _ = service.ask(request("GET", f"/leads/{lead_id}"))
    assert lead["facts"]["answers.seats"]["value"] == "[0, false]"
