"""Reading YAML 1.2 into a small tree that knows the place of everything, and refusing what a policy never needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

DEEPEST: Final = 20
MOST_NODES: Final = 25_000
_BEYOND_UNICODE: Final = re.compile(r"\\U(?!0000|000[1-9A-Fa-f]|0010)[0-9A-Fa-f]{8}")
_CORNERS: Final = (
    YAMLError, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


class Refused(Exception):
    """The text is no policy document: a message and an index into the text."""

    def __init__(self, message: str, at: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.at, self.hint = message, at, hint


@dataclass(slots=True)
class Node:
    """A scalar, a list or a mapping, with the indexes into the text where it starts and ends."""

    kind: Literal["scalar", "list", "map"]
    start: int
    end: int
    text: str = ""
    style: str = ""
    items: list["Node"] = field(default_factory=list)
    entries: dict[str, tuple["Node", "Node"]] = field(default_factory=dict)


def read_tree(text: str) -> Node:
    """Parse a document.

    Args:
        text: the text, with `\\n` as its only line break.

    Returns:
        Its root.

    Raises:
        Refused: it is no single YAML document without anchors, tags and repeated keys.
    """
    builder = _Builder()
    try:
        return builder.build(_events(text), text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = " ".join(str(error.problem or error.context or "not readable").split())
        raise Refused(f"not readable as YAML: {message}", mark.index if mark else 0) from None
    except _CORNERS as error:
        # The scanner has corners (escapes beyond Unicode, odd directives) that end in plain exceptions.
        escape = _BEYOND_UNICODE.search(text, builder.reached)
        if escape is not None:
            raise Refused("an escape beyond the last character of Unicode", escape.start()) from None
        raise Refused(f"not readable as YAML from here on ({type(error).__name__})", builder.reached) from None


def _events(text: str) -> Iterator[Any]:
    events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
    return events


class _Builder:
    """Puts events together to a tree, with limits on depth and size; `reached` is where the last event ended."""

    def __init__(self) -> None:
        self.reached = 0
        self._open: list[tuple[Node, Node | None]] = []
        self._root: Node | None = None
        self._nodes = 0

    def build(self, events: Iterator[Any], text: str) -> Node:
        documents = 0
        for event in events:
            self.reached = event.end_mark.index
            if isinstance(event, DocumentStartEvent):
                documents += 1
                self._check_document(event, documents, text)
            elif isinstance(event, AliasEvent):
                raise Refused("an alias has no place in a policy", event.start_mark.index, "write it out")
            elif isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
                self._start(event)
            elif isinstance(event, SequenceEndEvent | MappingEndEvent):
                self._finish(event)
        if self._root is None:
            raise Refused("the document is empty", len(text))
        return self._root

    def _check_document(self, event: DocumentStartEvent, documents: int, text: str) -> None:
        if documents > 1:
            raise Refused("a policy is a single document", event.start_mark.index, "remove the '---'")
        if event.version is not None or event.tags:
            # The event stands at the '---'; a directive is a line of its own before it.
            at = text.rfind("\n%", 0, event.start_mark.index) + 1
            raise Refused("a policy has no YAML directives", at, "remove the line")

    def _start(self, event: Any) -> None:
        at = event.start_mark.index
        if event.anchor is not None:
            raise Refused("an anchor has no place in a policy", at, "write the value out where it is used")
        if event.tag is not None:
            raise Refused("a tag has no place in a policy", at, "values are typed by the policy language")
        self._nodes += 1
        if len(self._open) >= DEEPEST:
            raise Refused(f"nested deeper than {DEEPEST} levels", at)
        if self._nodes > MOST_NODES:
            raise Refused(f"more than {MOST_NODES} values", at)
        if isinstance(event, ScalarEvent):
            self._add(_scalar(event))
        else:
            kind: Literal["list", "map"] = "list" if isinstance(event, SequenceStartEvent) else "map"
            self._open.append((Node(kind, at, at), None))

    def _finish(self, event: Any) -> None:
        node, _key = self._open.pop()
        node.end = event.end_mark.index
        self._add(node)

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent, key = self._open[-1]
        if parent.kind == "list":
            parent.items.append(node)
        elif key is None:
            self._open[-1] = (parent, _checked_key(node, parent))
        else:
            parent.entries[key.text] = (key, _placed(node, key))
            self._open[-1] = (parent, None)


def _placed(node: Node, key: Node) -> Node:
    """Put a value that is not there where it is missed, after its key; the scanner puts it before what follows."""
    if node.kind == "scalar" and not node.style and not node.text:
        node.start = node.end = key.end
    return node


def _checked_key(node: Node, parent: Node) -> Node:
    if node.kind != "scalar":
        raise Refused("a key must be a plain name", node.start)
    if node.text in parent.entries:
        raise Refused(f"the key '{node.text[:60]}' is there twice", node.start)
    if node.text == "<<" and not node.style:
        raise Refused("a merge key has no place in a policy", node.start, "write the values out")
    return node


def _scalar(event: ScalarEvent) -> Node:
    for character in event.value:
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise Refused("a character that no text can hold (NUL or half a pair)", event.start_mark.index)
    style = event.style if event.style in {"'", '"', "|", ">"} else ""
    return Node("scalar", event.start_mark.index, event.end_mark.index, event.value, style)
