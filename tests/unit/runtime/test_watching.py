"""Watching a post never keeps it waiting for long: what counts or answers late counts for nothing."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from threading import Event
from typing import Any

import pytest

from leadgate.contracts.problem import Problem
from leadgate.contracts.submissions import Stated
from leadgate.domain.captcha import Captcha, Proof, Verdict
from leadgate.domain.clock import Instant
from leadgate.domain.connection_secrets import Secrets
from leadgate.domain.form import Form
from leadgate.domain.quarantine import Sign
from leadgate.domain.rates import NO_LIMITS, Limits, Tally
from leadgate.domain.submission import Receipt
from leadgate.runtime.deadline import Deadline
from leadgate.runtime.watching import CAPTCHA_SECONDS, WatchedPost, Watching, signs_around
from tests.fakes.captchas import ToldCaptchas
from tests.fakes.connections import InMemorySecretStore
from tests.fakes.stores import InMemoryPostCounter
from tests.fakes.time import NOON, SettableClock

ONE = Limits(1, 1, 2, None, None, None)


def salted(*parts: str) -> str:
    return sha256("/".join(parts).encode()).hexdigest()


class LateCounter(InMemoryPostCounter):
    """A PostCounter that does not come back before the test lets it."""

    def __init__(self, until: Event) -> None:
        super().__init__()
        self._until = until

    def count(self, tallies: Sequence[Tally], now: Instant) -> Sequence[int]:
        self._until.wait()
        return super().count(tallies, now)


class LateCaptchas(ToldCaptchas):
    """A CaptchaVerifier that does not come back before the test lets it."""

    def __init__(self, until: Event) -> None:
        super().__init__(Verdict.REFUSED)
        self._until = until

    def __call__(self, captcha: Captcha, proof: Proof, *, seconds: float) -> Verdict:
        self._until.wait()
        return super().__call__(captcha, proof, seconds=seconds)


def watching(counter: InMemoryPostCounter | None = None, captchas: ToldCaptchas | None = None) -> Watching:
    secrets = InMemorySecretStore()
    secrets.put("turnstile", "demo", Secrets("a-secret"))
    return Watching(
        counter or InMemoryPostCounter(),
        secrets,
        captchas or ToldCaptchas(),
        Deadline(),
        Deadline(),
        SettableClock(),
        salted,
    )


def stated(email: str = "vera@firm.example", **facts: Any) -> Stated:
    return Stated(email, {"email.address": email, **facts}, (), NOON, {}, ())


def watched(form: Form, token: str | None = "0.t", address: str | None = "203.0.113.10") -> WatchedPost:
    return WatchedPost(
        form, address, {"cf-turnstile-response": token}, lambda key, now: Receipt(salted("record", key), "digest", now)
    )


PLAIN = Form("demo", limits=NO_LIMITS)
PROVEN = replace(PLAIN, captcha=Captcha("turnstile"))


def test_a_form_without_limits_is_not_counted() -> None:
    counter = InMemoryPostCounter()
    assert signs_around(stated(), watched(PLAIN), watching(counter)) == []
    assert counter.asked == []


def test_names_of_counts_are_salted_and_of_a_person_there_is_only_a_part() -> None:
    counter = InMemoryPostCounter()
    signs_around(stated(**{"answers.message": "lorem ipsum " * 9}), watched(Form("demo")), watching(counter))
    assert [(len(tally.name), tally.seconds, len(tally.member or "")) for tally in counter.asked] == [
        (64, 600, 0),
        (64, 60, 0),
        (64, 86_400, 16),
    ]


def test_a_count_that_is_late_counts_for_nothing_and_the_post_goes_on() -> None:
    late = Event()
    try:
        slow = watching(LateCounter(late))
        assert signs_around(stated(), watched(Form("demo", limits=ONE)), slow) == []
    finally:
        late.set()


def test_a_captcha_that_is_answered_late_says_nothing() -> None:
    late = Event()
    try:
        assert signs_around(stated(), watched(PROVEN), watching(captchas=LateCaptchas(late))) == []
    finally:
        late.set()


@pytest.mark.parametrize(
    ("address", "told"), [("203.0.113.10", "203.0.113.10"), ("not an address", None), (None, None)]
)
def test_a_service_is_told_an_address_only_if_it_is_one(address: str | None, told: str | None) -> None:
    captchas = ToldCaptchas()
    signs_around(stated(), watched(PROVEN, address=address), watching(captchas=captchas))
    ((proof, seconds),) = captchas.asked
    assert (proof.secret, proof.token, proof.address, seconds) == ("a-secret", "0.t", told, CAPTCHA_SECONDS)
    assert not [word for word in ("a-secret", "0.t", "203.0.113.10") if word in repr(proof)]


def test_rates_and_captcha_are_evidence_together_and_a_refusal_comes_before_both() -> None:
    captchas = ToldCaptchas(Verdict.USED_UP)
    watch = watching(captchas=captchas)
    post = watched(replace(PROVEN, limits=replace(ONE, per_address_held=None)))
    seen = [signs_around(stated(), post, watch) for _ in range(2)]
    assert seen == [[Sign.CAPTCHA_USED_UP], [Sign.BUSY_ADDRESS, Sign.CAPTCHA_USED_UP]]
    with pytest.raises(Problem) as refused:
        signs_around(stated(), post, watch)
    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "600"})
    assert len(captchas.asked) == 2


def test_a_service_that_hangs_leaves_counting_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadgate.runtime.watching.CAPTCHA_SECONDS", 0.05)
    late = Event()
    watch = watching(captchas=LateCaptchas(late))
    post = watched(replace(PROVEN, limits=replace(ONE, per_address_held=None, per_address_refused=None)))
    try:
        seen = [signs_around(stated(), post, watch) for _ in range(6)]
    finally:
        late.set()
    assert seen == [[], *[[Sign.BUSY_ADDRESS]] * 5]


def test_what_is_refused_under_an_old_secret_is_asked_again_under_the_new_one() -> None:
    class OldSecret(ToldCaptchas):
        def __call__(self, captcha: Captcha, proof: Proof, *, seconds: float) -> Verdict:
            super().__call__(captcha, proof, seconds=seconds)
            secrets.put("turnstile", "demo", Secrets("new"))
            return Verdict.REFUSED if proof.secret == "a-secret" else Verdict.PASSED

    captchas = OldSecret()
    watch = watching(captchas=captchas)
    secrets = watch.secrets
    assert signs_around(stated(), watched(PROVEN), watch) == []
    assert [proof.secret for proof, _ in captchas.asked] == ["a-secret", "new"]
