"""Who looks around before giving a name: what they did waits for the lead that they turn out to be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadgate.domain.clock import DAY, Instant
from leadgate.domain.lead import Lead, Signal
from leadgate.domain.signals import Fate, join_signals, sift
from leadgate.domain.timeline import Entry

KEPT_FOR = 90 * DAY
"""For how long a visitor is remembered after they did something last, in seconds."""

_REMEMBERED_BY_THE_MONTH = 30 * DAY

MOST_WAITING = 10
"""How many visitors may wait to be joined to one lead."""

SOURCE = "visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor by the salted hash of their id: what they did that no lead has yet, and whom it is of, once known.

    `version` counts changes from 1; 0 is a visitor of whom nothing is kept.
    """

    key: str
    version: int = 0
    signals: tuple[Signal, ...] = ()
    lead_id: str | None = None
    expires_at: Instant = 0.0

    def at(self, now: Instant) -> "Visitor":
        """Give the visitor as they are at a moment: nothing is known of one who has been away for too long."""
        return self if now < self.expires_at else Visitor(self.key, self.version)

    def remembered_longer(self, now: Instant) -> "Visitor | None":
        """Give the next version of a visitor whom a lead knows and who is here again; None when that is noted."""
        if self.expires_at > now + KEPT_FOR - _REMEMBERED_BY_THE_MONTH:
            return None
        return replace(self, version=self.version + 1, expires_at=now + KEPT_FOR)

    def having_done(self, signals: Sequence[Signal], now: Instant) -> tuple["Visitor", tuple[Fate, ...]]:
        """Add what a visitor did, whom nobody knows; gives their next version, and what became of each signal."""
        kept, fates = sift(self.signals, signals, now)
        following = Visitor(self.key, self.version + 1, kept, lead_id=None, expires_at=now + KEPT_FOR)
        return following, fates

    def without_signals(self) -> "Visitor":
        """Give the next version, after a lead has taken over what they did."""
        return replace(self, version=self.version + 1, signals=())


@dataclass(frozen=True, slots=True)
class Recognition:
    """A lead that knows what its visitors did, at the version that it had; and the visitors who lose that by it."""

    lead: Lead
    entry: Entry | None
    visitors: tuple[Visitor, ...]


def recognise(lead: Lead, visitors: Sequence[Visitor], now: Instant) -> Recognition:
    """Join what visitors did to the lead that they turned out to be, for a decision that is about to be made.

    Args:
        lead: the lead, whose next version the decision will be.
        visitors: those who wait to be joined to it, as they are kept.
        now: the present.

    Returns:
        The lead, for which nobody waits any more; the timeline's entry, of the next version, if it learned anything;
        and the next version of each visitor who did something.
    """
    done = [visitor for visitor in visitors if visitor.at(now).signals]
    told = [signal for visitor in done for signal in visitor.signals]
    joining = join_signals(lead, told, now, SOURCE)
    joined = replace(lead, signals=joining.lead.signals, visitors=(), asks=lead.asks or "now")
    return Recognition(joined, joining.entry, tuple(visitor.without_signals() for visitor in done))


def waiting_for(lead_visitors: tuple[str, ...], key: str | None) -> tuple[str, ...]:
    """Add a visitor to those who wait to be joined to a lead; one too many is not added, nor anybody twice."""
    if key is None or key in lead_visitors or len(lead_visitors) >= MOST_WAITING:
        return lead_visitors
    return (*lead_visitors, key)
