"""Many at once, each like an instance of its own on the same table: one lead, one decision, turns that add up.

The endpoints are called below the resolver, which keeps the current request in a class attribute and so cannot serve
two threads; moto's transactions are made atomic, as DynamoDB's are, by letting one call through at a time.
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from leadgate.runtime import intake
from leadgate.runtime.http import Answer, to_problem
from leadgate.runtime.qualify import qualify_batch
from leadgate.runtime.request import read_request
from leadgate.runtime.wiring import intake_services, qualify_services
from tests.builders.gateway import ORIGIN, demo_body, nudges, request
from tests.integration.service import Service

CROWD = int(os.environ.get("LEADGATE_CROWD", "8"))
"""How many at once; `make burst` has a hundred."""
Endpoint = Callable[..., Answer]


def post_at_once(endpoint: Endpoint, events: list[dict[str, Any]], *path: str) -> list[tuple[int, Any]]:
    """Post all events in the same moment, each to an instance of its own."""
    start, instances = Barrier(len(events)), [intake_services() for _ in events]

    def post(n: int) -> tuple[int, Any]:
        start.wait()
        try:
            answer = endpoint(read_request(events[n]), instances[n], *path)
        except Exception as error:
            return to_problem(error).status, None
        return answer.status_code, json.loads(answer.body or "null")

    with ThreadPoolExecutor(len(events)) as crowd:
        return list(crowd.map(post, range(len(events))))


def versions(service: Service) -> list[int]:
    """The versions of the timeline's entries of the one lead."""
    return sorted(int(item["version"]["N"]) for item in service.of_kind("LEAD#") if item["sk"]["S"].startswith("TL#"))


def the_lead(service: Service) -> dict[str, Any]:
    (lead,) = service.of_kind("LEAD#", "LEAD")
    return lead


@pytest.mark.parametrize("headers", [{"Idempotency-Key": "k"}, {}], ids=["with a key", "without a key"])
def test_the_same_post_from_many_connections_counts_once(headers: dict[str, str], service: Service) -> None:
    answers = post_at_once(intake.post_lead, [request("POST", "/leads", demo_body(), headers=headers)] * CROWD)
    assert {status for status, _ in answers} == {202}
    assert {document["lead_id"] for _, document in answers} == {the_lead(service)["id"]["S"]}
    assert versions(service) == [1]
    assert len(service.of_kind("RECEIPT#")) == len(service.of_kind("PERSON#")) == 1


def test_the_same_key_with_different_bodies_keeps_one_and_refuses_the_others(service: Service) -> None:
    bodies = [demo_body(title=f"Title {n}") for n in range(CROWD)]
    events = [request("POST", "/leads", body, headers={"Idempotency-Key": "k"}) for body in bodies]
    answers = post_at_once(intake.post_lead, events)
    assert Counter(status for status, _ in answers) == {202: 1, 409: CROWD - 1}
    assert versions(service) == [1]


def test_the_same_person_with_different_posts_is_one_lead_that_holds_them_all(service: Service) -> None:
    bodies = [demo_body(answers={f"answer_{n}": n}) for n in range(CROWD)]
    events = [request("POST", "/leads", body) for body in bodies]
    accepted: list[Any] = []
    # Of a hundred some may be told to come again, by a table that does one thing at a time; they do.
    while events:
        answers = post_at_once(intake.post_lead, events)
        assert {status for status, _ in answers} <= {202, 503}
        accepted += [document for status, document in answers if status == 202]
        events = [event for event, (status, _) in zip(events, answers, strict=True) if status == 503]
        assert len(events) < CROWD / 2
    assert {document["lead_id"] for document in accepted} == {the_lead(service)["id"]["S"]}
    assert versions(service) == list(range(1, CROWD + 1))
    facts = json.loads(the_lead(service)["doc"]["S"])["facts"]
    assert {name for name in facts if name.startswith("answers.answer_")} == {
        f"answers.answer_{n}" for n in range(CROWD)
    }


def test_the_same_visitor_by_forms_is_one_lead_and_each_post_has_a_name_of_its_own(service: Service) -> None:
    bodies = [demo_body(answers={"n": n}) for n in range(4)]
    events = [request("POST", "/forms/demo", body, headers={"Origin": ORIGIN}, scopes=None) for body in bodies]
    answers = post_at_once(intake.post_form, events, "demo")
    assert {status for status, _ in answers} <= {200, 202}
    names = {document["lead_id"] for _, document in answers}
    assert len(names) == 4
    assert {item["pk"]["S"].removeprefix("LEAD#") for item in service.of_kind("LEAD#")} == names
    assert the_lead(service)["id"]["S"] in names


def test_the_same_demo_request_at_once_is_decided_once_and_owned_by_one(service: Service) -> None:
    event = request("POST", "/demo-requests", demo_body(), headers={"Idempotency-Key": "k", "Prefer": "wait=10"})
    answers = post_at_once(intake.post_demo_request, [event] * CROWD)
    # A slow machine may leave some to the queue; who is answered is answered alike.
    decided = [json.dumps(document, sort_keys=True) for status, document in answers if status == 200]
    assert {status for status, _ in answers} <= {200, 202}
    assert len(set(decided)) == 1
    assert versions(service) == [1, 2, 2]
    assert len(service.of_kind("DECISION#")) == 1
    (turns,) = service.of_kind("POOL#", "TURNS")
    assert (turns["version"]["N"], json.loads(turns["doc"]["S"])["taken"]) == ("1", {"anna": 1})


def test_a_worker_beside_the_request_decides_nothing_twice(service: Service) -> None:
    _, kept = post_at_once(intake.post_lead, [request("POST", "/leads", demo_body())])[0]
    start = Barrier(CROWD)
    workers = [qualify_services() for _ in range(CROWD)]

    def look(n: int) -> object:
        start.wait()
        return qualify_batch(nudges(kept["lead_id"]), workers[n])

    with ThreadPoolExecutor(CROWD) as crowd:
        assert list(crowd.map(look, range(CROWD))) == [{"batchItemFailures": []}] * CROWD
    assert len(service.of_kind("DECISION#")) == 1
    assert "asks" not in the_lead(service)


def test_many_people_at_once_are_shared_out_fairly_and_none_is_unowned(service: Service) -> None:
    events = [request("POST", "/demo-requests", demo_body(email=f"p{n}@firm.example")) for n in range(6)]
    answers = post_at_once(intake.post_demo_request, events)
    assert {status for status, _ in answers} <= {200, 202}
    asking = [item["id"]["S"] for item in service.of_kind("LEAD#", "LEAD") if "asks" in item]
    assert qualify_batch(nudges(*asking), qualify_services()) == {"batchItemFailures": []}
    owners = Counter(json.loads(item["doc"]["S"])["owner"]["id"] for item in service.of_kind("LEAD#", "LEAD"))
    assert owners == {"anna": 4, "ben": 2}
    (turns,) = service.of_kind("POOL#", "TURNS")
    assert turns["version"]["N"] == "6"
    assert len(service.of_kind("DECISION#")) == 6
