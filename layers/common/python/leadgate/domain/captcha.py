"""Whether a person posted a form, as a captcha's service knows, and what its answer says against a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from leadgate.domain.quarantine import Sign

Provider = Literal["turnstile", "hcaptcha"]


@dataclass(frozen=True, slots=True)
class Captcha:
    """The captcha of a form: whose it is, and where its service is when that is not the vendor's own address."""

    provider: Provider
    base_url: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a captcha's service is asked with.

    `attempt` names the post, so that the same post may be proven again when its first answer was lost. Nothing of it
    is ever kept or logged.
    """

    secret: str = field(repr=False)
    token: str = field(repr=False)
    address: str | None = field(repr=False)
    attempt: str


class Verdict(StrEnum):
    """What is known of a captcha."""

    PASSED = "passed"
    REFUSED = "refused"
    MISSING = "missing"
    USED_UP = "used_up"


SIGNS: Final[Mapping[Verdict, Sign]] = MappingProxyType({
    Verdict.REFUSED: Sign.CAPTCHA_REFUSED,
    Verdict.MISSING: Sign.CAPTCHA_MISSING,
    Verdict.USED_UP: Sign.CAPTCHA_USED_UP,
})  # fmt: skip
"""What each verdict says against a post; one that is not here says nothing."""
