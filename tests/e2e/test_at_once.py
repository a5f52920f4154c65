"""Many connections at once against the deployed stack: one person is one lead, and turns stay fair."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest

from leadgate_cli.setup_document import read_setup
from leadgate_local.seed import DEMO
from tests.e2e.driving import READY, Api, new_address, until

# Enough for a race; each request at once needs two processes that start, an authorizer and an intake.
AT_ONCE = 8


@pytest.fixture(scope="module", autouse=True)
def awake(api: Api) -> None:
    """Start as many functions as will be needed, so that requests race and not the starts of processes."""

    def knock(_: int) -> None:
        # Functions of a slow machine may be given up while so many of them start; the answer does not matter.
        with suppress(httpx.HTTPError):
            api.demo({"email": new_address(), **READY})

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        list(crowd.map(knock, range(AT_ONCE)))


def test_the_same_person_at_once_from_many_connections_is_one_lead(api: Api) -> None:
    address = new_address()
    bodies = [{"email": address, **READY, "answers": {**READY["answers"], "team_size": n + 3}} for n in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(api.lead, bodies))

    assert {answer.status_code for answer in answers} <= {202, 503}
    accepted = [answer.json() for answer in answers if answer.status_code == 202]
    assert len({answer["lead_id"] for answer in accepted}) == 1
    entries = until(
        lambda: api.timeline(accepted[0]["lead_id"]), lambda seen: any(e["type"] == "decided" for e in seen)
    )
    posts = [entry for entry in entries if entry["type"] in ("captured", "inquired_again")]
    assert len(posts) == len(accepted)
    versions = [entry["version"] for entry in posts]
    assert len(set(versions)) == len(versions)


def test_the_same_idempotency_key_at_once_counts_once(api: Api) -> None:
    body, key = {"email": new_address(), **READY}, new_address()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda _: api.demo(body, **{"Idempotency-Key": key}), range(AT_ONCE)))

    assert {answer.status_code for answer in answers} <= {200, 202}
    assert len({answer.json()["lead_id"] for answer in answers}) == 1
    decided = [answer.json() for answer in answers if answer.status_code == 200]
    assert len({answer["owner"]["id"] for answer in decided}) == 1
    entries = api.timeline(decided[0]["lead_id"])
    assert Counter(entry["type"] for entry in entries) == {"captured": 1, "decided": 1, "assigned": 1}


def test_demo_requests_at_once_are_shared_by_weight_and_nobody_is_left_out(api: Api) -> None:
    before = _assigned(api)
    addresses = [new_address() for _ in range(24)]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        list(crowd.map(lambda address: api.demo({"email": address, **READY}), addresses))
    owners = Counter(api.decided(address)["owner_id"] for address in addresses)
    weights = read_setup(DEMO).pools["inbound"].members
    assert set(owners) == set(weights)
    total = before + owners
    for rep, weight in weights.items():
        exact = total.total() * weight / sum(weights.values())
        assert abs(total[rep] - exact) < 1, (rep, total)


def _assigned(api: Api) -> Counter[str]:
    """How many turns of the pool each rep has had in this stack's life so far."""
    pages = api.stack.client("dynamodb").get_paginator("scan").paginate(TableName=api.stack.table)
    turns: Counter[str] = Counter()
    for page in pages:
        for item in page["Items"]:
            details = item.get("doc", {}).get("S", "")
            if (
                item.get("type", {}).get("S") == "assigned"
                and '"pool":"inbound"' in details
                and '"via":"turn"' in details
            ):
                turns[details.split('"owner_id":"')[1].split('"')[0]] += 1
    return turns
