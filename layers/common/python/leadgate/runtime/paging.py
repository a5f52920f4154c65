"""The parameters of a list: how many items a page has, and where it begins."""

from leadgate.contracts.problem import Fault, Problem
from leadgate.runtime.request import Request

MAX_PAGE = 100
# Ids are ours: whatever is longer names nothing, and is not worth a look into the table.
_LONGEST_ID = 64


def limit_of(request: Request) -> int:
    """Read `limit`, 100 without one. Raises a 400 problem when it is out of range."""
    raw = request.parameter("limit")
    raw = str(MAX_PAGE) if raw is None else raw
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 4 and 1 <= int(raw) <= MAX_PAGE):
        raise Problem(
            400, "bad-limit", f"limit is a number from 1 to {MAX_PAGE}.", [Fault("/limit", "is out of range")]
        )
    return int(raw)


def is_id(text: str) -> bool:
    """Say whether a text can be an id at all."""
    return 0 < len(text) <= _LONGEST_ID and text.isascii()
