"""Generated code for conditions: the same three-valued logic as the closures, written out."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from leadgate.domain.policy import intervals
from leadgate.domain.policy.fused.code import Code, junction, negated
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.fused.operands import operand_code
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.values import is_bounded
from leadgate.domain.policy.words import piece_test, single_words, word_test

_MOST_WRITTEN: Final = 6
"""So many pieces of text are looked for one by one; more are a function's work."""


def condition_code(node: Node, names: Names) -> Code:
    """Write a condition.

    Args:
        node: the condition in the compiled form.
        names: what its names stand for.

    Returns:
        Code for True, False or None.

    Raises:
        ValueError: the node is of no known kind.
    """
    write = _WRITERS.get(node["op"])
    if write is None:
        raise ValueError(f"unknown condition {node['op']!r}")
    return write(node, names)


def _constant(node: Node, _names: Names) -> Code:
    return Code(repr(bool(node["value"])), frozenset())


def _variable(node: Node, names: Names) -> Code:
    kind = node["op"]
    name = names.variables[kind, node[kind]]
    return Code(name, frozenset({name}))


def _not(node: Node, names: Names) -> Code:
    return negated(condition_code(node["of"], names), names.temporaries)


def _junction(node: Node, names: Names) -> Code:
    parts = [condition_code(part, names) for part in node["args"]]
    return junction(parts, node["op"] == "or", names.temporaries)


def _same(node: Node, names: Names) -> Code:
    left, right = condition_code(node["left"], names), condition_code(node["right"], names)
    if left.guards is not None and right.guards is not None:
        return Code(f"({left.text} is {right.text})", left.guards | right.guards)
    one, other = names.temporaries.new(), names.temporaries.new()
    kept = f"({one} := {left.nullable()}), ({other} := {right.nullable()})"
    return Code(f"(None if None in ({kept}) else {one} is {other})", None)


def _at_least(node: Node, names: Names) -> Code:
    # Each of the rules has added to the numbers where its result was set.
    number, needed = names.tallies[tuple(node["rules"])], node["n"]
    enough, possible = f"y{number} >= {needed}", f"y{number} + u{number} >= {needed}"
    return Code(f"(True if {enough} else None if {possible} else False)", None, (enough, True, possible))


def _compare(node: Node, names: Names) -> Code:
    how, left, right = node["how"], node["left"], node["right"]
    a, b = operand_code(left, names), operand_code(right, names)
    if left["op"] == "age" and left["of"]["op"] == "fact" and right["op"] == "const":
        # The age of a fact is a float, and those are compared fastest with their like.
        b = Code(repr(float(right["value"])), b.guards)
    if a.guards is None and left["op"] == "measure" and right["op"] == "const":
        return Code(_limited(a.text, how, b.text, right["value"], names), None)
    if (is_bounded(left) or is_bounded(right)) and None in {a.guards, b.guards}:
        return Code(f"{names.bind(_COMPARISONS[how])}({a.nullable()}, {b.nullable()})", None)
    if a.guards is not None and b.guards is not None:
        return Code(f"({a.text} {how} {b.text})", a.guards | b.guards)
    one, other = names.temporaries.new(), names.temporaries.new()
    kept = f"({one} := {a.nullable()}), ({other} := {b.nullable()})"
    return Code(f"(None if None in ({kept}) else {one} {how} {other})", None)


_COMPARISONS: Final = {how: partial(intervals.compare, how) for how in intervals.OPERATORS}


def _limited(measure: str, how: str, limit: str, value: Any, names: Names) -> str:
    """Write the comparison of a measure, of which only bounds may be known, with a number that is fixed."""
    if how in {">", ">="}:
        unsure = f"True if {measure}[0] {how} {limit} else None if {measure}[1] {how} {limit} else False"
        otherwise = f"None if {measure} is None else {unsure} if type({measure}) is tuple else {measure} {how} {limit}"
    else:
        compare = partial(_COMPARISONS[how], right=value)
        otherwise = f"{names.bind(compare)}({measure})"
    return f"({measure} {how} {limit} if type({measure}) is int else {otherwise})"


def _in(node: Node, names: Names) -> Code:
    operand, items = operand_code(node["of"], names), names.scope.member_set(node)
    if is_bounded(node["of"]):
        test = partial(intervals.is_member, items=items, whole=node["whole"])
        return Code(f"{names.bind(test)}({operand.nullable()})", None)
    if operand.guards is not None:
        among = items if operand.is_variable else None
        return Code(f"({operand.text} in {names.bind(items)})", operand.guards, among=among)
    name = names.temporaries.new()
    return Code(f"(None if ({name} := {operand.text}) is None else {name} in {names.bind(items)})", None)


def _subject(node: Node, names: Names) -> Code:
    subject = operand_code(node["of"], names)
    if subject.guards is None or not subject.is_variable:
        raise ValueError(f"{node['op']} needs a fact")
    return subject


def _any_in(node: Node, names: Names) -> Code:
    subject = _subject(node, names)
    return Code(f"(not {names.bind(names.scope.member_set(node))}.isdisjoint({subject.text}))", subject.guards)


def _affix(node: Node, names: Names) -> Code:
    subject = _subject(node, names)
    return Code(f"{subject.text}.{node['op']}({names.bind(node['text'])})", subject.guards)


def _has_word(node: Node, names: Names) -> Code:
    subject = _subject(node, names)
    words = names.words.get(subject.text)
    singles = single_words(names.scope.members(node)) if words else None
    if words and singles is not None:
        encoded = frozenset(word.encode() for word in singles)
        return Code(f"(not {names.bind(encoded)}.isdisjoint({words}))", subject.guards)
    return Code(f"{names.bind(names.scope.prepared(node, word_test))}({subject.text})", subject.guards)


def _contains_any(node: Node, names: Names) -> Code:
    subject, pieces = _subject(node, names), names.scope.members(node)
    if not 0 < len(pieces) <= _MOST_WRITTEN:
        return Code(f"{names.bind(names.scope.prepared(node, piece_test))}({subject.text})", subject.guards)
    name = names.temporaries.new()
    first, *others = (names.bind(piece.casefold()) for piece in pieces)
    written = [f"{first} in ({name} := {subject.text}.casefold())", *(f"{piece} in {name}" for piece in others)]
    return Code(f"({' or '.join(written)})", subject.guards)


def _outside_hours(node: Node, names: Names) -> Code:
    subject = _subject(node, names)
    return Code(f"{names.bind(names.scope.calendar.is_outside)}({subject.text})", subject.guards)


def _known(node: Node, names: Names) -> Code:
    return Code(f"({_subject(node, names).text} is not None)", frozenset())


_WRITERS: Final[Mapping[str, Callable[[Node, Names], Code]]] = MappingProxyType(
    {
        "const": _constant,
        "fact": _variable,
        "rule": _variable,
        "measure": _variable,
        "not": _not,
        "and": _junction,
        "or": _junction,
        "same": _same,
        "at_least": _at_least,
        "compare": _compare,
        "in": _in,
        "any_in": _any_in,
        "startswith": _affix,
        "endswith": _affix,
        "has_word": _has_word,
        "contains_any": _contains_any,
        "outside_hours": _outside_hours,
        "known": _known,
    }
)
