"""The committed OpenAPI document is made from the code, valid, complete, and true in its examples."""

import ast
import json
import re
import shlex
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from samcli.yamlhelper import yaml_parse

from leadgate import __version__
from leadgate.contracts.connection_body import read_connection_body
from leadgate.contracts.form_fields import to_lead_body
from leadgate.contracts.form_setup import read_form_setup
from leadgate.contracts.lead_body import LeadBody, read_lead_body
from leadgate.contracts.merge_body import read_merge
from leadgate.contracts.policy_upload import check_upload
from leadgate.contracts.problem import Problem
from leadgate.contracts.signal_body import ToldSignal, read_signals_body
from leadgate.contracts.simulation import read_simulation
from leadgate.contracts.sources.posts import Delivery, LeadPost
from leadgate.contracts.sources.registry import SOURCES
from leadgate.domain.connection import Connection
from leadgate.domain.form import Form
from openapi.__main__ import differences, made_files, main
from openapi.page import render_page
from tests.openapi_schemas import CONTRACTS, DOCUMENT, resolve, validate

ROOT = Path(__file__).parents[2]
TEMPLATE = yaml_parse((ROOT / "template.yaml").read_text())["Resources"]
FORM = Form("demo", mapping={"Firma": "company.name", "Mitarbeiter": "company.employees", "Position": "title"})
OPERATIONS = {
    (method, path): operation for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
}
SCOPES = {
    ("post", "/leads"): "intake",
    ("post", "/demo-requests"): "intake",
    ("post", "/signals"): "intake",
    ("get", "/status"): "status",
    ("get", "/leads/{lead_id}"): "status",
    ("get", "/leads/{lead_id}/timeline"): "status",
    ("get", "/leads/{lead_id}/decisions"): "status",
    ("get", "/decisions/{decision_id}"): "status",
    ("post", "/decisions/{decision_id}/replay"): "status",
    **{route: "admin" for route in OPERATIONS if route[1].startswith(("/policies", "/connections"))},
    ("post", "/leads/{lead_id}/release"): "sales",
    ("post", "/leads/{lead_id}/merges"): "sales",
    ("delete", "/leads/{lead_id}/merges/{other_id}"): "sales",
    ("get", "/forms"): "admin",
    ("get", "/forms/{form_id}"): "admin",
    ("put", "/forms/{form_id}"): "admin",
}
operations = pytest.mark.parametrize("route", OPERATIONS, ids=" ".join)


def test_the_committed_files_are_what_the_code_says() -> None:
    assert differences(made_files(), CONTRACTS) == []


def test_a_check_of_other_files_shows_the_difference_and_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("openapi.__main__.CONTRACTS", tmp_path)
    assert main(["--check"]) == 1
    shown = capsys.readouterr()
    assert "+++ made/openapi.json" in shown.out
    assert "PYTHONPATH=tools .venv/bin/python -m openapi" in shown.err
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_the_document_is_valid_openapi_3_1_of_this_version() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert DOCUMENT["info"]["version"] == __version__


def test_the_document_is_small_enough_to_travel_with_every_function() -> None:
    assert (CONTRACTS / "openapi.json").stat().st_size < 400_000


def test_every_route_of_the_template_is_described_and_no_other() -> None:
    assert set(OPERATIONS) == set(template_routes())


def test_public_routes_need_no_key_and_all_others_name_their_scope() -> None:
    for route, is_public in template_routes().items():
        wanted = [] if is_public else [{"bearerKey": [SCOPES[route]]}]
        assert OPERATIONS[route]["security"] == wanted, route


@operations
def test_an_operation_is_named_explained_and_shown_by_examples(route: tuple[str, str]) -> None:
    operation = OPERATIONS[route]
    assert operation["operationId"] and operation["summary"] and operation["description"]
    assert operation["x-codeSamples"]
    for media in operation.get("requestBody", {}).get("content", {}).values():
        assert media["examples"]
    for response in operation["responses"].values():
        for media in resolve(response).get("content", {}).values():
            assert media["examples"]


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(names) == len(set(names))


@operations
def test_examples_are_what_their_schemas_say(route: tuple[str, str]) -> None:
    operation = OPERATIONS[route]
    parts = [operation.get("requestBody", {}), *map(resolve, operation["responses"].values())]
    for part in parts:
        for media in part.get("content", {}).values():
            for example in media["examples"].values():
                validate(media["schema"], resolve(example)["value"], is_closed=True)
        for header in map(resolve, part.get("headers", {}).values()):
            validate(header["schema"], header["example"])
    for parameter in map(resolve, operation.get("parameters", [])):
        validate(parameter["schema"], parameter["example"])


@operations
def test_examples_of_bodies_are_accepted_by_the_service(route: tuple[str, str]) -> None:
    for media_type, media in OPERATIONS[route].get("requestBody", {}).get("content", {}).items():
        for example in media["examples"].values():
            accept(route, media_type, example["value"])


def accept(route: tuple[str, str], media_type: str, body: Any) -> None:
    """Read a body as its route does."""
    method, path = route
    if method == "put" and path.startswith("/forms/"):
        assert read_form_setup("demo", body).form.id == "demo"
    elif path.endswith("/versions"):
        text = body if media_type == "application/yaml" else json.dumps(body)
        assert check_upload(text, body_name(body), 0, "").examples
    elif path.startswith("/connections/"):
        assert read_connection_body(body, "typeform", "0123456789abcdef0123456789abcdef").connection.active
    elif path.startswith("/webhooks/"):
        sent = Delivery("POST", "", {}, {}, json.dumps(body).encode(), 0)
        (post,) = SOURCES["typeform"].read(sent, Connection("typeform", "website"))
        assert isinstance(post, LeadPost) and read_lead_body(dict(post.body)).email
    elif path == "/signals":
        assert all(isinstance(one, ToldSignal) for one in read_signals_body(body, 0))
    elif path.endswith("/simulate"):
        read_simulation(body)
    elif path.endswith("/release"):
        assert set(body) == {"allow_domain"}
    elif path.endswith("/merges"):
        assert read_merge(body)
    elif path.endswith("/shadow"):
        assert isinstance(body["active"], bool)
    elif path.endswith("/rollback"):
        assert re.fullmatch("pv_[0-9a-f]{16}", body.get("from", "pv_0123456789abcdef")) and set(body) <= {"from"}
    else:
        assert read_lead_body(to_lead_body(body, FORM).body if path.startswith("/forms/") else body).email


def body_name(body: Any) -> str:
    return str(body["policy"]) if isinstance(body, dict) else body.split("\n")[0].removeprefix("policy: ")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "vp@example.com", "nickname": "V"},
        {"email": "vp@example.com", "answers": {"team size": 12}},
        {"email": "vp@example.com", "company": {"legal form": "GmbH"}},
        {"email": "vp@example.com", "source": {"motion": "sideways"}},
        {"email": "vp@example.com", "test": "yes"},
    ],
)
def test_what_the_service_refuses_is_refused_by_the_schema_too(body: dict[str, object]) -> None:
    with pytest.raises(Problem):
        read_lead_body(body)
    with pytest.raises(AssertionError):
        validate({"$ref": "#/components/schemas/LeadBody"}, body)


def test_null_for_any_field_but_the_address_is_fine_for_both() -> None:
    body = {**dict.fromkeys(LeadBody.model_fields), "email": "vp@example.com"}
    assert read_lead_body(body).email == "vp@example.com"
    validate({"$ref": "#/components/schemas/LeadBody"}, body)


def test_every_problem_that_the_code_or_the_gateway_can_make_is_described() -> None:
    described = {
        (example["value"]["status"], example["value"]["type"].rpartition(":")[2])
        for name, example in DOCUMENT["components"]["examples"].items()
        if name.startswith("problem-")
    }
    assert described == problems_of_the_code() | problems_of_the_gateway()


@operations
def test_the_curl_line_asks_this_very_route(route: tuple[str, str]) -> None:
    method, path = route
    for sample in OPERATIONS[route]["x-codeSamples"]:
        words = shlex.split(sample["source"].replace("\\\n", " "))
        url = urlsplit(next(word for word in words if word.startswith("$API")).removeprefix("$API"))
        assert re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), url.path)
        assert (words[words.index("-X") + 1] if "-X" in words else "GET") == method.upper()
        assert ("Authorization: Bearer $KEY" in words) == (route in SCOPES)
        named = {resolve(parameter)["name"] for parameter in OPERATIONS[route].get("parameters", [])}
        assert set(parse_qs(url.query)) <= named
        assert "-d" not in words or json.loads(words[words.index("-d") + 1])


def test_the_page_names_every_route_field_and_answer() -> None:
    text = unescape(re.sub(r"<[^>]+>", "", page()))
    for method, path in OPERATIONS:
        assert f"{method.upper()}{path}" in text
    for schema in DOCUMENT["components"]["schemas"].values():
        assert all(name in text for name in schema.get("properties", {}))
    assert "$API" in text and "$KEY" in text


def test_the_page_loads_and_runs_nothing() -> None:
    parser = Elements()
    parser.feed(page())
    assert not parser.names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"}
    assert not [name for name, _ in parser.attributes if name.startswith("on") or name in {"src", "srcset", "style"}]
    assert {value for name, value in parser.attributes if name == "href" and not value.startswith("#")} == {
        "openapi.json"
    }
    assert not re.search(r"@import|url\(", page())


def test_the_page_escapes_what_the_document_says() -> None:
    document = json.loads(json.dumps(DOCUMENT).replace("Keep a lead", "<script>alert(1)</script>"))
    assert "<script" not in render_page(document)


def page() -> str:
    return (CONTRACTS / "openapi.html").read_text("utf-8")


def template_routes() -> dict[tuple[str, str], bool]:
    """Every route of the template, and whether it is public."""
    routes: dict[tuple[str, str], bool] = {}
    for resource in TEMPLATE.values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        for event in resource["Properties"].get("Events", {}).values():
            if event["Type"] == "Api":
                route = event["Properties"]
                is_public = route.get("Auth", {}).get("Authorizer") == "NONE"
                routes[route["Method"].lower(), route["Path"]] = is_public
    return routes


def problems_of_the_code() -> set[tuple[int, str]]:
    made: set[tuple[int, str]] = set()
    for file in (ROOT / "layers/common/python/leadgate").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
                status, kind = node.args[:2]
                if isinstance(status, ast.Constant) and isinstance(kind, ast.Constant):
                    made.add((int(str(status.value)), str(kind.value)))
    return made


def problems_of_the_gateway() -> set[tuple[int, str]]:
    errors: list[dict[str, Any]] = list(TEMPLATE["Api"]["Properties"]["GatewayResponses"].values())
    bodies = [json.loads(error["ResponseTemplates"]["application/json"]) for error in errors]
    return {(body["status"], body["type"].rpartition(":")[2]) for body in bodies}


class Elements(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
