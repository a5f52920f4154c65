"""The main job on the deployed stack: a demo request goes in, a decided and routed lead comes out."""

import re

import pytest

from tests.e2e.driving import READY, Api, new_address, until


def test_a_demo_request_is_decided_routed_and_shown_everywhere(api: Api) -> None:
    address = new_address()
    answer = api.demo({"email": address, **READY})

    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["outcome"], said["next_step"]["action"]) == ("qualified", "book")
    assert said["owner"]["id"] in ("anna", "ben")
    assert said["next_step"]["booking_url"].startswith("https://book.seller.example/")

    status = api.status(address)
    assert (status["stage"], status["owner_id"], status["cadence_action"]) == ("mql", said["owner"]["id"], "hold")
    assert status["version"] == said["version"]

    lead = api.read(f"/leads/{said['lead_id']}").json()
    assert lead["facts"]["company.employees"]["value"] == 240
    assert lead["facts"]["company.employees"]["source"] == "api:demo-requests"
    assert [entry["type"] for entry in api.timeline(said["lead_id"])] == ["captured", "decided", "assigned"]

    decision = api.read(f"/decisions/{said['decision_id']}").json()
    assert decision["gates"] == {"fit": True, "intent": True, "readiness": True}
    assert decision["trace"]["icp_size"]["values"]["company.employees"]["source"] == "api:demo-requests"


def test_a_big_company_goes_to_the_enterprise_pool(api: Api) -> None:
    said = api.demo({"email": new_address(), **READY, "company": {"country": "NO", "employees": 8200}}).json()
    assert (said["outcome"], said["owner"]["id"]) == ("qualified", "chiara")


def test_a_lead_is_decided_by_stream_relay_queue_and_worker(api: Api) -> None:
    address = new_address()
    accepted = api.lead({"email": address, **READY, "signals": [{"type": "trial_start", "at": "2026-01-01T00:00:00Z"}]})

    assert accepted.status_code == 202
    assert accepted.json()["duplicate"] is False
    assert re.fullmatch(r"lead_[0-9A-Z]{26}", accepted.json()["lead_id"])
    status = api.decided(address)
    assert (status["lead_id"], status["outcome"], status["stage"]) == (accepted.json()["lead_id"], "nurture", "nurture")


def test_what_is_missing_is_asked_for_and_the_answers_qualify_the_lead(api: Api) -> None:
    address = new_address()
    first = api.demo({"email": address, "title": "VP Sales", "company": {"employees": 240}}).json()
    assert first["outcome"] == "needs_info"
    asked = {question["fact"] for question in first["next_step"]["questions"]}
    assert asked == {"company.country", "answers.use_case", "answers.team_size", "answers.timeline"}

    answers = {"use_case": "scoring", "team_size": 5, "timeline": "now"}
    second = api.demo({"email": address, "company": {"country": "AT"}, "answers": answers}).json()
    assert (second["lead_id"], second["outcome"]) == (first["lead_id"], "qualified")
    assert second["version"] == first["version"] + 2


def test_a_request_that_will_not_wait_is_decided_by_the_queue(api: Api) -> None:
    address = new_address()
    answer = api.demo({"email": address, **READY}, Prefer="respond-async")
    assert answer.status_code == 202
    assert answer.headers["Preference-Applied"] == "respond-async"
    assert api.decided(address)["outcome"] == "qualified"


def test_a_decision_in_the_request_leaves_nothing_for_the_queue_to_do(api: Api) -> None:
    said = api.demo({"email": new_address(), **READY}).json()
    until(lambda: _waiting(api), lambda waiting: waiting == 0)
    assert api.read(f"/leads/{said['lead_id']}").json()["version"] == said["version"]


def test_a_test_lead_goes_all_the_way_to_the_sandbox(api: Api) -> None:
    said = api.demo({"email": new_address(), **READY, "test": True}).json()
    assert (said["outcome"], said["owner"]["id"]) == ("qualified", "sandbox")


def test_the_same_key_and_body_are_answered_alike_and_another_body_is_refused(api: Api) -> None:
    body, key = {"email": new_address(), **READY}, {"Idempotency-Key": new_address()}
    first, again = api.demo(body, **key), api.demo(body, **key)
    assert first.text == again.text
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.demo(body | {"title": "Intern"}, **key).status_code == 409


def test_a_person_who_agreed_and_is_not_ready_may_be_written_to(api: Api) -> None:
    address = new_address()
    api.lead({"email": address, "company": {"employees": 240, "country": "DE"}, "consent": {"marketing": True}})
    status = api.decided(address)
    assert (status["outcome"], status["cadence_action"]) == ("nurture", "start")
    assert status["sequence_key"] == "nurture"
    assert status["revisit_at"]


def test_a_status_that_is_known_already_is_not_sent_again(api: Api) -> None:
    address = new_address()
    api.demo({"email": address, **READY})
    first = api.read("/status", params={"email": address})
    again = api.read("/status", params={"email": address}, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("path", ["/health", "/openapi.json", "/docs"])
def test_the_api_describes_itself_to_everybody(api: Api, path: str) -> None:
    answer = api.call("GET", path)
    assert answer.status_code == 200
    assert answer.headers["x-request-id"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _waiting(api: Api) -> int:
    names = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
    ]
    queue = api.stack.client("sqs").get_queue_attributes(QueueUrl=api.stack.queue_url, AttributeNames=names)
    return sum(int(queue["Attributes"][name]) for name in names)
