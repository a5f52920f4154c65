"""What the functions really answer is what the OpenAPI document says of it, field by field."""

import importlib.util
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPMethod
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from moto import mock_aws

from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.domain.form import Form
from leadgate_cli.setting_up import apply_setup
from leadgate_cli.setup_document import read_setup
from leadgate_cli.target import Target
from tests.openapi_schemas import DOCUMENT, validate_answer

ROOT = Path(__file__).parents[2]
POST, GET, OPTIONS = HTTPMethod.POST, HTTPMethod.GET, HTTPMethod.OPTIONS
FUNCTIONS = ("admin", "intake", "status")
TABLE = "leads"
CONTEXT = SimpleNamespace(
    function_name="f", memory_limit_in_mb=1, invoked_function_arn="a:b:c:d:e:f:g", aws_request_id="r"
)
ORIGIN = {"Origin": "https://www.seller.example"}
KNOWN = "vera.vogt@firm.example"
BODIES = DOCUMENT["paths"]["/demo-requests"]["post"]["requestBody"]["content"]["application/json"]["examples"]
REQUESTS = {name: example["value"] for name, example in BODIES.items()}
HOLDING = {"name": "Nord Holding", "country": "DE", "employees": 3}
REQUESTS["held_back"] = {**REQUESTS["qualified"], "email": "h@nord.example", "company": HOLDING}
REQUESTS["test"] = {**REQUESTS["qualified"], "email": "t@firm.example", "test": True}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that the document describes."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.text))


@dataclass(frozen=True, slots=True)
class Service:
    """The functions on a table of their own; every answer is checked against the document."""

    functions: Mapping[str, ModuleType]

    def ask(self, method: HTTPMethod, path: str, body: object = None, **given: Any) -> Answer:
        template = given.get("template", path)
        sent = body if isinstance(body, str) or body is None else json.dumps(body)
        headers = {"Host": "api.example.com", "Content-Type": "application/json", **given.get("headers", {})}
        event = {
            "resource": template,
            "path": path,
            "httpMethod": method.value,
            "headers": headers,
            "queryStringParameters": given.get("query"),
            "body": sent,
            "isBase64Encoded": False,
            "requestContext": {
                "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
                "path": f"/live{path}",
                "authorizer": {"scopes": given.get("scopes", "intake status"), "key_id": "0123456789abcdef"},
            },
        }
        function = function_of(method, template)
        raw = self.functions[function].handler(event, CONTEXT)
        sent_headers = {name: values[0] for name, values in raw["multiValueHeaders"].items()}
        validate_answer(method, template, raw["statusCode"], raw["body"], sent_headers)
        return Answer(raw["statusCode"], raw["body"], sent_headers)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        patch.setenv("LEADGATE_TABLE", TABLE)
        salt = boto3.client("secretsmanager").create_secret(Name="salt", SecretString="pepper")["ARN"]
        patch.setenv("LEADGATE_SALT_ARN", salt)
        patch.setenv("LEADGATE_SECRETS", "leadgate/connections")
        set_up_table()
        yield Service({name: load(name) for name in FUNCTIONS})


def set_up_table() -> None:
    client = boto3.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    )
    DynamoFormRegistry(client, TABLE).put(Form("contact", origins=("*",), mapping={"Team": "answers.team_size"}))
    apply_setup(read_setup(ROOT / "setup/demo.yaml"), Target(TABLE, "plan", client, boto3.client("apigateway")))


def function_of(method: HTTPMethod, template: str) -> str:
    """Name the function that a route belongs to."""
    if template.startswith(("/policies", "/connections")):
        return "admin"
    if template.startswith("/webhooks"):
        return "intake"
    return "status" if method is GET or template.endswith("/replay") else "intake"


def load(function: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"openapi_{function}", ROOT / f"functions/{function}/app.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def decided(service: Service) -> dict[str, Answer]:
    """The answers to demo requests of every kind, by name."""
    return {name: service.ask(POST, "/demo-requests", body) for name, body in REQUESTS.items()}


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_decided_demo_request_and_all_that_follows_is_as_described(
    service: Service, decided: dict[str, Answer], kind: str
) -> None:
    said = decided[kind].json
    assert decided[kind].status == 200
    lead, decision = f"/leads/{said['lead_id']}", f"/decisions/{said['decision_id']}"
    assert service.ask(GET, lead, template="/leads/{lead_id}").json["decision"]["outcome"] == said["outcome"]
    page = service.ask(GET, f"{lead}/timeline", template="/leads/{lead_id}/timeline", query={"limit": "1"}).json
    assert page["items"][0]["type"] == "captured" and page["next_cursor"]
    shown = service.ask(GET, decision, template="/decisions/{decision_id}").json
    assert (shown["lead_id"], shown["outcome"]) == (said["lead_id"], said["outcome"])
    assert service.ask(POST, f"{decision}/replay", template="/decisions/{decision_id}/replay").json == {
        "identical": True
    }
    listed = service.ask(GET, f"{lead}/decisions", template="/leads/{lead_id}/decisions").json
    assert listed["items"][0]["decision_id"] == said["decision_id"]
    assert service.ask(GET, "/status", query={"lead_id": said["lead_id"]}).json["outcome"] == said["outcome"]


def test_a_lead_is_accepted_and_its_repetition_is_marked(service: Service) -> None:
    body, key = {"email": "rita@firm.example", "answers": {"team_size": "a dozen"}}, {"Idempotency-Key": "k-1"}
    first = service.ask(POST, "/leads", body, headers=key)
    again = service.ask(POST, "/leads", body, headers=key)
    assert (first.status, first.json["warnings"][0]["pointer"]) == (202, "/answers/team_size")
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    assert service.ask(POST, "/leads", {"email": "rita@other.example"}, headers=key).status == 409


def test_a_demo_request_that_nobody_waits_for_is_accepted(service: Service) -> None:
    late = service.ask(POST, "/demo-requests", {"email": "late@firm.example"}, headers={"Prefer": "respond-async"})
    assert (late.status, late.headers["Preference-Applied"]) == (202, "respond-async")


@pytest.mark.parametrize("path", ["/leads", "/demo-requests"])
@pytest.mark.parametrize(
    ("status", "body", "given"),
    [
        (400, "", {}),
        (400, '{"email": ', {}),
        (400, "[]", {}),
        (400, {"email": KNOWN}, {"headers": {"Idempotency-Key": " "}}),
        (403, {"email": KNOWN}, {"scopes": "status"}),
        (413, {"email": KNOWN, "message": "x" * 70_000}, {}),
        (415, {"email": KNOWN}, {"headers": {"Content-Type": "text/plain"}}),
        (422, {"email": "nobody", "nickname": "V"}, {}),
    ],
)
def test_a_body_that_is_refused_is_refused_as_described(
    service: Service, path: str, status: int, body: object, given: dict[str, Any]
) -> None:
    assert service.ask(POST, path, body, **given).status == status


def test_a_form_answers_as_described_and_tells_nothing_but_the_next_step(service: Service) -> None:
    demo, contact = "/forms/demo", "/forms/contact"
    known, stranger = (
        service.ask(POST, demo, {"email": email, "Land": "DE"}, template="/forms/{form_id}", headers=ORIGIN)
        for email in (KNOWN, "stranger@firm.example")
    )
    assert known.status == stranger.status == 200
    assert known.json.keys() == stranger.json.keys() == {"lead_id", "next_step"}
    kept = service.ask(POST, contact, {"email": KNOWN, "Team": "many"}, template="/forms/{form_id}")
    assert (kept.status, kept.json["warnings"][0]["pointer"]) == (202, "/Team")
    late = {**ORIGIN, "Prefer": "respond-async"}
    assert service.ask(POST, demo, {"email": KNOWN}, template="/forms/{form_id}", headers=late).status == 202


def test_a_form_encoded_post_goes_on_to_the_thank_you_page(service: Service) -> None:
    encoded = {**ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    fields = urlencode({"email": "frida@firm.example", "Firma": "Firm GmbH"})
    answer = service.ask(POST, "/forms/demo", fields, template="/forms/{form_id}", headers=encoded)
    assert (answer.status, answer.headers["Location"]) == (303, "https://www.seller.example/thanks")
    many = urlencode([("box", str(n)) for n in range(400)])
    assert service.ask(POST, "/forms/demo", many, template="/forms/{form_id}", headers=encoded).status == 400


@pytest.mark.parametrize("method", [POST, OPTIONS])
@pytest.mark.parametrize(
    ("form", "origin", "status"),
    [("demo", "https://evil.example", 403), ("nowhere", "https://www.seller.example", 404)],
)
def test_a_foreign_page_and_an_unknown_form_are_refused(
    service: Service, method: HTTPMethod, form: str, origin: str, status: int
) -> None:
    answer = service.ask(method, f"/forms/{form}", {}, template="/forms/{form_id}", headers={"Origin": origin})
    assert answer.status == status


def test_a_preflight_is_answered_as_described(service: Service) -> None:
    assert service.ask(OPTIONS, "/forms/demo", template="/forms/{form_id}", headers=ORIGIN).status == 204


def test_a_status_is_answered_once_and_then_not_modified(service: Service, decided: dict[str, Answer]) -> None:
    first = service.ask(GET, "/status", query={"email": KNOWN})
    seen = {"If-None-Match": first.headers["ETag"]}
    assert first.json["lead_id"] == decided["qualified"].json["lead_id"]
    assert service.ask(GET, "/status", query={"email": KNOWN}, headers=seen).status == 304
    assert not service.ask(GET, "/status", query={"email": "nobody@firm.example"}).json["found"]


@pytest.mark.parametrize(
    ("status", "path", "template", "given"),
    [
        (400, "/status", "/status", {}),
        (422, "/status", "/status", {"query": {"email": "nobody"}}),
        (403, "/status", "/status", {"scopes": "intake"}),
        (404, "/leads/lead_0", "/leads/{lead_id}", {}),
        (404, "/leads/lead_0/timeline", "/leads/{lead_id}/timeline", {}),
        (400, "/leads/lead_0/timeline", "/leads/{lead_id}/timeline", {"query": {"limit": "101"}}),
        (400, "/leads/lead_0/timeline", "/leads/{lead_id}/timeline", {"query": {"cursor": "mine"}}),
        (404, "/decisions/dec_0", "/decisions/{decision_id}", {}),
    ],
)
def test_a_read_that_is_refused_is_refused_as_described(
    service: Service, status: int, path: str, template: str, given: dict[str, Any]
) -> None:
    assert service.ask(GET, path, template=template, **given).status == status


def test_the_service_describes_itself(service: Service) -> None:
    assert service.ask(GET, "/health").json["status"] == "ok"
    assert service.ask(GET, "/openapi.json").json == DOCUMENT
    assert service.ask(GET, "/docs").text.startswith("<!doctype html>")


def test_the_script_is_sent_once_and_no_other_version_of_it(service: Service) -> None:
    template = "/static/{version}/leadgate.js"
    first = service.ask(GET, "/static/v1/leadgate.js", template=template)
    seen = {"If-None-Match": first.headers["ETag"]}
    assert service.ask(GET, "/static/v1/leadgate.js", template=template, headers=seen).status == 304
    for version in ("v2", "..", "v1%2Fleadgate.js"):
        assert service.ask(GET, f"/static/{version}/leadgate.js", template=template).status == 404


def test_without_its_table_the_service_says_so(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADGATE_TABLE", "gone")
    lost = Service({name: load(name) for name in FUNCTIONS})
    assert lost.ask(GET, "/health").status == 503
    assert lost.ask(GET, "/leads/lead_0", template="/leads/{lead_id}").status == 503
    assert lost.ask(POST, "/leads", {"email": KNOWN}).status == 503
