"""How lost races are run again: a bounded number of times, with growing random pauses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import SystemRandom
from time import sleep

# The system's own chance: instances that start from one snapshot would share a generator's state, and pause alike.
_CHANCE = SystemRandom()
_PATIENT = 60


@dataclass(frozen=True, slots=True)
class Backoff:
    """Bounded attempts with full jitter; times in seconds.

    Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """

    limit: int = 10
    first: float = 0.02
    longest: float = 0.5
    most: float = 6.0
    pause: Callable[[float], None] = sleep

    def attempts(self) -> Iterator[int]:
        """Count the attempts from 0, pausing before every one but the first; they end early after `most` of pauses."""
        paused = 0.0
        for attempt in range(self.limit):
            if attempt:
                pause = _CHANCE.uniform(0, min(self.longest, self.first * 2**attempt))
                paused += pause
                if paused > self.most:
                    return
                self.pause(pause)
            yield attempt

    def patient(self) -> "Backoff":
        """Give one that tries for longer: what somebody posted is refused only when nothing else helps."""
        return replace(self, limit=max(self.limit, _PATIENT))
