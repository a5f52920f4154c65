"""Numbers as bounds: every number is a pair, an exact one a pair of equals; None is one of which nothing is known."""

from math import inf
from typing import Any

Bounds = tuple[Any, Any]


def exactly(number: Any) -> Bounds:
    """Give the bounds of a number that is known."""
    return number, number


def compared(how: str, left: Bounds, right: Bounds) -> bool | None:
    """Compare two numbers: yes when it holds for all that they can be, no when for none, else unknown."""
    (a, b), (c, d) = left, right
    match how:
        case "<":
            return True if b < c else None if a < d else False
        case "<=":
            return True if b <= c else None if a <= d else False
        case ">" | ">=":
            return compared("<" if how == ">" else "<=", right, left)
        case "==":
            return True if a == b == c == d else None if b >= c and d >= a else False
        case "!=":
            same = compared("==", left, right)
            return None if same is None else not same
    raise ValueError(how)


def is_one_of(number: Bounds, items: list[Any], *, whole: bool) -> bool | None:
    """Say whether a number is among some items; a whole number surely is when everything between its bounds is."""
    low, high = number
    if low == high:
        return any(low == item for item in items)
    if not any(low <= item <= high for item in items):
        return False
    if whole and high - low < len(items) and all(number in items for number in range(int(low), int(high) + 1)):
        return True
    return None


def calculated(operator: str, left: Bounds, right: Bounds) -> Bounds | None:
    """Calculate with bounds; None when the result is beyond every number."""
    (a, b), (c, d) = left, right
    try:
        match operator:
            case "add":
                low, high = a + c, b + d
            case "sub":
                low, high = a - d, b - c
            case "mul":
                corners = [_product(x, y) for x in (a, b) for y in (c, d)]
                low, high = min(corners), max(corners)
            case _:
                raise ValueError(operator)
    except OverflowError:
        return None
    return None if low == inf or high == -inf else (low, high)


def _product(x: Any, y: Any) -> Any:
    # The end of "without end" is no number: nothing times it is nothing.
    return 0 if 0 in (x, y) else x * y
