"""Connections over HTTP: set up, shown, changed and ended; their secrets go in and never come out."""

import json
from typing import Any

import boto3
import pytest

from leadgate.contracts.connection_body import SECRET_ID
from tests.builders.connections import SECRET
from tests.builders.gateway import request
from tests.integration.service import Service, log_lines

PLACE = "/connections/typeform/website"
OPEN_ID = "Zk3vQ9xT1mB7nR5wY2pLd8"
TOKEN = "an-access-token"


def manage(service: Service, method: str, path: str, body: object = None, **given: Any) -> tuple[int, Any, Any]:
    headers = {"Content-Type": "application/json"} | given.pop("headers", {})
    return service.manage(request(method, path, body, **{"scopes": "admin", "headers": headers} | given))


def secret_names() -> list[str]:
    return [secret["Name"] for secret in boto3.client("secretsmanager").list_secrets()["SecretList"]]


def test_the_life_of_a_connection(service: Service) -> None:
    status, made, headers = manage(service, "PUT", PLACE, {"secret": SECRET, "kind": "demo", "channel": "paid"})
    assert (status, headers["location"]) == (201, "https://api.example.com/prod/connections/typeform/website")
    assert made["webhook_url"] == "https://api.example.com/prod/webhooks/typeform/website"
    assert (made["kind"], made["has_secret"], made["has_access_token"], made["active"]) == ("demo", True, False, True)
    assert manage(service, "GET", PLACE)[:2] == (200, made)
    status, changed, _ = manage(service, "PUT", PLACE, {"mapping": {"Firma": "company.name"}})
    assert (status, changed["kind"], changed["channel"], changed["mapping"]) == (
        200, "lead", None, {"Firma": "company.name"},
    )  # fmt: skip
    assert (changed["secret_updated_at"], changed["created_at"]) == (made["secret_updated_at"], made["created_at"])
    assert manage(service, "DELETE", PLACE)[:2] == (204, "")
    assert manage(service, "DELETE", PLACE)[0] == manage(service, "GET", PLACE)[0] == 404
    assert "leadgate/connections/typeform/website" not in secret_names()


def test_a_secret_is_in_the_store_for_secrets_and_nowhere_else(service: Service) -> None:
    with log_lines() as lines:
        answers = [
            manage(service, "PUT", PLACE, {"secret": SECRET, "access_token": TOKEN}),
            manage(service, "PUT", PLACE, {"secret": SECRET + "-2"}),
            manage(service, "GET", PLACE),
            manage(service, "GET", "/connections"),
            manage(service, "PUT", PLACE, {"secret": SECRET + "é", "access_token": {"t": TOKEN}, SECRET: 1}),
        ]
    everywhere = json.dumps([answers[:4], lines, service.stored()], default=str)
    assert SECRET not in everywhere and TOKEN not in everywhere
    assert SECRET not in json.dumps([fault["detail"] for fault in answers[4][1]["errors"]])
    kept = boto3.client("secretsmanager").get_secret_value(SecretId="leadgate/connections/typeform/website")
    secrets = json.loads(kept["SecretString"])
    assert (secrets["current"], secrets["previous"], secrets["access_token"]) == (SECRET + "-2", SECRET, TOKEN)


def test_connections_are_listed_in_pages(service: Service) -> None:
    for source, id_ in (("typeform", "b"), ("meta", "a"), ("typeform", "a")):
        assert manage(service, "PUT", f"/connections/{source}/{id_}", {"secret": SECRET})[0] == 201
    first = manage(service, "GET", "/connections", query={"limit": "2"})[1]
    second = manage(service, "GET", "/connections", query={"limit": "2", "cursor": first["next_cursor"]})[1]
    names = [(item["source"], item["id"]) for item in (*first["items"], *second["items"])]
    assert (names, second["next_cursor"]) == ([("meta", "a"), ("typeform", "a"), ("typeform", "b")], None)
    assert manage(service, "GET", "/connections", query={"cursor": "nonsense"})[0] == 400


def test_an_unsigned_connection_gets_an_id_that_nobody_guesses(service: Service) -> None:
    made = [manage(service, "POST", "/connections/typeform", {"unsigned": True}) for _ in range(2)]
    assert [status for status, _, _ in made] == [201, 201]
    ids = {document["id"] for _, document, _ in made}
    assert len(ids) == 2 and all(len(id_) >= SECRET_ID for id_ in ids)
    assert manage(service, "PUT", f"/connections/typeform/{OPEN_ID}", {"unsigned": True})[0] == 201


@pytest.mark.parametrize("id_", ["website", "a" * 40, "2026-05-04-2026-05-0"])
def test_an_unsigned_connection_is_refused_an_id_that_can_be_guessed(service: Service, id_: str) -> None:
    status, document, _ = manage(service, "PUT", f"/connections/typeform/{id_}", {"unsigned": True})
    assert (status, [fault["pointer"] for fault in document["errors"]]) == (422, ["/unsigned"])


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/secret"]),
        ({"secret": "short"}, ["/secret"]),
        ({"secret": SECRET, "kind": "webinar"}, ["/kind"]),
        ({"secret": SECRET, "unsigned": "no", "active": 1}, ["/active", "/unsigned"]),
        ({"secret": SECRET, "mapping": {"Firma": "compny.name"}}, ["/mapping/Firma"]),
        ({"secret": SECRET, "mapping": {"": "email"}}, ["/mapping/"]),
        ({"secret": SECRET, "mapping": ["email"]}, ["/mapping"]),
        ({"secret": SECRET, "signature": {"scheme": 1, "salt": "x"}}, ["/signature/salt", "/signature/scheme"]),
        ({"secret": SECRET, "base_url": "http://169.254.169.254/latest"}, ["/base_url"]),
        ({"secret": SECRET, "base_url": "https://user@api.example.com"}, ["/base_url"]),
        ({"secret": SECRET, "secrets": SECRET}, ["/secrets"]),
    ],
)
def test_a_body_that_is_wrong_is_refused_with_pointers(service: Service, body: object, pointers: list[str]) -> None:
    status, document, _ = manage(service, "PUT", PLACE, body)
    assert (status, [fault["pointer"] for fault in document["errors"]]) == (422, pointers)
    assert service.of_kind("CONNECTION") == []


def test_a_misspelled_place_is_answered_with_the_nearest_one(service: Service) -> None:
    _, document, _ = manage(service, "PUT", PLACE, {"secret": SECRET, "mapping": {"Firma": "compny.name"}})
    assert document["errors"][0]["detail"].endswith("did you mean company.name?")


def test_an_unknown_source_is_answered_with_the_nearest_one(service: Service) -> None:
    status, document, _ = manage(service, "PUT", "/connections/tpyeform/website", {"secret": SECRET})
    assert (status, document["type"]) == (422, "urn:leadgate:problem:no-such-source")
    assert "did you mean typeform?" in document["detail"]


@pytest.mark.parametrize("id_", ["a b", "a#b", "ä", "x" * 65, "a.b"])
def test_an_id_that_cannot_stand_in_a_path_is_refused(service: Service, id_: str) -> None:
    assert manage(service, "PUT", f"/connections/typeform/{id_}", {"secret": SECRET})[0] in (404, 422)
    assert service.of_kind("CONNECTION") == []


@pytest.mark.parametrize("scopes", ["intake", "status sales", ""])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/connections"), ("POST", "/connections/typeform"), *((m, PLACE) for m in ("GET", "PUT", "DELETE"))],
)
def test_only_administrators_see_and_change_connections(service: Service, method: str, path: str, scopes: str) -> None:
    assert manage(service, method, path, {"secret": SECRET}, scopes=scopes)[0] == 403


@pytest.mark.parametrize("operation", ["PutSecretValue", "PutItem"])
def test_a_store_that_is_down_is_told_and_the_same_request_mends_it(service: Service, operation: str) -> None:
    service.weather.fail(operation, "InternalServerError")
    status, document, headers = manage(service, "PUT", PLACE, {"secret": SECRET})
    assert (status, headers["retry-after"]) == (503, "1"), document
    service.weather.clear_up()
    assert manage(service, "PUT", PLACE, {"secret": SECRET})[0] == 201
    assert manage(service, "GET", PLACE)[1]["has_secret"] is True
    manage(service, "DELETE", PLACE)
