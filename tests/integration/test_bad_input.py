"""Whatever is posted, the answer says what to mend, keeps nothing, and tells nothing of our insides."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.builders.gateway import ORIGIN, request
from tests.integration.service import Service

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GOOD = '{"email": "vera@firm.example"}'


@dataclass(frozen=True)
class Bad:
    """A request that is refused: with this status and kind, blaming these places."""

    status: int
    kind: str
    body: Any = GOOD
    pointers: tuple[str, ...] | None = None
    path: str = "/leads"
    sent: dict[str, Any] = field(default_factory=dict)


def body(**values: object) -> str:
    return json.dumps({"email": "vera@firm.example"} | values)


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


BODIES = {
    "no body": Bad(400, "no-body", None),
    "an empty body": Bad(400, "no-body", ""),
    "only white space": Bad(400, "no-body", " \r\n\t "),
    "half a document": Bad(400, "not-json", '{"email": "vera@', ("",)),
    "a document and a half": Bad(400, "not-json", GOOD + "{", ("",)),
    "a form's body": Bad(400, "not-json", "email=vera%40firm.example", ("",)),
    "a comment": Bad(400, "not-json", '{"email": "vera@firm.example"} // me', ("",)),
    "a list": Bad(400, "not-an-object", f"[{GOOD}]", ("",)),
    "a string": Bad(400, "not-an-object", '"vera@firm.example"', ("",)),
    "null": Bad(400, "not-an-object", "null", ("",)),
    "one byte over 64 kB": Bad(413, "body-too-large", body(message="").replace('""', '"' + "x" * 65_492 + '"')),
    "64 kB of white space": Bad(413, "body-too-large", " " * 65_537),
    "60,000 brackets": Bad(422, "invalid-body", "[" * 30_000 + "]" * 30_000, ("",)),
    "60,000 opening brackets": Bad(422, "invalid-body", "[" * 60_000, ("",)),
    "10,000 objects in each other": Bad(422, "invalid-body", '{"a":' * 10_000 + "1" + "}" * 10_000, ("",)),
    "a value nested too deep": Bad(422, "invalid-body", f'{{"answers": {{"a": {nested(6)}}}}}', ("/answers/a/0/0/0",)),
    "10,000 keys": Bad(413, "body-too-large", json.dumps({f"k{n}": n for n in range(10_000)})),
    "6,500 keys in 64 kB": Bad(422, "invalid-body", "{" + ",".join(f'"{n:x}":1' for n in range(6_500)) + "}", ("",)),
    "10,000 times the same key": Bad(422, "invalid-body", "{" + ",".join(['"a":1'] * 10_000) + "}", ("/a", "/email")),
    "a lone surrogate": Bad(422, "invalid-body", '{"email": "a@firm.example", "title": "\\ud83d"}', ("/title",)),
    "a lone surrogate in a key": Bad(422, "invalid-body", '{"\\udc00": 1}', ("",)),
    "a lone surrogate in the address": Bad(422, "invalid-body", '{"email": "\\ud800@firm.example"}', ("/email",)),
    "bytes that are no UTF-8": Bad(400, "not-json", '{"email": "\ud800@firm.example"}', ("",)),
    "a NUL": Bad(422, "invalid-body", body(title="VP\0Sales"), ("/title",)),
    "a NUL in a key": Bad(422, "invalid-body", body(answers={"a\0b": 1}), ("/answers",)),
    "NaN": Bad(400, "not-json", '{"answers": {"team_size": NaN}}', ("",)),
    "Infinity": Bad(400, "not-json", '{"answers": {"team_size": -Infinity}}', ("",)),
    "1e999": Bad(422, "invalid-body", '{"answers": {"team_size": 1e999}}', ("/answers/team_size",)),
    "an integer over 64 bits": Bad(422, "invalid-body", body(answers={"n": 2**63}), ("/answers/n",)),
    "an integer of 5,000 digits": Bad(400, "not-json", '{"answers": {"n": ' + "9" * 5_000 + "}}", ("",)),
    "no e-mail": Bad(422, "invalid-body", "{}", ("/email",)),
    "null for an e-mail": Bad(422, "invalid-body", '{"email": null}', ("/email",)),
    "an empty e-mail": Bad(422, "invalid-body", body(email=" "), ("/email",)),
    "an e-mail that is none": Bad(422, "invalid-body", body(email="vera at firm"), ("/email",)),
    "an e-mail without a dot": Bad(422, "invalid-body", body(email="root@localhost"), ("/email",)),
    "an e-mail that is a list": Bad(422, "invalid-body", body(email=["vera@firm.example"]), ("/email",)),
    "an e-mail with a header behind it": Bad(
        422, "invalid-body", body(email="a@b.example\r\nBcc: x@y.example"), ("/email",)
    ),
    "an e-mail at a name that no mail reaches": Bad(422, "invalid-body", body(email="a@firm.test"), ("/email",)),
    "two addresses": Bad(422, "invalid-body", body(email="a@b.example, c@d.example"), ("/email",)),
    "an address of 400 characters": Bad(422, "invalid-body", body(email="a" * 390 + "@b.example"), ("/email",)),
    "fields that we do not have": Bad(422, "invalid-body", body(nick="V", role="x"), ("/nick", "/role")),
    "an answer with an odd name": Bad(422, "invalid-body", body(answers={"team size": 3}), ("/answers/team size",)),
    "201 answers": Bad(422, "invalid-body", body(answers={f"a{n}": n for n in range(201)}), ("/answers",)),
    "answers that are a list": Bad(422, "invalid-body", body(answers=[1]), ("/answers",)),
    "101 signals": Bad(422, "invalid-body", body(signals=[{"type": "page_view"}] * 101), ("/signals",)),
    "a signal without a type": Bad(422, "invalid-body", body(signals=[{"page": "/"}]), ("/signals/0/type",)),
    "a time that is none": Bad(422, "invalid-body", body(submitted_at="yesterday"), ("/submitted_at",)),
    "consent in words": Bad(422, "invalid-body", body(consent={"marketing": "yes"}), ("/consent/marketing",)),
    "a motion that we do not know": Bad(422, "invalid-body", body(source={"motion": "up"}), ("/source/motion",)),
    "several faults at once": Bad(
        422, "invalid-body", body(email="x", title=3, test="no"), ("/email", "/test", "/title")
    ),
    "a pointer with / and ~": Bad(422, "invalid-body", body(**{"a/b~c": 1}), ("/a~1b~0c",)),
    "text of 10,001 characters": Bad(422, "invalid-body", body(message="x" * 10_001), ("/message",)),
    "text with base64 that is none": Bad(400, "unreadable-body", "@@@", sent={"is_base64": True}),
}


def posted(**headers: Any) -> dict[str, Any]:
    return {"headers": {name.replace("_", "-"): value for name, value in headers.items()}}


HEADERS = {
    "text": Bad(415, "unsupported-media-type", sent=posted(Content_Type="text/plain")),
    "multipart": Bad(415, "unsupported-media-type", sent=posted(Content_Type="multipart/form-data; boundary=x")),
    "a form to a server's path": Bad(415, "unsupported-media-type", "email=a%40b.example", sent={"headers": FORM}),
    "no content type": Bad(415, "unsupported-media-type", sent=posted(Content_Type=[])),
    "an empty content type": Bad(415, "unsupported-media-type", sent=posted(Content_Type="")),
    "two content types": Bad(400, "repeated-header", sent=posted(Content_Type=["application/json", "text/plain"])),
    "two keys": Bad(400, "repeated-header", sent=posted(Idempotency_Key=["a", "b"])),
    "an empty key": Bad(400, "bad-idempotency-key", sent=posted(Idempotency_Key="")),
    "a blank key": Bad(400, "bad-idempotency-key", sent=posted(Idempotency_Key="  ")),
    "a key of 256 characters": Bad(400, "bad-idempotency-key", sent=posted(Idempotency_Key="k" * 256)),
    "a key with a control character": Bad(400, "bad-idempotency-key", sent=posted(Idempotency_Key="a\x07b")),
    "a key with half a character": Bad(400, "bad-idempotency-key", sent=posted(Idempotency_Key="a\ud800")),
    "a key without the scope": Bad(403, "missing-scope", sent={"scopes": "status sales admin"}),
    "a key with a similar scope": Bad(403, "missing-scope", sent={"scopes": "intakes"}),
    "no authorizer": Bad(403, "missing-scope", sent={"scopes": None}),
}

FORMS = {
    "an unknown form": Bad(404, "no-such-form", path="/forms/nobody"),
    "a form id of 200 characters": Bad(404, "no-such-form", path="/forms/" + "x" * 200),
    "a foreign page": Bad(403, "foreign-origin", path="/forms/demo", sent=posted(Origin="https://evil.example")),
    "a page of no origin": Bad(403, "foreign-origin", path="/forms/demo", sent=posted(Origin="null")),
    "our origin with another port": Bad(403, "foreign-origin", path="/forms/demo", sent=posted(Origin=f"{ORIGIN}:81")),
    "two origins": Bad(
        400, "repeated-header", path="/forms/demo", sent=posted(Origin=[ORIGIN, "https://evil.example"])
    ),
    "a file upload": Bad(415, "unsupported-media-type", path="/forms/demo", sent=posted(Content_Type="multipart/x")),
    "301 fields": Bad(
        400, "not-a-form", "&".join(f"f{n}=1" for n in range(301)), path="/forms/demo", sent={"headers": FORM}
    ),
    "Latin-1": Bad(400, "not-a-form", "email=a%40b.example&Firma=M%FCller", path="/forms/demo", sent={"headers": FORM}),
    "a surrogate": Bad(400, "not-a-form", "email=%ED%A0%80", path="/forms/demo", sent={"headers": FORM}),
    "a form with a NUL": Bad(
        422, "invalid-body", "email=a%40b.example&x=%00", ("/x",), path="/forms/demo", sent={"headers": FORM}
    ),
    "a form without an e-mail": Bad(
        422, "invalid-body", "Firma=Firm", ("/email",), path="/forms/demo", sent={"headers": FORM}
    ),
    "a form with two e-mails": Bad(
        422, "invalid-body", "email=a%40b.example&email=c%40d.example", ("/email",), "/forms/demo", {"headers": FORM}
    ),
    "a form that blames its own field": Bad(
        422, "invalid-body", json.dumps({"email": "a@b.example", "Position": 7}), ("/Position",), path="/forms/demo"
    ),
    "65 kB of a form": Bad(413, "body-too-large", "a=" + "b" * 65_536, path="/forms/demo", sent={"headers": FORM}),
}

INSIDES = re.compile(
    r"leadgate\.(?!invalid)|pydantic|botocore|boto3|dynamodb|lambda|powertools|traceback|\.py\b|/var/|/opt/|python"
    r"|[A-Z]\w+(Error|Exception)\b|\bNone\b|utf-8-sig|\bdict\b|\bstr\b",
    re.IGNORECASE,
)


def check(bad: Bad, service: Service) -> None:
    event = request("POST", bad.path, bad.body, **bad.sent)
    status, document, headers = service.post(event)
    assert (status, document["type"]) == (bad.status, f"urn:leadgate:problem:{bad.kind}")
    assert set(document) == {"type", "title", "status", "detail", "instance", "errors"}
    assert headers["content-type"] == "application/problem+json"
    assert document["status"] == status and document["title"] and document["detail"].endswith((".", "errors."))
    assert document["instance"] == f"urn:request:{event['requestContext']['requestId']}"
    assert all(set(fault) == {"pointer", "detail"} and fault["detail"] for fault in document["errors"])
    if bad.pointers is not None:
        assert tuple(fault["pointer"] for fault in document["errors"]) == bad.pointers
    assert service.stored() == []
    assert not INSIDES.search(json.dumps(document).replace("urn:leadgate:problem", ""))


@pytest.mark.parametrize("path", ["/leads", "/demo-requests"])
@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused_with_its_places(name: str, path: str, service: Service) -> None:
    bad = BODIES[name]
    check(Bad(bad.status, bad.kind, bad.body, bad.pointers, path, bad.sent), service)


@pytest.mark.parametrize("path", ["/leads", "/demo-requests"])
@pytest.mark.parametrize("name", HEADERS)
def test_bad_headers_are_refused(name: str, path: str, service: Service) -> None:
    bad = HEADERS[name]
    check(Bad(bad.status, bad.kind, bad.body, bad.pointers, path, bad.sent), service)


@pytest.mark.parametrize("name", FORMS)
def test_a_bad_form_is_refused(name: str, service: Service) -> None:
    check(FORMS[name], service)


@pytest.mark.parametrize("path", ["/nothing", "/forms/", "/forms/demo/x"])
def test_an_unknown_path_is_a_problem_too(path: str, service: Service) -> None:
    check(Bad(404, "no-such-path", path=path), service)
