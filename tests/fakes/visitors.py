"""Visitors in memory, under the same conditions as in the table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import RLock

from leadgate.application.ports import Intake, Settlement
from leadgate.application.visitor_ports import StaleVisitor
from leadgate.domain.routing import Turns
from leadgate.domain.visitor import KEPT_FOR, Visitor


class InMemoryVisitors:
    """What an InMemoryLeadRepository does for visitors."""

    def __init__(self) -> None:
        self.kept_visitors: dict[str, Visitor] = {}
        self.kept_turns: dict[str, Turns] = {}
        self.one_at_a_time = RLock()

    def visitor(self, key: str) -> Visitor:
        return self.kept_visitors.get(key, Visitor(key))

    def keep_visitor(self, visitor: Visitor) -> None:
        with self.one_at_a_time:
            if not self.follows(visitor):
                raise StaleVisitor
            self.kept_visitors[visitor.key] = visitor

    def turns_and_visitors(
        self, pools: Sequence[str], visitors: Sequence[str]
    ) -> tuple[Mapping[str, Turns], tuple[Visitor, ...]]:
        with self.one_at_a_time:
            turns = {pool: self.kept_turns.get(pool, Turns(pool)) for pool in pools}
            return turns, tuple(self.kept_visitors[key] for key in visitors if key in self.kept_visitors)

    def follows(self, visitor: Visitor) -> bool:
        """Whether a version of a visitor follows on what is kept of them."""
        return self.visitor(visitor.key).version == visitor.version - 1

    def link(self, intake: Intake) -> None:
        """Link the visitor whom a post names to its lead."""
        if intake.visitor is not None:
            known = self.visitor(intake.visitor)
            until = float(int(intake.entry.at + KEPT_FOR))
            linked = replace(
                known, version=known.version + 1, lead_id=(intake.part or intake.lead).id, expires_at=until
            )
            self.kept_visitors[known.key] = linked

    def take_from_visitors(self, settlement: Settlement) -> None:
        """Keep the next version of the visitors whose signals joined."""
        for visitor in settlement.visitors:
            self.kept_visitors[visitor.key] = visitor
