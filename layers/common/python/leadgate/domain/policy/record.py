"""What a decision read of a lead: the part of its document on which the same policy decides the same again."""

from collections.abc import Mapping

from leadgate.domain.policy.policy import Policy
from leadgate.domain.policy.signals import FIELDS


def facts_read(lead: Mapping[str, object], policy: Policy) -> dict[str, object]:
    """Project a lead document onto what a policy reads of it.

    Args:
        lead: the lead document; whatever it holds, nothing is raised.
        policy: says which facts it reads, and which of them grow stale.

    Returns:
        A document on which `decide` comes to the identical decision, ill-typed values and all: the facts that the
        policy names with who said them (and when, where it says how long they stay fresh), and the signals in their
        order with the fields that conditions can ask for.
    """
    if not isinstance(lead, Mapping):
        return {}
    read = _sections_read(lead, policy)
    signals = lead.get("signals")
    if signals is not None:
        read["signals"] = [_fields_read(one) for one in signals] if isinstance(signals, list | tuple) else signals
    provenance = lead.get("provenance")
    if isinstance(provenance, Mapping):
        dated = policy.compiled["freshness"].keys()
        said = {name: _said(provenance.get(name), name in dated) for name in policy.facts}
        read["provenance"] = {name: entry for name, entry in said.items() if entry}
    return read


def _sections_read(lead: Mapping[str, object], policy: Policy) -> dict[str, object]:
    read: dict[str, object] = {}
    sections: dict[str, dict[str, object]] = {}
    for name in policy.facts:
        section, _, field = name.rpartition(".")
        held = lead.get(section) if section else lead
        if isinstance(held, Mapping):
            value = held.get(field)
            if value is not None:
                (sections.setdefault(section, {}) if section else read)[field] = value
        elif held is not None:
            # A section of a wrong type makes all of its facts ill-typed, and has to do so again.
            read[section] = held
    return read | sections


def _fields_read(signal: object) -> object:
    if not isinstance(signal, Mapping):
        return signal
    return {field: signal[field] for field in FIELDS if signal.get(field) is not None}


def _said(entry: object, is_dated: bool) -> dict[str, object]:
    if not isinstance(entry, Mapping):
        return {}
    source, observed_at = entry.get("source"), entry.get("observed_at")
    said: dict[str, object] = {"source": source} if isinstance(source, str) else {}
    return said | {"observed_at": observed_at} if is_dated and observed_at is not None else said
