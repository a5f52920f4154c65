"""Reads the facts of a lead as the policy declares them, and says of each unknown one why it is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from leadgate.domain.clock import to_instant

MOST = 10**300


class IllTyped(Exception):
    """A value is there, but it is not of its fact's type."""


@dataclass
class KnownFacts:
    """What a lead says: the values of known facts, the unknown ones with the reason, and who said it."""

    values: dict[str, Any] = field(default_factory=dict)
    why_unknown: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    ill_typed: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


def read_facts(compiled: Mapping[str, Any], lead: object, now: float) -> KnownFacts:
    """Read every fact that a policy knows of.

    Args:
        compiled: the compiled form.
        lead: the lead document, which may be anything at all.
        now: the clock.

    Returns:
        What is known, and why the rest is not.
    """
    found = KnownFacts()
    for name, declared in compiled["facts"].items():
        _read_one(name, declared, _object(lead), found)
        said = _object(_object(_object(lead).get("provenance")).get(name))
        if isinstance(said.get("source"), str):
            found.sources[name] = said["source"]
        observed_at = to_instant(said.get("observed_at"))
        limit = compiled["freshness"].get(name)
        if name in found.values and limit is not None and observed_at is not None and now - observed_at > limit:
            del found.values[name]
            found.why_unknown[name] = "stale"
            found.stale.append(name)
    return found


def typed(value: Any, type_: str, possible: list[str] | None = None) -> Any:  # noqa: PLR0911 - one for each type
    """Read a value as a type of the language.

    Args:
        value: anything but None.
        type_: str, int, num, bool, timestamp, duration, enum or list.
        possible: the words that an enum can be.

    Returns:
        The value, a moment as epoch seconds, a whole float as an int where an int is asked for.

    Raises:
        IllTyped: it is not of that type.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_measured = is_number and (isinstance(value, int) or isfinite(value)) and abs(value) <= MOST
    match type_:
        case "str" if isinstance(value, str):
            return value
        case "enum" if isinstance(value, str) and value in (possible or []):
            return value
        case "bool" if isinstance(value, bool):
            return value
        case "int" if is_measured and value == int(value):
            return int(value)
        case "num" if is_measured:
            return value
        case "duration" if is_measured and value >= 0:
            return value
        case "timestamp" if to_instant(value) is not None:
            return to_instant(value)
        case "list" if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
    raise IllTyped


def _read_one(name: str, declared: Mapping[str, Any], lead: Mapping[str, Any], found: KnownFacts) -> None:
    section, dot, key = name.rpartition(".")
    holder = lead.get(section) if dot else lead
    if holder is not None and not isinstance(holder, dict):
        found.why_unknown[name] = "ill_typed"
        if section not in found.ill_typed:
            found.ill_typed.append(section)
        return
    value = _object(holder).get(key)
    if value is None:
        found.why_unknown[name] = "missing"
        return
    try:
        found.values[name] = typed(value, declared["type"], declared.get("values"))
    except IllTyped:
        found.why_unknown[name] = "ill_typed"
        found.ill_typed.append(name)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
