"""Make two leads of one person one, and take them apart again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from leadgate.application.errors import CannotMerge, Congested, NoSuchLead, NoSuchMerge, NoSuchOtherLead
from leadgate.application.ports import StaleLead
from leadgate.domain.merging import merge, obstacle_to, undo_merge

if TYPE_CHECKING:
    from leadgate.application.ports import Clock, LeadRepository
    from leadgate.application.retry import Backoff
    from leadgate.domain.lead import Lead
    from leadgate.domain.merging import Merger, Split


class LeadMergers(Protocol):
    """Where merges of leads are kept, each in one transaction or not at all."""

    def keep_merger(self, merger: Merger) -> None:
        """Make two leads one; the other's id and person lead to the one. Raises StaleLead."""
        ...

    def keep_split(self, split: Split) -> None:
        """Make one lead two again. Raises StaleLead."""
        ...


@dataclass(frozen=True, slots=True)
class Merging:
    """What merging needs."""

    leads: LeadRepository
    mergers: LeadMergers
    clock: Clock
    backoff: Backoff


def merge_leads(lead_id: str, find_other: Callable[[], Lead | None], by: str, *, ports: Merging) -> Lead:
    """Let a lead take in another one of the same person.

    Args:
        lead_id: the lead that goes on.
        find_other: reads the lead that becomes a part of it; again after a lost race.
        by: the id of the key that says so.
        ports: what it needs.

    Returns:
        The lead that holds both.

    Raises:
        NoSuchLead, NoSuchOtherLead: one of them is not there.
        CannotMerge: they are one already, one is in quarantine, the other holds leads itself, or this one holds many.
        Congested: every attempt met another writer.
    """
    for _ in ports.backoff.attempts():
        lead = ports.leads.get(lead_id)
        if lead is None:
            raise NoSuchLead
        other = find_other()
        if other is None:
            raise NoSuchOtherLead
        obstacle = obstacle_to(lead, other)
        if obstacle is not None:
            raise CannotMerge(obstacle)
        merger = merge(lead, other, ports.clock(), by)
        try:
            ports.mergers.keep_merger(merger)
        except StaleLead:
            continue
        return merger.lead
    raise Congested


def undo_merging(lead_id: str, other_id: str, by: str, *, ports: Merging) -> Split:
    """Make a lead that was merged a lead of its own again.

    Args:
        lead_id: the lead that holds it, or any lead that it holds.
        other_id: the lead that shall be one of its own.
        by: the id of the key that says so.
        ports: what it needs.

    Returns:
        What became of both.

    Raises:
        NoSuchLead: there is no such lead.
        NoSuchMerge: it does not hold the other one.
        Congested: every attempt met another writer.
    """
    for _ in ports.backoff.attempts():
        lead = ports.leads.get(lead_id)
        if lead is None:
            raise NoSuchLead
        absorbed = next((one for one in lead.merged if one.lead_id == other_id), None)
        if absorbed is None:
            raise NoSuchMerge
        parts = [ports.leads.part(part_id) for part_id in (lead.id, *(one.lead_id for one in lead.merged))]
        known = [part for part in parts if part is not None]
        # Somebody else took the lead apart while its parts were read.
        if len(known) < len(parts):
            continue
        split = undo_merge(lead, absorbed, known, ports.clock(), by)
        try:
            ports.mergers.keep_split(split)
        except StaleLead:
            continue
        return split
    raise Congested
