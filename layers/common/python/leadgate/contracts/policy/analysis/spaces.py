"""The values that a variable can have, cut into so few cells that every test holds in all of a cell or in none."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, inf
from typing import Any, Final

from leadgate.contracts.policy.analysis.leaves import Test
from leadgate.contracts.policy.analysis.patterns import Pattern, holds, list_may_exist, text_may_exist

NOTHING_KNOWN: Final = 1
"""The cell, in every space, of a variable that is unknown."""

Split = tuple[int, int]
"""The cells in which a test may be yes, and those in which it may be no."""


@dataclass(frozen=True, slots=True)
class Space:
    """Cells as bits: all of them, the one of values that nothing spells out, and how tests cut them.

    `real` are those in which a value can lie; where only bounds are known, what lies between them goes over
    the others as well.
    """

    full: int
    split: Callable[[Test], Split]
    real: int
    others: int = 0
    may_exist: Callable[[Sequence[Pattern]], bool] | None = None
    scale: "Scale | None" = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The cells of a number: bit 2k+2 is the k-th landmark itself, the bits around it the gaps beside it."""

    landmarks: tuple[Any, ...]
    whole: bool

    def lowest(self, cells: int) -> Any:
        """Give a number that everything in these cells reaches."""
        gap, index = self._place((cells & -cells).bit_length() - 1)
        if not gap:
            return self.landmarks[index]
        return -inf if index == 0 else floor(self.landmarks[index - 1]) + 1 if self.whole else self.landmarks[index - 1]

    def highest(self, cells: int) -> Any:
        """Give a number that nothing in these cells exceeds."""
        gap, index = self._place(cells.bit_length() - 1)
        if not gap:
            return self.landmarks[index]
        if index == len(self.landmarks):
            return inf
        return ceil(self.landmarks[index]) - 1 if self.whole else self.landmarks[index]

    def reaching(self, number: Any) -> int:
        """Give the cells that hold something of at least a number."""
        return sum(1 << bit for bit in range(1, self._count) if self.highest(1 << bit) >= number)

    def within(self, number: Any) -> int:
        """Give the cells that hold something of at most a number."""
        return sum(1 << bit for bit in range(1, self._count) if self.lowest(1 << bit) <= number)

    def _place(self, bit: int) -> tuple[bool, int]:
        """Say whether a cell is a gap, and the landmark that it is, or that the gap stands before."""
        return bit % 2 == 1, (bit - 1) // 2

    @property
    def _count(self) -> int:
        return 2 * len(self.landmarks) + 2


def truth_space() -> Space:
    """Make the space of what is yes or no."""

    def split(test: Test) -> Split:
        return (6, NOTHING_KNOWN) if test.how == "known" else (2, 4)

    return Space(7, split, 7)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is certain of a number: its bounds, and whether it can only be whole."""

    lowest: float = -inf
    highest: float = inf
    whole: bool = False


def number_space(tests: Iterable[Test], limits: Limits, *, exact: bool) -> Space:
    """Make the space of a number.

    Args:
        tests: every test of it, for the landmarks.
        limits: what is certain of it.
        exact: whether it is known or unknown, never only by its bounds.

    Returns:
        Cells in the order of the numbers: below the first landmark, the landmark, up to the second, and so on.
    """
    named = {limits.lowest, limits.highest} - {-inf, inf}
    for test in tests:
        named |= test.items or {test.value}
    landmarks = tuple(sorted(named - {None}))
    place = {landmark: 2 * index + 2 for index, landmark in enumerate(landmarks)}
    full = (1 << 2 * len(landmarks) + 2) - 2
    full &= ~((1 << place[limits.lowest]) - 1) if limits.lowest > -inf else -1
    real = full & ~_hollow(landmarks) if limits.whole else full
    real &= (1 << place[limits.highest] + 1) - 1 if limits.highest < inf else -1
    if exact:
        full = real

    def split(test: Test) -> Split:
        yes = full if test.how == "known" else _where(test, place) & full
        return yes, NOTHING_KNOWN if test.how == "known" else full & ~yes

    return Space(full | NOTHING_KNOWN, split, real | NOTHING_KNOWN, scale=Scale(landmarks, limits.whole))


def _hollow(landmarks: Sequence[Any]) -> int:
    """Give the cells that hold no whole number."""
    fractions = [2 * index + 2 for index, landmark in enumerate(landmarks) if landmark != floor(landmark)]
    gaps = [2 * index + 3 for index, (a, b) in enumerate(pairwise(landmarks)) if floor(a) + 1 > ceil(b) - 1]
    return sum(1 << bit for bit in (*fractions, *gaps))


def _where(test: Test, place: dict[Any, int]) -> int:
    if test.items is not None:
        return sum(1 << place[item] for item in test.items)
    at = 1 << place[test.value]
    below, above = at - 1, ~(at | at - 1)
    return {"<": below, "<=": below | at, ">": above, ">=": above | at, "==": at, "!=": ~at}[test.how]


MOST_PROBES: Final = 100_000


def text_space(tests: Collection[Test], values: Sequence[str] | None) -> Space:
    """Make the space of a text.

    Args:
        tests: every test of it, for the texts that they name.
        values: the only words that it can be; None for a text that can be anything.

    Returns:
        A cell for each text that a test names, and without `values` one more for every other text.
    """
    named: dict[str, None] = dict.fromkeys(values or ())
    if values is None:
        for test in tests:
            named |= dict.fromkeys(sorted(test.items) if test.how == "in" and test.items else ())
            named |= {test.value: None} if test.how in {"==", "!=", "<", "<=", ">", ">="} else {}
    place = {text: index for index, text in enumerate(named)}
    others = 0 if values is not None else 2
    full = ((1 << len(named)) - 1) << 2
    is_large = len(named) * len(tests) > MOST_PROBES

    def split(test: Test) -> Split:
        if test.how == "known":
            return full | others, NOTHING_KNOWN
        if test.how in {"in", "==", "!="}:
            # What nobody names is none of the named.
            items = {test.value} if test.items is None else test.items
            cells = _bits((place[item] for item in items if item in place), len(named))
            return (full & ~cells | others, cells) if test.how == "!=" else (cells, full & ~cells | others)
        if is_large:
            return full | others, full | others
        holds_in = holds(test)
        cells = _bits((index for text, index in place.items() if holds_in(text)), len(named))
        return cells | others, full & ~cells | others

    whole = full | others | NOTHING_KNOWN
    return Space(whole, split, whole, others, text_may_exist)


def _bits(places: Iterable[int], size: int) -> int:
    """Set the bits of the texts at these places; of thousands it is much faster to write the number down."""
    digits = bytearray(b"0" * (size + 2))
    for index in places:
        digits[size - 1 - index] = ord("1")
    return int(digits, 2)


def list_space() -> Space:
    """Make the space of a list of texts: unknown, or a list that the tests decide about."""

    def split(test: Test) -> Split:
        return (2, NOTHING_KNOWN) if test.how == "known" else (2, 2)

    return Space(3, split, 3, 2, list_may_exist)
