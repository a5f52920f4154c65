"""Conditions of the compiled form as people write them, for messages."""

from collections.abc import Mapping
from typing import Any, Final

from leadgate.contracts.policy.durations import UNITS
from leadgate.domain.policy.scope import Node

_LONGEST: Final = 90
_FUNCTIONS: Final = frozenset({
    "in", "startswith", "endswith", "has_word", "contains_any", "any_in", "known", "outside_hours",
})  # fmt: skip
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
        case "and" | "or" | "same" as operator:
            parts = node.get("args") or [node["left"], node["right"]]
            sign = "==" if operator == "same" else operator
            written = f" {sign} ".join(_inner(part, compiled) for part in parts)
        case "not" if node["of"]["op"] == "in":
            written = _call(node["of"], compiled).replace(" in ", " not in ", 1)
        case "not":
            written = f"not {_inner(node['of'], compiled)}"
        case "at_least":
            written = f"at_least({', '.join([str(node['n']), *node['rules']])})"
        case "compare":
            lasting = _is_duration(node["left"], compiled)
            right = _operand(node["right"], compiled, lasting=lasting)
            written = f"{_operand(node['left'], compiled)} {node['how']} {right}"
        case _:
            written = _call(node, compiled) if node["op"] in _FUNCTIONS else _operand(node, compiled)
    return written


def _call(node: Node, compiled: Mapping[str, Any]) -> str:
    subject = _operand(node["of"], compiled)
    if node["op"] == "in":
        return f"{subject} in {_items(node)}"
    if "text" in node:
        return f"{node['op']}({subject}, {node['text']!r})"
    return (
        f"{node['op']}({subject}, {_items(node)})" if "list" in node or "items" in node else f"{node['op']}({subject})"
    )


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
    is_fact = node["op"] == "fact" and compiled["facts"][node["fact"]]["type"] == "duration"
    return is_fact or bool(node["op"] == "age")
