"""A web form as its owner set it up: what it is for, who may post it, and what its fields mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from leadgate.domain.captcha import Captcha
from leadgate.domain.rates import Limits

ELAPSED: Final = "lg_elapsed_ms"
"""The field in which our script posts for how many milliseconds the form was open."""

HONEYPOT: Final = "website_url_2"
MIN_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its kind, the origins that may post it, the meaning of its fields and its thank-you page.

    `honeypot` names the field that no person sees (None: there is none); nobody fills the form in in less than
    `min_seconds` (0: that is not looked at). `limits` says how many posts are too many, and `captcha` (None: there is
    none) whose service knows whether a person posted.
    """

    id: str
    kind: Literal["lead", "demo"] = "lead"
    origins: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    thank_you_url: str | None = None
    channel: str | None = None
    honeypot: str | None = HONEYPOT
    min_seconds: float = MIN_SECONDS
    limits: Limits = field(default_factory=Limits)
    captcha: Captcha | None = None


def admits(form: Form, origin: str | None) -> bool:
    """Say whether a browser page may post this form.

    Args:
        form: the form as it is set up.
        origin: the request's Origin header, or None when it had none (a server, a plain link, curl).

    Returns:
        True for no origin, for a listed one, and for any when the form lists `*`.
    """
    return origin is None or "*" in form.origins or origin in form.origins
