"""Conditions over columns: every operation of the compiled form, for all leads of a batch at once."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from leadgate.domain.policy.intervals import OPERATORS
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.words import piece_test, word_test
from leadgate_columnar.calendar_columns import are_outside
from leadgate_columnar.columns import EXACT, Bounds, Numbers, TextLists, Texts, both_known, expect, is_known
from leadgate_columnar.operands import Frame, Operand, bounds_of, flags_column, operand
from leadgate_columnar.ternary import (
    Flags,
    Mask,
    all_of,
    any_of,
    at_least,
    constant,
    decided,
    forget,
    negation,
    same,
)

_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def condition(node: Node, frame: Frame) -> Flags:
    """Decide a condition for every row of a frame.

    Args:
        node: the condition in the compiled form.
        frame: what its names stand for.

    Returns:
        Yes, no or unknown for each row.

    Raises:
        ValueError: the node is of no known kind.
    """
    make = _MAKERS.get(node["op"])
    if make is None:
        raise ValueError(f"unknown condition {node['op']!r}")
    return make(node, frame)


def _lookup(node: Node, frame: Frame) -> Flags:
    return flags_column(node["op"], node[node["op"]], frame)


def _at_least(node: Node, frame: Frame) -> Flags:
    return at_least(node["n"], [flags_column("rule", rule, frame) for rule in node["rules"]])


def _compare(node: Node, frame: Frame) -> Flags:
    how, left, right = node["how"], operand(node["left"], frame), operand(node["right"], frame)
    if isinstance(left, str | Texts) or isinstance(right, str | Texts):
        return _compare_texts(how, left, right, frame)
    if isinstance(right, Bounds) and isinstance(left, int | float):
        how, left, right = _MIRRORED[how], right, left
    if isinstance(left, Bounds) and isinstance(right, int | float) and abs(right) < EXACT:
        return _compare_with_constant(how, left, right)
    if isinstance(left, Bounds) or isinstance(right, Bounds):
        one, other = bounds_of(left, frame), bounds_of(right, frame)
        if one.low is not one.high or other.low is not other.high:
            return _compare_bounds(how, one, other)
        left, right = Numbers(one.low, one.known), Numbers(other.low, other.known)
    return _compare_numbers(how, left, right, frame)


def _compare_with_constant(how: str, value: Bounds, constant: float) -> Flags:
    operator: Callable[[Any, Any], Any] = OPERATORS["==" if how == "!=" else how]
    low, high = operator(value.low, constant), operator(value.high, constant)
    if value.low is value.high:
        flags = decided(low, value.known)
    else:
        # Where both ends agree so does all between them, but for being equal to a number between them.
        possible = (value.low <= constant) & (value.high >= constant) if how in {"==", "!="} else low | high
        flags = (low & high).view(np.int8) + possible.view(np.int8)
        if value.known is not None:
            forget(flags, value.known)
    return negation(flags) if how == "!=" else flags


def _compare_numbers(how: str, left: Any, right: Any, frame: Frame) -> Flags:
    operator: Callable[[Any, Any], Any] = OPERATORS[how]
    if not isinstance(left, Numbers):
        if not isinstance(right, Numbers):
            return constant(operator(left, right), frame.size)
        left, right, operator = right, left, OPERATORS[_MIRRORED[how]]
    if isinstance(right, Numbers):
        return decided(operator(left.values, right.values), both_known(left.known, right.known))
    # Beyond what floats tell apart a constant only has to stay on its side of the numbers that are left.
    limit = right if -EXACT < right < EXACT else float(right)
    return decided(operator(left.values, limit), left.known)


def _compare_bounds(how: str, left: Bounds, right: Bounds) -> Flags:
    a, b, c, d = left.low, left.high, right.low, right.high
    if how in {"==", "!="}:
        certain = (a == b) & (c == d) & (a == c)
        possible = ~((b < c) | (d < a))
    else:
        operator: Callable[[Any, Any], Any] = OPERATORS[how]
        best, worst = ((a, d), (b, c)) if how in {"<", "<="} else ((b, c), (a, d))
        certain, possible = operator(*worst), operator(*best)
    flags = certain.view(np.int8) + (certain | possible).view(np.int8)
    known = both_known(left.known, right.known)
    if known is not None:
        forget(flags, known)
    return negation(flags) if how == "!=" else flags


def _compare_texts(how: str, left: Operand, right: Operand, frame: Frame) -> Flags:
    operator = OPERATORS[how]
    if isinstance(left, Texts) and isinstance(right, Texts):
        return _compare_ranks(how, left, right)
    if isinstance(left, Texts) and isinstance(right, str):
        if how in {"==", "!="}:
            equal = left.decided(left.vocabulary.among((right,)))
            return equal if how == "==" else negation(equal)
        return left.decided(left.vocabulary.passing(lambda text: operator(text, right)))
    if isinstance(right, Texts):
        return right.decided(right.vocabulary.passing(lambda text: operator(left, text)))
    return constant(operator(left, right), frame.size)


def _compare_ranks(how: str, left: Texts, right: Texts) -> Flags:
    """Compare two columns of texts by the place of each text among all that occur."""
    every = sorted({*left.vocabulary.texts, *right.vocabulary.texts})
    ranks = {text: rank for rank, text in enumerate(every)}
    one, other = (
        np.array([*(ranks[text] for text in side.vocabulary.texts), -1], np.int64).take(side.codes)
        for side in (left, right)
    )
    operator: Callable[[Any, Any], Any] = OPERATORS[how]
    return decided(operator(one, other), left.known & right.known)


def _in(node: Node, frame: Frame) -> Flags:
    value, items = operand(node["of"], frame), frame.members(node)
    if isinstance(value, Texts):
        return value.decided(value.vocabulary.among(items))
    if isinstance(value, Numbers):
        return decided(np.isin(value.values, _within_reach(items)), value.known)
    if isinstance(value, Bounds):
        return _bounds_in(value, items, whole=node["whole"])
    return constant(value in items, frame.size)


def _within_reach(items: frozenset[Any]) -> list[float]:
    # A number as large as the others is decided elsewhere, so it cannot be one of these.
    return sorted(float(item) for item in items if -EXACT < item < EXACT)


def _bounds_in(value: Bounds, items: frozenset[Any], *, whole: bool) -> Flags:
    """Say whether numbers of which only bounds may be known are among some items, which can cover all they can be."""
    ordered = np.array(sorted(map(float, items)))
    covering = np.array([item for item in ordered.tolist() if item.is_integer()])
    within = _between(ordered, value)
    span = np.where(np.isfinite(value.high - value.low), value.high - value.low, -2.0)
    exact = value.low == value.high
    certain = exact | ((_between(covering, value) == np.trunc(span) + 1) if whole else np.zeros_like(exact))
    possible = within > 0
    flags: Flags = (possible & certain).view(np.int8) + possible.view(np.int8)
    if value.known is not None:
        forget(flags, value.known)
    return flags


def _between(ordered: np.ndarray[Any, Any], value: Bounds) -> np.ndarray[Any, Any]:
    return np.searchsorted(ordered, value.high, side="right") - np.searchsorted(ordered, value.low, side="left")


def _any_in(node: Node, frame: Frame) -> Flags:
    column = expect(frame.column("fact", node["of"]["fact"]), TextLists)
    hits = column.items.vocabulary.among(frame.members(node))
    found = np.zeros(frame.size, np.bool_)
    found[column.owners[np.append(hits, False).take(column.items.codes)]] = True
    return decided(found, column.known)


def _text_test(test: Callable[[Texts, Node, Frame], Mask]) -> Callable[[Node, Frame], Flags]:
    def decide(node: Node, frame: Frame) -> Flags:
        texts = expect(operand(node["of"], frame), Texts)
        return texts.decided(test(texts, node, frame))

    return decide


def _outside_hours(node: Node, frame: Frame) -> Flags:
    moments = expect(operand(node["of"], frame), Numbers)
    at = moments.values if moments.known is None else np.where(moments.known, moments.values, 0)
    return decided(are_outside(frame.calendar, at), moments.known)


def _known(node: Node, frame: Frame) -> Flags:
    kind = node["of"]["op"]
    return decided(is_known(frame.column(kind, node["of"][kind])), None)


_MAKERS: Final = MappingProxyType[str, Callable[[Node, Frame], Flags]](
    {
        "const": lambda node, frame: constant(bool(node["value"]), frame.size),
        "fact": _lookup,
        "rule": _lookup,
        "measure": _lookup,
        "not": lambda node, frame: negation(condition(node["of"], frame)),
        "and": lambda node, frame: all_of(condition(part, frame) for part in node["args"]),
        "or": lambda node, frame: any_of(condition(part, frame) for part in node["args"]),
        "same": lambda node, frame: same(condition(node["left"], frame), condition(node["right"], frame)),
        "at_least": _at_least,
        "compare": _compare,
        "in": _in,
        "any_in": _any_in,
        "startswith": _text_test(lambda texts, node, _frame: texts.vocabulary.starting(node["text"])),
        "endswith": _text_test(lambda texts, node, _frame: texts.vocabulary.ending(node["text"])),
        "has_word": _text_test(lambda texts, node, frame: texts.vocabulary.passing(frame.tested(node, word_test))),
        "contains_any": _text_test(lambda texts, node, frame: texts.vocabulary.passing(frame.tested(node, piece_test))),
        "outside_hours": _outside_hours,
        "known": _known,
    }
)
