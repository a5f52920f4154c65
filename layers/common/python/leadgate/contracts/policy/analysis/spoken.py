"""Conditions of the compiled form as people write them, for messages."""

from collections.abc import Mapping
from typing import Any, Final

from leadgate.contracts.policy.durations import UNITS
from leadgate.domain.policy.scope import Node

_LONGEST: Final = 90
_SIGNS: Final = {"add": "+", "sub": "-", "mul": "*"}
_WORDS: Final = {"d": "days", "h": "hours", "m": "minutes"}


def spoken(node: Node, compiled: Mapping[str, Any]) -> str:
    """Write a condition.

    Args:
        node: the condition in the compiled form.
        compiled: the whole form, for the texts of measures and the types of facts.

    Returns:
        The condition as it could stand in a policy, cut where it is long.
    """
    text = _condition(node, compiled)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _condition(node: Node, compiled: Mapping[str, Any]) -> str:
    match node["op"]:
        case "and" | "or" as operator:
            return f" {operator} ".join(_inner(part, compiled) for part in node["args"])
        case "not":
            inner = node["of"]
            if inner["op"] == "in":
                return f"{_operand(inner['of'], compiled)} not in {_items(inner)}"
            return f"not {_inner(inner, compiled)}"
        case "same":
            return f"{_inner(node['left'], compiled)} == {_inner(node['right'], compiled)}"
        case "at_least":
            return f"at_least({', '.join([str(node['n']), *node['rules']])})"
        case "compare":
            lasting = _is_duration(node["left"], compiled)
            right = _operand(node["right"], compiled, lasting=lasting)
            return f"{_operand(node['left'], compiled)} {node['how']} {right}"
        case "in":
            return f"{_operand(node['of'], compiled)} in {_items(node)}"
        case "startswith" | "endswith" as name:
            return f"{name}({_operand(node['of'], compiled)}, {node['text']!r})"
        case "has_word" | "contains_any" | "any_in" as name:
            return f"{name}({_operand(node['of'], compiled)}, {_items(node)})"
        case "known" | "outside_hours" as name:
            return f"{name}({_operand(node['of'], compiled)})"
    return _operand(node, compiled)


def _inner(node: Node, compiled: Mapping[str, Any]) -> str:
    text = _condition(node, compiled)
    return f"({text})" if node["op"] in {"and", "or", "same"} else text


def _operand(node: Node, compiled: Mapping[str, Any], *, lasting: bool = False) -> str:
    match node["op"]:
        case "const":
            return _constant(node["value"], lasting=lasting)
        case "fact" | "rule" | "field" as kind:
            return str(node[kind])
        case "measure":
            return str(compiled["measures"][node["measure"]]["text"])
        case "age":
            return f"age({_operand(node['of'], compiled)})"
    return f"{_operand(node['left'], compiled)} {_SIGNS[node['op']]} {_operand(node['right'], compiled)}"


def _constant(value: Any, *, lasting: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if lasting:
        unit = next((unit for unit in _WORDS if value % UNITS[unit] == 0), "m")
        return f"{_WORDS[unit]}({value / UNITS[unit]:g})"
    return repr(value)


def _items(node: Node) -> str:
    return f"lists.{node['list']}" if "list" in node else repr(node["items"])


def _is_duration(node: Node, compiled: Mapping[str, Any]) -> bool:
    return node["op"] == "age" or (node["op"] == "fact" and compiled["facts"][node["fact"]]["type"] == "duration")
