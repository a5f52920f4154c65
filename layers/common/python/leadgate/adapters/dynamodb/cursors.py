"""The opaque cursors of lists: the sort key where the next page begins, spelled so that only ours are read."""

import base64
import binascii
import re

from leadgate.application.errors import BadCursor


def cursor_of(sort_key: str) -> str:
    """Spell a sort key as a cursor."""
    return base64.urlsafe_b64encode(sort_key.encode()).decode().rstrip("=")


def sort_key_of(cursor: str, form: re.Pattern[str]) -> str:
    """Read a cursor back.

    Args:
        cursor: what a caller sent.
        form: how the sort keys of this list are spelled.

    Returns:
        The sort key.

    Raises:
        BadCursor: the cursor is none of this list.
    """
    try:
        sort_key = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError) as wrong:
        raise BadCursor from wrong
    if not form.fullmatch(sort_key):
        raise BadCursor
    return sort_key
