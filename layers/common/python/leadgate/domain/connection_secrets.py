"""The secrets of a connection, and how one takes over from the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadgate.domain.clock import DAY, Instant

OVERLAP = DAY
"""For how long the previous secret still proves a delivery, in seconds: the vendor is told the new one by hand."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a connection shares with its source: the signing secret, the one before it, and a token for its API."""

    current: str | None = None
    previous: str | None = None
    previous_until: Instant = 0
    access_token: str | None = None


def rotated(secrets: Secrets, secret: str, now: Instant) -> Secrets:
    """Give the secrets after a signing secret was set.

    Args:
        secrets: as they are.
        secret: the new one; setting the present one again changes nothing, so that a request may be repeated.
        now: the moment from which the previous one is on its way out.

    Returns:
        The secrets, in which the previous one is good for another day.
    """
    if secrets.current == secret:
        return secrets
    previous = secrets.current
    return replace(secrets, current=secret, previous=previous, previous_until=now + OVERLAP if previous else 0)


def valid_secrets(secrets: Secrets, now: Instant) -> Sequence[str]:
    """Give the signing secrets that prove a delivery at a moment, the present one first."""
    previous = secrets.previous if now < secrets.previous_until else None
    return [secret for secret in (secrets.current, previous) if secret]
