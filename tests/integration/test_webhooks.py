"""Deliveries over HTTP: proven over raw bytes, kept like any lead, once; refused ones leave nothing behind."""

import base64
import json
import random
import zlib
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from tests.builders.connections import SECRET
from tests.builders.gateway import nudges, request
from tests.integration.deliveries import connect, delivery, listed, response, segment_event, signed
from tests.integration.service import Service, log_lines

PATH = "/webhooks/typeform/website"


@pytest.fixture(autouse=True)
def new_instance(service: Service) -> None:
    """Nothing is held of the connections of the test before."""
    service.restart("intake")


def the_lead(service: Service) -> dict[str, Any]:
    (lead,) = service.of_kind("LEAD#", "LEAD")
    return dict(json.loads(lead["doc"]["S"])) | {"id": lead["id"]["S"], "asks": lead["asks"]["S"]}


def kinds(service: Service) -> list[str]:
    return sorted(item["pk"]["S"].partition("#")[0] for item in service.stored())


def test_a_response_becomes_a_lead_with_its_body_in_one_transaction(service: Service) -> None:
    connect(service, mapping={"firma": "company.name"}, channel="forms")
    service.weather.calls.clear()
    event = delivery(response(firma="Firm GmbH", team_size="12"))
    assert service.post(event)[:2] == (200, {"results": {"kept": 1}})
    written = [call for call in service.weather.calls if "Write" in call or "Put" in call]
    assert written == ["TransactWriteItems"]
    lead = the_lead(service)
    values = {name: fact[0] for name, fact in lead["facts"].items()}
    assert values["email.address"] == "vera@firm.example"
    assert (values["company.name"], values["source.utm_source"]) == ("Firm GmbH", "newsletter")
    assert {fact[1] for fact in lead["facts"].values()} == {"webhook:typeform"}
    (raw,) = service.of_kind("RAW#")
    assert zlib.decompress(raw["body"]["B"]) == base64.b64decode(event["body"])
    assert listed(service)[0]["results"] == [{"result": "kept", "lead_id": lead["id"], "reason": None}]


def test_no_signature_is_kept_and_no_key_names_a_person(service: Service) -> None:
    connect(service)
    event = delivery(response())
    with log_lines() as lines:
        service.post(event)
    (raw,) = service.of_kind("RAW#")
    assert event["headers"]["Typeform-Signature"] not in json.dumps(service.stored(), default=str)
    assert json.loads(raw["headers"]["S"]) == {"content-type": "application/json"}
    keys = json.dumps([(item["pk"], item["sk"]) for item in service.stored()])
    assert "vera" not in keys and "vera" not in "".join(lines)


def test_a_demo_connection_asks_for_a_demo_and_the_queue_decides_at_once(service: Service) -> None:
    connect(service, kind="demo")
    service.post(delivery(response(use_case="routing")))
    lead = the_lead(service)
    assert [signal["type"] for signal in lead["signals"]] == ["demo_request"]
    assert lead["asks"] == "now"
    service.call("qualify", nudges(lead["id"]))
    assert service.of_kind("DECISION#")


@pytest.mark.parametrize("again", [{}, {"headers": {"X-Retry": "1"}}])
def test_a_retry_of_the_vendor_changes_nothing(service: Service, again: dict[str, Any]) -> None:
    connect(service)
    service.post(delivery(response()))
    before = service.stored()
    assert service.post(delivery(response(), **again))[:2] == (200, {"results": {"duplicate": 1}})
    assert service.stored() == before


def test_the_same_event_by_two_connections_is_two_posts_of_one_person(service: Service) -> None:
    connect(service)
    connect(service, id_="landing")
    for path in (PATH, "/webhooks/typeform/landing"):
        assert service.post(delivery(response(), path=path))[1] == {"results": {"kept": 1}}
    assert len(service.of_kind("LEAD#", "LEAD")) == 1
    assert len([item for item in service.of_kind("LEAD#") if item["sk"]["S"].startswith("TL#")]) == 2


WRONG = {
    "another secret": {"secret": "another-secret"},
    "no signature": {"headers": {"Typeform-Signature": ""}},
    "half a signature": {"headers": {"Typeform-Signature": "sha256="}},
    "garbage": {"headers": {"Typeform-Signature": "sha256=\x00é\udc80"}},
    "a signature of another body": {"headers": signed(b"{}")},
    "a huge signature": {"headers": {"Typeform-Signature": "sha256=" + "A" * 100_000}},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_not_proven_is_refused_and_leaves_nothing(service: Service, wrong: dict[str, Any]) -> None:
    connect(service)
    before = service.stored()
    with log_lines() as lines:
        status, document, headers = service.post(delivery(response(), **wrong))
    assert (status, document["type"]) == (401, "urn:leadgate:problem:not-verified")
    assert headers["www-authenticate"] == "Signature"
    assert service.stored() == before
    assert "vera" not in json.dumps([lines, document]) and SECRET not in json.dumps([lines, document])


@pytest.mark.parametrize("body", [b"", b"null", b"\xff\xfe\x00garbage", b"[" * 50_000, b'{"event_id": NaN}', b"[]"])
def test_a_body_that_says_nothing_is_kept_whole_and_accepted(service: Service, body: bytes) -> None:
    connect(service)
    assert service.post(delivery(body))[:2] == (200, {"results": {"unmapped": 1}})
    (raw,) = service.of_kind("RAW#")
    assert zlib.decompress(raw["body"]["B"]) == body
    assert service.of_kind("LEAD#") == []
    assert listed(service, outcome="unmapped")[0]["results"][0]["reason"]


def test_a_response_without_a_valid_address_is_kept_whole_and_says_what_is_missing(service: Service) -> None:
    connect(service, mapping={"adresse": "email"})
    for n, email in enumerate(("vera@", "no address", "")):
        body = response(f"event-{n}", None, adresse=email, message="x")
        assert service.post(delivery(body))[:2] == (200, {"results": {"unmapped": 1}})
    assert kinds(service) == ["CONNECTION", "RAW", "RAW", "RAW"]


def test_the_largest_delivery_is_read_and_one_byte_more_is_not(service: Service) -> None:
    connect(service)
    body = json.dumps(response()).encode()
    assert service.post(delivery(body + b" " * (262_144 - len(body))))[1] == {"results": {"kept": 1}}
    status, document, _ = service.post(delivery(body + b" " * (262_145 - len(body))))
    assert (status, document["type"]) == (413, "urn:leadgate:problem:body-too-large")


def test_the_largest_delivery_that_cannot_be_compressed_fits_into_the_table(service: Service) -> None:
    connect(service)
    assert service.post(delivery(random.Random(4).randbytes(262_144)))[:2] == (200, {"results": {"unmapped": 1}})


def test_a_response_too_large_for_a_lead_is_still_accepted(service: Service) -> None:
    connect(service)
    answers = {f"answer_{n}": "é" * 9_000 for n in range(12)}
    status, document, _ = service.post(delivery(response(**answers)))
    assert status == 200, document
    assert len(service.of_kind("RAW#")) == 1


@pytest.mark.parametrize(
    "path",
    ["/webhooks/typeform/other", "/webhooks/typefrom/website", "/webhooks/typeform/a%20b", "/webhooks/meta/website"],
)
def test_an_unknown_connection_is_not_there(service: Service, path: str) -> None:
    connect(service)
    status, document, _ = service.post(delivery(response(), path=path))
    assert (status, document["type"]) == (404, "urn:leadgate:problem:no-such-connection")


def test_a_connection_that_is_switched_off_or_gone_takes_nothing(service: Service) -> None:
    connect(service, active=False)
    assert service.post(delivery(response()))[0] == 404
    connect(service, active=True)
    service.restart("intake")
    assert service.post(delivery(response()))[0] == 200
    service.manage(request("DELETE", "/connections/typeform/website", scopes="admin"))
    service.restart("intake")
    assert service.post(delivery(response("event-2")))[0] == 404


def test_a_new_connection_works_at_once_though_it_was_asked_for_before(service: Service) -> None:
    assert service.post(delivery(response()))[0] == 404
    connect(service)
    assert service.post(delivery(response()))[0] == 200


def test_an_unsigned_connection_takes_what_comes_by_its_secret_path(service: Service) -> None:
    path = connect(service, id_="Zk3vQ9xT1mB7nR5wY2pLd8", secret=None, unsigned=True)["webhook_url"]
    path = path.removeprefix("https://api.example.com/prod")
    sent = request("POST", path, json.dumps(response()), scopes=None)
    assert service.post(sent)[:2] == (200, {"results": {"kept": 1}})


def test_a_secret_that_takes_over_proves_at_once_and_the_old_one_still_does(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(service)
    assert service.post(delivery(response("event-1")))[0] == 200
    # The instance holds the first secret; it looks again as soon as that is a moment old.
    monkeypatch.setattr("leadgate.runtime.webhooks._LOOKED_AGAIN", 0.0)
    connect(service, secret="the-second-secret")
    assert service.post(delivery(response("event-2"), secret="the-second-secret"))[0] == 200
    assert service.post(delivery(response("event-3")))[0] == 200
    connect(service, secret="the-third-secret")
    service.restart("intake")
    assert service.post(delivery(response("event-4")))[0] == 401


@pytest.mark.parametrize("failure", ["InternalServerError", EndpointConnectionError(endpoint_url="x")])
def test_while_the_store_of_secrets_is_down_the_vendor_is_told_to_come_again(
    service: Service, failure: str | Exception
) -> None:
    connect(service)
    service.weather.fail("GetSecretValue", failure)
    status, _, headers = service.post(delivery(response()))
    assert (status, headers["retry-after"]) == (503, "1")
    assert service.of_kind("LEAD#") == service.of_kind("RAW#") == []
    service.weather.clear_up()
    assert service.post(delivery(response()))[1] == {"results": {"kept": 1}}


@pytest.mark.parametrize("operation", ["GetItem", "TransactWriteItems"])
def test_while_the_table_is_throttled_nothing_is_said_to_be_kept(service: Service, operation: str) -> None:
    connect(service)
    service.weather.fail(operation, "ProvisionedThroughputExceededException")
    status, _, headers = service.post(delivery(response()))
    assert (status, headers["retry-after"]) == (503, "1")
    assert service.of_kind("LEAD#") == service.of_kind("RAW#") == []
    service.weather.clear_up()
    assert service.post(delivery(response()))[1] == {"results": {"kept": 1}}


def test_a_body_that_could_not_be_kept_is_not_accepted(service: Service) -> None:
    connect(service)
    service.weather.fail("PutItem", "ProvisionedThroughputExceededException")
    assert service.post(delivery(b"{}"))[0] == 503
    service.weather.clear_up()
    assert service.post(delivery(b"{}"))[1] == {"results": {"unmapped": 1}}


def test_a_lead_is_kept_though_no_policy_can_be_read(service: Service) -> None:
    connect(service)
    service.restart("intake")
    service.weather.fail("Query", "InternalServerError")
    service.weather.fail("BatchGetItem", "InternalServerError")
    assert service.post(delivery(response()))[1] == {"results": {"kept": 1}}


def test_a_signal_joins_the_lead_of_its_person_and_waits_for_one_otherwise(service: Service) -> None:
    connect(service)
    connect(service, "segment")
    known = {"event": "Trial Started", "context": {"traits": {"email": "vera@firm.example"}}}
    assert service.post(segment_event(**known))[1] == {"results": {"unmapped": 1}}
    service.post(delivery(response()))
    assert service.post(segment_event(**known))[1] == {"results": {"kept": 1}}
    assert service.post(segment_event(**known))[1] == {"results": {"duplicate": 1}}
    assert [signal["type"] for signal in the_lead(service)["signals"]].count("trial_started") == 1
    reasons = [item["results"][0]["reason"] for item in listed(service, "segment", outcome="unmapped")]
    assert reasons == ["no_lead_of_this_address"]


def test_what_a_tracker_sees_of_a_visitor_waits_for_whom_it_identifies_and_joins_them_from_then_on(
    service: Service,
) -> None:
    connect(service, "segment")
    seen = [segment_event("page", messageId=f"m-{n}", anonymousId="a-1") for n in range(2)]
    assert [service.post(event)[1] for event in (*seen, seen[0])] == [
        {"results": {"kept": 1}}, {"results": {"kept": 1}}, {"results": {"duplicate": 1}},
    ]  # fmt: skip
    identified = {"messageId": "m-3", "anonymousId": "a-1", "traits": {"email": "vera@firm.example"}}
    assert service.post(segment_event("identify", **identified))[1] == {"results": {"kept": 1}}
    service.post(segment_event("page", messageId="m-4", anonymousId="a-1"))
    service.call("qualify", nudges(the_lead(service)["id"]))
    (lead,) = service.of_kind("LEAD#", "LEAD")
    assert sorted(signal["id"] for signal in json.loads(lead["doc"]["S"])["signals"]) == ["m-0", "m-1", "m-4"]
    results = [item["results"][0] for item in listed(service, "segment", outcome="kept")]
    assert [result["lead_id"] is None for result in results] == [True, True, False, False]


def test_a_handshake_is_answered_with_the_challenge_to_who_knows_the_token(service: Service) -> None:
    connect(service, "meta")
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": SECRET}
    event = request("GET", "/webhooks/meta/website", query=asked, scopes=None)
    status, text, headers = service.post(event)
    assert (status, text, headers["content-type"]) == (200, "1158201444", "text/plain")
    event = request("GET", "/webhooks/meta/website", query=asked | {"hub.verify_token": "wrong"}, scopes=None)
    assert service.post(event)[0] == 403
    connect(service)
    assert service.post(request("GET", PATH, scopes=None))[0] == 403


def test_a_secret_of_somebody_else_below_the_same_prefix_proves_nothing(service: Service) -> None:
    connect(service)
    connect(service, "meta", secret="secret-of-meta")
    assert service.post(delivery(response(), secret="secret-of-meta"))[0] == 401
    names = [one["Name"] for one in boto3.client("secretsmanager").list_secrets()["SecretList"]]
    assert {"leadgate/connections/typeform/website", "leadgate/connections/meta/website"} <= set(names)
