"""Reading the facts of a lead into the vector: typed, and known only while they are fresh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from leadgate.domain.clock import Instant, to_instant
from leadgate.domain.policy.facts import ILL_TYPED, Fact, Reader, reader_of
from leadgate.domain.policy.layout import Layout
from leadgate.domain.policy.scope import Vector

NOTHING: Final[Mapping[str, Any]] = {}

Freshness = tuple[tuple[str, int, float], ...]
"""Facts that grow stale: name, place, and for how many seconds each counts as known."""


@dataclass(frozen=True, slots=True)
class Section:
    """How the facts of one section of a lead get into the vector: place, field, reader. No name: the lead itself."""

    name: str
    facts: tuple[tuple[int, str, Reader], ...]


def sections_of(facts: Mapping[str, Fact], layout: Layout) -> tuple[Section, ...]:
    """Arrange the facts of a policy by the section of the lead that holds them."""
    found: dict[str, list[tuple[int, str, Reader]]] = {}
    for name, fact in facts.items():
        section, _dot, field = name.rpartition(".")
        found.setdefault(section, []).append((layout.facts[name], field, reader_of(fact.type, fact.values)))
    return tuple(Section(name, tuple(found[name])) for name in sorted(found))


def freshness_of(limits: Mapping[str, float], layout: Layout) -> Freshness:
    """List the facts that grow stale."""
    return tuple((name, layout.facts[name], limit) for name, limit in limits.items())


def read_facts(lead: Mapping[str, object], sections: Sequence[Section], vector: Vector, ill_typed: list[str]) -> None:
    """Put every fact that a policy reads in its place.

    Args:
        lead: the lead document; anything may be missing or of a wrong type.
        sections: which facts to read, and as what.
        vector: receives the typed values; None stays where a fact is missing or ill-typed.
        ill_typed: receives the name of each ill-typed fact, or of a section that is no object.
    """
    for section in sections:
        values = lead.get(section.name) if section.name else lead
        if values is None:
            continue
        if not isinstance(values, Mapping):
            ill_typed.append(section.name)
            continue
        for place, field, read in section.facts:
            value = values.get(field)
            typed = None if value is None else read(value)
            if typed is ILL_TYPED:
                ill_typed.append(f"{section.name}.{field}" if section.name else field)
            else:
                vector[place] = typed


def provenance_of(lead: Mapping[str, object]) -> Mapping[str, object]:
    """Give the lead's provenance by fact name, empty when it has none."""
    provenance = lead.get("provenance")
    return provenance if isinstance(provenance, Mapping) else NOTHING


def observed_at(provenance: Mapping[str, object], fact: str) -> Instant | None:
    """Say when a fact was observed, None where nobody said it."""
    entry = provenance.get(fact)
    return to_instant(entry.get("observed_at")) if isinstance(entry, Mapping) else None


def forget_stale(
    provenance: Mapping[str, object], freshness: Freshness, vector: Vector, now: Instant
) -> tuple[str, ...]:
    """Make facts unknown that were observed too long ago.

    Args:
        provenance: by fact name, an object that may hold `observed_at`.
        freshness: how long which fact stays known.
        vector: loses the stale facts.
        now: the clock, epoch seconds.

    Returns:
        The names of the stale facts. A fact without a readable `observed_at` counts as fresh: nobody said
        that it is old.
    """
    stale = []
    for name, place, limit in freshness:
        if vector[place] is not None:
            seen_at = observed_at(provenance, name)
            if seen_at is not None and now - seen_at > limit:
                vector[place] = None
                stale.append(name)
    return tuple(stale)
