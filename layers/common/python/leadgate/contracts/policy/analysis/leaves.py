"""The smallest parts of conditions: each asks one thing about one variable (a fact, a measure, a calculation)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from leadgate.domain.policy.intervals import OPERATORS
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.values import is_bounded

Kind = Literal["truth", "number", "text", "enum", "list"]
KINDS: Final[Mapping[str, Kind]] = {
    "bool": "truth", "str": "text", "enum": "enum", "list": "list", "int": "number", "num": "number",
    "timestamp": "number", "duration": "number",
}  # fmt: skip
_JUNCTIONS: Final = frozenset({"and", "or", "not", "same"})
_NO_LEAVES: Final = frozenset({"const", "rule", "at_least"})


@dataclass(frozen=True, slots=True)
class Test:
    """What is asked about a variable: an operator or function, and the constant or the items it asks with."""

    how: str
    value: Any = None
    items: frozenset[Any] | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that has one value for a lead at a time.

    `exact` is False where only bounds may be known; `node` is how the compiled form reads it.
    """

    key: str
    kind: Kind
    exact: bool
    node: Node


@dataclass(frozen=True, slots=True)
class Leaf:
    """A variable and what is asked about it."""

    variable: Variable
    test: Test


def leaf_nodes(node: Node | None) -> Iterator[Node]:
    """Yield the smallest conditions within a condition; rules that it names are not entered."""
    waiting = [] if node is None else [node]
    while waiting:
        current = waiting.pop()
        if current["op"] in _JUNCTIONS:
            waiting.extend(current.get("args", ()))
            waiting.extend(current[side] for side in ("left", "right", "of") if side in current)
        elif current["op"] not in _NO_LEAVES:
            yield current


def facts_in(node: Node) -> Iterator[str]:
    """Yield the facts that an operand or a smallest condition reads."""
    if node["op"] == "fact":
        yield node["fact"]
    for side in ("left", "right", "of"):
        if side in node:
            yield from facts_in(node[side])


def leaf_of(node: Node, types: Mapping[str, str], items: frozenset[Any] | None) -> Leaf | bool:
    """Read a smallest condition.

    Args:
        node: the condition in the compiled form.
        types: the type of each fact or signal field.
        items: what the node's list holds, where it names or writes out one.

    Returns:
        The variable and the test; True or False where it asks about constants only.
    """
    match node["op"]:
        case "compare":
            return _comparison(node, types)
        case "in" if node["of"]["op"] == "const":
            return node["of"]["value"] in (items or frozenset())
        case "fact" | "field" | "outside_hours":
            return Leaf(Variable(_key(node), "truth", exact=True, node=node), Test("truth"))
        case "measure":
            return Leaf(_variable(node, types), Test(">=", 1))
        case "startswith" | "endswith" as how:
            return Leaf(_variable(node["of"], types), Test(how, node["text"]))
    return Leaf(_variable(node["of"], types), Test(node["op"], items=items))


def _comparison(node: Node, types: Mapping[str, str]) -> Leaf | bool:
    left, how, right = node["left"], node["how"], node["right"]
    if right["op"] == "const":
        if left["op"] == "const":
            return OPERATORS[how](left["value"], right["value"])
        return Leaf(_variable(left, types), Test(how, right["value"]))
    # Two things that vary: one of them is less, both are equal, or one is more, whatever their type.
    difference = {"op": "sub", "left": left, "right": right}
    variable = Variable(_key(difference), "number", not is_bounded(difference), difference)
    return Leaf(variable, Test(how, 0))


def _variable(node: Node, types: Mapping[str, str]) -> Variable:
    name = node.get("fact") or node.get("field")
    kind = KINDS[types[name]] if name else "number"
    return Variable(_key(node), kind, not is_bounded(node), node)


def _key(node: Node) -> str:
    return json.dumps(node, sort_keys=True)
