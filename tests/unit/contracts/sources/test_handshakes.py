"""A source that makes sure of us gets its answer, and nobody else gets one."""

import hmac
import json
from dataclasses import replace
from urllib.parse import quote

import pytest

from leadgate.contracts.sources.registry import SOURCES
from tests.builders.deliveries import SECRET, connection, delivery

CODE = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
SUBSCRIBE = {"hub.mode": "subscribe", "hub.verify_token": "token", "hub.challenge": "1158201444"}


def answer(source: str, query: dict[str, str], secret: str = SECRET, **settings: object) -> tuple[str, str] | None:
    handshake = SOURCES[source].handshake
    assert handshake is not None
    return handshake(replace(delivery(b""), method="GET", query=query), connection(source, **settings), secret)


def test_only_two_sources_shake_hands() -> None:
    assert {name for name, source in SOURCES.items() if source.handshake} == {"meta", "linkedin"}


def test_meta_gets_its_challenge_back() -> None:
    token = {"verify_token": "token"}
    assert answer("meta", SUBSCRIBE, signature=token) == ("text/plain", "1158201444")
    assert answer("meta", SUBSCRIBE | {"hub.verify_token": SECRET}) == ("text/plain", "1158201444")


@pytest.mark.parametrize(
    "query",
    [
        {}, SUBSCRIBE | {"hub.verify_token": "Token"}, SUBSCRIBE | {"hub.verify_token": ""},
        SUBSCRIBE | {"hub.mode": "unsubscribe"}, SUBSCRIBE | {"hub.challenge": ""},
        SUBSCRIBE | {"hub.challenge": "<script>"}, SUBSCRIBE | {"hub.challenge": "1" * 201},
        SUBSCRIBE | {"hub.verify_token": "tök\ud800en"}, SUBSCRIBE | {"hub.verify_token": SECRET},
    ],
)  # fmt: skip
def test_nobody_else_gets_meta_s_answer(query: dict[str, str]) -> None:
    assert answer("meta", query, signature={"verify_token": "token"}) is None


def test_an_empty_verify_token_is_nobody_s() -> None:
    assert answer("meta", SUBSCRIBE | {"hub.verify_token": ""}, secret="", signature={"verify_token": ""}) is None


def test_linkedin_gets_its_challenge_signed() -> None:
    type_, text = answer("linkedin", {"challengeCode": CODE}) or ("", "{}")
    assert type_ == "application/json"
    expected = hmac.digest(SECRET.encode(), CODE.encode(), "sha256").hex()
    assert json.loads(text) == {"challengeCode": CODE, "challengeResponse": expected}


@pytest.mark.parametrize(
    "code", ["", "1", CODE + "0", CODE + "\n", 'hmacsha256={"type": "LEAD_ACTION"}', quote(CODE + "é")]
)
def test_we_sign_no_text_of_an_attacker_s_choice(code: str) -> None:
    assert answer("linkedin", {"challengeCode": code}) is None


def test_without_a_secret_nothing_is_signed() -> None:
    assert answer("linkedin", {"challengeCode": CODE}, secret="") is None
    assert answer("linkedin", {}) is None
