"""Why a lead is held back, and who let it go."""

from dataclasses import dataclass, replace
from enum import StrEnum

from leadgate.domain.clock import Instant


class Sign(StrEnum):
    """The kinds of evidence against a post."""

    HONEYPOT_FILLED = "honeypot_filled"
    TOO_FAST = "too_fast"
    IMPOSSIBLE_TIMING = "impossible_timing"
    DISPOSABLE_ADDRESS = "disposable_address"
    ROLE_ADDRESS = "role_address"
    MANY_LINKS = "many_links"
    HIDDEN_LINK = "hidden_link"
    LINK_IN_NAME = "link_in_name"
    MARKUP = "markup"
    REPEATED_TEXT = "repeated_text"
    BUSY_ADDRESS = "busy_address"
    ADDRESS_FLOOD = "address_flood"
    BUSY_FORM = "busy_form"
    SHARED_TEXT = "shared_text"
    CAPTCHA_REFUSED = "captcha_refused"
    CAPTCHA_MISSING = "captcha_missing"
    CAPTCHA_USED_UP = "captcha_used_up"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign that was seen, with the points that it had then."""

    sign: Sign
    points: int


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The evidence for which a lead is held back; `released_by` (a key's id) and `released_at` once it is let go."""

    evidence: tuple[Evidence, ...]
    released_at: Instant | None = None
    released_by: str | None = None


def with_evidence(quarantine: Quarantine, evidence: tuple[Evidence, ...]) -> Quarantine:
    """Add what speaks against a later post; a sign counts once, with the most points that it had."""
    points = {found.sign: found.points for found in quarantine.evidence}
    for found in evidence:
        points[found.sign] = max(found.points, points.get(found.sign, 0))
    return replace(quarantine, evidence=tuple(Evidence(sign, points[sign]) for sign in Sign if sign in points))
