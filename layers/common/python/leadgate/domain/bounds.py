"""What a lead keeps when more is stated about it than it can hold; the timeline has the rest.

A lead is one item of at most 400 kB, and anybody who knows an address may post to its lead: without bounds a lead
could be filled until nobody can post to it any more.
"""

from collections.abc import Mapping
from json import dumps

from leadgate.domain.clock import Instant
from leadgate.domain.lead import MAX_SIGNALS, Fact, Signal

MAX_SIGNAL_BYTES = 65_536
MAX_FACT_BYTES = 131_072
"""Twice the largest post, so that what was stated last is always kept."""

# What anybody may add under names of their own; the facts of a person and a company are few and named.
_OPEN_ENDED = ("answers.", "source.", "company.")


def bounded_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Drop the oldest open-ended facts until the rest can be kept.

    Args:
        facts: all that was stated, by full names.

    Returns:
        The same facts while they are at most 128 kB; else without the answers, sources and company facts that were
        stated longest ago.
    """
    kept = dict(facts)
    weight = sum(_fact_bytes(name, fact) for name, fact in kept.items())
    if weight <= MAX_FACT_BYTES:
        return kept
    open_ended = (name for name in kept if name.startswith(_OPEN_ENDED))
    for name in sorted(open_ended, key=lambda name: kept[name].observed_at):
        weight -= _fact_bytes(name, kept.pop(name))
        if weight <= MAX_FACT_BYTES:
            break
    return kept


def recent_signals(signals: tuple[Signal, ...], now: Instant) -> tuple[Signal, ...]:
    """Keep the most recent signals.

    Args:
        signals: all that there are, in any order.
        now: the present; a signal that claims to be later is taken as of now, one without a time as the oldest.

    Returns:
        At most 200 signals of together at most 64 kB, in the order that they had.
    """
    weights = [_signal_bytes(signal) for signal in signals]
    if len(signals) <= MAX_SIGNALS and sum(weights) <= MAX_SIGNAL_BYTES:
        return signals
    newest_first = sorted(range(len(signals)), key=lambda place: _moment(signals[place], now), reverse=True)
    kept, left = set[int](), MAX_SIGNAL_BYTES
    for place in newest_first[:MAX_SIGNALS]:
        left -= weights[place]
        if left < 0:
            break
        kept.add(place)
    return tuple(signal for place, signal in enumerate(signals) if place in kept)


def _moment(signal: Signal, now: Instant) -> tuple[Instant, ...]:
    at = signal.get("at")
    return (min(at, now), at) if isinstance(at, int | float) else (float("-inf"),)


def _fact_bytes(name: str, fact: Fact) -> int:
    # The source and the moment are kept with each fact.
    return len(name) + _bytes(fact.value) + len(fact.source) + 24


def _signal_bytes(signal: Signal) -> int:
    return _bytes(dict(signal))


def _bytes(value: object) -> int:
    # As it is kept: in JSON a control character takes six bytes, not one.
    return len(dumps(value, ensure_ascii=False).encode())
