"""A value that is read from afar at most so often, and that stays in use when reading it fails."""

import logging
from collections.abc import Callable
from time import time
from typing import Final

SECONDS: Final = 30.0
"""How old a policy, a form or the directory may be on a running instance; changes arrive well within a minute."""


_log = logging.getLogger(__name__)


class Fresh[T]:
    """One value with the moment it was read.

    Args:
        read: gets the value from afar.
        seconds: how long a value counts as fresh.
        now: the clock, in seconds.
    """

    # The clock of the wall: a monotonic one may stand still while Lambda has an instance frozen or in a snapshot, and
    # by it what was read an hour ago would be fresh.
    def __init__(self, read: Callable[[], T], *, seconds: float = SECONDS, now: Callable[[], float] = time) -> None:
        self._read = read
        self._seconds = seconds
        self._now = now
        self._held: tuple[T, float] | None = None

    def get(self) -> T:
        """Give the value, read again when it is too old.

        Returns:
            The fresh value; the old one when there is one and reading fails, so that an outage of what rarely
            changes does not stop what is known to work.
        """
        held = self._held
        # A clock that was set back says nothing of an age.
        if held is not None and 0 <= self._now() - held[1] < self._seconds:
            return held[0]
        try:
            value = self._read()
        except Exception as error:
            if held is None:
                raise
            _log.warning("an older value stays in use, reading it anew failed: %s", type(error).__name__)
            value = held[0]
        self._held = (value, self._now())
        return value
