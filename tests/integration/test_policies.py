"""Policies over HTTP at the handlers: kept, tried, published, shadowed, rolled back, and listed."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from leadgate.adapters.dynamodb.items import pack
from tests.builders.gateway import demo_body, nudges, request
from tests.integration.policies import STRICT, act, admin, kind_of, page, upload, uploaded
from tests.integration.service import Service, load_app


def live(service: Service) -> dict[str, str]:
    """The version that is live of each policy."""
    _, document, _ = service.manage(admin("GET", "/policies"))
    return {item["name"]: item["live"]["version"] for item in document["items"] if item["live"]}


def restarted(service: Service, function: str) -> None:
    """Start a function anew, so that it does not wait for its half minute."""
    service.apps[function] = load_app(function)


def test_an_upload_is_kept_and_changes_nothing_that_is_live(service: Service) -> None:
    before, text = live(service), page()
    status, document, headers = upload(service, text)
    assert status == 201
    version = document["version"]
    assert headers["location"] == f"https://api.example.com/prod/policies/inbound-saas/versions/{version}"
    assert (document["status"], document["warnings"], document["created_by"]) == ("kept", [], "caller")
    assert document["examples"] > 0
    assert live(service) == before
    _, shown, _ = service.manage(admin("GET", f"/policies/inbound-saas/versions/{version}"))
    assert shown == document | {"source": text}


def test_the_same_rules_again_are_the_same_version(service: Service) -> None:
    text = page()
    _, first, _ = upload(service, text)
    status, again, headers = upload(service, text + "\n# a remark\n")
    assert (status, again) == (200, first)
    assert headers["location"].endswith(first["version"])


@pytest.mark.parametrize(
    "media_type", ["application/yaml", "application/x-yaml", "text/yaml", "text/yaml; charset=utf-8"]
)
def test_yaml_has_many_names(media_type: str, service: Service) -> None:
    assert upload(service, page(), headers={"Content-Type": media_type})[0] == 201


@pytest.mark.parametrize("style", [{}, {"indent": 2}, {"indent": "\t"}, {"ensure_ascii": False}])
def test_a_policy_may_be_json(style: dict[str, Any], service: Service) -> None:
    policy = {**STRICT, "policy": "small", "description": f"Grüße 🙂 {style}"}
    text = json.dumps(policy, **style)
    status, document, _ = upload(service, text, "small", headers={"Content-Type": "application/json"})
    assert status == 201, document
    _, shown, _ = service.manage(admin("GET", f"/policies/small/versions/{document['version']}"))
    assert json.loads(shown["source"]) == policy


def test_a_published_version_decides_and_the_one_before_comes_back(service: Service) -> None:
    old, new = live(service)["inbound-saas"], uploaded(service, page())
    status, document = act(service, new, "publish")
    assert (status, document["status"], document["warnings"]) == (200, "live", [])
    assert [line["version"] for line in document["change"]["before"]] == [old]
    assert live(service)["inbound-saas"] == new
    restarted(service, "intake")
    _, demo, _ = service.post(request("POST", "/demo-requests", demo_body(), headers={"Prefer": "wait=10"}))
    _, decision, _ = service.ask(request("GET", f"/decisions/{demo['decision_id']}"))
    assert decision["policy_version"] == new
    status, back, _ = service.manage(admin("POST", "/policies/inbound-saas/rollback"))
    assert (status, back["live"]["version"], back["change"]["act"]) == (200, old, "rolled_back")
    assert live(service)["inbound-saas"] == old
    _, health, _ = service.ask(request("GET", "/health"))
    assert {"name": "inbound-saas", "version": old} in health["policies"]


def test_publishing_twice_is_publishing_once(service: Service) -> None:
    version = uploaded(service, page())
    act(service, version, "publish")
    _, before, _ = service.manage(admin("GET", "/policies/inbound-saas"))
    status, document = act(service, version, "publish")
    assert (status, document["status"], document["change"]) == (200, "live", None)
    assert service.manage(admin("GET", "/policies/inbound-saas"))[1] == before


def test_the_history_of_a_policy_says_who_did_what_when(service: Service) -> None:
    version = uploaded(service, page("history", applies_to="{form: [history]}"), "history")
    act(service, version, "shadow", "history")
    act(service, version, "publish", "history")
    status, document, _ = service.manage(admin("GET", "/policies/history"))
    assert (status, document["live"], document["shadow"]) == (
        200, {"version": version, "scope": {"motion": [], "form": ["history"]}}, [],
    )  # fmt: skip
    assert [(change["act"], change["by"]) for change in document["history"]] == [
        ("published", "caller"), ("shadowed", "caller"),
    ]  # fmt: skip
    assert kind_of(service.manage(admin("POST", "/policies/history/rollback"))[1]) == "nothing-to-roll-back"


def test_warnings_are_told_at_upload_and_at_publication_and_block_nothing(service: Service) -> None:
    text = page("warned", applies_to="{form: [warned]}").replace(
        "\nrules:", "\nrules:\n  odd: company.country == 'de' and company.country == 'at'", 1
    )
    _, document, _ = upload(service, text, "warned")
    status, published = act(service, document["version"], "publish", "warned")
    assert (status, published["warnings"]) == (200, document["warnings"])


@pytest.mark.parametrize("limit", ["1", "2", "100"])
def test_versions_are_listed_newest_first_a_page_at_a_time(limit: str, service: Service) -> None:
    name = f"listed-{limit}"
    made = [uploaded(service, page(name), name) for _ in range(3)]
    found, cursor, more = [], None, True
    while more:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        status, shown, _ = service.manage(admin("GET", f"/policies/{name}/versions", query=query))
        assert status == 200 and len(shown["items"]) <= int(limit)
        found, cursor = [*found, *shown["items"]], shown["next_cursor"]
        more = cursor is not None
    assert [item["version"] for item in found] == made[::-1]
    assert not any("source" in item or "compiled" in item for item in found)


def test_every_policy_is_listed_with_what_decides_and_what_looks_on(service: Service) -> None:
    version = uploaded(service, page("only-kept"), "only-kept")
    act(service, version, "shadow", "only-kept")
    _, document, _ = service.manage(admin("GET", "/policies"))
    by_name = {item["name"]: item for item in document["items"]}
    assert by_name["only-kept"] == {
        "name": "only-kept", "live": None,
        "shadow": [{"version": version, "scope": {"motion": [], "form": []}}],
    }  # fmt: skip
    assert by_name["inbound-saas"]["live"] is not None
    assert act(service, version, "shadow", "only-kept", body={"active": False})[1]["shadow"] == []


@pytest.mark.parametrize("how", ["delete", "active false"])
def test_a_shadow_is_recorded_beside_the_decision_until_it_is_ended(how: str, service: Service) -> None:
    version = uploaded(service, json.dumps(STRICT | {"description": how}), "strict")
    status, document = act(service, version, "shadow", "strict")
    assert (status, [line["version"] for line in document["shadow"]]) == (200, [version])
    for function in ("intake", "qualify"):
        restarted(service, function)
    _, demo, _ = service.post(request("POST", "/demo-requests", demo_body(), headers={"Prefer": "wait=10"}))
    _, lead, _ = service.post(request("POST", "/leads", demo_body(email="other@firm.example")))
    service.call("qualify", nudges(lead["lead_id"]))
    _, decisions, _ = service.ask(request("GET", f"/leads/{lead['lead_id']}/decisions"))
    for decision_id in (demo["decision_id"], decisions["items"][0]["decision_id"]):
        _, decision, _ = service.ask(request("GET", f"/decisions/{decision_id}"))
        (said,) = decision["shadow"]
        assert decision["outcome"] != said["outcome"]
        assert (said["version"], said["outcome"], said["reason"]) == (version, "disqualified", "no_fit")
        assert service.ask(request("POST", f"/decisions/{decision_id}/replay"))[1] == {"identical": True}
    ended = {"method": "DELETE"} if how == "delete" else {"body": {"active": False}}
    assert act(service, version, "shadow", "strict", **ended)[1]["shadow"] == []
    assert act(service, version, "shadow", "strict", **ended)[0] == 200


def test_a_simulation_decides_on_a_document_or_a_lead_and_writes_nothing(service: Service) -> None:
    version = uploaded(service, page())
    _, demo, _ = service.post(request("POST", "/demo-requests", demo_body(), headers={"Prefer": "wait=10"}))
    service.weather.calls.clear()
    status, by_id = act(service, version, "simulate", body={"lead_id": demo["lead_id"]})
    assert (status, by_id["outcome"], by_id["policy_version"]) == (200, "qualified", version)
    assert by_id["trace"]["icp_size"]["values"]["company.employees"]["value"] == 240
    document = {"company": {"employees": "many"}, "now": "2026-05-04T09:00:00Z"}
    status, by_document = act(service, version, "simulate", body=document)
    assert (status, by_document["at"], by_document["lead_id"]) == (200, "2026-05-04T09:00:00Z", None)
    assert by_document["trace"]["icp_size"]["values"]["company.employees"]["unknown"] == "ill_typed"
    assert set(service.weather.calls) == {"GetItem", "Query"}


def test_a_version_whose_pools_are_not_set_up_never_goes_live(service: Service) -> None:
    before = live(service)
    version = uploaded(
        service, page("lost").replace("pool: enterprise", "pool: nowhere").replace("'enterprise'", "'x'"), "lost"
    )
    status, document = act(service, version, "publish", "lost")
    assert (status, kind_of(document)) == (409, "not-fit-to-publish")
    assert "'nowhere'" in document["errors"][0]["detail"]
    assert live(service) == before


@pytest.mark.parametrize("damage", [b"\0", pack({"form": 99}), pack([])])
def test_a_version_that_is_damaged_in_the_table_never_goes_live(damage: bytes, service: Service) -> None:
    before, version = live(service), uploaded(service, page())
    key = {"pk": {"S": "POLICY#inbound-saas"}, "sk": {"S": f"VERSION#{version}"}}
    service.dynamodb.update_item(
        TableName="leads", Key=key, UpdateExpression="SET compiled = :c",
        ExpressionAttributeValues={":c": {"B": damage}},
    )  # fmt: skip
    for verb in ("publish", "shadow", "simulate"):
        status, document = act(service, version, verb, body={"company": {}} if verb == "simulate" else None)
        assert (status, kind_of(document)) == (409, "not-fit-to-publish")
        assert document["errors"][0]["detail"]
    assert live(service) == before


@pytest.mark.parametrize("damage", [b"\0", b""])
def test_a_version_whose_text_is_damaged_says_so(damage: bytes, service: Service) -> None:
    version = uploaded(service, page())
    key = {"pk": {"S": "POLICY#inbound-saas"}, "sk": {"S": f"SOURCE#{version}"}}
    service.dynamodb.put_item(TableName="leads", Item=key | {"source": {"B": damage}})
    status, document, _ = service.manage(admin("GET", f"/policies/inbound-saas/versions/{version}"))
    assert (status, kind_of(document)) == (409, "policy-not-readable")


def test_a_rollback_whose_answer_was_lost_is_not_asked_for_again(service: Service) -> None:
    act(service, uploaded(service, page()), "publish")
    service.weather.fail("TransactWriteItems", "InternalServerError")
    status, document, headers = service.manage(admin("POST", "/policies/inbound-saas/rollback"))
    assert (status, kind_of(document)) == (503, "storage-unavailable")
    assert "GET /policies/inbound-saas" in document["detail"] and "retry-after" not in headers


def test_a_rollback_may_name_what_it_undoes(service: Service) -> None:
    first, second = uploaded(service, page()), uploaded(service, page())
    for version in (first, second):
        act(service, version, "publish")
    answers = [service.manage(admin("POST", "/policies/inbound-saas/rollback", {"from": second})) for _ in range(2)]
    assert [status for status, _, _ in answers] == [200, 409] and kind_of(answers[1][1]) == "other-version-live"
    assert live(service)["inbound-saas"] == first
    for wrong in ({"from": "latest"}, {"from": 7}, {"version": second}):
        status, document, _ = service.manage(admin("POST", "/policies/inbound-saas/rollback", wrong))
        assert (status, document["errors"][0]["pointer"]) == (422, "/from")


def test_publishers_at_once_each_make_their_version_live_for_its_scope(service: Service) -> None:
    names = [f"race-{n}" for n in range(6)]
    versions = {name: uploaded(service, page(name, applies_to=f"{{form: [{name}]}}"), name) for name in names}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda name: act(service, versions[name], "publish", name), names))
    assert [status for status, _ in answers] == [200] * 6
    assert versions.items() <= live(service).items()
    revisions = [document["change"]["revision"] for _, document in answers]
    assert len(set(revisions)) == 6


def test_publishers_of_one_policy_at_once_leave_one_version_and_a_whole_history(service: Service) -> None:
    versions = [uploaded(service, page("raced", applies_to="{form: [raced]}"), "raced") for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda version: act(service, version, "publish", "raced"), versions))
    assert [status for status, _ in answers] == [200] * 5
    _, document, _ = service.manage(admin("GET", "/policies/raced"))
    after = [change["after"][0]["version"] for change in document["history"]]
    assert sorted(after) == sorted(versions) and document["live"]["version"] == after[0]
