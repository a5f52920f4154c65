"""How long a caller wants to wait for a decision: the `Prefer` header."""

import re

from leadgate.runtime.request import Request

BUDGET = 1.5
"""Seconds that a demo request waits for its decision when it does not ask for another time."""
LONGEST = 10.0

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,4})\"?(?:$|[,;\s])", re.IGNORECASE)


def wait_of(request: Request) -> float:
    """Give the seconds that the caller is willing to wait.

    Args:
        request: the request; `Prefer: wait=5` asks for five seconds, `Prefer: respond-async` for none.

    Returns:
        At most 10; 1.5 without a preference that we know. An unknown preference is ignored, as the standard wants.

    Source: RFC 7240, sections 2 and 4.3.
    """
    preferences = ", ".join(request.headers.get("prefer", ()))
    found = _WAIT.search(preferences)
    if found:
        return min(float(found[1]), LONGEST)
    return 0.0 if "respond-async" in preferences.lower() else BUDGET
