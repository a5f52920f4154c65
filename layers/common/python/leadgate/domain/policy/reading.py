"""Reading the facts of a lead into the vector: typed, fresh, and with the source of each where known."""

from collections.abc import Mapping
from typing import Any

from leadgate.domain.clock import Instant, to_instant
from leadgate.domain.policy.facts import ILL_TYPED
from leadgate.domain.policy.policy import Policy, SectionReader
from leadgate.domain.policy.scope import CLOCK, Vector
from leadgate.domain.policy.seen import Seen

_NOTHING: Mapping[str, Any] = {}


def read_lead(lead: Mapping[str, object], policy: Policy, now: Instant) -> Seen:
    """Read everything of a lead that a policy asks for, except the results of its rules.

    Args:
        lead: the lead document; whatever it holds, nothing is raised.
        policy: says which facts to read and what to measure.
        now: the clock, epoch seconds.

    Returns:
        The values by place, and what is ill-typed, stale, and known of the sources.
    """
    vector: Vector = list(policy.program.blank)
    vector[CLOCK] = now
    ill_typed: list[str] = []
    if not isinstance(lead, Mapping):
        lead = _NOTHING
    _read_facts(lead, policy, vector, ill_typed)
    provenance = _provenance_of(lead)
    stale = _forget_stale(provenance, policy, vector, now)
    has_signals = _measure_signals(lead, policy, vector, ill_typed)
    sources = _sources_of(provenance, policy) if provenance else {}
    return Seen(vector, tuple(ill_typed), stale, has_signals, sources)


def _measure_signals(lead: Mapping[str, object], policy: Policy, vector: Vector, ill_typed: list[str]) -> bool:
    signals = lead.get("signals")
    if isinstance(signals, list | tuple):
        first = policy.program.measure_place
        results = policy.program.scan.run(signals, vector[CLOCK], ill_typed)
        vector[first : first + len(results)] = results
        return True
    if signals is not None:
        ill_typed.append("signals")
    return False


def _read_facts(lead: Mapping[str, object], policy: Policy, vector: Vector, ill_typed: list[str]) -> None:
    """Put every fact that a policy reads in its place.

    Args:
        lead: the lead document; anything may be missing or of a wrong type.
        policy: says which facts to read, and as what.
        vector: receives the typed values; None stays where a fact is missing or ill-typed.
        ill_typed: receives the name of each ill-typed fact, or of a section that is no object.
    """
    for reader in policy.program.sections:
        section = lead.get(reader.name) if reader.name else lead
        if section is None:
            continue
        if section.__class__ is not dict and not isinstance(section, Mapping):
            ill_typed.append(reader.name)
            continue
        _read_section(reader, section, vector, ill_typed)


def _read_section(reader: SectionReader, section: Mapping[str, object], vector: Vector, ill_typed: list[str]) -> None:
    get = section.get
    for place, field, expected, read in reader.plain:
        value = get(field)
        if value.__class__ is expected:
            vector[place] = value
        elif value is not None:
            _store(read(value), place, vector, reader.name, field, ill_typed)
    for place, field, read in reader.checked:
        value = get(field)
        if value is not None:
            _store(read(value), place, vector, reader.name, field, ill_typed)


def _store(value: object, place: int, vector: Vector, section: str, field: str, ill_typed: list[str]) -> None:
    if value is ILL_TYPED:
        ill_typed.append(f"{section}.{field}" if section else field)
    else:
        vector[place] = value


def _forget_stale(provenance: Mapping[str, object], policy: Policy, vector: Vector, now: Instant) -> tuple[str, ...]:
    """Make facts unknown that were observed too long ago.

    Args:
        provenance: by fact name, an object that may hold `observed_at`.
        policy: says how long which fact stays fresh.
        vector: loses the stale facts.
        now: the clock, epoch seconds.

    Returns:
        The names of the stale facts. A fact without a readable `observed_at` counts as fresh: nobody said
        that it is old.
    """
    stale = []
    for name, place, limit in policy.program.freshness:
        entry = provenance.get(name)
        observed_at = to_instant(entry.get("observed_at")) if isinstance(entry, Mapping) else None
        if observed_at is not None and now - observed_at > limit and vector[place] is not None:
            vector[place] = None
            stale.append(name)
    return tuple(stale)


def _provenance_of(lead: Mapping[str, object]) -> Mapping[str, object]:
    """Give the lead's provenance by fact name, empty when it has none."""
    provenance = lead.get("provenance")
    return provenance if isinstance(provenance, Mapping) else _NOTHING


def _sources_of(provenance: Mapping[str, object], policy: Policy) -> dict[str, str]:
    """Say who each fact that the policy reads came from, as far as it is known."""
    sources = {}
    for name in policy.facts:
        entry = provenance.get(name)
        source = entry.get("source") if isinstance(entry, Mapping) else None
        if isinstance(source, str):
            sources[name] = source
    return sources
