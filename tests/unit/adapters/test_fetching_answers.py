"""Answers are fetched where a source told only ids; whatever goes wrong is named, and nothing of the token is told."""

import json
import traceback
from collections.abc import Iterator
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from leadgate.adapters.sources.fetching import MOST_BYTES, AnswersUnavailable, fetch_answers
from leadgate.contracts.lead_body import read_lead_body
from leadgate.contracts.sources.posts import LeadPost, Unmapped
from leadgate.domain.connection import Connection
from tests.fakes.answers_api import AnswersApi, answers_api

TOKEN = "the-token-of-the-page"
IDS = {
    "meta": {"leadgen_id": "444444444444444"},
    "linkedin": {"leadGenFormResponse": "urn:li:leadGenFormResponse:dacc6404-21c2-476d-b4a6-4730e8b1ad24-9"},
    "hubspot": {"objectId": "9007199254740993"},
}
META = {
    "id": "444444444444444", "created_time": "2026-05-04T09:58:00+0000", "ad_id": "11", "form_id": "456",
    "campaign_name": "Spring", "platform": "fb",
    "field_data": [
        {"name": "email", "values": ["ada@firm.example"]}, {"name": "full_name", "values": ["Ada Example"]},
        {"name": "company_name", "values": ["Example GmbH"]}, {"name": "which_tools?", "values": ["CRM", "BI"]},
    ],
}  # fmt: skip
QUESTIONS = [
    {"questionId": 1, "predefinedField": "WORK_EMAIL", "question": {"localized": {"de_DE": "Wie lautet die Adresse?"}}},
    {"questionId": 2, "predefinedField": "JOB_TITLE", "question": {"localized": {"de_DE": "Was machen Sie?"}}},
    {"questionId": 3, "name": "tools", "question": {"localized": {"de_DE": "Welche Werkzeuge?"}}, "questionDetails": {
        "multipleChoiceQuestionDetails": {"options": [{"id": 5, "text": {"localized": {"de_DE": "CRM"}}}]}}},
]  # fmt: skip
LINKEDIN = {
    "id": "dacc6404", "submittedAt": 1_777_888_680_000, "testLead": False, "leadType": "SPONSORED",
    "versionedLeadGenFormUrn": "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:3162,1)",
    "formResponse": {"answers": [
        {"questionId": 1, "answerDetails": {"textQuestionAnswer": {"answer": "ada@firm.example"}}},
        {"questionId": 2, "answerDetails": {"textQuestionAnswer": {"answer": "VP Sales"}}},
        {"questionId": 3, "answerDetails": {"multipleChoiceAnswer": {"options": [5]}}},
    ]},
    "form": {"hiddenFields": [{"name": "utm_source", "value": "linkedin"}], "content": {"questions": QUESTIONS}},
}  # fmt: skip
HUBSPOT = {
    "id": "9007199254740993", "updatedAt": "2026-05-04T09:58:00.000Z", "archived": False,
    "properties": {
        "email": "ada@firm.example", "firstname": "Ada", "lastname": None, "jobtitle": "VP Sales",
        "company": "Example GmbH", "numemployees": "120", "seats": "12", "hs_object_id": "9007199254740993",
        "createdate": "2026-05-04T09:58:00.000Z",
    },
}  # fmt: skip
DOCUMENTS: dict[str, Any] = {"meta": META, "linkedin": LINKEDIN, "hubspot": HUBSPOT}


@pytest.fixture
def api() -> Iterator[AnswersApi]:
    with answers_api() as running:
        yield running


def fetch(api: AnswersApi, source: str = "meta", *, seconds: float = 5.0, **settings: Any) -> LeadPost | Unmapped:
    connection = Connection(source, "c1", **({"base_url": api.url} | settings))
    return fetch_answers(connection, TOKEN, "key-1", IDS[source], seconds=seconds)


@pytest.mark.parametrize(
    ("source", "path", "body"),
    [
        ("meta", "/v24.0/444444444444444", {
            "full_name": "Ada Example", "company": {"name": "Example GmbH"}, "answers": {"which_tools": ["CRM", "BI"]},
            "submitted_at": "2026-05-04T09:58:00+00:00",
            "source": {"form": "456", "campaign": "Spring", "ad_id": "11", "platform": "fb"},
        }),
        ("linkedin", "/rest/leadFormResponses/dacc6404-21c2-476d-b4a6-4730e8b1ad24-9", {
            "title": "VP Sales", "answers": {"welche_werkzeuge": ["CRM"]}, "submitted_at": 1_777_888_680.0,
            "source": {"form": LINKEDIN["versionedLeadGenFormUrn"], "utm": {"source": "linkedin"}},
        }),
        ("hubspot", "/crm/v3/objects/contacts/9007199254740993", {
            "first_name": "Ada", "title": "VP Sales", "company": {"name": "Example GmbH", "employees": "120"},
            "answers": {"team_size": "12"}, "submitted_at": "2026-05-04T09:58:00.000Z",
        }),
    ],
)  # fmt: skip
def test_the_answers_of_a_lead_are_got_with_the_token_and_mapped(
    api: AnswersApi, source: str, path: str, body: dict[str, Any]
) -> None:
    api.body = json.dumps(DOCUMENTS[source]).encode()
    mapping = {"seats": "answers.team_size"} if source == "hubspot" else {}
    # A contact of HubSpot's is made and changed in many ways, the others are forms that somebody filled in.
    asked_for = LeadPost("key-1", {"email": "ada@firm.example"} | body, is_asked=source != "hubspot")
    assert fetch(api, source, mapping=mapping) == asked_for
    [(asked, headers)] = api.asked
    assert urlsplit(asked).path == path
    assert headers["authorization"] == f"Bearer {TOKEN}"
    if source == "hubspot":
        assert "seats" in parse_qs(urlsplit(asked).query)["properties"][0].split(",")


def test_the_test_leads_of_meta_and_linkedin_are_test_leads(api: AnswersApi) -> None:
    filled = [{"name": "email", "values": ["test@firm.example"]},
              {"name": "full_name", "values": ["<test lead: dummy data for full_name>"]}]  # fmt: skip
    for source, document in (("meta", META | {"field_data": filled}), ("linkedin", LINKEDIN | {"testLead": True})):
        api.body = json.dumps(document).encode()
        made = fetch(api, source)
        assert isinstance(made, LeadPost)
        assert made.body["test"] is True
        assert read_lead_body(dict(made.body)).test


def test_answers_without_an_address_are_unmapped(api: AnswersApi) -> None:
    api.body = json.dumps(META | {"field_data": None}).encode()
    assert fetch(api) == Unmapped("key-1", "no_email")


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason", "is_final"),
    [
        (200, {}, b"<html>sign in</html>", "not_json", False), (200, {}, b"[]", "not_json", False),
        (200, {}, b'{"id": "44', "not_json", False), (200, {}, b"", "not_json", False),
        (200, {"Content-Length": "5000"}, b'{"id": "1"}', "cut_off", False),
        (200, {"Transfer-Encoding": "chunked"}, b"zz\r\n", "unreachable", False),
        (200, {}, b"{" + b" " * MOST_BYTES, "too_large", False),
        (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08", "not_json", False),
        (302, {"Location": "http://127.0.0.1:1/"}, b"", "status_3xx", False),
        (401, {}, b'{"error": "the-token-of-the-page"}', "refused", False), (403, {}, b"{}", "refused", False),
        (404, {}, b"{}", "not_found", True), (429, {}, b"{}", "too_many_requests", False),
        (500, {}, b"oops", "status_5xx", False), (503, {}, b"", "status_5xx", False),
    ],
)  # fmt: skip
def test_an_odd_answer_has_a_name_and_tells_nothing(
    api: AnswersApi, status: int, headers: dict[str, str], body: bytes, reason: str, is_final: bool
) -> None:
    api.status, api.headers, api.body = status, headers, body
    with pytest.raises(AnswersUnavailable) as refused:
        fetch(api)
    assert (refused.value.reason, refused.value.is_final) == (reason, is_final)
    told = "".join(traceback.format_exception(refused.value))
    assert TOKEN not in told and IDS["meta"]["leadgen_id"] not in told
    assert len(api.asked) == 1


def test_an_answer_that_drips_is_cut_off_in_time(api: AnswersApi) -> None:
    api.body, api.pause = b" " * 200, 0.05
    began = monotonic()
    with pytest.raises(AnswersUnavailable, match="timed_out"):
        fetch(api, seconds=0.3)
    assert monotonic() - began < 2


@pytest.mark.parametrize("value", [None, [], {}, 7, "x", [{}], [None], [{"name": 1, "values": [None, {}]}]])
@pytest.mark.parametrize("source", IDS)
def test_any_shape_of_an_answer_makes_a_lead_or_none(api: AnswersApi, source: str, value: Any) -> None:
    for name in DOCUMENTS[source]:
        api.body = json.dumps(DOCUMENTS[source] | {name: value}).encode()
        made = fetch(api, source)
        assert isinstance(made, Unmapped) or read_lead_body(dict(made.body))


@pytest.mark.parametrize(
    "base_url",
    ["http://api.example.com", "ftp://127.0.0.1", "https://", "127.0.0.1", "http://[::1", "http://127.0.0.1:99999",
     "http://169.254.169.254/", "https://a b", "file:///etc/passwd"],
)  # fmt: skip
def test_no_token_is_sent_to_an_address_without_tls(api: AnswersApi, base_url: str) -> None:
    with pytest.raises(AnswersUnavailable, match="bad_address") as refused:
        fetch(api, base_url=base_url)
    assert refused.value.is_final


def test_nobody_there_is_unreachable(api: AnswersApi) -> None:
    with pytest.raises(AnswersUnavailable, match="unreachable"):
        fetch(api, base_url="http://127.0.0.1:1")


@pytest.mark.parametrize("id_", ["", "../me", "1/../2", "1?access_token=x", "1\r\nHost: x", "é", "1" * 201])
def test_an_id_leads_nowhere_else(api: AnswersApi, id_: str) -> None:
    with pytest.raises(AnswersUnavailable, match="bad_id"):
        fetch_answers(Connection("meta", "c1", base_url=api.url), TOKEN, "k", {"leadgen_id": id_})
    assert api.asked == []


@pytest.mark.parametrize("token", ["", "to\r\nken", "tökèn", "\ud800"])
def test_a_token_that_no_header_holds_is_not_sent(api: AnswersApi, token: str) -> None:
    with pytest.raises(AnswersUnavailable, match="bad_token") as refused:
        fetch_answers(Connection("meta", "c1", base_url=api.url), token, "k", IDS["meta"])
    assert not refused.value.is_final


def test_a_source_that_posts_its_answers_has_nothing_to_fetch() -> None:
    with pytest.raises(AnswersUnavailable, match="unknown_source"):
        fetch_answers(Connection("tally", "c1"), TOKEN, "k", {})
