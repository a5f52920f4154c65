"""A value that is read from afar at most so often, and that stays in use when reading it fails."""

import logging
from collections.abc import Callable
from time import time
from typing import Final

SECONDS: Final = 30.0
"""How old a policy, a form or the directory may be on a running instance; changes arrive well within a minute."""

MOST_HELD: Final = 1_000
"""How many values of one kind an instance holds."""

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


class FreshEach[K, T]:
    """A value for each name, each read from afar at most so often; that there is none is not held.

    Args:
        read: gets the value of a name from afar, None where there is none.
        seconds: how long a value counts as fresh; 0 reads it each time.
    """

    def __init__(self, read: Callable[[K], T | None], *, seconds: float = SECONDS) -> None:
        self._read = read
        self._seconds = seconds
        self._held: dict[K, Fresh[T | None]] = {}

    def get(self, name: K) -> T | None:
        """Give the value of a name; the old one where reading it anew fails."""
        fresh = self._held.get(name) or Fresh(lambda: self._read(name), seconds=self._seconds)
        value = fresh.get()
        if value is None:
            self.forget(name)
        elif name not in self._held:
            # Names come from the public, and there may be any number of them.
            if len(self._held) >= MOST_HELD:
                self._held.clear()
            self._held[name] = fresh
        return value

    def forget(self, name: K) -> None:
        """Read the value of a name anew the next time."""
        self._held.pop(name, None)
