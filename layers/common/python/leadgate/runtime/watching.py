"""What is seen around a post of a public form: how many there are, whose text it repeats, what its captcha says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from leadgate.application.form_ports import CaptchaUnavailable
from leadgate.contracts.captcha import can_be_token, token_of
from leadgate.contracts.problem import Problem
from leadgate.domain.captcha import SIGNS, Captcha, Proof, Verdict
from leadgate.domain.identity import identity_of
from leadgate.domain.network import network_of
from leadgate.domain.rates import (
    ADDRESS_SECONDS,
    FORM_SECONDS,
    TEXT_SECONDS,
    Counts,
    Tally,
    signs_of_rates,
    wait_of_rates,
)
from leadgate.domain.repeated_text import text_to_compare
from leadgate.runtime.telemetry import count, logger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadgate.application.connection_ports import SecretStore
    from leadgate.application.form_ports import CaptchaVerifier, PostCounter
    from leadgate.application.ports import Clock
    from leadgate.contracts.submissions import Stated
    from leadgate.domain.clock import Instant
    from leadgate.domain.form import Form
    from leadgate.domain.quarantine import Sign
    from leadgate.runtime.deadline import Deadline
    from leadgate.runtime.posts import Receipts, Salted

COUNTING_SECONDS: Final = 0.5
"""A post does not wait for longer than this to be counted; then it is kept uncounted."""

CAPTCHA_SECONDS: Final = 1.0
"""A post does not wait for longer than this for a captcha's service; then nothing is held against it."""

_SECRET_HELD = 30.0
_SECRET_IN_DOUBT = 2.0
# Enough of a hash to tell a few persons apart, and too little to find anybody by it.
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Watching:
    """What watching is wired to; `secrets` has the secret of each form's captcha, by provider and form."""

    counter: PostCounter
    secrets: SecretStore
    verify: CaptchaVerifier
    counting: Deadline
    asking: Deadline
    clock: Clock
    salted: Salted


@dataclass(frozen=True, slots=True)
class WatchedPost:
    """One post: its form, the network address that the gateway saw, what was posted, and how it is recognised."""

    form: Form
    address: str | None
    posted: Mapping[str, object]
    receipts: Receipts


def signs_around(stated: Stated, post: WatchedPost, watching: Watching) -> Sequence[Sign]:
    """Say what speaks against a post that the post alone does not show.

    Args:
        stated: what was posted.
        post: how it came.
        watching: what counts, and whom to ask.

    Returns:
        The signs; none for what could not be counted or asked, because a lead comes before all that.

    Raises:
        Problem: 429 when the form or the network has posted more than the form's owner allows; nothing is kept.
    """
    now = watching.clock()
    counts = _counts(stated, post, watching, now)
    wait = wait_of_rates(counts, post.form.limits, now)
    if wait is not None:
        count("FormPostRefused")
        detail = "Too many posts of this form; this one was not kept. Send it again after Retry-After seconds."
        raise Problem(429, "too-many-posts", detail, headers={"Retry-After": str(wait)})
    signs = list(signs_of_rates(counts, post.form.limits))
    if post.form.captcha is not None:
        verdict = _verdict(post.form.captcha, stated, post, watching, now)
        signs += [SIGNS[verdict]] if verdict is not None and verdict in SIGNS else []
    return signs


def _counts(stated: Stated, post: WatchedPost, watching: Watching, now: Instant) -> Counts:
    tallies = _tallies(stated, post, watching.salted)
    if not tallies:
        return Counts()
    work = partial(watching.counter.count, list(tallies.values()), now)
    try:
        counted = watching.counting.run(work, COUNTING_SECONDS)
    except Exception as error:  # whatever it is: the lead comes first
        logger.warning("not counted", extra={"error": type(error).__name__})
        counted = None
    if counted is None:
        count("FormPostNotCounted")
        return Counts()
    return Counts(**dict(zip(tallies, counted, strict=True)))


def _tallies(stated: Stated, post: WatchedPost, salted: Salted) -> dict[str, Tally]:
    """Name what is counted, by the names that `Counts` has for it."""
    limits, form_id = post.form.limits, post.form.id
    tallies: dict[str, Tally] = {}
    network = network_of(post.address) if limits.counts_addresses else None
    if network is not None:
        tallies["of_address"] = Tally(salted("tally", "address", form_id, network), ADDRESS_SECONDS)
    if limits.counts_posts:
        tallies["of_form"] = Tally(salted("tally", "form", form_id), FORM_SECONDS)
    text = text_to_compare(stated.facts) if limits.shared_text is not None else None
    if text is not None:
        person = salted("tally", "person", identity_of(stated.email))[:_SHORT]
        tallies["persons_of_text"] = Tally(salted("tally", "text", text), TEXT_SECONDS, person)
    return tallies


def _verdict(captcha: Captcha, stated: Stated, post: WatchedPost, watching: Watching, now: Instant) -> Verdict | None:
    """Give what is known of a captcha; None, and a metric, when its service could not say."""
    token = token_of(post.posted, captcha)
    if token is None:
        return Verdict.MISSING
    if not can_be_token(token, captcha):
        return Verdict.REFUSED
    person_key = watching.salted("person", identity_of(stated.email))
    attempt = str(UUID(post.receipts(person_key, now).record[:32]))
    work = partial(_ask, captcha, post.form.id, token, post.address, attempt, watching)
    reason = "timed_out"
    try:
        verdict = watching.asking.run(work, CAPTCHA_SECONDS)
    except CaptchaUnavailable as unavailable:
        verdict, reason = None, unavailable.reason
    except Exception as error:  # whatever it is: the lead comes first
        verdict, reason = None, type(error).__name__
    if verdict is None:
        count("CaptchaNotChecked")
        logger.warning("captcha not checked", extra={"provider": captcha.provider, "reason": reason})
    return verdict


def _ask(captcha: Captcha, form_id: str, token: str, address: str | None, attempt: str, watching: Watching) -> Verdict:
    held = _secret(captcha, form_id, _SECRET_HELD, watching)
    known_address = address if network_of(address) else None
    verdict = watching.verify(captcha, Proof(held, token, known_address, attempt), seconds=CAPTCHA_SECONDS)
    if verdict is not Verdict.REFUSED:
        return verdict
    # The owner may have changed the widget a moment ago.
    secret = _secret(captcha, form_id, _SECRET_IN_DOUBT, watching)
    if secret == held:
        return verdict
    return watching.verify(captcha, Proof(secret, token, known_address, attempt), seconds=CAPTCHA_SECONDS)


def _secret(captcha: Captcha, form_id: str, no_older_than: float, watching: Watching) -> str:
    kept = watching.secrets.find(captcha.provider, form_id, no_older_than=no_older_than)
    if kept is None or kept.current is None:
        raise CaptchaUnavailable("no_secret")
    return kept.current
