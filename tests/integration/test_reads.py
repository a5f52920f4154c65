"""What can be read of a lead afterwards: by every name it has, page by page, and only what changed."""

import pytest

from tests.builders.gateway import demo_body, nudges, request
from tests.integration.service import Service


def posted(service: Service, count: int = 1) -> tuple[str, str]:
    """Post so many times by a public form; gives the lead's id and the name that the last visitor was given."""
    names = []
    for n in range(count):
        _, document, _ = service.post(request("POST", "/forms/demo", demo_body(answers={"n": n}), scopes=None))
        names.append(document["lead_id"])
    return names[0], names[-1]


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
@pytest.mark.parametrize("which", ["its own id", "a receipt's"])
def test_a_timeline_is_read_to_its_end_by_every_name_of_the_lead(limit: int, which: str, service: Service) -> None:
    own, receipt = posted(service, 3)
    path = f"/leads/{own if which == 'its own id' else receipt}/timeline"
    found, cursor, more = [], None, True
    while more:
        query = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        status, page, _ = service.ask(request("GET", path, query=query))
        assert status == 200 and len(page["items"]) <= limit
        found, cursor = [*found, *page["items"]], page["next_cursor"]
        more = cursor is not None
    assert [entry["version"] for entry in found] == sorted(entry["version"] for entry in found)
    assert [entry["type"] for entry in found].count("inquired_again") == 2
    assert len({(entry["version"], entry["type"]) for entry in found}) == len(found)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "ten", "", "01005", "0001" + "9" * 5000, "٣", "1e1"])
def test_a_limit_is_a_number_from_1_to_100(limit: str, service: Service) -> None:
    own, _ = posted(service)
    status, document, _ = service.ask(request("GET", f"/leads/{own}/timeline", query={"limit": limit}))
    assert (status, document["type"]) == (400, "urn:leadgate:problem:bad-limit")


def test_the_timeline_of_nobody_is_not_found_whatever_its_cursor(service: Service) -> None:
    own, _ = posted(service, 2)
    _, page, _ = service.ask(request("GET", f"/leads/{own}/timeline", query={"limit": "1"}))
    for query in ({}, {"cursor": page["next_cursor"]}):
        status, _, _ = service.ask(request("GET", "/leads/lead_nobody/timeline", query=query))
        assert status == 404


def test_a_lead_is_shown_by_a_receipt_s_name_under_its_own_id(service: Service) -> None:
    own, receipt = posted(service, 2)
    assert own != receipt
    _, document, headers = service.ask(request("GET", f"/leads/{receipt}"))
    assert document["lead_id"] == own
    assert headers["etag"] == f'"{document["version"]}"'


def test_a_decision_is_shown_with_its_trace_and_what_it_was_decided_on(service: Service) -> None:
    _, demo, _ = service.post(request("POST", "/demo-requests", demo_body(), headers={"Prefer": "wait=10"}))
    status, decision, _ = service.ask(request("GET", f"/decisions/{demo['decision_id']}"))
    assert (status, decision["lead_id"], decision["lead_version"]) == (200, demo["lead_id"], 1)
    assert decision["outcome"] == "qualified"
    assert decision["trace"]["icp_size"]["result"] is True
    assert decision["trace"]["icp_size"]["values"]["company.employees"]["value"] == 240


def test_a_status_is_sent_again_only_when_it_changed(service: Service) -> None:
    _, lead, _ = service.post(request("POST", "/leads", demo_body()))
    ask = {"query": {"email": "VERA@firm.example"}}
    _, before, headers = service.ask(request("GET", "/status", **ask))
    seen = {"headers": {"If-None-Match": f'"other", W/{headers["etag"]}'}}
    status, body, again = service.ask(request("GET", "/status", **ask, **seen))
    assert (status, body, again["etag"]) == (304, "", headers["etag"])
    service.call("qualify", nudges(lead["lead_id"]))
    status, after, _ = service.ask(request("GET", "/status", **ask, **seen))
    assert (status, before["version"], after["version"]) == (200, 1, 2)


@pytest.mark.parametrize("query", [None, {"email": "a@b.example", "lead_id": "lead_1"}, {"mail": "a@b.example"}])
def test_a_status_is_asked_of_one_person(query: dict[str, str] | None, service: Service) -> None:
    status, document, _ = service.ask(request("GET", "/status", query=query))
    assert (status, document["type"]) == (400, "urn:leadgate:problem:one-of-two")


def test_a_plus_sign_that_became_a_space_is_still_an_address(service: Service) -> None:
    service.post(request("POST", "/leads", demo_body(email="vera+demo@firm.example")))
    _, document, _ = service.ask(request("GET", "/status", query={"email": "vera demo@firm.example"}))
    assert document["found"] is True


@pytest.mark.parametrize("path", ["/status", "/leads/lead_1", "/leads/lead_1/timeline", "/decisions/dec_1"])
@pytest.mark.parametrize("scopes", ["intake", "", None])
def test_reads_need_the_scope_for_them(path: str, scopes: str | None, service: Service) -> None:
    status, document, _ = service.ask(request("GET", path, scopes=scopes, query={"email": "a@b.example"}))
    assert (status, document["type"]) == (403, "urn:leadgate:problem:missing-scope")
