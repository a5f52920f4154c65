"""A batch of lead documents as columns: every value is read by the domain's own readers, whatever it is."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np

from leadgate.domain.clock import to_instant
from leadgate.domain.policy.facts import ILL_TYPED, Fact
from leadgate.domain.policy.scope import Vector
from leadgate.domain.policy.signals import FIELD_TYPES, FIELDS, begin_signal, read_fields
from leadgate_columnar.columns import Column, Numbers, TextLists, Texts, numbers_of, texts_of
from leadgate_columnar.signal_table import SignalTable
from leadgate_columnar.ternary import flag_of

_NOTHING: Final[Mapping[str, Any]] = {}


class DocumentBatch:
    """Lead documents as JSON gives them; elements may be anything."""

    def __init__(self, documents: Sequence[Any]) -> None:
        self.size = len(documents)
        self._documents = [lead if isinstance(lead, Mapping) else _NOTHING for lead in documents]

    def fact(self, fact: Fact) -> Column:
        """Give a fact of every lead."""
        name, field = fact.name.partition(".")[0], fact.name.rpartition(".")[2]
        sections = self._documents if name == fact.name else [_section(lead, name) for lead in self._documents]
        return _typed(fact.type, [_read(fact, section.get(field)) for section in sections])

    def signals(self) -> SignalTable:
        """Give the signals of every lead."""
        lists = [_listed(lead.get("signals")) for lead in self._documents]
        counts = [0 if found is None else len(found) for found in lists]
        has_signals = np.array([found is not None for found in lists], np.bool_)
        vectors = [_read_whole(raw) for raw in chain.from_iterable(found or () for found in lists)]

        def read(field: str) -> Texts | Numbers:
            values = [vector[FIELDS[field]] for vector in vectors]
            return texts_of(values) if FIELD_TYPES[field] == "str" else numbers_of(values)

        return SignalTable(np.array(counts, np.int32), None if has_signals.all() else has_signals, read)

    def observed_at(self, fact: str) -> Numbers | None:
        """Give when a fact was observed; None when nobody said so for any lead."""
        entries = [_section(lead, "provenance").get(fact) for lead in self._documents]
        return numbers_of(
            [to_instant(entry.get("observed_at")) if isinstance(entry, Mapping) else None for entry in entries]
        )

    def identity(self, row: int) -> str | int | None:
        """Give the id of a lead; None when it has no usable one."""
        found = self._documents[row].get("id")
        return found if isinstance(found, str | int) and not isinstance(found, bool) else None

    def document(self, row: int) -> Mapping[str, Any]:
        """Give a lead as it came."""
        return self._documents[row]


def _section(lead: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = lead.get(name)
    return section if isinstance(section, Mapping) else _NOTHING


def _read(fact: Fact, value: object) -> Any:
    typed = fact.read(value)
    return None if typed is ILL_TYPED else typed


def _typed(type_: str, values: list[Any]) -> Column:
    match type_:
        case "bool":
            return np.fromiter(map(flag_of, values), np.int8, len(values))
        case "str" | "enum":
            return texts_of(values)
        case "list":
            counts = [0 if value is None else len(value) for value in values]
            owners = np.repeat(np.arange(len(values), dtype=np.int32), counts)
            items = texts_of(list(chain.from_iterable(value or () for value in values)))
            return TextLists(owners, items, np.array([value is not None for value in values], np.bool_))
    return numbers_of(values)


def _listed(signals: object) -> Sequence[Any] | None:
    return signals if isinstance(signals, list | tuple) else None


def _read_whole(raw: object) -> Vector:
    vector = begin_signal(raw, 0.0, _ignore)
    read_fields(raw, FIELDS, vector, _ignore)
    return vector


def _ignore(_field: str | None) -> None:
    """Ill-typed is unknown here; `decide` says which field it was."""
