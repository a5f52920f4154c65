"""How signals that come by themselves join a lead: each once, the most recent ones, and one entry for all of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from leadgate.domain.bounds import recent_signals
from leadgate.domain.clock import Instant
from leadgate.domain.lead import Lead, Signal
from leadgate.domain.stages import Stage
from leadgate.domain.timeline import Entry, Happening


class Fate(StrEnum):
    """What became of a signal."""

    JOINED = "joined"
    DUPLICATE = "duplicate"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Joining:
    """What came of joining signals to a lead: a fate for each; `entry` is None when the lead is as it was."""

    lead: Lead
    entry: Entry | None
    fates: tuple[Fate, ...]


def join_signals(lead: Lead, signals: Sequence[Signal], now: Instant, source: str) -> Joining:
    """Add signals to a lead.

    Args:
        lead: the lead as it is kept.
        signals: what the person did, in any order.
        now: the present.
        source: who tells of it, such as `api:signals`.

    Returns:
        The lead's next version, asking to be decided again unless it is in quarantine, and one entry for all; the lead
        as it was when nothing of it is new.
    """
    kept, fates = sift(lead.signals, signals, now)
    types = Counter(str(signal["type"]) for signal, fate in zip(signals, fates, strict=True) if fate is Fate.JOINED)
    if not types:
        return Joining(lead, None, fates)
    at = max(lead.updated_at, now)
    is_held = lead.stage is Stage.QUARANTINED
    following = replace(lead, version=lead.version + 1, updated_at=at, signals=kept, asks=None if is_held else "now")
    details = {"source": source, "signals": types.total(), "types": dict(sorted(types.items()))}
    return Joining(following, Entry(Happening.SIGNALS_JOINED, at, following.version, details), fates)


def sift(
    known: tuple[Signal, ...], told: Sequence[Signal], now: Instant
) -> tuple[tuple[Signal, ...], tuple[Fate, ...]]:
    """Add signals to those that are known, each once and no more than are kept.

    Args:
        known: what is kept already.
        told: what may be new; a signal with the `id` of another is the same one.
        now: the present.

    Returns:
        All that is kept now, and the fate of each signal that was told. So many later ones may be known that there is
        no room: then a signal is outdated, and would be again.
    """
    ids = {signal["id"] for signal in known if "id" in signal}
    new: list[Signal] = []
    repeated: set[int] = set()
    for place, signal in enumerate(told):
        if signal.get("id") in ids:
            repeated.add(place)
            continue
        new.append(signal)
        if "id" in signal:
            ids.add(signal["id"])
    kept = recent_signals((*known, *new), now)
    # The same objects, not equal ones: somebody may do the same thing twice.
    held = {id(signal) for signal in kept}
    fates = (
        Fate.DUPLICATE if place in repeated else Fate.JOINED if id(signal) in held else Fate.OUTDATED
        for place, signal in enumerate(told)
    )
    return kept, tuple(fates)
