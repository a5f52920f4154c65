"""The signals of a batch of leads, one after the other, and the part of them that a condition has to look at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from leadgate.domain.policy.business_hours import BusinessCalendar
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.words import TextTest
from leadgate_columnar.columns import Column, Numbers, Texts, expect, inexact
from leadgate_columnar.ternary import NO, YES, Flags, Mask, forget

EVERY: Final = None
"""The selection of all signals."""

Selection = tuple[int, ...] | None
"""The codes of the types that are looked at; the size of the vocabulary stands for an unknown type."""


@dataclass(slots=True)
class SignalTable:
    """Every signal of a batch, in the order of the leads."""

    counts: NDArray[Any]
    """How many signals each lead has."""
    has_signals: Mask | None
    read: Callable[[str], Texts | Numbers]
    """Reads one field of every signal."""
    size: int = field(init=False)
    """How many signals there are."""
    _fields: dict[str, Texts | Numbers] = field(default_factory=dict)
    _owners: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        self.size = int(self.counts.sum())

    @property
    def leads(self) -> int:
        """How many leads there are."""
        return len(self.counts)

    @property
    def owners(self) -> NDArray[np.int32]:
        """The number of the lead of every signal."""
        if self._owners is None:
            self._owners = np.repeat(np.arange(self.leads, dtype=np.int32), self.counts)
        return self._owners

    def column(self, name: str) -> Texts | Numbers:
        """Give a field of every signal."""
        if name not in self._fields:
            self._fields[name] = self.read(name)
        return self._fields[name]

    @property
    def types(self) -> Texts:
        """The type of every signal."""
        return expect(self.column("type"), Texts)


class Policies(Protocol):
    """What signals share with their leads: the lists of the policy and its tests of texts."""

    def members(self, node: Node) -> frozenset[Any]:
        """Give the items that a node names."""
        ...

    def tested(self, node: Node, prepare: Callable[[Iterable[str]], TextTest]) -> TextTest:
        """Give a test of texts for the items that a node names."""
        ...


@dataclass(slots=True)
class SignalFrame:
    """Some of the signals, as conditions see them: a column for each field."""

    table: SignalTable
    rows: NDArray[Any] | None
    now: float
    calendar: BusinessCalendar
    policy: Policies
    give_up_leads: Callable[[NDArray[Any]], None]
    _columns: dict[str, Texts | Numbers] = field(default_factory=dict)
    _windows: dict[float, Flags] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many signals these are."""
        return self.table.size if self.rows is None else len(self.rows)

    def column(self, kind: str, name: str | int) -> Column:
        """Give a field of these signals."""
        if kind != "field":
            raise ValueError(f"a signal condition sees no {kind}")
        name = str(name)
        if name not in self._columns:
            whole = self.table.column(name)
            column = whole if self.rows is None else whole.take(self.rows)
            large = inexact(column) if isinstance(column, Numbers) else None
            if large is not None:
                self.give_up(large)
            self._columns[name] = column
        return self._columns[name]

    def members(self, node: Node) -> frozenset[Any]:
        """Give the items that a node names."""
        return self.policy.members(node)

    def tested(self, node: Node, prepare: Callable[[Iterable[str]], TextTest]) -> TextTest:
        """Give a test of texts for the items that a node names."""
        return self.policy.tested(node, prepare)

    def give_up(self, rows: Mask) -> None:
        """Leave the leads of some signals to `decide`."""
        chosen = np.flatnonzero(rows)
        self.give_up_leads(self.owners(chosen))

    def owners(self, chosen: NDArray[Any]) -> NDArray[Any]:
        """Give the leads of some of these signals."""
        return self.table.owners.take(self.positions(chosen))

    def positions(self, chosen: NDArray[Any]) -> NDArray[Any]:
        """Give the places of some of these signals among all."""
        return chosen if self.rows is None else self.rows.take(chosen)

    def within(self, window: float) -> Flags:
        """Say which signals lie within a window that ends now: `now - d <= at <= now`."""
        if window not in self._windows:
            self._windows[window] = _within(expect(self.column("field", "at"), Numbers), window, self.now)
        return self._windows[window]


def _within(at: Numbers, window: float, now: float) -> Flags:
    if np.issubdtype(at.values.dtype, np.integer) and float(now).is_integer() and float(window).is_integer():
        inside = (at.values >= int(now) - int(window)) & (at.values <= int(now))
    else:
        # A moment is not compared with the window's start, which as a float could lie a little elsewhere.
        age = now - at.floats
        inside = (age >= 0) & (age <= window)
    flags: Flags = inside.view(np.int8) * np.int8(YES)
    if at.known is not None:
        forget(flags, at.known)
    return flags


class Selections:
    """Looks up the frames of a batch by the types of signals that they hold, each made once."""

    def __init__(self, make: Callable[[NDArray[Any] | None], SignalFrame], types: Callable[[], Texts]) -> None:
        self._make = make
        self._types = types
        self._frames: dict[Selection, SignalFrame] = {}

    def frame(self, selection: Selection) -> SignalFrame:
        """Give the frame of the signals whose type is one of some codes."""
        if selection not in self._frames:
            self._frames[selection] = self._make(None if selection is None else self._rows(selection))
        return self._frames[selection]

    def codes(self, named: Mapping[str, int], groups: int, other: int | None, unknown: int) -> list[list[int]]:
        """Sort the types that occur into groups.

        Args:
            named: the group of each type that has one of its own.
            groups: how many groups there are.
            other: the group of every other type; None leaves these out.
            unknown: the group of signals whose type is unknown.

        Returns:
            For each group the codes of its types.
        """
        vocabulary = self._types().vocabulary
        found: list[list[int]] = [[] for _ in range(groups)]
        for code, kind in enumerate(vocabulary.texts):
            group = named.get(kind, other)
            if group is not None and group >= 0:
                found[group].append(code)
        found[unknown].append(len(vocabulary))
        return found

    def _rows(self, selection: Sequence[int]) -> NDArray[Any]:
        codes = self._types().codes
        if len(selection) == 1:
            return np.flatnonzero(codes == selection[0])
        table = np.zeros(len(self._types().vocabulary) + 1, np.bool_)
        table[list(selection)] = True
        return np.flatnonzero(table.take(codes))


def matching(condition: Flags | None, window: Flags | None, size: int) -> Flags:
    """Join what a measure asks of its signals: the condition and the window."""
    if condition is None:
        return np.full(size, YES, np.int8) if window is None else window
    return condition if window is None else np.minimum(condition, window)


def hits_of(flags: Flags) -> tuple[NDArray[Any], Mask | None]:
    """Give the signals that match, and which of them do for certain; None when all do."""
    hits = np.flatnonzero(flags != NO)
    sure = flags.take(hits) == YES
    return hits, None if sure.all() else sure
