"""A captcha's service that says what it is told to."""

from leadgate.application.form_ports import CaptchaUnavailable
from leadgate.domain.captcha import Captcha, Proof, Verdict


class ToldCaptchas:
    """A CaptchaVerifier that notes with what, and for how long, it was asked; without a verdict it is not there."""

    def __init__(self, verdict: Verdict | None = Verdict.PASSED) -> None:
        self.verdict = verdict
        self.asked: list[tuple[Proof, float]] = []

    def __call__(self, captcha: Captcha, proof: Proof, *, seconds: float) -> Verdict:
        self.asked.append((proof, seconds))
        if self.verdict is None:
            raise CaptchaUnavailable("unreachable")
        return self.verdict
