"""What keeping visitors needs from the outside, as a protocol with the bare role for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadgate.domain.routing import Turns
    from leadgate.domain.visitor import Visitor


class StaleVisitor(Exception):
    """The visitor changed since they were read."""


class Visitors(Protocol):
    """Where visitors are kept, beside the leads that they may turn out to be."""

    def visitor(self, key: str) -> Visitor:
        """Give a visitor as they are kept; at version 0 when nothing is."""
        ...

    def keep_visitor(self, visitor: Visitor) -> None:
        """Keep the next version of a visitor. Raises StaleVisitor."""
        ...

    def turns_and_visitors(
        self, pools: Sequence[str], visitors: Sequence[str]
    ) -> tuple[Mapping[str, Turns], tuple[Visitor, ...]]:
        """Give the turns of some pools, fresh where there are none, and the visitors that are kept, read at once."""
        ...
