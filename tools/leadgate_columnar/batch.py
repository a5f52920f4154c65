"""What evaluating asks of a batch of leads, wherever it came from: facts, signals, ages of facts, documents."""

from collections.abc import Mapping
from typing import Any, Protocol

from leadgate.domain.policy.facts import Fact
from leadgate_columnar.columns import Column, Numbers
from leadgate_columnar.signal_table import SignalTable


class Batch(Protocol):
    """Some leads as columns; every column is typed, and unknown where the lead holds nothing of its type."""

    size: int

    def fact(self, fact: Fact) -> Column:
        """Give a fact of every lead."""
        ...

    def signals(self) -> SignalTable:
        """Give the signals of every lead."""
        ...

    def observed_at(self, fact: str) -> Numbers | None:
        """Give when a fact was observed; None when nobody said so for any lead."""
        ...

    def identity(self, row: int) -> str | int | None:
        """Give the id of a lead; None when it has no usable one."""
        ...

    def document(self, row: int) -> Mapping[str, Any]:
        """Give a lead as the document that `decide` reads."""
        ...
