"""Functions killed in mid-flight on the deployed stack: what was accepted is kept, and all of it is decided."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import le

import httpx
import pytest

from tests.e2e.driving import READY, Api, new_address, until

# Seconds after which a message that a dead worker had is given to another; minutes on AWS.
GIVEN_BACK_AFTER = "5"
# How many answers come between two kills, so that some requests get through and some are cut off in mid-flight.
ANSWERS = 5


@pytest.fixture
def impatient_queue(api: Api) -> Iterator[None]:
    sqs, url = api.stack.client("sqs"), api.stack.queue_url
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": GIVEN_BACK_AFTER})
    yield
    sqs.set_queue_attributes(QueueUrl=url, Attributes=before)


def test_an_intake_that_is_killed_again_and_again_neither_loses_nor_doubles_a_lead(
    api: Api, crash: Callable[[str], int], impatient_queue: None
) -> None:
    answered: list[tuple[str, str]] = []
    with ThreadPoolExecutor(4) as crowd:
        posts = [crowd.submit(_post_until_answered, api, answered) for _ in range(20)]
        killed = 0
        while not all(post.done() for post in posts):
            before = len(answered)
            until(lambda: len(answered), partial(le, min(before + ANSWERS, len(posts))))
            killed += crash("Intake")
        retries = sum(post.result() for post in posts)

    assert killed > 1 and retries > 0, "nothing was cut off: the test has shown nothing"
    for address, lead_id in answered:
        status = api.decided(address)
        assert (status["lead_id"], status["outcome"]) == (lead_id, "qualified")
        kinds = Counter(entry["type"] for entry in api.timeline(lead_id))
        assert kinds == {"captured": 1, "decided": 1, "assigned": 1}
    until(lambda: undecided(api), lambda leads: not leads)


def test_a_worker_that_is_killed_leaves_no_lead_undecided(
    api: Api, crash: Callable[[str], int], impatient_queue: None
) -> None:
    addresses = [new_address() for _ in range(8)]
    killed = 0
    for address in addresses:
        assert api.lead({"email": address, **READY}).status_code == 202
        killed += crash("Qualify")
    assert killed, "nothing was killed: the test has shown nothing"
    for address in addresses:
        assert api.decided(address)["outcome"] == "nurture"
    until(lambda: undecided(api), lambda leads: not leads)


def _post_until_answered(api: Api, answered: list[tuple[str, str]]) -> int:
    """Do what a sender does whose request got no answer: send it again under the same key; gives the repetitions."""
    address = new_address()
    for attempt in range(100):
        try:
            answer = api.demo({"email": address, **READY}, **{"Idempotency-Key": address})
        except httpx.HTTPError:
            continue
        if answer.status_code in (200, 202):
            answered.append((address, answer.json()["lead_id"]))
            return attempt
        time.sleep(0.3)
    raise AssertionError(f"{address} was never answered")


def undecided(api: Api) -> list[str]:
    """The leads in the table that still ask to be decided."""
    pages = api.stack.client("dynamodb").get_paginator("scan").paginate(TableName=api.stack.table)
    return [item["id"]["S"] for page in pages for item in page["Items"] if item["sk"]["S"] == "LEAD" and "asks" in item]
