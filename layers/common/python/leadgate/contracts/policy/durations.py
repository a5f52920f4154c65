"""Durations as people write them in a policy, such as `30d`."""

import re
from typing import Final

from leadgate.domain.clock import DAY, HOUR, MINUTE, WEEK

UNITS: Final = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
_DURATION: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([smhdw])")


def seconds_of(text: str) -> int | float | None:
    """Read a duration.

    Args:
        text: a number and one of s, m, h, d, w: `90s`, `15m`, `24h`, `30d`, `2w`.

    Returns:
        Seconds, more than zero, or None when the text is no duration.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    seconds = float(match[1]) * UNITS[match[2]]
    if seconds <= 0:
        return None
    return int(seconds) if seconds.is_integer() else seconds
