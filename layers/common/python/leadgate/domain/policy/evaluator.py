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

Find = Callable[[object, Instant], Found]
"""Reads a lead and finds the result of every condition; whatever the lead holds, nothing is raised."""


class Evaluator:
    """Reads leads by one policy; which way it takes can be seen in nothing but the time.

    `find` is what reads a lead at the moment; once the generated function is made, it is that and nothing around it.

    Args:
        reference: the closures.
        generate: makes the generated function.
    """

    __slots__ = ("_decided", "_fused", "_generate", "find", "reference")

    def __init__(self, reference: Reference, generate: Callable[[], Find]) -> None:
        self.reference = reference
        self._generate = generate
        self._fused: Find | None = None
        self._decided = 0
        self.find: Find = self._begin

    def see(self, lead: object, now: Instant) -> Seen:
        """Read a lead as `find` does, and name the parts."""
        return Seen(*self.find(lead, now))

    def warm_up(self) -> Find:
        """Make the generated function, which a process does that is about to decide many leads."""
        if self._fused is None:
            self._fused = self.find = self._generate()
        return self._fused

    def _begin(self, lead: object, now: Instant) -> Found:
        self._decided += 1
        return self.reference.see(lead, now) if self._decided <= WARM else self.warm_up()(lead, now)
