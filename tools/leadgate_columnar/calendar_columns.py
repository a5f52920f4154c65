"""Opening hours and calendar days for whole columns of moments, the same as the domain's calendar has them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from leadgate.domain.clock import DAY, MINUTE
from leadgate.domain.policy.business_hours import BusinessCalendar
from leadgate_columnar.ternary import Mask

# 1970-01-01 as a proleptic ordinal, and its day of the week counted from Monday.
_EPOCH_DAY: Final = 719_163
_EPOCH_WEEKDAY: Final = 3
# Within these years every zone's offset is found by looking once a day; outside, each moment is asked by itself.
_EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC).timestamp()
_LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC).timestamp()


def days_of(calendar: BusinessCalendar, at: NDArray[Any]) -> NDArray[np.int64]:
    """Number the calendar day of each moment in the policy's time zone, as a proleptic ordinal."""

    def number(local: NDArray[np.int64]) -> NDArray[np.int64]:
        days: NDArray[np.int64] = local // DAY + _EPOCH_DAY
        return days

    return _by_local_time(calendar, at, calendar.day_of, number)


def are_outside(calendar: BusinessCalendar, at: NDArray[Any]) -> Mask:
    """Say of each moment whether it lies outside the opening hours."""
    opened = np.zeros((7, DAY // MINUTE), np.int64)
    for weekday, spans in enumerate(calendar.week):
        for start, end in spans:
            opened[weekday, start:end] = 1

    def lookup(local: NDArray[np.int64]) -> NDArray[np.int64]:
        day, second = np.divmod(local, DAY)
        closed: NDArray[np.int64] = 1 - opened[(day + _EPOCH_WEEKDAY) % 7, second // MINUTE]
        return closed

    outside: Mask = _by_local_time(calendar, at, calendar.is_outside, lookup) != 0
    return outside


def _by_local_time(
    calendar: BusinessCalendar,
    at: NDArray[Any],
    ask: Callable[[float], int],
    calculate: Callable[[NDArray[np.int64]], NDArray[np.int64]],
) -> NDArray[np.int64]:
    ordinary = (at >= _EARLIEST) & (at < _LATEST)
    if ordinary.all():
        return calculate(_local_seconds(calendar, at)) if len(at) else np.empty(0, np.int64)
    result = np.empty(len(at), np.int64)
    result[ordinary] = _by_local_time(calendar, at[ordinary], ask, calculate)
    distinct, places = np.unique(at[~ordinary], return_inverse=True)
    result[~ordinary] = np.fromiter(map(ask, distinct.tolist()), np.int64, len(distinct))[places]
    return result


def _local_seconds(calendar: BusinessCalendar, at: NDArray[Any]) -> NDArray[np.int64]:
    """Give the local time of each moment, as seconds since 1970 on the clock on the wall."""
    if np.issubdtype(at.dtype, np.floating):
        # As `datetime.fromtimestamp` does it: to the nearest microsecond, which may be the next second.
        seconds = np.floor(at)
        at = (seconds + (np.rint((at - seconds) * 1e6) >= 1e6)).astype(np.int64)
    starts, offsets = _offsets(calendar, int(at.min()), int(at.max()))
    local: NDArray[np.int64] = at + offsets[np.searchsorted(starts, at, side="right") - 1]
    return local


def _offsets(calendar: BusinessCalendar, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the seconds from which each offset to UTC holds between two moments."""
    starts, offsets = [first], [_offset(calendar, first)]
    for before in range(first, last, DAY):
        after = min(before + DAY, last)
        if _offset(calendar, after) != offsets[-1]:
            starts.append(_change(calendar, before, after))
            offsets.append(_offset(calendar, after))
    return np.array(starts, np.int64), np.array(offsets, np.int64)


def _change(calendar: BusinessCalendar, before: int, after: int) -> int:
    """Find the first second at which the offset is no longer that of `before`."""
    old = _offset(calendar, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(calendar, middle) == old else (before, middle)
    return after


def _offset(calendar: BusinessCalendar, at: int) -> int:
    difference = datetime.fromtimestamp(at, calendar.zone).utcoffset()
    # Before about 1940 some zones had offsets with seconds, never with parts of them.
    return 0 if difference is None else int(difference.total_seconds())
