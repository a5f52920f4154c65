"""Closures for the operands of conditions: facts, constants, arithmetic and measures of signals."""

from collections.abc import Callable
from operator import add as plus
from operator import mul as times
from operator import sub as minus
from typing import Any, Final

from leadgate.domain.policy import intervals
from leadgate.domain.policy.scope import CLOCK, Node, Scope, Value, Vector

Calculation = Callable[[Any, Any], Any]

_ARITHMETIC: Final[dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]]] = {
    "add": (plus, intervals.add),
    "sub": (minus, intervals.subtract),
    "mul": (times, intervals.multiply),
}


def is_bounded(node: Node) -> bool:
    """Say whether an operand may be known by its bounds only, as measures of signals are."""
    if node["op"] == "measure":
        return True
    return any(is_bounded(node[side]) for side in ("left", "right", "of") if side in node)


def value_closure(node: Node, scope: Scope) -> Value:
    """Make the function that computes an operand.

    Args:
        node: the operand in the compiled form.
        scope: what its names stand for.

    Returns:
        A function from the vector of values to a value, a pair of bounds, or None for unknown.

    Raises:
        ValueError: the node is of no known kind.
    """
    match node["op"]:
        case "const":
            return _constant(node["value"])
        case "fact" | "measure" | "field" as kind:
            return _lookup(scope.place(kind, node[kind]))
        case "age":
            return _age(value_closure(node["of"], scope))
        case "add" | "sub" | "mul" as how:
            left, right = value_closure(node["left"], scope), value_closure(node["right"], scope)
            return _pair(_ARITHMETIC[how][1] if is_bounded(node) else calculated(how), left, right)
    raise ValueError(f"unknown operand {node['op']!r}")


def place_of(node: Node, scope: Scope) -> int | None:
    """Give the place of an operand that is a plain look-up, or None for a computed one."""
    kind = node["op"]
    return scope.place(kind, node[kind]) if kind in {"fact", "measure", "field"} else None


def _constant(constant: object) -> Value:
    return lambda _vector: constant


def _lookup(place: int) -> Value:
    return lambda vector: vector[place]


def _age(moment: Value) -> Value:
    def age(vector: Vector) -> object:
        at = moment(vector)
        return None if at is None else vector[CLOCK] - at

    return age


def _calculation(exact: Callable[[Any, Any], Any]) -> Calculation:
    def calculate(a: Any, b: Any) -> Any:
        if a is None or b is None:
            return None
        try:
            result = exact(a, b)
        except OverflowError:
            return None
        # Infinity less infinity: a product of floats left the range, so nothing is known.
        return None if result - result != 0 else result

    return calculate


_CALCULATIONS: Final = {how: _calculation(exact) for how, (exact, _bounded) in _ARITHMETIC.items()}


def calculated(how: str) -> Calculation:
    """Give the function that adds, subtracts or multiplies two values; unknown where one is or nothing comes of it."""
    return _CALCULATIONS[how]


def _pair(calculate: Calculation, left: Value, right: Value) -> Value:
    return lambda vector: calculate(left(vector), right(vector))
