"""A burst against the deployed stack: what was accepted is in the table and nothing else, whatever was answered."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from json import loads
from typing import Any

import httpx

from tests.e2e.driving import READY, Api, new_address, until

POSTS = int(os.environ.get("LEADGATE_BURST", "48"))
"""How many posts a burst has; `make burst` has a thousand."""
CONNECTIONS = int(os.environ.get("LEADGATE_CONNECTIONS", "8"))


def test_every_accepted_post_of_a_burst_is_a_lead_and_no_other_is(api: Api) -> None:
    bodies = [_body(n) for n in range(POSTS)]
    with ThreadPoolExecutor(CONNECTIONS) as crowd:
        answers = list(crowd.map(lambda body: answered(api, body), bodies))
    accepted = {
        answer.json()["lead_id"]: str(body["email"])
        for answer, body in zip(answers, bodies, strict=True)
        if answer.is_success
    }
    posted = {body["email"] for body in bodies}
    assert {lead_id: address for lead_id, address in leads(api).items() if address in posted} == accepted
    assert {answer.status_code for answer in answers} == {202, 422}
    assert posted - set(accepted.values()) == {body["email"] for body in bodies if "phone" in body}


def test_posts_of_one_person_at_once_are_one_lead_with_all_of_them_in_its_timeline(api: Api) -> None:
    address = new_address()
    bodies = [{"email": address, **READY, "message": f"post {n}"} for n in range(POSTS // 2)]
    with ThreadPoolExecutor(CONNECTIONS) as crowd:
        answers = list(crowd.map(lambda body: answered(api, body), bodies))
    assert {answer.status_code for answer in answers} == {202}
    (lead_id,) = {answer.json()["lead_id"] for answer in answers}
    until(lambda: api.status(address), lambda status: status["outcome"] is not None)
    stated = [entry["details"].get("stated", {}).get("answers.message") for entry in timeline(api, lead_id)]
    assert sorted(filter(None, stated)) == sorted(str(body["message"]) for body in bodies)


def answered(api: Api, body: dict[str, Any]) -> httpx.Response:
    """Post until there is an answer of ours, as senders do: a request that was cut off is sent again."""
    for _ in range(100):
        try:
            answer = api.lead(body)
        except httpx.HTTPError:
            continue
        if answer.status_code < 500:
            return answer
        # 503 says that nothing was kept; what the gateway answers for a function that it gave up says nothing.
        time.sleep(0.5)
    raise AssertionError("was never answered")


def timeline(api: Api, lead_id: str) -> list[dict[str, Any]]:
    """All of a lead's timeline, page by page."""
    entries: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = api.read(f"/leads/{lead_id}/timeline", params={"cursor": cursor} if cursor else {}).json()
        entries += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return entries


def leads(api: Api) -> dict[str, str]:
    """The address of every lead in the table, by the lead's id."""
    pages = api.stack.client("dynamodb").get_paginator("scan").paginate(TableName=api.stack.table, ConsistentRead=True)
    items = [item for page in pages for item in page["Items"] if item["sk"]["S"] == "LEAD"]
    return {item["id"]["S"]: loads(item["doc"]["S"])["facts"]["email.address"][0] for item in items}


def _body(n: int) -> dict[str, Any]:
    body = {"email": new_address(), **READY}
    # Every eighth is refused: a name that leads do not have, and a phone number that is none.
    return body | {"phone": ["no number"]} if n % 8 == 7 else body
