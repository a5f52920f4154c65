"""What connections, deliveries and replays really answer is what the OpenAPI document says of it, field by field."""

import json
from http import HTTPMethod
from typing import Any

import pytest

from tests.builders.connections import SECRET
from tests.contract.test_openapi_answers import GET, POST, Answer, Service, service
from tests.integration.deliveries import response, signed

__all__ = ["service"]

PUT, DELETE = HTTPMethod.PUT, HTTPMethod.DELETE
ONE = "/connections/{source}/{connection_id}"
HOOK = "/webhooks/{source}/{connection_id}"
ADMIN = {"scopes": "admin"}


def manage(service: Service, method: HTTPMethod, what: str = "", body: object = None, **given: Any) -> Answer:
    path = f"/connections/typeform/{given.pop('id', 'website')}"
    return service.ask(method, path + what, body, template=ONE + what, **ADMIN | given)


def deliver(service: Service, body: str, *, secret: str = SECRET, id_: str = "website") -> Answer:
    return service.ask(POST, f"/webhooks/typeform/{id_}", body, template=HOOK, headers=signed(body.encode(), secret))


def test_the_life_of_a_connection_and_of_its_deliveries_is_as_described(service: Service) -> None:
    assert manage(service, PUT, body={"secret": SECRET, "signature": {"header": "x-signature"}}).status == 201
    assert (
        manage(service, PUT, body={"secret": SECRET, "access_token": SECRET, "mapping": {"F": "title"}}).status == 200
    )
    assert manage(service, GET).json["has_access_token"] is True
    made = service.ask(POST, "/connections/typeform", {"unsigned": True}, template="/connections/{source}", **ADMIN)
    assert made.status == 201
    listed = service.ask(GET, "/connections", query={"limit": "1"}, **ADMIN).json
    assert len(listed["items"]) == 1 and listed["next_cursor"]
    kept = json.dumps(response())
    for body in (kept, kept, "{}"):
        assert deliver(service, body).status == 200
    assert len(manage(service, GET, "/deliveries", query={"outcome": "unmapped"}).json["items"]) == 1
    assert manage(service, GET, "/deliveries", query={"limit": "1"}).json["next_cursor"]
    replayed = manage(service, POST, "/replay", query={"since": "2026-05-04T09:00:00Z"}).json
    assert (replayed["seen"], replayed["duplicates"], replayed["still_unmapped"]) == (2, 1, 1)
    assert manage(service, DELETE).status == 204


def test_a_delivery_that_is_refused_is_refused_as_described(service: Service) -> None:
    assert manage(service, PUT, id="refusing", body={"secret": SECRET}).status == 201
    assert deliver(service, "{}", secret="another-secret", id_="refusing").status == 401
    assert deliver(service, "x" * 300_000, id_="refusing").status == 413
    assert deliver(service, "{}", id_="nowhere").status == 404
    handshake = service.ask(GET, "/webhooks/typeform/refusing", template=HOOK)
    assert handshake.status == 403


def test_a_handshake_is_answered_as_described(service: Service) -> None:
    service.ask(PUT, "/connections/meta/page", {"secret": SECRET}, template=ONE, **ADMIN)
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": SECRET}
    said = service.ask(GET, "/webhooks/meta/page", template=HOOK, query=query)
    assert (said.status, said.text) == (200, "1158201444")


@pytest.mark.parametrize(
    ("status", "method", "what", "given"),
    [
        (422, PUT, "", {"body": {"kind": "webinar"}}),
        (422, PUT, "", {"body": {}, "id": "other"}),
        (422, PUT, "", {"body": {"secret": SECRET}, "id": "a.b"}),
        (400, PUT, "", {"body": "{"}),
        (415, PUT, "", {"body": {}, "headers": {"Content-Type": "text/plain"}}),
        (413, PUT, "", {"body": {"channel": "x" * 70_000}}),
        (403, PUT, "", {"body": {}, "scopes": "intake"}),
        (404, GET, "", {"id": "other"}),
        (404, DELETE, "", {"id": "other"}),
        (404, POST, "/replay", {"id": "other"}),
        (404, GET, "/deliveries", {"id": "other"}),
        (400, POST, "/replay", {"id": "there", "query": {"since": "yesterday"}}),
        (400, GET, "/deliveries", {"id": "there", "query": {"outcome": "lost"}}),
        (400, GET, "/deliveries", {"id": "there", "query": {"cursor": "mine"}}),
    ],
)
def test_what_cannot_be_done_is_refused_as_described(
    service: Service, status: int, method: HTTPMethod, what: str, given: dict[str, Any]
) -> None:
    manage(service, PUT, id="there", body={"secret": SECRET})
    assert manage(service, method, what, **given).status == status
