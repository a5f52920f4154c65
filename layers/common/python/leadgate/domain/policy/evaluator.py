"""What decides leads by a policy: closures at once, and the faster generated function once a process decides many."""

from collections.abc import Callable
from typing import Any, Final

from leadgate.domain.clock import Instant
from leadgate.domain.policy.reference import Reference
from leadgate.domain.policy.seen import Seen

WARM: Final = 4
"""After so many leads the generated function is made; one lead is decided sooner than the function is."""

Found = tuple[Any, ...]
"""The parts of what was seen of a lead, in the order of `Seen`, which takes time to make."""

Fused = Callable[[object, Instant], Found]
"""The generated function; raises Odd for a lead that holds something that only the closures read and report."""


class Odd(Exception):
    """The lead holds something ill-typed."""


class Evaluator:
    """Reads leads by one policy; which way it takes can be seen in nothing but the time.

    Args:
        reference: the closures.
        generate: makes the generated function.
    """

    __slots__ = ("_decided", "_generate", "fused", "reference")

    def __init__(self, reference: Reference, generate: Callable[[], Fused]) -> None:
        self.reference = reference
        self._generate = generate
        self.fused: Fused | None = None
        self._decided = 0

    def see(self, lead: object, now: Instant) -> Seen:
        """Read a lead as `find` does, and name the parts."""
        return Seen(*self.find(lead, now))

    def find(self, lead: object, now: Instant) -> Found:
        """Read a lead and find the result of every condition.

        Args:
            lead: the lead document; whatever it holds, nothing is raised.
            now: the clock, epoch seconds.
        """
        fused = self.fused
        if fused is None:
            self._decided += 1
            if self._decided <= WARM:
                return self.reference.see(lead, now)
            fused = self.warm_up()
        try:
            return fused(lead, now)
        except Odd:
            return self.reference.see(lead, now)

    def warm_up(self) -> Fused:
        """Make the generated function, which a process does that is about to decide many leads."""
        if self.fused is None:
            self.fused = self._generate()
        return self.fused
