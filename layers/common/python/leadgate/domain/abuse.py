"""What speaks against a post: signs with weights that add up to quarantine, and nobody is ever dropped."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from types import MappingProxyType
from typing import Final, Literal

from leadgate.domain.clock import DAY
from leadgate.domain.lead import FactValue
from leadgate.domain.quarantine import Evidence, Sign
from leadgate.domain.spam_text import (
    MANY_LINKS,
    NAMES,
    has_markup,
    hides_its_target,
    hosts_of,
    is_repeated,
    texts_of,
)

THRESHOLD: Final = 100
"""The points from which on a post is quarantined: one strong sign, or two medium ones."""


_STRONG, _MEDIUM, _WEAK = 100, 50, 20
WEIGHTS: Final[Mapping[Sign, tuple[int, str]]] = MappingProxyType({
    Sign.HONEYPOT_FILLED: (_STRONG, "a field that no person can see was filled in"),
    Sign.TOO_FAST: (_MEDIUM, "the form came back sooner than a person can fill it in"),
    Sign.IMPOSSIBLE_TIMING: (_MEDIUM, "the time that the form was open is none that a browser can measure"),
    Sign.DISPOSABLE_ADDRESS: (_MEDIUM, "the address is one to be thrown away"),
    Sign.ROLE_ADDRESS: (_WEAK, "the address belongs to a role, not to a person"),
    Sign.MANY_LINKS: (_MEDIUM, f"the texts hold {MANY_LINKS} links or more"),
    Sign.HIDDEN_LINK: (_MEDIUM, "a link hides where it leads"),
    Sign.LINK_IN_NAME: (_MEDIUM, "a name holds a link"),
    Sign.MARKUP: (_MEDIUM, "a text holds markup that loads, runs or links something"),
    Sign.REPEATED_TEXT: (_MEDIUM, "one text stands in three fields or more"),
    Sign.BUSY_ADDRESS: (_MEDIUM, "many posts of this form came from one network address"),
    Sign.ADDRESS_FLOOD: (_STRONG, "more posts of this form came from one network address than an office sends"),
    Sign.BUSY_FORM: (_WEAK, "many posts of this form came at once"),
    Sign.SHARED_TEXT: (_MEDIUM, "the same text was posted under other addresses"),
    Sign.CAPTCHA_REFUSED: (_STRONG, "the captcha's service says that no person solved it"),
    Sign.CAPTCHA_MISSING: (_MEDIUM, "the captcha of the form was not sent along"),
    Sign.CAPTCHA_USED_UP: (_MEDIUM, "the captcha was solved too long ago, or was sent before"),
})  # fmt: skip
"""What each sign weighs, and what it says. Nothing here guesses whether a name is a real one."""

# Mailbox names for roles, and what offices of several languages use. Source: RFC 2142, sections 3 to 5.
_ROLES = frozenset({
    "abuse", "admin", "administrator", "billing", "contact", "contacto", "enquiries", "feedback", "hello", "help",
    "hostmaster", "hr", "info", "inquiries", "jobs", "kontakt", "mail", "mailer-daemon", "marketing", "no-reply", "noc",
    "noreply", "office", "postmaster", "root", "sales", "security", "service", "support", "team", "vertrieb",
    "webmaster",
})  # fmt: skip
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_LONGEST_OPEN = 366 * DAY


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What speaks against a post; `spared` says why it counts for nothing: an allow-list, or a trusted server."""

    evidence: tuple[Evidence, ...] = ()
    spared: Literal["allow_list", "server"] | None = None

    @property
    def points(self) -> int:
        """The points of all evidence together."""
        return sum(found.points for found in self.evidence)

    @property
    def is_quarantined(self) -> bool:
        """Say whether the evidence adds up and nothing spares the post."""
        return self.spared is None and self.points >= THRESHOLD


@dataclass(frozen=True, slots=True)
class FormReturn:
    """How a browser form came back: what its hidden field held, how long it says it was open, and the least time."""

    honeypot: object = None
    elapsed_ms: object = None
    min_seconds: float = 0


UNSUSPECTED: Final = Suspicion()


def suspicion_of(
    facts: Mapping[str, FactValue],
    *,
    is_disposable: bool = False,
    returned: FormReturn | None = None,
    seen: Iterable[Sign] = (),
) -> Suspicion:
    """Say what speaks against a post, from the post and what was seen around it.

    Args:
        facts: what was stated, by full names.
        is_disposable: whether the address is of a service for addresses to be thrown away.
        returned: how the form came back; None for what no browser posted.
        seen: signs that the post alone does not show: how many there are, and what a captcha's service says.

    Returns:
        The evidence in the order of `Sign`; a sign counts once, however often it is seen.
    """
    signs = {*seen, *_signs_of_texts(facts), *_signs_of_return(returned or FormReturn())}
    if is_disposable:
        signs.add(Sign.DISPOSABLE_ADDRESS)
    if _mailbox(facts) in _ROLES:
        signs.add(Sign.ROLE_ADDRESS)
    return Suspicion(tuple(Evidence(sign, WEIGHTS[sign][0]) for sign in Sign if sign in signs))


def spare(suspicion: Suspicion, by: Literal["allow_list", "server"]) -> Suspicion:
    """Give the same evidence, counting for nothing."""
    return replace(suspicion, spared=by)


def to_document(suspicion: Suspicion) -> dict[str, object]:
    """Spell evidence for a timeline; what was posted is no part of it."""
    return {
        "quarantined": suspicion.is_quarantined,
        "spared": suspicion.spared,
        **evidence_to_document(suspicion.evidence),
    }


def evidence_to_document(evidence: tuple[Evidence, ...]) -> dict[str, object]:
    """Spell evidence for people: every sign with its points and what it says."""
    return {
        "points": sum(found.points for found in evidence),
        "threshold": THRESHOLD,
        "evidence": [
            {"sign": found.sign.value, "points": found.points, "says": WEIGHTS[found.sign][1]} for found in evidence
        ],
    }


def _mailbox(facts: Mapping[str, FactValue]) -> str:
    return str(facts.get("email.address", "")).rpartition("@")[0].partition("+")[0].casefold()


def _signs_of_texts(facts: Mapping[str, FactValue]) -> Iterator[Sign]:
    texts = texts_of(facts)
    links = {name: [host for text in parts for host in hosts_of(text)] for name, parts in texts.items()}
    hosts = [host for found in links.values() for host in found]
    if len(hosts) >= MANY_LINKS:
        yield Sign.MANY_LINKS
    if any(hides_its_target(host) for host in hosts):
        yield Sign.HIDDEN_LINK
    if any(links.get(name) for name in NAMES):
        yield Sign.LINK_IN_NAME
    if any(has_markup(text) for parts in texts.values() for text in parts):
        yield Sign.MARKUP
    if is_repeated(texts):
        yield Sign.REPEATED_TEXT


def _signs_of_return(returned: FormReturn) -> Iterator[Sign]:
    if _is_filled(returned.honeypot):
        yield Sign.HONEYPOT_FILLED
    elapsed = returned.elapsed_ms
    # A page without our script says nothing of its time, and nothing is no evidence.
    if elapsed is None or elapsed == "":
        return
    seconds = _seconds(elapsed)
    if seconds is None or not 0 <= seconds <= _LONGEST_OPEN:
        yield Sign.IMPOSSIBLE_TIMING
    elif seconds < returned.min_seconds:
        yield Sign.TOO_FAST


def _is_filled(value: object) -> bool:
    """Say whether a hidden field holds anything: a box without a tick and a repeated field left empty do not."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list):
        return any(_is_filled(item) for item in value)
    return value is not None and value is not False and value != {}


def _seconds(milliseconds: object) -> float | None:
    """Read a number of milliseconds as seconds; None for what is no number."""
    if isinstance(milliseconds, str):
        text = milliseconds.strip()
        return float(text) / 1000 if _NUMBER.fullmatch(text) else None
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return None
    # An integer may be too large for a float.
    if isinstance(milliseconds, int):
        return milliseconds / 1000 if abs(milliseconds) < 10**18 else None
    return milliseconds / 1000 if isfinite(milliseconds) else None
