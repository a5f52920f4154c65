"""Hostile requests over real HTTP against the deployed stack: refused alike, nothing kept, nothing told."""

import gzip
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.e2e.driving import PATIENCE, READY, Api, new_address

OURS, FOREIGN = "https://www.seller.example", "https://evil.example"
GOOD = b'{"email": "mallory@firm.example"}'
JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


@dataclass(frozen=True)
class Attack:
    """A request as it goes over the wire, and the statuses that are right for it."""

    statuses: set[int]
    method: str = "POST"
    path: str = "/leads"
    headers: tuple[tuple[str, str], ...] = (JSON,)
    body: bytes = GOOD
    key: str | None = "intake"


def read(path: str, *statuses: int) -> Attack:
    return Attack(set(statuses), "GET", path, (), b"", "cadence")


def form(*statuses: int, origin: str | None = None, kind: tuple[str, str] = JSON, body: bytes = GOOD) -> Attack:
    origins = () if origin is None else (("Origin", origin),)
    return Attack(set(statuses), path="/forms/demo", headers=(kind, *origins), body=body, key=None)


ATTACKS = {
    "no body": Attack({400}, body=b""),
    "half a document": Attack({400}, body=b'{"email"'),
    "no object": Attack({400}, body=b"[1]"),
    "64 kB and a byte": Attack({413}, body=GOOD + b" " * (65_537 - len(GOOD))),
    "a megabyte": Attack({413}, body=GOOD + b" " * 1_000_000),
    "60,000 brackets": Attack({422}, body=b"[" * 60_000),
    "half a character": Attack({422}, body=b'{"email": "a@b.example", "title": "\\ud800"}'),
    "an address that is no UTF-8": Attack({400, 422}, body=b'{"email": "m\xfcller@firm.example"}'),
    "another charset": Attack({415}, headers=(("Content-Type", "application/json; charset=iso-8859-1"),)),
    "packed": Attack({400, 415}, headers=(JSON, ("Content-Encoding", "gzip")), body=gzip.compress(GOOD)),
    "two content types": Attack({400, 415}, headers=(JSON, ("Content-Type", "text/plain"))),
    "two idempotency keys": Attack({400}, headers=(JSON, ("Idempotency-Key", "a"), ("Idempotency-Key", "b"))),
    "two keys": Attack({400, 401}, headers=(JSON, ("Authorization", "Bearer lg_other"))),
    "a key in the query": Attack({401}, path="/leads?key=lg_x", key=None),
    "a very long key": Attack({401}, headers=(JSON, ("Authorization", "Bearer lg_" + "x" * 5_000)), key=None),
    "a key of another scope": Attack({403}, key="admin"),
    "no such method": Attack({404, 405}, method="PUT"),
    "a preflight where none is": Attack({404}, method="OPTIONS", headers=(("Origin", OURS),), body=b"", key=None),
    "an escaped slash": read("/leads/..%2f..%2fhealth", 404),
    "a NUL in an id": read("/leads/%00", 404),
    "an endless id": read("/decisions/" + "x" * 5_000, 404, 414),
    "nobody asked for": read("/status", 400),
    "two people asked for": read("/status?email=a@b.example&email=c@d.example", 400),
    "both ways to ask": read("/status?email=a@b.example&lead_id=lead_1", 400),
    "an address that is none": read("/status?email=%ff%fe@b.example", 400, 422),
    "a foreign page": form(403, origin=FOREIGN),
    "a page of no origin": form(403, origin="null"),
    "an origin that only begins like ours": form(403, origin=f"{OURS}.evil.example"),
    "a file upload": form(415, kind=("Content-Type", "multipart/form-data; boundary=x")),
    "301 fields": form(400, kind=FORM, body=b"&".join(b"f%d=1" % n for n in range(301))),
    "control characters that grow": form(
        413, kind=FORM, body=b"&".join(b"f%d=" % n + b"\x01" * 9_000 for n in range(7))
    ),
}


@pytest.fixture(scope="module")
def answers(api: Api) -> dict[str, tuple[int, dict[str, str], bytes]]:
    """What every attack was answered, and that none of them left a trace in the table."""
    before = stored(api)
    with ThreadPoolExecutor(4) as crowd:
        seen = dict(zip(ATTACKS, crowd.map(lambda attack: send(api, attack), ATTACKS.values()), strict=True))
    assert stored(api) == before
    return seen


def stored(api: Api) -> int:
    """How many people and posts are kept; unlike decisions, those come with a request only."""
    pages = (
        api.stack.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=api.stack.table,
            FilterExpression="sk IN (:person, :post)",
            ExpressionAttributeValues={":person": {"S": "LOCK"}, ":post": {"S": "RECEIPT"}},
        )
    )
    return sum(len(page["Items"]) for page in pages)


def send(api: Api, attack: Attack) -> tuple[int, dict[str, str], bytes]:
    """Write the request byte by byte as it stands: clients are too well-behaved for it."""
    url = urlsplit(api.stack.api_url)
    key = () if attack.key is None else (("Authorization", f"Bearer {api.stack.keys[attack.key]}"),)
    lines = [("Host", url.netloc), *key, *attack.headers, ("Content-Length", str(len(attack.body)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in [*lines, ("Connection", "close")])
    with socket.create_connection((str(url.hostname), int(url.port or 80)), timeout=PATIENCE) as wire:
        wire.sendall(f"{attack.method} {url.path}{attack.path} HTTP/1.1\r\n{head}\r\n".encode() + attack.body)
        raw = b"".join(iter(lambda: wire.recv(65_536), b""))
    answer, _, body = raw.partition(b"\r\n\r\n")
    first, *rest = answer.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    return int(first.split()[1]), headers, body


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_the_right_refusal_and_leaves_nothing(
    name: str, answers: dict[str, tuple[int, dict[str, str], bytes]]
) -> None:
    status, headers, body = answers[name]
    assert status in ATTACKS[name].statuses, body
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["status"] == status
    assert headers["x-request-id"] and headers["strict-transport-security"] and headers["x-content-type-options"]
    assert "access-control-allow-origin" not in headers


def test_a_lead_that_strangers_fill_still_takes_posts_and_is_decided(api: Api) -> None:
    address = new_address()
    for number in range(14):
        junk = {f"junk_{number}_{n}": "x" * 9_000 for n in range(6)}
        answer = api.call("POST", "/forms/demo", json={"email": address} | junk)
        assert answer.status_code in (200, 202), answer.text
    assert api.demo({"email": address, **READY}).json()["outcome"] == "qualified"


def test_a_slash_more_is_no_other_post(api: Api) -> None:
    body = {"email": new_address()}
    first = api.lead(body).json()
    again = api.call("POST", "/leads/", key="intake", json=body)
    assert again.status_code == 404 or again.json() == first | {"duplicate": True}
