"""How many posts of a form are too many: counts against the form's limits, and what each says against a post."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leadgate.domain.clock import DAY, MINUTE, Instant
from leadgate.domain.quarantine import Sign

ADDRESS_SECONDS: Final = 10 * MINUTE
FORM_SECONDS: Final = MINUTE
TEXT_SECONDS: Final = DAY

MOST_MEMBERS: Final = 10
"""Different members of one name are told apart up to this many, so that what is kept of them stays small."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted under a salted name in windows of so many seconds: posts, or the different members of it."""

    name: str
    seconds: int
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many posts of a form nothing is said against; None: that is not looked at.

    Posts from one network address within ten minutes: above `per_address` they look odd, above `per_address_held`
    they are quarantined, above `per_address_refused` they are not kept. Posts of the form within a minute, from
    anywhere: `per_form` and `per_form_refused`. `shared_text`: so many persons who post one text within a day look odd.
    """

    per_address: int | None = 20
    per_address_held: int | None = 100
    per_address_refused: int | None = 300
    per_form: int | None = 300
    per_form_refused: int | None = 3_000
    shared_text: int | None = 3

    @property
    def counts_addresses(self) -> bool:
        """Say whether posts are counted by network address."""
        return (self.per_address, self.per_address_held, self.per_address_refused) != (None, None, None)

    @property
    def counts_posts(self) -> bool:
        """Say whether posts are counted by form."""
        return (self.per_form, self.per_form_refused) != (None, None)


NO_LIMITS: Final = Limits(None, None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, this post included; 0 for what was not counted."""

    of_address: int = 0
    of_form: int = 0
    persons_of_text: int = 0


def signs_of_rates(counts: Counts, limits: Limits) -> Sequence[Sign]:
    """Say what the counts tell against a post.

    Args:
        counts: what was counted.
        limits: what the form's owner allows.

    Returns:
        At most one sign for each of address, form and text.
    """
    signs = []
    if _is_over(counts.of_address, limits.per_address_held):
        signs.append(Sign.ADDRESS_FLOOD)
    elif _is_over(counts.of_address, limits.per_address):
        signs.append(Sign.BUSY_ADDRESS)
    if _is_over(counts.of_form, limits.per_form):
        signs.append(Sign.BUSY_FORM)
    if limits.shared_text is not None and counts.persons_of_text >= limits.shared_text:
        signs.append(Sign.SHARED_TEXT)
    return signs


def wait_of_rates(counts: Counts, limits: Limits, now: Instant) -> int | None:
    """Say for how long no more posts are kept.

    Args:
        counts: what was counted.
        limits: what the form's owner allows.
        now: the moment of the post.

    Returns:
        The seconds until the windows that are full are over, at least one; None when the post may be kept.
    """
    waits = []
    if _is_over(counts.of_address, limits.per_address_refused):
        waits.append(_rest(ADDRESS_SECONDS, now))
    if _is_over(counts.of_form, limits.per_form_refused):
        waits.append(_rest(FORM_SECONDS, now))
    return max(waits, default=None)


def window_of(seconds: int, now: Instant) -> int:
    """Give the moment at which the window of so many seconds began that a moment is in."""
    return int(now // seconds) * seconds


def _rest(seconds: int, now: Instant) -> int:
    return max(1, window_of(seconds, now) + seconds - int(now))


def _is_over(count: int, limit: int | None) -> bool:
    return limit is not None and count > limit
