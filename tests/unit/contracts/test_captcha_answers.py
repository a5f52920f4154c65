"""What captchas' services answer says something of the visitor only when it is about the visitor."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.captcha import SERVICES, TOKEN_FIELDS, can_be_token, question_of, read_verdict, token_of
from leadgate.contracts.form_fields import lasting, take_return
from leadgate.domain.captcha import SIGNS, Captcha, Proof, Verdict
from leadgate.domain.form import Form

TURNSTILE, HCAPTCHA = Captcha("turnstile"), Captcha("hcaptcha")


def failed(*codes: Any) -> dict[str, Any]:
    return {"success": False, "error-codes": list(codes)}


ANSWERS: list[tuple[Any, Verdict | None]] = [
    ({"success": True, "challenge_ts": "2026-05-04T10:00:00Z", "error-codes": [], "cdata": ""}, Verdict.PASSED),
    ({"success": True}, Verdict.PASSED),
    (failed("invalid-input-response"), Verdict.REFUSED),
    (failed("timeout-or-duplicate"), Verdict.USED_UP),
    (failed("expired-input-response"), Verdict.USED_UP),
    (failed("already-seen-response"), Verdict.USED_UP),
    (failed("invalid-or-already-seen-response"), Verdict.USED_UP),
    (failed("missing-input-response"), Verdict.MISSING),
    (failed("invalid-input-response", "timeout-or-duplicate"), Verdict.REFUSED),
    (failed("a-code-of-next-year"), Verdict.REFUSED),
    (failed(), Verdict.REFUSED),
    ({"success": False}, Verdict.REFUSED),
    (failed("invalid-input-secret"), None),
    (failed("missing-input-secret", "missing-input-response"), None),
    (failed("sitekey-secret-mismatch"), None),
    (failed("bad-request"), None),
    (failed("internal-error"), None),
    (failed("invalid-input-response", "internal-error"), None),
    ({"success": "true"}, None),
    ({"success": 1}, None),
    ({"success": None}, None),
    ({"success": False, "error-codes": "invalid-input-response"}, None),
    ({"success": False, "error-codes": None}, None),
    ({"success": False, "error-codes": [1, None]}, None),
    ({"success": False, "error-codes": [["invalid-input-response"]]}, None),
    ({}, None),
    ([], None),
    ("success", None),
    (None, None),
    (True, None),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "verdict"), ANSWERS)
def test_an_answer_is_read_as_the_vendors_document_it(answer: Any, verdict: Verdict | None) -> None:
    assert read_verdict(answer) is verdict


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["success", "error-codes"]), inner),
)


@given(ANY_JSON)
def test_nobody_passes_or_fails_by_an_answer_without_a_verdict(answer: Any) -> None:
    says = answer.get("success") if isinstance(answer, dict) else None
    verdict = read_verdict(answer)
    assert (verdict is Verdict.PASSED) == (says is True)
    assert verdict is None or isinstance(says, bool)


def test_every_verdict_but_a_pass_is_a_sign() -> None:
    assert set(SIGNS) == set(Verdict) - {Verdict.PASSED}


TOKENS: list[tuple[Any, str | None]] = [
    ("0.token", "0.token"),
    (" 0.token\n", "0.token"),
    (["", "0.token", "0.other"], "0.token"),
    ("", None),
    (" ", None),
    (None, None),
    ([], None),
    (["", None, 7, {}], None),
    ({"token": "x"}, None),
    (7, None),
    (True, None),
]


@pytest.mark.parametrize(("value", "token"), TOKENS)
def test_a_token_is_text_and_of_several_the_first(value: Any, token: str | None) -> None:
    assert token_of({"h-captcha-response": value, "cf-turnstile-response": "other"}, HCAPTCHA) == token
    assert token_of({}, HCAPTCHA) is None


@pytest.mark.parametrize(
    ("token", "expected"),
    [("0.Ab-_.c", True), ("x" * 2_048, True), ("x" * 2_049, False), ("a b", False), ("a\x00b", False), ("ö", False)],
)
def test_what_a_service_cannot_have_given_is_no_token(token: str, expected: bool) -> None:
    assert can_be_token(token, TURNSTILE) is expected
    assert can_be_token("x" * 9_000, HCAPTCHA)
    assert not can_be_token("x" * 10_000, HCAPTCHA)


def test_a_service_is_asked_with_what_it_documents() -> None:
    proof = Proof("the-secret", "0.token", "203.0.113.10", "0b1f3a52-1d6e-4c57-9d1c-3f1f5a1e9a77")
    asked = {"secret": "the-secret", "response": "0.token", "remoteip": "203.0.113.10"}
    assert question_of(HCAPTCHA, proof) == asked
    assert question_of(TURNSTILE, proof) == asked | {"idempotency_key": proof.attempt}
    assert question_of(HCAPTCHA, Proof("s", "t", None, "a")) == {"secret": "s", "response": "t"}
    assert (SERVICES["turnstile"].base_url, SERVICES["turnstile"].path) == (
        "https://challenges.cloudflare.com",
        "/turnstile/v0/siteverify",
    )
    assert (SERVICES["hcaptcha"].base_url, SERVICES["hcaptcha"].path) == ("https://api.hcaptcha.com", "/siteverify")


@pytest.mark.parametrize("name", sorted(TOKEN_FIELDS))
def test_a_token_is_no_part_of_a_lead_and_makes_no_other_post_of_a_repeated_one(name: str) -> None:
    posted = {"email": "ada@firm.example", name: "x" * 2_000, "lg_elapsed_ms": 9_000}
    assert take_return(posted, Form("demo"))[0] == {"email": "ada@firm.example"}
    assert lasting(posted) == {"email": "ada@firm.example"}
