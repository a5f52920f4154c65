"""What public forms need from the outside: how they are set up, whom to trust, and what is seen around a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from leadgate.application.ports import Page
    from leadgate.domain.captcha import Captcha, Proof, Verdict
    from leadgate.domain.clock import Instant
    from leadgate.domain.form import Form
    from leadgate.domain.rates import Tally


class FormRegistry(Protocol):
    """Where forms are set up."""

    def find(self, form_id: str) -> Form | None:
        """Give a form by its id; at most half a minute old."""
        ...

    def put(self, form: Form) -> None:
        """Set up a form, or change one. Raises Congested."""
        ...

    def page(self, *, cursor: str | None, limit: int) -> Page[Form]:
        """Give forms in the order of their ids. Raises BadCursor."""
        ...


class AllowList(Protocol):
    """Whom nothing is held against: addresses and domains, by salted names."""

    def allows(self, names: Sequence[str]) -> bool:
        """Say whether any of some names is on the list."""
        ...

    def add(self, names: Sequence[str], at: Instant, by: str) -> None:
        """Put names on the list."""
        ...


class PostCounter(Protocol):
    """Counts posts, under salted names and for a while."""

    def count(self, tallies: Sequence[Tally], now: Instant) -> Sequence[int]:
        """Count one post under each of some names.

        Returns:
            For each, how many there are in the window of now, this one included: posts, or different members, of which
            at most `MOST_MEMBERS` are told apart.
        """
        ...


class CaptchaUnavailable(Exception):
    """A captcha's service gave no answer that says anything of the visitor; `reason` is a short name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CaptchaVerifier(Protocol):
    """Asks a captcha's service whether a person solved it."""

    def __call__(self, captcha: Captcha, proof: Proof, *, seconds: float) -> Verdict:
        """Give what the service says within a time. Raises CaptchaUnavailable."""
        ...
