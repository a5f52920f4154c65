"""Numbers that are only known to lie between two bounds: comparing them and calculating with them."""

from collections.abc import Callable
from math import inf
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

Number = int | float
Range = tuple[Number, Number]
Bounded = Number | Range | None
"""An exact number, a pair of bounds (both included), or None when nothing is known."""

OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne,
}  # fmt: skip


def bounds(value: Number | Range) -> Range:
    """Give the lowest and the highest number that a value can be."""
    return value if isinstance(value, tuple) else (value, value)


def narrow(low: Number, high: Number) -> Number | Range:
    """Make a pair of bounds an exact number when they meet."""
    return low if low == high else (low, high)


def compare(how: str, left: Bounded, right: Bounded) -> bool | None:
    """Compare two numbers of which only bounds may be known.

    Args:
        how: one of `<`, `<=`, `>`, `>=`, `==`, `!=`.
        left: the number before the operator.
        right: the number after it.

    Returns:
        True or False as soon as the bounds decide it, else None.
    """
    if left is None or right is None:
        return None
    (a, b), (c, d) = bounds(left), bounds(right)
    if how in {"==", "!="}:
        same = True if a == b == c == d else False if b < c or d < a else None
        return same if how == "==" or same is None else not same
    operator = OPERATORS[how]
    best, worst = ((a, d), (b, c)) if how in {"<", "<="} else ((b, c), (a, d))
    if operator(*worst):
        return True
    return None if operator(*best) else False


def is_member(value: Bounded, items: frozenset[Number], *, whole: bool) -> bool | None:
    """Say whether a number of which only bounds may be known is one of some items.

    Args:
        value: the number.
        items: what it is looked up in.
        whole: whether it can only be a whole number, so that a few items can cover everything it can be.

    Returns:
        True or False as soon as the bounds decide it, else None.
    """
    if value is None or not isinstance(value, tuple):
        return None if value is None else value in items
    low, high = value
    within = [item for item in items if low <= item <= high]
    if not within:
        return False
    covered = sum(float(item).is_integer() for item in within)
    return True if whole and high - low < inf and covered == int(high) - int(low) + 1 else None


def add(left: Bounded, right: Bounded) -> Bounded:
    """Add two numbers of which only bounds may be known."""
    if left is None or right is None:
        return None
    (a, b), (c, d) = bounds(left), bounds(right)
    return _result(lambda: (a + c, b + d))


def subtract(left: Bounded, right: Bounded) -> Bounded:
    """Subtract the right number from the left, of which only bounds may be known."""
    if left is None or right is None:
        return None
    (a, b), (c, d) = bounds(left), bounds(right)
    return _result(lambda: (a - d, b - c))


def multiply(left: Bounded, right: Bounded) -> Bounded:
    """Multiply two numbers of which only bounds may be known."""
    if left is None or right is None:
        return None
    (a, b), (c, d) = bounds(left), bounds(right)

    def corners() -> Range:
        products = [_times(x, y) for x in (a, b) for y in (c, d)]
        return min(products), max(products)

    return _result(corners)


def _times(x: Number, y: Number) -> Number:
    # A bound without end times nothing is nothing: an interval's end is a limit, not a number.
    return 0 if x == 0 or y == 0 else x * y


def _result(calculate: Callable[[], Range]) -> Bounded:
    try:
        low, high = calculate()
    except OverflowError:
        return None
    # Compared, not asked with isnan: a whole number may be too large to become a float.
    if low != low or high != high or low == inf or high == -inf:  # noqa: PLR0124 - nothing but nan differs from itself
        return None
    return low if low == high else (low, high)
