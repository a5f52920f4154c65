"""Captchas' services are asked over HTTP; an answer that says nothing of the visitor is named, and no secret told."""

import json
import traceback
from collections.abc import Iterator
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

import pytest

from leadgate.adapters.captcha import verify_captcha
from leadgate.application.form_ports import CaptchaUnavailable
from leadgate.domain.captcha import Captcha, Proof, Provider, Verdict
from tests.fakes.answers_api import AnswersApi, answers_api

PROOF = Proof("the-secret-key", "0.the-token+/=&", "203.0.113.10", "0b1f3a52-1d6e-4c57-9d1c-3f1f5a1e9a77")
REFUSED = b'{"success": false, "error-codes": ["invalid-input-response"]}'


@pytest.fixture
def api() -> Iterator[AnswersApi]:
    with answers_api() as running:
        yield running


def verify(api: AnswersApi, provider: Provider = "turnstile", *, seconds: float = 5.0, base_url: str = "") -> Verdict:
    return verify_captcha(Captcha(provider, base_url or api.url), PROOF, seconds=seconds)


@pytest.mark.parametrize(
    ("provider", "path", "more"),
    [
        ("turnstile", "/turnstile/v0/siteverify", {"idempotency_key": [PROOF.attempt]}),
        ("hcaptcha", "/siteverify", {}),
    ],
)
def test_a_service_is_asked_by_a_form_and_believed(
    api: AnswersApi, provider: Provider, path: str, more: dict[str, Any]
) -> None:
    api.body = b'{"success": true, "challenge_ts": "2026-05-04T10:00:00Z", "hostname": "a.example"}'
    assert verify(api, provider) is Verdict.PASSED
    api.body = REFUSED
    assert verify(api, provider, base_url=f"{api.url}/proxy/") is Verdict.REFUSED
    assert [asked for asked, _ in api.asked] == [path, f"/proxy{path}"]
    assert api.asked[0][1]["content-type"] == "application/x-www-form-urlencoded"
    sent = {"secret": [PROOF.secret], "response": [PROOF.token], "remoteip": [PROOF.address]}
    assert parse_qs(api.posted[0].decode()) == sent | more


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("a server's error", {"status": 500, "body": REFUSED}, "status_5xx"),
    ("a refusal that is JSON", {"status": 403, "body": REFUSED}, "refused"),
    ("too many", {"status": 429, "body": b"slow down"}, "too_many_requests"),
    ("a redirect", {"status": 302, "headers": {"Location": "http://127.0.0.1:1/x"}}, "status_3xx"),
    ("a page", {"body": b"<!doctype html><title>Just a moment</title>"}, "not_json"),
    ("nothing", {"body": b""}, "not_json"),
    ("half of it", {"body": REFUSED[:30], "headers": {"Content-Length": "61"}}, "cut_off"),
    ("half of it, and says so", {"body": REFUSED[:30]}, "not_json"),
    ("other bytes", {"body": b"\xff\xfe{}"}, "not_json"),
    ("deep nesting", {"body": b"[" * 16_000}, "not_json"),
    ("a list", {"body": b"[true]"}, "no_verdict"),
    ("a text for success", {"body": b'{"success": "true"}'}, "no_verdict"),
    ("our own secret", {"body": b'{"success": false, "error-codes": ["invalid-input-secret"]}'}, "no_verdict"),
    ("too much", {"body": b'{"success": true, "x": "' + b"x" * 20_000 + b'"}'}, "too_large"),
    ("no HTTP", {"headers": {"Content-Length": "many"}, "body": b""}, "not_json"),
]


@pytest.mark.parametrize(("how", "reason"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_an_answer_that_says_nothing_of_the_visitor_is_named(api: AnswersApi, how: dict[str, Any], reason: str) -> None:
    for name, value in how.items():
        setattr(api, name, value)
    with pytest.raises(CaptchaUnavailable) as raised:
        verify(api)
    assert raised.value.reason == reason
    told = "".join(traceback.format_exception(raised.value))
    assert not [word for word in (PROOF.secret, PROOF.token, PROOF.address) if word and word in told]


@pytest.mark.parametrize("body", [REFUSED, json.dumps({"success": True, "pad": "x" * 200}).encode()])
def test_a_service_that_drips_is_given_up_in_time(api: AnswersApi, body: bytes) -> None:
    api.body, api.pause = body, 0.05
    begun = monotonic()
    with pytest.raises(CaptchaUnavailable, match="timed_out"):
        verify(api, seconds=0.2)
    # Were it not given up, it would take three seconds and more.
    assert monotonic() - begun < len(body) * api.pause / 1.5


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1:1", "unreachable"),
        ("http://captcha.example", "bad_address"),
        ("ftp://127.0.0.1", "bad_address"),
        ("https://127.0.0.1:x", "bad_address"),
        ("http://10.0.0.1", "bad_address"),
    ],
)
def test_only_tls_or_this_machine_is_asked(api: AnswersApi, address: str, reason: str) -> None:
    with pytest.raises(CaptchaUnavailable, match=reason):
        verify(api, base_url=address)
