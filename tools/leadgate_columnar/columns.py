"""Columns of a batch of leads: texts by code, numbers, lists of texts; each knows where it is unknown."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadgate_columnar.ternary import UNKNOWN, Flags, Mask

EXACT: Final = 2.0**53
"""Whole numbers below this are the same as floats; Python counts on beyond it, numpy rounds."""


class Vocabulary:
    """The distinct texts of a column: a test of texts is made once for each, not once for each lead."""

    def __init__(self, texts: Sequence[str] | pa.Array) -> None:
        self._texts = texts
        # The texts of a packed file are the same in every batch.
        self._answers: dict[tuple[str, Hashable], Mask] = {}

    def __len__(self) -> int:
        return len(self._texts)

    @cached_property
    def texts(self) -> Sequence[str]:
        """The texts as Python has them."""
        return self._texts.to_pylist() if isinstance(self._texts, pa.Array) else self._texts

    def passing(self, test: Callable[[str], Any]) -> Mask:
        """Say of each text whether it passes a test."""
        return np.fromiter(map(test, self.texts), np.bool_, len(self))

    def among(self, items: Collection[str]) -> Mask:
        """Say of each text whether it is one of some items."""
        if isinstance(self._texts, pa.Array):
            some, kind = frozenset(items), self._texts.type
            return self._once("among", some, lambda: pc.is_in(self._texts, _items(some, kind)))
        return self.passing(items.__contains__)

    def starting(self, prefix: str) -> Mask:
        """Say of each text whether it starts with a text."""
        if isinstance(self._texts, pa.Array):
            return self._once("starting", prefix, lambda: pc.starts_with(self._texts, prefix))
        return self.passing(lambda text: text.startswith(prefix))

    def ending(self, suffix: str) -> Mask:
        """Say of each text whether it ends with a text."""
        if isinstance(self._texts, pa.Array):
            return self._once("ending", suffix, lambda: pc.ends_with(self._texts, suffix))
        return self.passing(lambda text: text.endswith(suffix))

    def _once(self, test: str, what: Hashable, ask: Callable[[], pa.Array]) -> Mask:
        if (test, what) not in self._answers:
            self._answers[test, what] = ask().to_numpy(zero_copy_only=False)
        return self._answers[test, what]


@lru_cache(maxsize=256)
def _items(items: frozenset[str], kind: pa.DataType) -> pa.Array:
    """Keep the items of a condition as Arrow has them, for the batches that follow."""
    return pa.array(list(items), kind)


def looked_up(table: NDArray[Any], codes: NDArray[Any]) -> NDArray[Any]:
    """Give what a table says to each code."""
    if codes.dtype != np.uint8 or table.dtype != np.uint8:
        return table.take(codes)
    # From bytes to bytes Python's own way takes half the time.
    return np.frombuffer(bytearray(codes).translate(table[:256].tobytes().ljust(256)), np.uint8)


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts: a code for each row, which is the size of the vocabulary where the text is unknown."""

    codes: NDArray[Any]
    vocabulary: Vocabulary

    @property
    def known(self) -> Mask:
        """Where there is a text."""
        known: Mask = self.codes != len(self.vocabulary)
        return known

    def decided(self, passes: Mask) -> Flags:
        """Spread what was found for each distinct text over the rows."""
        flags = np.empty(len(passes) + 1, np.int8)
        np.left_shift(passes.view(np.int8), 1, out=flags[:-1])
        flags[-1] = UNKNOWN
        return looked_up(flags.view(np.uint8), self.codes).view(np.int8)

    def take(self, rows: NDArray[Any]) -> "Texts":
        """Give some of the rows."""
        return Texts(self.codes.take(rows), self.vocabulary)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers, moments or lengths of time; `known` None means that every one is known."""

    values: NDArray[Any]
    known: Mask | None = None

    @property
    def floats(self) -> NDArray[np.float64]:
        """The numbers as floats."""
        return self.values.astype(np.float64, copy=False)

    def take(self, rows: NDArray[Any]) -> "Numbers":
        """Give some of the rows."""
        return Numbers(self.values.take(rows), None if self.known is None else self.known.take(rows))


@dataclass(frozen=True, slots=True)
class Bounds:
    """A column of numbers that are only known to lie between two others; exact where these are the same object."""

    low: NDArray[Any]
    high: NDArray[Any]
    known: Mask | None = None


@dataclass(frozen=True, slots=True)
class TextLists:
    """A column of lists of texts: every item with the row that it belongs to."""

    owners: NDArray[Any]
    items: Texts
    known: Mask


Column = Texts | Numbers | TextLists | Flags


def expect[Kind](column: object, kind: type[Kind]) -> Kind:
    """Give a column that the compiler has checked to be of a kind.

    Raises:
        ValueError: it is not, so the compiled policy is damaged.
    """
    if not isinstance(column, kind):
        raise ValueError(f"damaged compiled policy: {kind.__name__} needed, not {type(column).__name__}")
    return column


def is_known(column: Column | Bounds) -> Mask:
    """Say of each row of a column whether it holds a value."""
    if isinstance(column, np.ndarray):
        flags: Mask = column != UNKNOWN
        return flags
    if isinstance(column, Numbers) and column.known is None:
        return np.ones(len(column.values), np.bool_)
    return expect(column.known, np.ndarray)


def both_known(one: Mask | None, other: Mask | None) -> Mask | None:
    """Join two masks of what is known; None stands for everything."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def texts_of(values: Sequence[str | None]) -> Texts:
    """Make a column of texts from Python's own."""
    codes: dict[str, int] = {}
    coded = [-1 if value is None else codes.setdefault(value, len(codes)) for value in values]
    column = np.array(coded, np.int32) if coded else np.empty(0, np.int32)
    column[column < 0] = len(codes)
    return Texts(column, Vocabulary(list(codes)))


def numbers_of(values: Sequence[float | None]) -> Numbers:
    """Make a column of numbers from Python's own, whole ones of any size included."""
    known = np.fromiter((value is not None for value in values), np.bool_, len(values))
    floats = np.fromiter((0.0 if value is None else float(value) for value in values), np.float64, len(values))
    return Numbers(floats, None if known.all() else known)


def inexact(numbers: Numbers) -> Mask | None:
    """Say which rows hold a number that floats do not tell from its neighbours; None when there is none."""
    values = numbers.values
    if not len(values) or values.dtype.itemsize < 8:
        return None
    large = (values >= EXACT) | (values <= -EXACT)
    if numbers.known is not None:
        large &= numbers.known
    return large if large.any() else None
