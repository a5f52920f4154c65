"""Deliveries that tell only ids: answers come from the source's API within the request, or by a replay."""

import hmac
import json
from typing import Any

import pytest

from tests.builders.connections import SECRET
from tests.builders.gateway import request
from tests.fakes.answers_api import answers_api
from tests.integration.deliveries import connect, listed, replay
from tests.integration.service import Service, log_lines

TOKEN = "the-token-of-the-page"
ANSWERS = {
    "id": "444",
    "created_time": "2026-05-04T08:59:00+0000",
    "field_data": [{"name": "email", "values": ["vera@firm.example"]}, {"name": "full_name", "values": ["Vera Vogt"]}],
}


@pytest.fixture(autouse=True)
def new_instance(service: Service) -> None:
    service.restart("intake")


def notice() -> dict[str, Any]:
    """A signed delivery of Meta that tells the id of a lead."""
    value = {"leadgen_id": "444", "page_id": "1", "form_id": "2", "created_time": 1_777_888_740}
    body = {"object": "page", "entry": [{"id": "1", "changes": [{"field": "leadgen", "value": value}]}]}
    raw = json.dumps(body)
    signature = hmac.new(SECRET.encode(), raw.encode(), "sha256").hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}"}
    return request("POST", "/webhooks/meta/page", raw, headers=headers, scopes=None)


def test_answers_are_fetched_within_the_request_and_a_retry_counts_once(service: Service) -> None:
    with answers_api() as api, log_lines() as lines:
        api.body = json.dumps(ANSWERS).encode()
        connect(service, "meta", "page", access_token=TOKEN, base_url=api.url)
        assert service.post(notice())[:2] == (200, {"results": {"kept": 1}})
        assert service.post(notice())[1] == {"results": {"duplicate": 1}}
    assert api.asked[0][1]["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in json.dumps([lines, service.stored()], default=str)
    (lead,) = service.of_kind("LEAD#", "LEAD")
    assert json.loads(lead["doc"]["S"])["facts"]["person.full_name"][0] == "Vera Vogt"


@pytest.mark.parametrize("status", [500, 429, 401])
def test_what_the_api_does_not_give_is_fetched_by_a_replay(service: Service, status: int) -> None:
    with answers_api() as api:
        api.status, api.body = status, json.dumps(ANSWERS).encode()
        connect(service, "meta", "page", access_token=TOKEN, base_url=api.url)
        assert service.post(notice())[:2] == (200, {"results": {"unfetched": 1}})
        assert listed(service, "meta", "page", outcome="unfetched")[0]["results"][0]["reason"].startswith("answers_")
        assert replay(service, "meta", "page")[1]["still_unfetched"] == 1
        api.status = 200
        assert replay(service, "meta", "page")[1]["kept"] == 1
        assert len(service.of_kind("LEAD#", "LEAD")) == 1
        asked = len(api.asked)
        assert replay(service, "meta", "page")[1]["duplicates"] == 1
        assert len(api.asked) == asked


def test_an_api_that_drips_does_not_keep_the_vendor_waiting(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadgate.runtime.deliveries.FETCHING", 0.2)
    with answers_api() as api:
        api.body, api.pause = json.dumps(ANSWERS).encode(), 0.05
        connect(service, "meta", "page", access_token=TOKEN, base_url=api.url)
        assert service.post(notice())[:2] == (200, {"results": {"unfetched": 1}})


def test_without_an_access_token_nobody_is_asked(service: Service) -> None:
    with answers_api() as api:
        connect(service, "meta", "page-2", base_url=api.url)
        sent = notice() | {"path": "/webhooks/meta/page-2"}
        assert service.post(sent)[1] == {"results": {"unfetched": 1}}
        assert api.asked == []
