"""Keep what a visitor did until they are a lead; what they do afterwards joins their lead at once."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from leadgate.application.errors import Congested, NoSuchLead
from leadgate.application.join_signals import join_to_lead
from leadgate.application.qualify_lead import Deciding
from leadgate.application.visitor_ports import StaleVisitor
from leadgate.domain.clock import Instant
from leadgate.domain.lead import Signal
from leadgate.domain.signals import Fate
from leadgate.domain.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Visited:
    """What became of each signal of a visitor; `lead_id` is the lead that they are, None while nobody knows them."""

    fates: tuple[Fate, ...]
    lead_id: str | None = None


def keep_visits(key: str, signals: Sequence[Signal], source: str, *, ports: Deciding) -> Visited:
    """Keep what a visitor did, with them or with the lead that they are.

    Args:
        key: the salted hash of the visitor's id.
        signals: what they did.
        source: who tells of it.
        ports: where leads and visitors are kept, the clock, and how lost races are run again.

    Returns:
        What became of each signal, and whose they are.

    Raises:
        Congested: every attempt met another writer.
    """
    for _ in ports.backoff.attempts():
        now = ports.clock()
        visitor = ports.leads.visitor(key).at(now)
        known = _join_if_known(visitor, signals, source, now, ports)
        if known is not None:
            return known
        following, fates = visitor.having_done(signals, now)
        if Fate.JOINED not in fates:
            return Visited(fates)
        try:
            ports.leads.keep_visitor(following)
        except StaleVisitor:
            continue
        return Visited(fates)
    raise Congested


def _join_if_known(
    visitor: Visitor, signals: Sequence[Signal], source: str, now: Instant, ports: Deciding
) -> Visited | None:
    if visitor.lead_id is None:
        return None
    try:
        joining = join_to_lead(visitor.lead_id, signals, source, ports=ports)
    except NoSuchLead:
        # Their lead is gone for good: they are a stranger again.
        return None
    longer = visitor.remembered_longer(now)
    if longer is not None:
        # What was done is kept; that the visitor is remembered for longer may wait for the next time.
        with suppress(Exception):
            ports.leads.keep_visitor(longer)
    return Visited(joining.fates, joining.lead.id)
