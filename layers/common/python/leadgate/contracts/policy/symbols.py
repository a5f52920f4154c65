"""The names that expressions of one policy can use, and the measures of signals that they share."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.signals import FIELD_TYPES

FUNCTIONS: Final = (
    "known", "startswith", "endswith", "has_word", "contains_any", "any_in", "age", "minutes", "hours",
    "days", "weeks", "count", "exists", "total", "distinct_days", "families", "outside_hours", "at_least",
)  # fmt: skip

FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
"""How the field of a fact is spelled."""


@dataclass(slots=True)
class Symbols:
    """What is declared; filled section by section before the first expression is read."""

    facts: dict[str, Fact]
    signals: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    has_hours: bool = False
    used_facts: dict[str, None] = field(default_factory=dict)
    used_lists: dict[str, None] = field(default_factory=dict)
    doubts: list[tuple[Any, str]] = field(default_factory=list)
    fit_lists: set[tuple[str, str]] = field(default_factory=set)
    _measures: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    @property
    def measures(self) -> list[dict[str, Any]]:
        """Every measure used so far, in order of first use."""
        return [measure for _index, measure in self._measures.values()]

    def measure(self, definition: Mapping[str, Any], text: str) -> int:
        """Give the index of a measure; the same question asked twice is one measure."""
        key = json.dumps(definition, sort_keys=True)
        index, _measure = self._measures.setdefault(key, (len(self._measures), {**definition, "text": text}))
        return index

    def signal_fields(self) -> dict[str, Fact]:
        """The fields of a signal as typed names; its type can only be a declared one."""
        return {
            name: Fact(name, "enum", tuple(self.signals)) if name == "type" else Fact(name, type_)
            for name, type_ in FIELD_TYPES.items()
        }
