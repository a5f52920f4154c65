"""Keep signals that come by themselves: one write for all of a lead, each signal once."""

from collections.abc import Sequence

from leadgate.application.errors import Congested, NoSuchLead
from leadgate.application.ports import StaleLead
from leadgate.application.qualify_lead import Deciding
from leadgate.domain.lead import Signal
from leadgate.domain.signals import Joining, join_signals


def join_to_lead(lead_id: str, signals: Sequence[Signal], source: str, *, ports: Deciding) -> Joining:
    """Add what a person did to their lead; the relay sees that it asks to be decided.

    Args:
        lead_id: the lead's own id, or one that a form's answer gave.
        signals: what the person did.
        source: who tells of it.
        ports: where leads are kept, the clock, and how lost races are run again.

    Returns:
        The lead as it is now, and what became of each signal.

    Raises:
        NoSuchLead: there is none.
        Congested: every attempt met another writer.
    """
    for _ in ports.backoff.attempts():
        lead = ports.leads.get(lead_id)
        if lead is None:
            raise NoSuchLead
        joining = join_signals(lead, signals, ports.clock(), source)
        if joining.entry is None:
            return joining
        try:
            ports.leads.amend(joining.lead, joining.entry)
        except StaleLead:
            continue
        return joining
    raise Congested
