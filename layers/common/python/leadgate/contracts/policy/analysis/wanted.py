"""Sets of the three truth values as bits: what a condition may still come out as."""

from typing import Final

NO: Final = 1
UNKNOWN: Final = 2
YES: Final = 4
NOT_YES: Final = NO | UNKNOWN
NOT_NO: Final = YES | UNKNOWN


def opposite(wanted: int) -> int:
    """Say what the inner condition of a `not` must come out as, so that the whole comes out as wanted."""
    return (wanted & UNKNOWN) | (wanted & NO) << 2 | (wanted & YES) >> 2
