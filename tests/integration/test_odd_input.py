"""Unusual requests that are right all the same are kept, each with what was strange about it as a warning."""

import json
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest

from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.domain.access import Key, Scope, digest_of
from tests.builders.gateway import ORIGIN, authorizer_request, demo_body, request
from tests.fakes.time import NOON
from tests.integration.service import Service

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GOOD = {"email": "vera@firm.example"}


def facts_of(service: Service, lead_id: str) -> dict[str, Any]:
    status, document, _ = service.ask(request("GET", f"/leads/{lead_id}"))
    assert status == 200
    return {name: fact["value"] for name, fact in document["facts"].items()}


@pytest.mark.parametrize(
    ("email", "address", "domain"),
    [
        ("Vera@FIRM.example", "Vera@firm.example", "firm.example"),
        ("  vera@firm.example\n", "vera@firm.example", "firm.example"),
        ("vera+demo@firm.example", "vera+demo@firm.example", "firm.example"),
        ("köln@müller.example", "köln@xn--mller-kva.example", "xn--mller-kva.example"),
        ("用户@例子.测试", "用户@xn--fsqu00a.xn--0zwm56d", "xn--fsqu00a.xn--0zwm56d"),
        ("ko\u0308ln@firm.example", "köln@firm.example", "firm.example"),
        ("o'hara_{x}@sub.firm.example", "o'hara_{x}@sub.firm.example", "sub.firm.example"),
    ],
)
def test_every_spelling_of_an_address_is_welcome(email: str, address: str, domain: str, service: Service) -> None:
    status, document, _ = service.post(request("POST", "/leads", {"email": email}))
    assert status == 202
    facts = facts_of(service, document["lead_id"])
    assert (facts["email.address"], facts["email.domain"]) == (address, domain)


@pytest.mark.parametrize(
    ("value", "kept"),
    [("about a dozen", "about a dozen"), (12.5, 12.5), (["12"], ["12"]), (True, True), ("12 ", 12)],
)
def test_an_ill_typed_answer_is_kept_and_reported_unless_it_can_be_read(
    value: object, kept: object, service: Service
) -> None:
    _, document, _ = service.post(request("POST", "/leads", GOOD | {"answers": {"team_size": value}}))
    expected = [] if kept == 12 else ["/answers/team_size"]
    assert [warning["pointer"] for warning in document["warnings"]] == expected
    assert facts_of(service, document["lead_id"])["answers.team_size"] == kept


@pytest.mark.parametrize(("value", "kept"), [({"min": 3}, '{"min": 3}'), ([1, 2], "[1, 2]")])
def test_an_answer_of_an_odd_shape_is_kept_as_text(value: object, kept: str, service: Service) -> None:
    _, document, _ = service.post(request("POST", "/leads", GOOD | {"answers": {"whatever": value}}))
    assert [warning["pointer"] for warning in document["warnings"]] == ["/answers/whatever"]
    assert facts_of(service, document["lead_id"])["answers.whatever"] == kept


def test_a_phone_number_that_a_spreadsheet_made_a_number_is_read(service: Service) -> None:
    _, document, _ = service.post(request("POST", "/leads", GOOD | {"phone": 30901820, "company": {"country": "DE"}}))
    assert document["warnings"] == []
    assert facts_of(service, document["lead_id"])["person.phone"] == "+4930901820"


def test_a_phone_number_that_is_none_is_kept_and_reported(service: Service) -> None:
    _, document, _ = service.post(request("POST", "/leads", GOOD | {"phone": "ask my assistant"}))
    assert [warning["pointer"] for warning in document["warnings"]] == ["/phone"]
    assert facts_of(service, document["lead_id"])["person.phone"] == "ask my assistant"


def test_a_national_phone_number_is_read_by_the_company_s_country(service: Service) -> None:
    _, document, _ = service.post(
        request("POST", "/leads", GOOD | {"phone": "030 901820", "company": {"country": "de"}})
    )
    assert document["warnings"] == []
    assert facts_of(service, document["lead_id"])["person.phone"] == "+4930901820"


def test_a_time_in_the_future_is_reported_and_not_believed(service: Service) -> None:
    _, document, _ = service.post(request("POST", "/leads", GOOD | {"submitted_at": "2099-01-01T00:00:00Z"}))
    assert [warning["pointer"] for warning in document["warnings"]] == ["/submitted_at"]
    _, lead, _ = service.ask(request("GET", f"/leads/{document['lead_id']}"))
    assert lead["facts"]["email.address"]["observed_at"] == lead["created_at"]


def test_of_a_key_that_a_document_repeats_the_last_counts(service: Service) -> None:
    body = '{"email": "first@firm.example", "email": "last@firm.example"}'
    _, document, _ = service.post(request("POST", "/leads", body))
    assert facts_of(service, document["lead_id"])["email.address"] == "last@firm.example"


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.crm.lead+json", " application/json "],
)
def test_json_may_be_called_by_all_its_names(content_type: str, service: Service) -> None:
    status, _, _ = service.post(request("POST", "/leads", GOOD, headers={"Content-Type": content_type}))
    assert status == 202


def test_a_byte_order_mark_is_passed_over(service: Service) -> None:
    status, _, _ = service.post(request("POST", "/leads", "\ufeff" + json.dumps(GOOD)))
    assert status == 202


def test_exactly_64_kb_are_read(service: Service) -> None:
    text = json.dumps(GOOD)
    status, _, _ = service.post(request("POST", "/leads", text + " " * (65_536 - len(text))))
    assert status == 202


def test_values_five_deep_and_2000_in_all_are_read(service: Service) -> None:
    signals = [{"type": "page_view", "page": f"/{n}"} for n in range(100)]
    answers = {f"a{n}": ["x"] * 7 for n in range(150)}
    status, _, _ = service.post(request("POST", "/leads", GOOD | {"signals": signals, "answers": answers}))
    assert status == 202


@pytest.mark.parametrize("name", ["idempotency-key", "IDEMPOTENCY-KEY", "Idempotency-Key"])
@pytest.mark.parametrize("key", ["k", "k" * 255, "schlüssel-1", "a b"])
def test_the_same_key_and_body_get_the_same_answer(name: str, key: str, service: Service) -> None:
    event = request("POST", "/leads", GOOD, headers={name: key})
    _, first, headers = service.post(event)
    status, second, replay = service.post(event)
    assert (status, second) == (202, first)
    assert ("idempotency-replayed" in headers, replay["idempotency-replayed"]) == (False, "true")
    assert len(service.of_kind("LEAD#", "LEAD")) == 1


def test_the_same_key_with_another_body_is_refused_and_changes_nothing(service: Service) -> None:
    service.post(request("POST", "/leads", GOOD, headers={"Idempotency-Key": "k"}))
    before = service.stored()
    other = request("POST", "/leads", GOOD | {"title": "CEO"}, headers={"Idempotency-Key": "k"})
    status, document, _ = service.post(other)
    assert (status, document["type"]) == (409, "urn:leadgate:problem:reused-idempotency-key")
    assert service.stored() == before


def test_without_a_key_white_space_order_and_stamps_are_no_new_content(service: Service) -> None:
    _, first, _ = service.post(request("POST", "/leads", '{"email":"vera@firm.example","title":"VP"}'))
    again = '{ "title": "VP", "submitted_at": "2026-05-04T09:00:00Z", "email": "vera@firm.example" }'
    _, second, _ = service.post(request("POST", "/leads", again))
    assert (first["duplicate"], second["duplicate"]) == (False, True)
    assert first["lead_id"] == second["lead_id"]
    assert len(service.of_kind("LEAD#", "TL#0000000001#0")) == 1


PREFERENCES = [
    ("respond-async", 202),
    ("wait=0", 202),
    ("wait=10", 200),
    ("respond-async, wait=5", 200),
    ("handling=lenient; wait=5", 200),
    ("wait=99999999", 200),
    ("wait=-1", 200),
    ("return=minimal", 200),
    ("", 200),
]


@pytest.mark.parametrize(("preference", "status"), PREFERENCES)
def test_a_caller_who_does_not_wait_is_answered_at_once(preference: str, status: int, service: Service) -> None:
    answer, document, headers = service.post(
        request("POST", "/demo-requests", demo_body(), headers={"Prefer": preference})
    )
    assert answer == status
    assert (headers.get("preference-applied") == "respond-async") == (status == 202)
    assert document["lead_id"].startswith("lead_")


def test_a_form_with_labels_in_any_language_keeps_all_of_it(service: Service) -> None:
    fields = [
        ("email", "vera@firm.example"),
        ("Firma", "Müller & Söhne"),
        ("Größe", "mittel"),
        ("会社", "会社名"),
        ("Interessen", "a"),
        ("Interessen", "b"),
        ("utm_source", "google"),
    ]
    status, _, headers = service.post(
        request("POST", "/forms/demo", urlencode(fields), headers=FORM | {"Origin": ORIGIN}, scopes=None)
    )
    assert (status, headers["location"]) == (303, "https://www.seller.example/thanks")
    lead_id = service.of_kind("LEAD#", "LEAD")[0]["id"]["S"]
    facts = facts_of(service, lead_id)
    assert facts["company.name"] == "Müller & Söhne"
    assert (facts["answers.grosse"], facts["answers.interessen"]) == ("mittel", ["a", "b"])
    assert facts["source.utm_source"] == "google"
    assert "会社名" in facts.values()


@pytest.mark.parametrize("field", ["utm_", "utm_1x", "utm_日本", "utm_" + "x" * 100])
def test_no_odd_campaign_parameter_costs_a_lead(field: str, service: Service) -> None:
    body = urlencode({"email": "vera@firm.example", field: "x"})
    status, _, _ = service.post(request("POST", "/forms/demo", body, headers=FORM, scopes=None))
    assert status == 303


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        (Key("", "expired", (Scope.INTAKE,), expires_at=NOON), "lg_expired"),
        (Key("", "revoked", (Scope.INTAKE,), revoked=True), "lg_revoked"),
        (None, "lg_"),
        (None, "lg_" + "x" * 500),
        (None, "no-prefix"),
        (None, ""),
        (None, "lg_\ud800"),
    ],
)
def test_a_key_that_is_over_or_none_opens_nothing(key: Key | None, secret: str, service: Service) -> None:
    if key is not None:
        known = Key(digest_of(secret), key.name, key.scopes, key.expires_at, key.revoked)
        DynamoKeyring(boto3.client("dynamodb"), "leads").put(known)
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        service.call("authorizer", authorizer_request(secret))


def test_a_message_that_is_given_twice_is_kept_once_and_the_other_reported(service: Service) -> None:
    body = GOOD | {"message": "call me", "answers": {"message": "write me"}}
    _, document, _ = service.post(request("POST", "/leads", body))
    assert [warning["pointer"] for warning in document["warnings"]] == ["/answers/message"]
    assert facts_of(service, document["lead_id"])["answers.message"] == "call me"
