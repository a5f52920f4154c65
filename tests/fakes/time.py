"""A clock that tests set, ids that count, and a backoff that notes its pauses instead of taking them."""

from dataclasses import replace
from itertools import count

from leadgate.application.retry import Backoff
from leadgate.domain.clock import Instant

NOON = 1_777_888_800.0
"""2026-05-04T10:00:00Z, a Monday."""


class SettableClock:
    """A Clock that stands still until it is moved."""

    def __init__(self, now: Instant = NOON) -> None:
        self.now = now

    def __call__(self) -> Instant:
        return self.now


class CountingIds:
    """Ids that sort in the order in which they were made."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self, kind: str, at: Instant) -> str:
        return f"{kind}_{next(self._numbers):06d}"


def impatient(limit: int = 10) -> tuple[Backoff, list[float]]:
    """A backoff that never pauses, and the list of the pauses that it would have made."""
    pauses: list[float] = []
    return replace(Backoff(limit=limit), pause=pauses.append), pauses
