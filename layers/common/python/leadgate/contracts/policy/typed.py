"""Operands with their types while an expression is lowered, and which types compare with which."""

import ast
from dataclasses import dataclass
from typing import Any, Final

from leadgate.contracts.policy.expression_text import Rejected
from leadgate.contracts.policy.problems import nearest
from leadgate.contracts.policy.symbols import Symbols
from leadgate.domain.clock import to_instant

NUMBERS: Final = frozenset({"int", "num"})
TEXTS: Final = frozenset({"str", "enum"})
ORDERED: Final = frozenset({"int", "num", "str", "timestamp", "duration"})
SPOKEN: Final = {
    "int": "a whole number", "num": "a number", "str": "text", "enum": "one of a set of words",
    "bool": "yes or no", "timestamp": "a moment", "duration": "a length of time", "list": "a list",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A lowered operand: its node in the compiled form, its type, and where it stands."""

    node: dict[str, Any]
    type: str
    at: ast.AST
    values: tuple[str, ...] = ()

    @property
    def is_constant(self) -> bool:
        """Say whether the operand is a constant."""
        return bool(self.node["op"] == "const")


@dataclass(frozen=True, slots=True)
class Context:
    """Where an expression stands: the names it can use, and whether it is about one signal or searches for words."""

    symbols: Symbols
    in_signal: bool = False
    for_words: bool = False


def comparable(left: Typed, right: Typed, how: str) -> tuple[Typed, Typed]:
    """Check that two operands compare, and read a moment that is written as text.

    Args:
        left: the operand before the operator.
        right: the one after it.
        how: the operator.

    Returns:
        Both, with such texts as epoch seconds.

    Raises:
        Rejected: the types do not compare, or a word is none of the possible ones.
    """
    left, right = _as_moment(left, right), _as_moment(right, left)
    kinds = {left.type, right.type}
    if not (kinds <= NUMBERS or kinds <= TEXTS or (len(kinds) == 1 and kinds != {"list"})):
        raise Rejected(f"{SPOKEN[left.type]} does not compare with {SPOKEN[right.type]}", right.at, _advice(kinds))
    if how not in {"==", "!="} and not kinds <= ORDERED:
        raise Rejected(f"{SPOKEN[left.type]} has no order, only == and != make sense", right.at)
    check_possible(left, right)
    check_possible(right, left)
    return left, right


def check_possible(choice: Typed, constant: Typed) -> None:
    """Refuse a constant that a fact with fixed values can never have."""
    if choice.type != "enum" or not constant.is_constant:
        return
    word = constant.node["value"]
    if word not in choice.values:
        known = nearest(str(word), list(choice.values)) or f"possible are {', '.join(choice.values)}"
        raise Rejected(f"'{word}' is no possible value of {name_of(choice)}", constant.at, known)


def name_of(typed: Typed) -> str:
    """Give the name of a fact or a signal field for messages."""
    return str(typed.node.get("fact") or typed.node.get("field") or "this")


def _as_moment(text: Typed, other: Typed) -> Typed:
    if other.type != "timestamp" or text.type != "str" or not text.is_constant:
        return text
    at = to_instant(text.node["value"])
    if at is None:
        hint = "write it like '2026-05-04T09:00:00Z'"
        raise Rejected(f"'{text.node['value']}' is no moment", text.at, hint)
    return Typed({"op": "const", "value": at}, "timestamp", text.at)


def _advice(kinds: set[str]) -> str | None:
    if "list" in kinds:
        return "use any_in(fact, list)"
    if "duration" in kinds and kinds & NUMBERS:
        return "write the length of time as minutes(n), hours(n), days(n) or weeks(n)"
    if "timestamp" in kinds:
        return "age(moment) gives a length of time"
    if "bool" in kinds:
        return "a yes-or-no fact is a condition by itself"
    return None
