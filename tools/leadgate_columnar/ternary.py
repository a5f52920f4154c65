"""Yes, no and unknown for many leads at once: Kleene logic on bytes, where 0 is no, 1 unknown and 2 yes.

With these numbers `and` is the minimum, `or` the maximum, and `not x` is `2 - x`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.int8]
Mask = NDArray[np.bool_]

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2

MEANING: Final[tuple[bool | None, ...]] = (False, None, True)
"""What each number says, the way that `decide` spells it."""


def flag_of(result: bool | None) -> int:
    """Give the number of a three-valued result."""
    return UNKNOWN if result is None else YES if result else NO


def constant(result: bool | None, size: int) -> Flags:
    """Give the same result for every lead."""
    return np.full(size, flag_of(result), np.int8)


def decided(result: Mask, known: Mask | None) -> Flags:
    """Make flags of a two-valued result.

    Args:
        result: yes or no; anything where it is not known.
        known: where the result is known; None means everywhere.

    Returns:
        The flags, unknown where the result is not known.
    """
    flags = result.view(np.int8) << 1
    if known is not None:
        forget(flags, known)
    return flags


def forget(flags: Flags, known: Mask) -> None:
    """Make flags unknown where nothing is known; by arithmetic, which is faster than choosing."""
    flags -= 1
    flags *= known.view(np.int8)
    flags += 1


def put(value: int, column: NDArray[Any], where: Mask) -> None:
    """Write a small number in some rows of a column; by arithmetic, which is faster than choosing."""
    change = column.dtype.type(value) - column
    change *= where
    column += change


def negation(flags: Flags) -> Flags:
    """Turn yes into no and no into yes."""
    return np.int8(YES) - flags


def all_of(parts: Iterable[Flags]) -> Flags:
    """Join conditions with `and`."""
    return _joined(np.minimum, parts)


def any_of(parts: Iterable[Flags]) -> Flags:
    """Join conditions with `or`."""
    return _joined(np.maximum, parts)


def same(left: Flags, right: Flags) -> Flags:
    """Say whether two conditions are both yes or both no; unknown while one of them is."""
    flags: Flags = (left == right).view(np.int8) << 1
    np.copyto(flags, np.int8(UNKNOWN), where=(left == UNKNOWN) | (right == UNKNOWN))
    return flags


def at_least(needed: int, parts: Sequence[Flags]) -> Flags:
    """Say whether enough conditions are yes, as soon as the unknown ones cannot change it."""
    certain = np.zeros(len(parts[0]), np.int16)
    possible = np.zeros(len(parts[0]), np.int16)
    for part in parts:
        certain += part == YES
        possible += part != NO
    flags: Flags = (certain >= needed).view(np.int8) + (possible >= needed).view(np.int8)
    return flags


def _joined(join: np.ufunc, parts: Iterable[Flags]) -> Flags:
    first, *others = parts
    # A condition may be a column that others read as well, so the first join makes a new one.
    result: Flags = join(first, others[0]) if others else first.copy()
    for part in others[1:]:
        join(result, part, out=result)
    return result
