"""What decides leads by a policy: closures at once, and the faster generated function once a process decides many."""

from collections.abc import Callable
from typing import Final

from leadgate.domain.clock import Instant
from leadgate.domain.policy.reference import Reference
from leadgate.domain.policy.seen import Seen

WARM: Final = 4
"""After so many leads the generated function is made; one lead is decided sooner than the function is."""

Fused = Callable[[object, Instant], Seen]
"""The generated function; raises Odd for a lead that holds something that only the closures read and report."""


class Odd(Exception):
    """The lead holds something ill-typed."""


class Evaluator:
    """Reads leads by one policy; which way it takes can be seen in nothing but the time.

    Args:
        reference: the closures.
        generate: makes the generated function.
    """

    __slots__ = ("_decided", "_fused", "_generate", "reference")

    def __init__(self, reference: Reference, generate: Callable[[], Fused]) -> None:
        self.reference = reference
        self._generate = generate
        self._fused: Fused | None = None
        self._decided = 0

    def see(self, lead: object, now: Instant) -> Seen:
        """Read a lead and find the result of every condition.

        Args:
            lead: the lead document; whatever it holds, nothing is raised.
            now: the clock, epoch seconds.
        """
        fused = self._fused
        if fused is None:
            self._decided += 1
            if self._decided <= WARM:
                return self.reference.see(lead, now)
            fused = self.fused
        try:
            return fused(lead, now)
        except Odd:
            return self.reference.see(lead, now)

    @property
    def fused(self) -> Fused:
        """The generated function, made on first use."""
        if self._fused is None:
            self._fused = self._generate()
        return self._fused
