"""Operands of conditions as columns: facts, constants, arithmetic and measures of signals."""

from collections.abc import Callable, Iterable
from math import inf
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from leadgate.domain.policy.business_hours import BusinessCalendar
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.words import TextTest
from leadgate_columnar.columns import EXACT, Bounds, Column, Numbers, Texts, both_known, expect
from leadgate_columnar.ternary import Flags, Mask

Operand = Texts | Numbers | Bounds | str | int | float


class Frame(Protocol):
    """What the names of an expression stand for, a column each: about leads, or about some signals of theirs."""

    now: float
    calendar: BusinessCalendar

    @property
    def size(self) -> int:
        """Give the number of rows."""
        ...

    def column(self, kind: str, name: str | int) -> Column | Bounds:
        """Give the column of a fact, rule, measure or signal field."""
        ...

    def members(self, node: Node) -> frozenset[Any]:
        """Give the items that a node names, written out or as a list of the policy."""
        ...

    def tested(self, node: Node, prepare: Callable[[Iterable[str]], TextTest]) -> TextTest:
        """Give a test of texts for the items that a node names; it remembers texts of earlier batches."""
        ...

    def give_up(self, rows: Mask) -> None:
        """Leave rows to `decide`, because numpy would calculate less exactly than Python."""
        ...


_EXACT: Final[dict[str, np.ufunc]] = {"add": np.add, "sub": np.subtract, "mul": np.multiply}


def operand(node: Node, frame: Frame) -> Operand:
    """Calculate an operand.

    Args:
        node: the operand in the compiled form.
        frame: what its names stand for.

    Returns:
        A column, or a constant.

    Raises:
        ValueError: the node is of no known kind.
    """
    match node["op"]:
        case "const":
            constant: str | int | float = node["value"]
            return constant
        case "fact" | "measure" | "field" as kind:
            return frame.column(kind, node[kind])  # type: ignore[return-value]  # the compiler checked the type
        case "age":
            return _age(_as_numbers(operand(node["of"], frame), frame), frame)
        case "add" | "sub" | "mul" as how:
            left, right = operand(node["left"], frame), operand(node["right"], frame)
            if isinstance(left, Bounds) or isinstance(right, Bounds):
                return _bounded(how, bounds_of(left, frame), bounds_of(right, frame), frame)
            return _exact(how, _as_numbers(left, frame), _as_numbers(right, frame), frame)
    raise ValueError(f"unknown operand {node['op']!r}")


def bounds_of(value: Operand, frame: Frame) -> Bounds:
    """Give an operand as bounds, which are the same object where it is exact."""
    if isinstance(value, Bounds):
        return value
    numbers = _as_numbers(value, frame)
    return Bounds(numbers.values, numbers.values, numbers.known)


def _as_numbers(value: Operand, frame: Frame) -> Numbers:
    if isinstance(value, Numbers):
        return value
    if not isinstance(value, int | float):
        raise ValueError("damaged compiled policy: a number is needed")
    if abs(value) >= EXACT:
        frame.give_up(np.ones(frame.size, np.bool_))
    return Numbers(np.full(frame.size, float(value)))


def _age(moment: Numbers, frame: Frame) -> Numbers:
    return Numbers(frame.now - moment.floats, moment.known)


def _exact(how: str, left: Numbers, right: Numbers, frame: Frame) -> Numbers:
    known = both_known(left.known, right.known)
    with np.errstate(over="ignore", invalid="ignore"):
        values = _EXACT[how](left.floats, right.floats)
    _check(values, known, frame)
    return Numbers(values, known)


def _check(values: NDArray[Any], known: Mask | None, frame: Frame) -> None:
    large = ~(np.abs(values) < EXACT)
    if known is not None:
        large &= known
    if large.any():
        frame.give_up(large)


def _bounded(how: str, left: Bounds, right: Bounds, frame: Frame) -> Bounds:
    """Calculate with bounds; where one would be no number, or infinitely far on the wrong side, nothing is known."""
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = _CORNERS[how](*(side.astype(np.float64) for side in (left.low, left.high, right.low, right.high)))
    known = both_known(left.known, right.known)
    for end in (low, high):
        _check(np.where(np.isinf(end) | np.isnan(end), 0.0, end), known, frame)
    sound = ~(np.isnan(low) | np.isnan(high) | (low == inf) | (high == -inf))
    return Bounds(low, high, both_known(known, None if sound.all() else sound))


_Corners = Callable[..., tuple[NDArray[Any], NDArray[Any]]]


def _products(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any], d: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    corners = [_times(x, y) for x in (a, b) for y in (c, d)]
    return np.minimum.reduce(corners), np.maximum.reduce(corners)


def _times(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    # A bound without end times nothing is nothing: an interval's end is a limit, not a number.
    return np.where((x == 0) | (y == 0), 0.0, x * y)


_CORNERS: Final[dict[str, _Corners]] = {
    "add": lambda a, b, c, d: (a + c, b + d),
    "sub": lambda a, b, c, d: (a - d, b - c),
    "mul": _products,
}


def flags_column(kind: str, name: str | int, frame: Frame) -> Flags:
    """Give a yes-or-no fact, a rule or an `exists` as flags."""
    flags: Flags = expect(frame.column(kind, name), np.ndarray)
    return flags
