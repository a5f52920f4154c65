"""Opening hours in a time zone: whether a moment is outside them, and which calendar day it falls on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from leadgate.domain.clock import Instant

Week = tuple[tuple[tuple[int, int], ...], ...]
"""For each day from Monday on, the open spans as minutes since midnight, the end excluded."""


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The policy's time zone and the hours in which somebody is at work."""

    zone: tzinfo
    week: Week

    def is_outside(self, at: Instant) -> bool:
        """Say whether a moment lies outside the opening hours, daylight saving time included.

        Args:
            at: epoch seconds.

        Returns:
            True when no open span of that local day contains the moment.
        """
        local = self._local(at)
        minute = local.hour * 60 + local.minute
        return not any(start <= minute < end for start, end in self.week[local.weekday()])

    def day_of(self, at: Instant) -> int:
        """Number the calendar day of a moment in the policy's time zone, as a proleptic ordinal."""
        return self._local(at).toordinal()

    def _local(self, at: Instant) -> datetime:
        try:
            return datetime.fromtimestamp(at, self.zone)
        except (OverflowError, ValueError, OSError):
            # Next to year 1 and year 9999 a zone's offset leaves the calendar; UTC does not.
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)


def calendar_of(timezone: str, week: Sequence[Sequence[Sequence[int]]] | None) -> BusinessCalendar:
    """Make the calendar of a policy.

    Args:
        timezone: an IANA name such as `Europe/Berlin`.
        week: seven lists of `[start, end]` in minutes, or None for a policy without hours.

    Returns:
        The calendar; without hours every moment counts as outside.

    Raises:
        ValueError: the zone is not known here.
    """
    spans = tuple(tuple((int(a), int(b)) for a, b in day) for day in week or [[]] * 7)
    return BusinessCalendar(_zone(timezone), spans)


@lru_cache(maxsize=64)
def _zone(timezone: str) -> tzinfo:
    if timezone == "UTC":
        return UTC
    try:
        return ZoneInfo(timezone)
    except (LookupError, OSError, ValueError) as error:
        raise ValueError(f"unknown time zone {timezone!r}") from error
