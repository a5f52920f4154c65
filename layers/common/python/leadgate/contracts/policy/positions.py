"""Finding the place in the file of a character of a scalar, through quotes, escapes, folding and indentation."""

import re
from typing import Final

from leadgate.contracts.policy.yaml_tree import Node

_ESCAPE: Final = re.compile(r"\\(x..|u.{4}|U.{8}|\n[ \t]*|.)", re.DOTALL)


def index_of(source: str, node: Node, offset: int) -> int:
    """Find the index into the file of a character of a scalar's value.

    Args:
        source: the text of the file.
        node: the scalar.
        offset: the index into the scalar's value.

    Returns:
        The index into the file, exact for scalars of every style.
    """
    if not node.text.strip():
        return _content_start(source, node) if node.style in {"'", '"'} else node.start
    at = _content_start(source, node)
    for character in node.text[:offset]:
        at = _skip_layout(source, at, character, node)
        at += _width(source, at, node)
    following = node.text[offset] if offset < len(node.text) else ""
    return min(_skip_layout(source, at, following, node), max(node.start, node.end, at))


def _content_start(source: str, node: Node) -> int:
    if node.style in {"|", ">"}:
        # The content of a block starts on the line after its header.
        newline = source.find("\n", node.start)
        return len(source) if newline < 0 else newline + 1
    return node.start + len(node.style)


def _skip_layout(source: str, at: int, character: str, node: Node) -> int:
    """Step over indentation, folded line breaks and escaped ones, which are no part of the value."""
    end = len(source)
    while at < end:
        here = source[at]
        if node.style == '"' and source.startswith("\\\n", at):
            # An escaped break: it takes the indentation of the next line with it.
            at += 2
            while at < end and source[at] in " \t":
                at += 1
        elif here in " \t\n" and here != character and not (here == "\n" and character == " "):
            at += 1
        elif here in " \t" and character == " " and node.style not in {"|", ">"} and _ends_line(source, at):
            # Spaces before a break in a flow scalar: the break itself stands for the one space of the value.
            at = source.index("\n", at)
        else:
            break
    return at


def _ends_line(source: str, at: int) -> bool:
    rest = source[at:].lstrip(" \t") if at > len(source) - 200 else source[at : at + 200].lstrip(" \t")
    return rest.startswith("\n")


def _width(source: str, at: int, node: Node) -> int:
    if node.style == "'" and source.startswith("''", at):
        return 2
    if node.style == '"' and source.startswith("\\", at):
        match = _ESCAPE.match(source, at)
        return len(match.group()) if match else 1
    return 1
