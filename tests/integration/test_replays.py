"""Decisions at the handlers: listed, shown with all that they saw, and made again."""

import json
from typing import Any

import pytest

from leadgate.adapters.dynamodb.items import pack
from tests.builders.gateway import demo_body, request
from tests.integration.policies import act, admin, kind_of, page, uploaded
from tests.integration.service import Service, load_app

PATIENT = {"Prefer": "wait=10"}


def decided(service: Service, **changes: object) -> dict[str, Any]:
    """Post a demo request; gives the answer."""
    _, document, _ = service.post(request("POST", "/demo-requests", demo_body(**changes), headers=PATIENT))
    return document


def replay(service: Service, decision_id: str, **given: Any) -> tuple[int, Any]:
    status, document, _ = service.ask(request("POST", f"/decisions/{decision_id}/replay", **given))
    return status, document


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": "Student"},
        {"answers": {"team_size": "many", "use_case": ["x"], "other": 2.5}},
        {"company": {"country": "DE", "employees": 50}, "signals": [{"type": "page_view", "page": "/pricing"}]},
        {"submitted_at": "2026-05-04T09:00:00.123456Z"},
    ],
)
def test_a_decision_is_made_again_byte_for_byte(changes: dict[str, object], service: Service) -> None:
    assert replay(service, decided(service, **changes)["decision_id"]) == (200, {"identical": True})


def test_a_decision_is_made_again_after_the_policy_has_moved_on(service: Service) -> None:
    first = decided(service)
    new = uploaded(service, page())
    act(service, new, "publish")
    service.apps["intake"] = load_app("intake")
    second = decided(service, email="second@firm.example")
    shown = [service.ask(request("GET", f"/decisions/{said['decision_id']}"))[1] for said in (first, second)]
    assert shown[0]["policy_version"] != shown[1]["policy_version"] == new
    assert [replay(service, said["decision_id"])[1] for said in (first, second)] == [{"identical": True}] * 2
    assert shown[0]["trace"] == shown[1]["trace"]


def test_a_record_that_somebody_changed_is_found_out(service: Service) -> None:
    decision_id = decided(service)["decision_id"]
    key = {"pk": {"S": f"DECISION#{decision_id}"}, "sk": {"S": "DECISION"}}
    record = service.leads_decision(decision_id)
    service.dynamodb.update_item(
        TableName="leads", Key=key, UpdateExpression="SET #r = :r", ExpressionAttributeNames={"#r": "result"},
        ExpressionAttributeValues={":r": {"B": pack({**record.result, "outcome": "nurture"})}},
    )  # fmt: skip
    status, document = replay(service, decision_id)
    assert (status, document["identical"]) == (200, False)
    assert document["differences"] == [{"pointer": "/outcome", "recorded": "nurture", "replayed": "qualified"}]
    _, shown, _ = service.ask(request("GET", f"/decisions/{decision_id}"))
    assert shown["outcome"] == "nurture" and "replay" in shown["trace_note"]


@pytest.mark.parametrize("name", ["facts", "result"])
@pytest.mark.parametrize("damage", [b"\0", pack([]), pack({}), None])
def test_a_record_that_is_damaged_says_so(name: str, damage: bytes | None, service: Service) -> None:
    decision_id = decided(service)["decision_id"]
    (item,) = service.of_kind(f"DECISION#{decision_id}")
    spoilt = {key: value for key, value in item.items() if key != name}
    service.dynamodb.put_item(TableName="leads", Item=spoilt if damage is None else spoilt | {name: {"B": damage}})
    status, document = replay(service, decision_id)
    shown_status, shown, _ = service.ask(request("GET", f"/decisions/{decision_id}"))
    if (name, damage) == ("facts", pack({})):
        # A policy may have read nothing at all: this can only be found out.
        assert (status, document["identical"], shown_status) == (200, False, 200)
    else:
        assert (status, kind_of(document)) == (shown_status, kind_of(shown)) == (409, "decision-not-readable")


def test_without_its_version_a_decision_is_shown_and_cannot_be_made_again(service: Service) -> None:
    version = uploaded(service, page())
    act(service, version, "publish")
    service.apps["intake"] = load_app("intake")
    decision_id = decided(service)["decision_id"]
    service.manage(admin("POST", "/policies/inbound-saas/rollback"))
    service.dynamodb.delete_item(
        TableName="leads", Key={"pk": {"S": "POLICY#inbound-saas"}, "sk": {"S": f"VERSION#{version}"}}
    )
    service.apps["status"] = load_app("status")
    status, document = replay(service, decision_id)
    assert (status, kind_of(document)) == (409, "policy-not-readable")
    _, shown, _ = service.ask(request("GET", f"/decisions/{decision_id}"))
    assert shown["trace"]["icp_size"] == {"result": True, "values": {}}
    assert "cannot be read" in shown["trace_note"]


def test_the_decisions_of_a_lead_are_listed_newest_first(service: Service) -> None:
    first = decided(service)
    second = decided(service, title="Student of Marketing")
    path = f"/leads/{first['lead_id']}/decisions"
    _, page_of_all, _ = service.ask(request("GET", path))
    assert [item["decision_id"] for item in page_of_all["items"]] == [second["decision_id"], first["decision_id"]]
    assert [item["outcome"] for item in page_of_all["items"]] == ["disqualified", "qualified"]
    _, one, _ = service.ask(request("GET", path, query={"limit": "1"}))
    _, two, _ = service.ask(request("GET", path, query={"limit": "1", "cursor": one["next_cursor"]}))
    assert one["items"] + two["items"] == page_of_all["items"] and two["next_cursor"] is None


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("POST", "/decisions/dec_0/replay", 404, "no-such-decision"),
        ("POST", f"/decisions/{'d' * 65}/replay", 404, "no-such-decision"),
        ("GET", "/leads/lead_0/decisions", 404, "no-such-lead"),
        ("GET", f"/leads/{'l' * 65}/decisions", 404, "no-such-lead"),
    ],
)
def test_what_is_not_there_is_not_found(method: str, path: str, status: int, kind: str, service: Service) -> None:
    answer, document, _ = service.ask(request(method, path))
    assert (answer, kind_of(document)) == (status, kind)


@pytest.mark.parametrize("query", [{"limit": "0"}, {"cursor": "mine"}, {"cursor": "VEwj"}])
def test_a_page_of_decisions_is_asked_for_like_any_other(query: dict[str, str], service: Service) -> None:
    first = decided(service)
    status, document, _ = service.ask(request("GET", f"/leads/{first['lead_id']}/decisions", query=query))
    assert (status, kind_of(document)) == (400, "bad-limit" if "limit" in query else "bad-cursor")


@pytest.mark.parametrize("scopes", ["intake admin sales", "", None])
def test_replays_and_lists_need_the_scope_of_reads(scopes: str | None, service: Service) -> None:
    for method, path in (("POST", "/decisions/dec_0/replay"), ("GET", "/leads/lead_0/decisions")):
        status, document, _ = service.ask(request(method, path, scopes=scopes))
        assert (status, kind_of(document)) == (403, "missing-scope")


def test_a_record_is_small_and_holds_no_address(service: Service) -> None:
    decision_id = decided(service)["decision_id"]
    record = service.leads_decision(decision_id)
    assert "vera@firm.example" not in json.dumps([record.facts, record.result])
    (item,) = service.of_kind(f"DECISION#{decision_id}")
    assert len(json.dumps(item, default=str)) < 6_000
