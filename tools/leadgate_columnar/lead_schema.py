"""The columns that a file of lead documents needs, found by going over them once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pyarrow as pa

from leadgate.domain.clock import to_instant
from leadgate.domain.policy.facts import ILL_TYPED, SECTIONS, STANDARD_FACTS
from leadgate.domain.policy.signals import FIELD_TYPES

PROVENANCE: Final = ("observed_at", "source")
"""What is kept of where a fact came from."""

MOST_TEXTS: Final = 65_535
"""The most distinct texts of a column that are learned."""

_INT32: Final = 2**31 - 1
_INT64: Final = 2**63 - 1
_MOMENTS: Final = frozenset({"created_at", "signals.at", "account.last_activity_at"})
_KINDS: Final[Mapping[type, str]] = {bool: "bool", int: "int", float: "float", str: "str", list: "list"}
_STANDARD: Final[Mapping[str, str]] = {
    "str": "str", "enum": "str", "bool": "bool", "int": "float int", "num": "float int", "list": "list",
    "timestamp": "float int",
}  # fmt: skip


def is_moment(path: str) -> bool:
    """Say whether a column holds moments, which are stored as epoch seconds however they were written."""
    return path in _MOMENTS or (path.startswith("provenance.") and path.endswith(".observed_at"))


def leaves_of(lead: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every value of a lead that a policy can read, with the name of its column."""
    for name in ("id", "created_at"):
        if lead.get(name) is not None:
            yield name, lead[name]
    for name in SECTIONS:
        yield from _fields(name, lead.get(name))
    for fact, entry in _fields("", lead.get("provenance")):
        named = ((f"provenance{fact}{part}", value) for part, value in _fields("", entry))
        yield from (leaf for leaf in named if leaf[0].rpartition(".")[2] in PROVENANCE)
    signals = lead.get("signals")
    for signal in signals if isinstance(signals, list) else ():
        yield from (leaf for leaf in _fields("signals", signal) if leaf[0].partition(".")[2] in FIELD_TYPES)


def _fields(section: str, values: object) -> Iterator[tuple[str, Any]]:
    if isinstance(values, Mapping):
        for field_name, value in values.items():
            # A name with a dot in it is no field that a policy could ask for; in provenance it is a fact's.
            if value is not None and (not section or "." not in field_name):
                yield f"{section}.{field_name}", value


class NotLeads(Exception):
    """A file is no Parquet file, or its columns are none that leads have; the message says what is wrong."""


@dataclass
class Leaf:
    """One column: the kinds of values that were seen, and from them what it stores."""

    path: str
    kinds: Counter[str] = field(default_factory=Counter)
    least: int = 0
    most: int = 0
    texts: set[str] = field(default_factory=set)
    """The distinct texts, until there are more than anybody asks for."""

    def see(self, value: Any) -> None:
        """Take note of a value."""
        kind, value = self._kind_of(value)
        if kind == "int":
            self.least, self.most = min(self.least, value), max(self.most, value)
        if kind == "str" and self.path != "id" and len(self.texts) <= MOST_TEXTS:
            self.texts.add(value)
        self.kinds[kind] += 1

    def stored(self, value: Any) -> Any:
        """Give what the column stores of a value; None when it is of another kind than most."""
        kind, value = self._kind_of(value)
        if kind == "int" and self.kind == "float":
            return float(value)
        if kind == "int" and not self.least <= value <= self.most:
            # The file has grown since it was gone over, and the column may be too narrow for this.
            return None
        return value if kind == self.kind else None

    @cached_property
    def kind(self) -> str:
        """The kind that the column stores, once everything was seen: the standard fact's, else the most frequent."""
        kinds = self.kinds.copy()
        del kinds["other"]
        if kinds["float"]:
            kinds["float"] += kinds.pop("int", 0)
        fact = STANDARD_FACTS.get(self.path)
        standard = _STANDARD.get(fact.type if fact else FIELD_TYPES.get(self.path.removeprefix("signals."), ""), "")
        wanted = [kind for kind in standard.split() if kinds[kind]]
        return wanted[0] if wanted else max(+kinds, key=lambda kind: kinds[kind], default="null")

    @property
    def lost(self) -> int:
        """How many values the column cannot store."""
        fitting = {self.kind, "int"} if self.kind == "float" else {self.kind}
        return sum(seen for kind, seen in self.kinds.items() if kind not in fitting)

    @property
    def arrow(self) -> pa.DataType:
        """The type of the column."""
        is_small = self.least >= -_INT32 and self.most <= _INT32
        types = {"int": pa.int32() if is_small else pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
        return (types | {"str": pa.string(), "list": pa.list_(pa.string())}).get(self.kind, pa.null())

    def _kind_of(self, value: Any) -> tuple[str, Any]:
        if is_moment(self.path):
            at = to_instant(value)
            value = ILL_TYPED if at is None else int(at) if at.is_integer() else at
        kind = _KINDS.get(type(value), "other")
        return (kind if _fits(kind, value) else "other"), value


def _fits(kind: str, value: Any) -> bool:
    if kind == "str":
        return _is_unicode(value)
    if kind == "list":
        return all(isinstance(item, str) and _is_unicode(item) for item in value)
    return kind != "int" or -_INT64 <= value <= _INT64


def _is_unicode(text: str) -> bool:
    # JSON can hold half a surrogate pair, Parquet cannot.
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def schema_of(leaves: Mapping[str, Leaf]) -> pa.Schema:
    """Arrange columns as a lead document is arranged: a struct for each section, signals as a list of structs."""
    stored = {path: leaf.arrow for path, leaf in leaves.items() if leaf.kind != "null"}
    fields = [pa.field(name, stored[name]) for name in ("id", "created_at") if name in stored]
    for section in SECTIONS:
        members = _members(section, stored)
        fields += [pa.field(section, pa.struct(members))] if members else []
    signal = _members("signals", stored) or [pa.field("type", pa.string())]
    fields.append(pa.field("signals", pa.list_(pa.struct(signal))))
    facts = sorted({path[len("provenance.") :].rpartition(".")[0] for path in stored if path.startswith("provenance.")})
    if facts:
        entries = [pa.field(fact, pa.struct(_members(f"provenance.{fact}", stored))) for fact in facts]
        fields.append(pa.field("provenance", pa.struct(entries)))
    return pa.schema(fields)


def _members(section: str, stored: Mapping[str, pa.DataType]) -> list[pa.Field]:
    inside = {path.removeprefix(f"{section}."): kind for path, kind in stored.items() if path.startswith(f"{section}.")}
    return [pa.field(name, kind) for name, kind in sorted(inside.items()) if "." not in name]
