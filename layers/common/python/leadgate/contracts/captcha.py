"""What Turnstile and hCaptcha put into a form, how their services are asked, and how their answers are read.

Source: Cloudflare's "Validate the token" (developers.cloudflare.com/turnstile) and hCaptcha's "Verify the User Response
Server Side" (docs.hcaptcha.com).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from leadgate.domain.captcha import Captcha, Proof, Provider, Verdict


@dataclass(frozen=True, slots=True)
class CaptchaService:
    """A vendor's service: the field of its token, where it is asked, how long a token can be, and what names a try."""

    field: str
    base_url: str
    path: str
    longest: int
    attempt: str | None = None


SERVICES: Final[Mapping[Provider, CaptchaService]] = MappingProxyType({
    "turnstile": CaptchaService(
        "cf-turnstile-response", "https://challenges.cloudflare.com", "/turnstile/v0/siteverify", 2_048,
        attempt="idempotency_key",
    ),
    # hCaptcha says nothing of a length; its tokens have some two thousand characters and grow.
    "hcaptcha": CaptchaService("h-captcha-response", "https://api.hcaptcha.com", "/siteverify", 9_000),
})  # fmt: skip

TOKEN_FIELDS: Final = frozenset({*(service.field for service in SERVICES.values()), "g-recaptcha-response"})
"""The fields of tokens, also the one that widgets add for pages written for another vendor: never an answer."""

# What is wrong with us, or with the service: it says nothing of the visitor.
_OURS = frozenset({
    "missing-input-secret", "invalid-input-secret", "bad-request", "internal-error", "sitekey-secret-mismatch",
    "missing-remoteip", "invalid-remoteip", "not-using-dummy-passcode", "not-using-dummy-secret",
})  # fmt: skip
_USED_UP = frozenset({
    "timeout-or-duplicate", "expired-input-response", "already-seen-response", "invalid-or-already-seen-response",
})  # fmt: skip
_MISSING = "missing-input-response"


def token_of(posted: Mapping[str, object], captcha: Captcha) -> str | None:
    """Give the token that a form was posted with.

    Args:
        posted: the posted fields.
        captcha: the form's captcha.

    Returns:
        The first one that is not empty, for a page may have its widget twice; None when there is none.
    """
    value = posted.get(SERVICES[captcha.provider].field)
    values = value if isinstance(value, list) else [value]
    return next((text.strip() for text in values if isinstance(text, str) and text.strip()), None)


def can_be_token(token: str, captcha: Captcha) -> bool:
    """Say whether a service can have given this token; what it cannot have given, it need not be asked about."""
    is_plain = token.isascii() and token.isprintable() and " " not in token
    return is_plain and len(token) <= SERVICES[captcha.provider].longest


def question_of(captcha: Captcha, proof: Proof) -> Mapping[str, str]:
    """Give the parameters with which a service is asked."""
    question = {"secret": proof.secret, "response": proof.token}
    if proof.address is not None:
        question["remoteip"] = proof.address
    attempt = SERVICES[captcha.provider].attempt
    if attempt is not None:
        question[attempt] = proof.attempt
    return question


def read_verdict(answer: object) -> Verdict | None:
    """Read what a service answered.

    Args:
        answer: its JSON, whatever it is.

    Returns:
        What it says of the visitor; None when it says nothing of them.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("success"), bool):
        return None
    if answer["success"]:
        return Verdict.PASSED
    codes = answer.get("error-codes", [])
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        return None
    said = set(codes)
    if said & _OURS:
        return None
    if said and said <= _USED_UP:
        return Verdict.USED_UP
    return Verdict.MISSING if said == {_MISSING} else Verdict.REFUSED
