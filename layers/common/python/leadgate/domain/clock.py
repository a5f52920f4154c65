"""Instants: seconds since 1970-01-01T00:00:00Z inside, RFC 3339 in UTC outside."""

from datetime import UTC, datetime, timedelta
from math import isfinite

Instant = float
"""Seconds since the Unix epoch; the only way that the domain spells a moment."""

MINUTE = 60
HOUR = 3_600
DAY = 86_400
WEEK = 604_800

# The years that RFC 3339 can spell (0001 to 9999), so that every instant we accept can be written again.
EARLIEST = -62_135_596_800.0
LATEST = 253_402_300_799.0

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_rfc3339(at: Instant) -> str:
    """Spell an instant as RFC 3339 in UTC, with milliseconds only where there are any.

    Args:
        at: seconds since the epoch, between EARLIEST and LATEST.

    Returns:
        For example `2026-05-04T09:00:00Z` or `2026-05-04T09:00:00.250Z`.

    Source: RFC 3339, section 5.6.
    """
    # Whole milliseconds: as a float, a moment far ahead would come out a millisecond early.
    moment = _EPOCH + timedelta(milliseconds=round(at * 1000))
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def to_instant(value: object) -> Instant | None:
    """Read a moment as people and programs write it.

    Args:
        value: an RFC 3339 string with a zone, or epoch seconds as a number.

    Returns:
        Seconds since the epoch, or None when the value is no moment between the years 1 and 9999.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _within(value)
    if isinstance(value, str):
        return _parse(value)
    return None


def _within(seconds: float) -> Instant | None:
    if isinstance(seconds, float) and not isfinite(seconds):
        return None
    return float(seconds) if EARLIEST <= seconds <= LATEST else None


def _parse(text: str) -> Instant | None:
    if len(text) < 16 or len(text) > 40 or text[10] not in "Tt ":
        return None
    # RFC 3339 allows small letters, and the second 60 at the end of a UTC day, which ends with it here.
    is_leap = text[16:19] == ":60"
    try:
        moment = datetime.fromisoformat((f"{text[:17]}59{text[19:]}" if is_leap else text).upper())
        at = None if moment.tzinfo is None else _within(moment.timestamp() + is_leap)
    except (ValueError, OverflowError):
        return None
    return None if at is not None and is_leap and at // 1 % DAY else at
