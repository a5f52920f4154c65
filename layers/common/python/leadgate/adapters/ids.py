"""Ids that sort by the moment they were made."""

from ulid import ULID

from leadgate.domain.clock import Instant


def new_id(kind: str, at: Instant) -> str:
    """Give a new id.

    Args:
        kind: the prefix that says what it names, such as `lead`.
        at: the moment to sort by, epoch seconds.

    Returns:
        The kind, an underscore and a ULID: 48 bits of milliseconds and 80 random bits.

    Source: the ULID specification, github.com/ulid/spec.
    """
    return f"{kind}_{ULID.from_timestamp(at)}"
