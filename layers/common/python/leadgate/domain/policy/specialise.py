"""Simplifying a signal condition for one type of signal, so that a pass asks only what can still matter."""

from collections.abc import Iterator
from typing import Any

from leadgate.domain.policy.scope import Node, parts_of

YES: Node = {"op": "const", "value": True}
NO: Node = {"op": "const", "value": False}


def types_named(node: Node | None) -> Iterator[str]:
    """Yield every signal type that a condition compares `type` with."""
    for part in () if node is None else parts_of(node):
        if _is_type_equality(part):
            yield part["right"]["value"]
        elif part["op"] == "in" and _is_type(part["of"]) and "items" in part:
            yield from part["items"]


def specialise(node: Node | None, kind: str) -> Node:
    """Simplify a condition for signals of one type.

    Args:
        node: a signal condition, or None for every signal.
        kind: the type that the signal is known to have.

    Returns:
        A condition with the same result for every signal of that type; YES and NO where that is all it says.
    """
    if node is None:
        return YES
    match node["op"]:
        case "and":
            return _joined("and", [specialise(part, kind) for part in node["args"]], NO, YES)
        case "or":
            return _joined("or", [specialise(part, kind) for part in node["args"]], YES, NO)
        case "not":
            inner = specialise(node["of"], kind)
            return NO if inner == YES else YES if inner == NO else {"op": "not", "of": inner}
    return _answered(node, kind)


def _answered(node: Node, kind: str) -> Node:
    """Answer a question about the type; any other condition stays as it is."""
    if node["op"] == "in" and _is_type(node["of"]) and "items" in node:
        return YES if kind in node["items"] else NO
    if _is_type_equality(node):
        same = node["right"]["value"] == kind
        return YES if same == (node["how"] == "==") else NO
    return node


def _joined(operator: str, parts: list[Node], absorbing: Node, neutral: Node) -> Node:
    if absorbing in parts:
        return absorbing
    left = [part for part in parts if part != neutral]
    if not left:
        return neutral
    return left[0] if len(left) == 1 else {"op": operator, "args": left}


def _is_type(node: Any) -> bool:
    return bool(node["op"] == "field" and node["field"] == "type")


def _is_type_equality(node: Node) -> bool:
    return (
        node["op"] == "compare"
        and node["how"] in {"==", "!="}
        and _is_type(node["left"])
        and node["right"]["op"] == "const"
    )
