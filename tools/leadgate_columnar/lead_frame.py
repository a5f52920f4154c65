"""The leads of a batch as the conditions of a policy see them: facts, measures and rules, each computed once."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.words import TextTest
from leadgate_columnar import measures
from leadgate_columnar.batch import Batch
from leadgate_columnar.columns import Bounds, Column, Numbers, TextLists, Texts, both_known, inexact
from leadgate_columnar.conditions import condition
from leadgate_columnar.measures import Matches
from leadgate_columnar.plan import Plan
from leadgate_columnar.signal_classes import count_by_class
from leadgate_columnar.signal_table import Selections, SignalFrame, SignalTable
from leadgate_columnar.ternary import UNKNOWN, Flags, Mask


class LeadFrame:
    """Every column that a policy reads of a batch, and what its measures and rules come to."""

    def __init__(self, plan: Plan, batch: Batch, now: float) -> None:
        self.plan = plan
        self.batch = batch
        self.now = now
        self.size = batch.size
        self.calendar = plan.calendar
        self.rules: dict[str, Flags] = {}
        self.left_over = np.zeros(batch.size, np.bool_)
        self._facts: dict[str, Column] = {}
        self._measured: dict[int, Bounds | Flags] = {}
        self._matches: dict[int, Matches] = {}
        self._signals: SignalTable | None = None
        self._selections = Selections(self._signal_frame, lambda: self.signals.types)

    def evaluate(self) -> None:
        """Evaluate the rules that the plan wants."""
        for name in self.plan.rules:
            self.rules[name] = self.decide(self.plan.conditions[name])

    def decide(self, node: Node) -> Flags:
        """Decide a condition for every lead."""
        return condition(node, self)

    def column(self, kind: str, name: str | int) -> Column | Bounds:
        """Give the column of a fact, rule or measure."""
        if kind == "rule":
            return self.rules[str(name)]
        return self._measure(int(name)) if kind == "measure" else self._fact(str(name))

    def members(self, node: Node) -> frozenset[Any]:
        """Give the items that a node names, written out or as a list of the policy."""
        return self.plan.members[node["list"]] if "list" in node else frozenset(node["items"])

    def tested(self, node: Node, prepare: Callable[[Iterable[str]], TextTest]) -> TextTest:
        """Give a test of texts for the items that a node names; it remembers texts of earlier batches."""
        return self.plan.tests.test(node["op"], self.members(node), prepare)

    def give_up(self, rows: Mask) -> None:
        """Leave rows to `decide`, because numpy would calculate less exactly than Python."""
        self.left_over |= rows

    def newest(self, index: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the newest certain and the newest possible match of a measure."""
        return measures.newest(self._found(index), self.signals)

    @property
    def signals(self) -> SignalTable:
        """The signals of the batch."""
        if self._signals is None:
            self._signals = self.batch.signals()
        return self._signals

    def _fact(self, name: str) -> Column:
        if name not in self._facts:
            column = self.batch.fact(self.plan.facts[name])
            large = inexact(column) if isinstance(column, Numbers) else None
            if large is not None:
                self.give_up(large)
            self._facts[name] = self._fresh(name, column)
        return self._facts[name]

    def _fresh(self, name: str, column: Column) -> Column:
        limit = self.plan.freshness.get(name)
        observed = None if limit is None else self.batch.observed_at(name)
        if limit is None or observed is None:
            return column
        stale = self.now - observed.floats > limit
        if observed.known is not None:
            stale &= observed.known
        return _without(column, stale)

    def _measure(self, index: int) -> Bounds | Flags:
        if not self._measured and self.plan.classes.measures:
            self._measured |= count_by_class(self.plan.classes, self.signals, self.now, self.whole_frame) or {}
        if index not in self._measured:
            self._measured[index] = self._measured_anew(index)
        return self._measured[index]

    def _measured_anew(self, index: int) -> Bounds | Flags:
        measure, matches, table = self.plan.measures[index], self._found(index), self.signals
        match measure.function:
            case "exists":
                return measures.exists(matches, table)
            case "count":
                return measures.count(matches, table)
            case "distinct_days":
                return measures.distinct_days(matches, table, self.calendar)
            case "families":
                return measures.families(matches, table, self.plan.compiled["signals"])
            case "total" if measure.field is not None:
                sums, large = measures.total(measure.field, matches, table)
                if large is not None:
                    self.give_up(large)
                return sums
        raise ValueError(f"unknown measure {measure.function!r}")

    def _found(self, index: int) -> Matches:
        if index not in self.plan.decaying:
            return measures.matches_of(self.plan.measures[index], self.signals, self._selections)
        if index not in self._matches:
            self._matches[index] = measures.matches_of(self.plan.measures[index], self.signals, self._selections)
        return self._matches[index]

    def whole_frame(self, table: SignalTable) -> SignalFrame:
        """Give all signals of a table as conditions of the policy see them."""
        return SignalFrame(table, None, self.now, self.calendar, self, lambda _owners: None)

    def _signal_frame(self, rows: NDArray[Any] | None) -> SignalFrame:
        def give_up(owners: NDArray[Any]) -> None:
            self.left_over[owners] = True

        return SignalFrame(self.signals, rows, self.now, self.calendar, self, give_up)


_WITHOUT: dict[type, Callable[[Any, Mask], Column]] = {
    Texts: lambda column, gone: Texts(np.where(gone, len(column.vocabulary), column.codes), column.vocabulary),
    Numbers: lambda column, gone: Numbers(column.values, both_known(column.known, ~gone)),
    TextLists: lambda column, gone: TextLists(column.owners, column.items, column.known & ~gone),
    np.ndarray: lambda column, gone: np.where(gone, np.int8(UNKNOWN), column),
}


def _without(column: Column, gone: Mask) -> Column:
    """Forget a column's values in some rows."""
    return _WITHOUT[type(column)](column, gone) if gone.any() else column
