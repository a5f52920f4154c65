"""Closures for conditions: three-valued functions of the vector of values, made once when a policy is loaded."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from leadgate.domain.policy import intervals
from leadgate.domain.policy.scope import Condition, Node, Scope, Value, Vector
from leadgate.domain.policy.values import is_bounded, place_of, value_closure
from leadgate.domain.policy.words import piece_test, word_test

_PLAIN: Final = frozenset({"fact", "field"})


def condition_closure(node: Node, scope: Scope) -> Condition:
    """Make the function that decides a condition.

    Args:
        node: the condition in the compiled form.
        scope: what its names stand for.

    Returns:
        A function from the vector of values to True, False or None for unknown.

    Raises:
        ValueError: the node is of no known kind or names something undefined.
    """
    make = _MAKERS.get(node["op"])
    if make is None:
        raise ValueError(f"unknown condition {node['op']!r}")
    return make(node, scope)


def _constant(node: Node, _scope: Scope) -> Condition:
    constant = bool(node["value"])
    return lambda _vector: constant


def _lookup(node: Node, scope: Scope) -> Condition:
    place = scope.place(node["op"], node[node["op"]])
    return lambda vector: vector[place]


def _not(node: Node, scope: Scope) -> Condition:
    inner = condition_closure(node["of"], scope)

    def negate(vector: Vector) -> bool | None:
        result = inner(vector)
        return None if result is None else not result

    return negate


def _junction(node: Node, scope: Scope, decisive: bool) -> Condition:
    """Combine conditions of which a single decisive one settles the whole, and an unknown one leaves it open."""
    parts = tuple(condition_closure(part, scope) for part in node["args"])

    def combined(vector: Vector) -> bool | None:
        unknown = False
        for part in parts:
            result = part(vector)
            if result is decisive:
                return decisive
            if result is None:
                unknown = True
        return None if unknown else not decisive

    return combined


def _and(node: Node, scope: Scope) -> Condition:
    return _junction(node, scope, decisive=False)


def _or(node: Node, scope: Scope) -> Condition:
    return _junction(node, scope, decisive=True)


def _same(node: Node, scope: Scope) -> Condition:
    left, right = condition_closure(node["left"], scope), condition_closure(node["right"], scope)

    def same(vector: Vector) -> bool | None:
        a, b = left(vector), right(vector)
        return None if a is None or b is None else a is b

    return same


def _at_least(node: Node, scope: Scope) -> Condition:
    needed = node["n"]
    places = tuple(scope.place("rule", rule) for rule in node["rules"])

    def enough(vector: Vector) -> bool | None:
        certain = possible = 0
        for place in places:
            result = vector[place]
            if result is True:
                certain += 1
            elif result is None:
                possible += 1
        if certain >= needed:
            return True
        return None if certain + possible >= needed else False

    return enough


def _compare(node: Node, scope: Scope) -> Condition:
    how, left, right = node["how"], node["left"], node["right"]
    if right["op"] == "const" and left["op"] in _PLAIN:
        return _compare_place(intervals.OPERATORS[how], scope.place(left["op"], left[left["op"]]), right["value"])
    if is_bounded(left) or is_bounded(right):
        return _compare_bounded(how, value_closure(left, scope), value_closure(right, scope))
    return _compare_values(intervals.OPERATORS[how], value_closure(left, scope), value_closure(right, scope))


def _compare_place(operator: Callable[[Any, Any], bool], place: int, constant: object) -> Condition:
    def compare(vector: Vector) -> bool | None:
        value = vector[place]
        return None if value is None else operator(value, constant)

    return compare


def _compare_values(operator: Callable[[Any, Any], bool], left: Value, right: Value) -> Condition:
    def compare(vector: Vector) -> bool | None:
        a = left(vector)
        if a is None:
            return None
        b = right(vector)
        return None if b is None else operator(a, b)

    return compare


def _compare_bounded(how: str, left: Value, right: Value) -> Condition:
    operator = intervals.OPERATORS[how]

    def compare(vector: Vector) -> bool | None:
        a, b = left(vector), right(vector)
        if a is None or b is None:
            return None
        if a.__class__ is tuple or b.__class__ is tuple:
            return intervals.compare(how, a, b)
        return operator(a, b)

    return compare


def _text_test(node: Node, scope: Scope, test: Callable[[Any], bool]) -> Condition:
    place = place_of(node["of"], scope)
    if place is None:
        raise ValueError(f"{node['op']} needs a fact")

    def decide(vector: Vector) -> bool | None:
        value = vector[place]
        return None if value is None else test(value)

    return decide


def _in(node: Node, scope: Scope) -> Condition:
    operand = node["of"]
    test = scope.member_set(node).__contains__
    if place_of(operand, scope) is not None and not is_bounded(operand):
        return _text_test(node, scope, test)
    value = value_closure(operand, scope)
    if is_bounded(operand):
        items, whole = scope.member_set(node), node["whole"]
        return lambda vector: intervals.is_member(value(vector), items, whole=whole)

    def member(vector: Vector) -> bool | None:
        item = value(vector)
        return None if item is None else test(item)

    return member


def _any_in(node: Node, scope: Scope) -> Condition:
    disjoint = scope.member_set(node).isdisjoint
    return _text_test(node, scope, lambda items: not disjoint(items))


def _startswith(node: Node, scope: Scope) -> Condition:
    prefix = node["text"]
    return _text_test(node, scope, lambda text: text.startswith(prefix))


def _endswith(node: Node, scope: Scope) -> Condition:
    suffix = node["text"]
    return _text_test(node, scope, lambda text: text.endswith(suffix))


def _has_word(node: Node, scope: Scope) -> Condition:
    return _text_test(node, scope, scope.prepared(node, word_test))


def _contains_any(node: Node, scope: Scope) -> Condition:
    return _text_test(node, scope, scope.prepared(node, piece_test))


def _outside_hours(node: Node, scope: Scope) -> Condition:
    return _text_test(node, scope, scope.calendar.is_outside)


def _known(node: Node, scope: Scope) -> Condition:
    place = place_of(node["of"], scope)
    if place is None:
        raise ValueError("known needs a fact")
    return lambda vector: vector[place] is not None


_MAKERS: Final = MappingProxyType[str, Callable[[Node, Scope], Condition]](
    {
        "const": _constant,
        "fact": _lookup,
        "rule": _lookup,
        "measure": _lookup,
        "not": _not,
        "and": _and,
        "or": _or,
        "same": _same,
        "at_least": _at_least,
        "compare": _compare,
        "in": _in,
        "any_in": _any_in,
        "startswith": _startswith,
        "endswith": _endswith,
        "has_word": _has_word,
        "contains_any": _contains_any,
        "outside_hours": _outside_hours,
        "known": _known,
    }
)
