"""What asking about a captcha promises, asked of the fake and of the adapter with a service on this machine."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from leadgate.adapters.captcha import verify_captcha
from leadgate.application.form_ports import CaptchaUnavailable, CaptchaVerifier
from leadgate.domain.captcha import Captcha, Proof, Verdict
from tests.fakes.answers_api import answers_api
from tests.fakes.captchas import ToldCaptchas

SPELLED = {
    Verdict.PASSED: {"success": True},
    Verdict.REFUSED: {"success": False, "error-codes": ["invalid-input-response"]},
    Verdict.MISSING: {"success": False, "error-codes": ["missing-input-response"]},
    Verdict.USED_UP: {"success": False, "error-codes": ["timeout-or-duplicate"]},
    None: {},
}
Told = tuple[CaptchaVerifier, Captcha, Callable[[Verdict | None], None]]


@pytest.fixture(params=["fake", "http"])
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    """A verifier of each kind, a captcha to ask about, and a function that sets what is known of it."""
    if request.param == "fake":
        fake = ToldCaptchas()
        yield fake, Captcha("turnstile"), lambda verdict: setattr(fake, "verdict", verdict)
        return
    with answers_api() as api:

        def tell(verdict: Verdict | None) -> None:
            api.body = json.dumps(SPELLED[verdict]).encode()

        yield verify_captcha, Captcha("turnstile", api.url), tell


@pytest.mark.parametrize("verdict", Verdict)
def test_what_the_service_knows_is_said(told: Any, verdict: Verdict) -> None:
    verify, captcha, tell = told
    tell(verdict)
    assert verify(captcha, Proof("secret", "token", None, "attempt"), seconds=5.0) is verdict


def test_a_service_that_says_nothing_is_not_available(told: Any) -> None:
    verify, captcha, tell = told
    tell(None)
    with pytest.raises(CaptchaUnavailable):
        verify(captcha, Proof("secret", "token", None, "attempt"), seconds=5.0)
