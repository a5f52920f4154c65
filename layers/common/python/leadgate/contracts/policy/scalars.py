"""What a YAML 1.2 scalar means: the core schema's null, booleans and numbers, everything else text."""

import re
from math import isfinite
from typing import Any, Final

from leadgate.contracts.policy.yaml_tree import Node

_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LONGEST_NUMBER: Final = 300
_WORDS: Final[dict[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def scalar_value(node: Node) -> Any:
    """Give the value of a scalar as the YAML 1.2 core schema resolves it.

    Returns:
        None, a bool, an int, a finite float, or the text; quoted scalars are always text, and so are
        numbers of more than 300 digits, infinities, and dates.
    """
    text = node.text
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER or _SPECIAL.fullmatch(text):
        return text
    if _INTEGER.fullmatch(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        return int(text, base)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if isfinite(number) else text
    return text


def plain_value(node: Node) -> Any:
    """Turn a node and everything in it into JSON-able data."""
    if node.kind == "list":
        return [plain_value(item) for item in node.items]
    if node.kind == "map":
        return {key: plain_value(value) for key, (_key, value) in node.entries.items()}
    return scalar_value(node)
