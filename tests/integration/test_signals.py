"""Signals that servers and trackers tell: each joins the lead that it is of, once, and says what became of it."""

import json
import time
from typing import Any

import pytest

from leadgate.contracts.signal_body import MAX_BYTES
from leadgate.runtime import signals as endpoint
from tests.builders.gateway import demo_body, nudges, request
from tests.integration.service import Service, log_lines


def tell(service: Service, *signals: object, status: int = 200) -> Any:
    answered, document, _ = service.post(request("POST", "/signals", {"signals": list(signals)}))
    assert answered == status, document
    return document


def results(document: Any) -> list[str]:
    assert [one["index"] for one in document["results"]] == list(range(len(document["results"])))
    return [one["result"] for one in document["results"]]


def new_lead(service: Service, email: str = "vera@firm.example") -> str:
    return str(service.post(request("POST", "/leads", demo_body(email=email)))[1]["lead_id"])


def view(n: int = 1, **who: object) -> dict[str, object]:
    return {"type": "pricing_view", "at": "2026-05-04T09:00:00Z", "id": f"e-{n}", **who}


def shown(service: Service, lead_id: str) -> dict[str, Any]:
    return dict(service.ask(request("GET", f"/leads/{lead_id}"))[1])


def happened(service: Service, lead_id: str) -> list[dict[str, Any]]:
    return list(service.ask(request("GET", f"/leads/{lead_id}/timeline"))[1]["items"])


def test_signals_of_one_person_by_any_name_are_one_write_and_one_entry(service: Service) -> None:
    lead_id = new_lead(service)
    told = [view(1, email="VERA@firm.example"), view(2, lead_id=lead_id), view(3, email="vera@firm.example")]
    document = tell(service, *told)
    assert results(document) == ["joined"] * 3
    assert {one["lead_id"] for one in document["results"]} == {lead_id}
    assert document["failed"] == 0
    entries = happened(service, lead_id)
    assert [entry["type"] for entry in entries] == ["captured", "signals_joined"]
    assert entries[1]["details"] == {"source": "api:signals", "signals": 3, "types": {"pricing_view": 3}}
    lead = shown(service, lead_id)
    assert ([signal["id"] for signal in lead["signals"] if "id" in signal], lead["being_decided"]) == (
        ["e-1", "e-2", "e-3"], True,
    )  # fmt: skip


def test_signals_that_are_sent_again_count_once_and_change_nothing(service: Service) -> None:
    lead_id = new_lead(service)
    tell(service, view(1, lead_id=lead_id), view(1, lead_id=lead_id))
    version = shown(service, lead_id)["version"]
    assert results(tell(service, view(1, email="vera@firm.example"))) == ["duplicate"]
    assert shown(service, lead_id)["version"] == version


def test_a_decided_lead_is_decided_again_by_what_it_does(service: Service) -> None:
    lead_id = new_lead(service)
    service.call("qualify", nudges(lead_id))
    before = shown(service, lead_id)
    assert before["decision"]["outcome"] == "nurture"
    asked = {"email": "vera@firm.example", "type": "demo_request", "id": "e-1"}
    assert results(tell(service, asked)) == ["joined"]
    service.call("qualify", nudges(lead_id))
    assert shown(service, lead_id)["decision"]["outcome"] == "qualified"


def test_each_signal_stands_for_itself(service: Service) -> None:
    lead_id = new_lead(service)
    document = tell(
        service,
        view(1, email="nobody@firm.example"),
        view(2, lead_id="lead_nobody"),
        view(3),
        view(4, email="vera@firm.example", lead_id=lead_id),
        "page_view",
        view(5, email="vera@firm.example", page="x" * 10_001),
        view(6, email="vera@firm.example"),
        view(7, email="vera@firm.example", at="2999-01-01T00:00:00Z"),
    )
    assert results(document) == ["refused"] * 6 + ["joined"] * 2
    details = [one.get("detail", "") for one in document["results"]]
    assert "post the person to /leads first" in details[0] and details[1] == "no lead has this id"
    assert "exactly one of email, lead_id and anonymous_id" in details[2]
    assert details[6] == "" and "time of arrival" in details[7]


def test_the_signals_of_a_lead_in_quarantine_wait_with_it(service: Service) -> None:
    body = demo_body(website_url_2="http://spam.example", lg_elapsed_ms=9_000)
    _, said, _ = service.post(request("POST", "/forms/demo", body, scopes=None))
    lead_id = said["lead_id"]
    assert results(tell(service, view(1, lead_id=lead_id))) == ["joined"]
    lead = shown(service, lead_id)
    assert (lead["stage"], lead["being_decided"], len(lead["signals"])) == ("quarantined", False, 2)


def test_a_lead_is_known_by_the_name_of_a_receipt(service: Service) -> None:
    bodies = [demo_body(answers={"n": n}) for n in range(2)]
    own, receipt = (service.post(request("POST", "/forms/demo", body, scopes=None))[1]["lead_id"] for body in bodies)
    assert own != receipt
    assert tell(service, view(1, lead_id=receipt))["results"] == [{"index": 0, "result": "joined", "lead_id": own}]


def test_five_hundred_signals_of_usual_size_fit_and_join_by_few_calls(service: Service) -> None:
    lead_ids = [new_lead(service, f"person{n}@firm.example") for n in range(5)]
    page = (
        "https://www.seller.example/pricing?utm_source=newsletter&utm_medium=email&utm_campaign=spring-2026" + "x" * 200
    )
    told = [
        view(n, email=f"person{n % 5}@firm.example", page=page, source="tracker", duration_s=12.5, value=1)
        | {"id": f"0b1f3a52-1d6e-4c57-9d1c-{n:012d}"}
        for n in range(500)
    ]
    assert 200_000 < len(json.dumps({"signals": told})) < MAX_BYTES
    service.weather.calls.clear()
    assert results(tell(service, *told)) == ["joined"] * 500
    assert sorted(service.weather.calls) == ["BatchGetItem", *["Query"] * 5, *["TransactWriteItems"] * 5]
    assert [len(shown(service, lead_id)["signals"]) for lead_id in lead_ids] == [101] * 5


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("{", 400, "not-json"),
        ("", 400, "no-body"),
        ("[]", 400, "not-an-object"),
        ('{"signals": []}', 422, "invalid-body"),
        ('{"signals": ' + "[" * 5_000 + "]" * 5_000 + "}", 200, None),
        ('{"signals": [{"page": "' + "x" * MAX_BYTES + '"}]}', 413, "body-too-large"),
    ],
)
def test_a_body_of_something_else_is_refused(body: str, status: int, kind: str | None, service: Service) -> None:
    answered, document, _ = service.post(request("POST", "/signals", body))
    assert (answered, document.get("type")) == (status, f"urn:leadgate:problem:{kind}" if kind else None)


def test_only_keys_of_intake_may_tell(service: Service) -> None:
    status, document, _ = service.post(request("POST", "/signals", {"signals": [view(1)]}, scopes="status sales"))
    assert (status, document["type"]) == (403, "urn:leadgate:problem:missing-scope")


def test_what_was_not_kept_is_said_of_each_and_sent_again(service: Service) -> None:
    new_lead(service, "a@firm.example")
    new_lead(service, "b@firm.example")
    told = [view(1, email="a@firm.example"), view(2, email="b@firm.example"), view(3, email="c@firm.example")]
    service.weather.fail("TransactWriteItems", "ProvisionedThroughputExceededException", after=1)
    document = tell(service, *told)
    assert (results(document), document["failed"]) == (["joined", "failed", "refused"], 1)
    assert document["results"][1]["detail"] == "was not kept; send this signal again"
    service.weather.clear_up()
    assert results(tell(service, *told)) == ["duplicate", "joined", "refused"]


@pytest.mark.parametrize("operation", ["TransactWriteItems", "BatchGetItem", "Query"])
def test_when_nothing_was_kept_all_of_it_is_sent_again(operation: str, service: Service) -> None:
    new_lead(service)
    service.weather.fail(operation, "ProvisionedThroughputExceededException")
    document = tell(service, view(1, email="vera@firm.example"), view(2, email="c@firm.example"), status=503)
    assert document["type"] == "urn:leadgate:problem:storage-unavailable"
    service.weather.clear_up()
    assert results(tell(service, view(1, email="vera@firm.example"))) == ["joined"]


def test_when_time_is_up_the_rest_is_told_to_come_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    new_lead(service)
    monkeypatch.setattr(endpoint, "BUDGET", 0.0)
    document = tell(service, view(1, email="vera@firm.example"), status=503)
    assert document["type"] == "urn:leadgate:problem:congested"


def test_what_a_visitor_did_counts_in_the_decision_on_the_lead_that_they_are(service: Service) -> None:
    asked = {"anonymous_id": "a-1", "type": "demo_request", "id": "e-1"}
    document = tell(service, asked, view(2, anonymous_id=" a-1 "), dict(asked))
    assert document["results"] == [
        {"index": 0, "result": "kept"}, {"index": 1, "result": "kept"}, {"index": 2, "result": "duplicate"},
    ]  # fmt: skip
    _, said, _ = service.post(request("POST", "/leads", demo_body(anonymous_id="a-1")))
    lead_id = said["lead_id"]
    assert tell(service, view(3, anonymous_id="a-1"))["results"] == [
        {"index": 0, "result": "joined", "lead_id": lead_id}
    ]
    service.weather.calls.clear()
    service.call("qualify", nudges(lead_id))
    assert service.weather.calls.count("BatchGetItem") == 2 and service.weather.calls.count("TransactWriteItems") == 1
    lead = shown(service, lead_id)
    assert lead["decision"]["outcome"] == "qualified"
    assert sorted(signal["id"] for signal in lead["signals"] if "id" in signal) == ["e-1", "e-2", "e-3"]
    types = [entry["type"] for entry in happened(service, lead_id)]
    assert types == ["captured", "signals_joined", "signals_joined", "decided", "assigned"]
    assert tell(service, dict(asked))["results"] == [{"index": 0, "result": "duplicate", "lead_id": lead_id}]


def test_a_new_lead_of_a_visitor_is_one_call_and_a_demo_request_of_one_three(service: Service) -> None:
    tell(service, view(1, anonymous_id="a-1"), view(2, anonymous_id="a-2"))
    new_lead(service, "warm@firm.example")
    waiting = {"headers": {"Prefer": "wait=10"}}
    service.post(request("POST", "/demo-requests", demo_body("warm2@firm.example"), **waiting))
    service.weather.calls.clear()
    service.post(request("POST", "/leads", demo_body("a@firm.example", anonymous_id="a-1")))
    assert service.weather.calls == ["TransactWriteItems"]
    service.weather.calls.clear()
    _, said, _ = service.post(
        request("POST", "/demo-requests", demo_body("b@firm.example", anonymous_id="a-2"), **waiting)
    )
    assert service.weather.calls == ["TransactWriteItems", "BatchGetItem", "TransactWriteItems"]
    assert said["outcome"] == "qualified"
    assert "e-2" in [signal.get("id") for signal in shown(service, said["lead_id"])["signals"]]


def test_a_form_s_answer_is_the_same_whoever_its_visitor_was(service: Service) -> None:
    tell(service, {"anonymous_id": "a-1", "type": "demo_request"}, view(1, anonymous_id="a-1"))
    answers = [
        service.post(
            request("POST", "/forms/demo", demo_body(f"{visitor}@firm.example", anonymous_id=visitor), scopes=None)
        )
        for visitor in ("a-1", "a-2")
    ]
    assert [status for status, _, _ in answers] == [200, 200]
    assert len({json.dumps(document["next_step"]["action"]) for _, document, _ in answers}) == 1
    assert all(set(document) == {"lead_id", "next_step"} for _, document, _ in answers)


def test_a_visitor_of_a_suspicious_form_is_not_taken_to_a_lead_that_is_known(service: Service) -> None:
    lead_id = new_lead(service)
    tell(service, view(1, anonymous_id="a-1"))
    bot = demo_body(website_url_2="http://spam.example", lg_elapsed_ms=9_000, anonymous_id="a-1")
    service.post(request("POST", "/forms/demo", bot, scopes=None))
    assert results(tell(service, view(2, anonymous_id="a-1"))) == ["kept"]
    service.call("qualify", nudges(lead_id))
    assert [signal["type"] for signal in shown(service, lead_id)["signals"]] == ["form_submit"]


def test_a_lead_that_is_released_learns_what_its_visitor_did(service: Service) -> None:
    tell(service, view(1, anonymous_id="a-1"))
    bot = demo_body(website_url_2="http://spam.example", lg_elapsed_ms=9_000, anonymous_id="a-1")
    lead_id = service.post(request("POST", "/forms/demo", bot, scopes=None))[1]["lead_id"]
    service.call("qualify", nudges(lead_id))
    assert len(shown(service, lead_id)["signals"]) == 1
    service.tell(request("POST", f"/leads/{lead_id}/release", {}, scopes="sales"))
    service.call("qualify", nudges(lead_id))
    assert "e-1" in [signal.get("id") for signal in shown(service, lead_id)["signals"]]


def test_a_visitor_is_kept_under_a_salted_hash_and_for_ninety_days(service: Service) -> None:
    tell(service, view(1, anonymous_id="a-very-own-id"))
    (visitor,) = service.of_kind("VISITOR#")
    assert "a-very-own-id" not in json.dumps(visitor)
    assert abs(int(visitor["expires_at"]["N"]) - time.time() - 90 * 86_400) < 3_600


def test_no_log_says_who_did_what(service: Service) -> None:
    new_lead(service)
    with log_lines() as lines:
        tell(service, view(1, email="vera@firm.example", page="/secret-page"), view(2, email="nobody@firm.example"))
        tell(service, view(3, anonymous_id="a-very-own-id"))
    assert not any(word in line for line in lines for word in ("vera@", "nobody@", "secret-page", "very-own"))
