"""Generated code for operands: facts, constants, ages, arithmetic, and measures of which only bounds may be known."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from leadgate.domain.policy import intervals
from leadgate.domain.policy.fused.code import Code
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.values import calculated, is_bounded

_SIGNS: Final = MappingProxyType({"add": "+", "sub": "-", "mul": "*"})
_BOUNDED: Final[Mapping[str, Any]] = MappingProxyType(
    {"add": intervals.add, "sub": intervals.subtract, "mul": intervals.multiply}
)


def operand_code(node: Node, names: Names) -> Code:
    """Write an operand.

    Args:
        node: the operand in the compiled form.
        names: what its names stand for.

    Returns:
        Code for a value; for bounded operands a value or a pair of bounds.

    Raises:
        ValueError: the node is of no known kind.
    """
    match node["op"]:
        case "const":
            value = node["value"]
            # Numbers are written out; nothing else of a policy's text gets into the code.
            text = repr(value) if value.__class__ in {int, float, bool} else names.bind(value)
            return Code(text, frozenset())
        case "fact" | "measure" | "field" as kind:
            variable = names.variables[kind, node[kind]]
            return Code(variable, None if kind == "measure" and not names.exact else frozenset({variable}))
        case "age":
            moment = operand_code(node["of"], names)
            if moment.guards is not None:
                return Code(f"(now - {moment.text})", moment.guards)
            name = names.temporaries.new()
            return Code(f"(None if ({name} := {moment.text}) is None else now - {name})", None)
        case "add" | "sub" | "mul" as how:
            return _arithmetic(how, node, names)
    raise ValueError(f"unknown operand {node['op']!r}")


def _arithmetic(how: str, node: Node, names: Names) -> Code:
    left, right = operand_code(node["left"], names), operand_code(node["right"], names)
    if is_bounded(node):
        return Code(f"{names.bind(_BOUNDED[how])}({left.nullable()}, {right.nullable()})", None)
    if left.guards is not None and right.guards is not None and _is_whole(node, names):
        # Whole numbers never leave their range, so nothing can become unknown.
        return Code(f"({left.text} {_SIGNS[how]} {right.text})", left.guards | right.guards)
    return Code(f"{names.bind(calculated(how))}({left.nullable()}, {right.nullable()})", None)


def _is_whole(node: Node, names: Names) -> bool:
    match node["op"]:
        case "const":
            return bool(node["value"].__class__ is int)
        case "fact" | "field" as kind:
            return names.types[kind, node[kind]] == "int"
        case "add" | "sub" | "mul":
            return _is_whole(node["left"], names) and _is_whole(node["right"], names)
    return False
