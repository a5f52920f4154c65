"""Typed access to the parts of a policy document, which notes what is wrong instead of raising it."""

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from leadgate.contracts.policy.durations import seconds_of
from leadgate.contracts.policy.expression_text import Expression, Rejected
from leadgate.contracts.policy.lowering import condition
from leadgate.contracts.policy.positions import index_of
from leadgate.contracts.policy.problems import ProblemLog, nearest
from leadgate.contracts.policy.scalars import scalar_value
from leadgate.contracts.policy.symbols import Symbols
from leadgate.contracts.policy.typed import Context
from leadgate.contracts.policy.yaml_tree import Node

_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,63}")
_KINDS: Final = {"scalar": "a value", "list": "a list", "map": "a mapping"}


@dataclass(slots=True)
class Document:
    """The source of one policy, the names that it declares, and the log of its problems."""

    source: str
    log: ProblemLog
    symbols: Symbols

    def entries(self, node: Node | None, what: str) -> Iterator[tuple[str, Node, Node]]:
        """Yield key, the key's node and the value's node of a mapping; anything else is a problem."""
        if node is None:
            return
        if node.kind != "map":
            self.log.error(node.start, f"{what} must be a mapping, this is {_KINDS[node.kind]}")
            return
        for key, (key_node, value) in node.entries.items():
            yield key, key_node, value

    def fields(self, node: Node, what: str, known: Collection[str], needed: Collection[str] = ()) -> dict[str, Node]:
        """Give the values of a mapping whose keys are fixed.

        Args:
            node: the mapping.
            what: how messages call it.
            known: every key that it may have.
            needed: those that it must have.

        Returns:
            The values by known key; unknown and missing keys are noted as problems.
        """
        found = {}
        for key, key_node, value in self.entries(node, what):
            if key in known:
                found[key] = value
            elif not self.log.is_full:
                hint = nearest(key, list(known)) or f"known are {', '.join(known)}"
                self.log.error(key_node.start, f"{what} has no key '{key[:60]}'", hint)
        if node.kind == "map":
            for key in needed:
                if key not in found:
                    self.log.error(node.start, f"{what} needs '{key}:'")
        return found

    def items(self, node: Node | None, what: str) -> list[Node]:
        """Give the items of a list; anything else is a problem."""
        if node is None:
            return []
        if node.kind != "list":
            self.log.error(node.start, f"{what} must be a list, this is {_KINDS[node.kind]}")
            return []
        return node.items

    def value(self, node: Node, what: str) -> Any:
        """Give a scalar as YAML types it, or None after noting a problem."""
        if node.kind != "scalar":
            self.log.error(node.start, f"{what} must be a single value, this is {_KINDS[node.kind]}")
            return None
        return scalar_value(node)

    def text(self, node: Node | None, what: str) -> str | None:
        """Give a scalar as it is written, or None after noting that it is empty, null or no scalar."""
        if node is None:
            return None
        if node.kind != "scalar" or not node.text.strip() or scalar_value(node) is None:
            self.log.error(node.start, f"{what} must be text")
            return None
        return node.text

    def name(self, node: Node | None, what: str) -> str | None:
        """Give a scalar that is a name: a letter, then letters, digits, `_` and `-`, at most 64."""
        text = self.text(node, what)
        if node is None or text is None:
            return None
        if not _NAME.fullmatch(text):
            self.log.error(node.start, f"{what} must be a name of letters, digits, _ and -")
            return None
        return text

    def choice(self, node: Node | None, what: str, possible: Collection[str]) -> str | None:
        """Give a scalar that is one of a set of words, or None after noting that it is not."""
        text = self.text(node, what)
        if node is None or text is None:
            return None
        if text not in possible:
            listed = f"possible are {', '.join(possible)}" if possible else "the policy has none"
            hint = nearest(text, list(possible)) or listed
            self.log.error(node.start, f"unknown {what} '{text[:60]}'", hint)
            return None
        return text

    def duration(self, node: Node | None, what: str) -> float | None:
        """Give a duration in seconds, or None after noting that it is none."""
        text = self.text(node, what)
        if node is None or text is None:
            return None
        seconds = seconds_of(text.strip())
        if seconds is None:
            self.log.error(node.start, f"{what} must be a length of time", "write it like 15m, 24h, 30d or 2w")
        return seconds

    def condition(self, node: Node | None, what: str) -> dict[str, Any] | None:
        """Give an expression in the compiled form, or None after noting what is wrong with it."""
        if node is None or self.log.is_full:
            return None
        if node.kind != "scalar":
            self.log.error(node.start, f"{what} must be an expression, this is {_KINDS[node.kind]}")
            return None
        expression = None
        try:
            expression = Expression(node.text)
            lowered = condition(expression.tree, Context(self.symbols))
        except Rejected as problem:
            self._note(node, expression, problem)
            return None
        for at, doubt in self.symbols.doubts:
            self.log.warning(self._index(node, expression, at), doubt)
        self.symbols.doubts.clear()
        return lowered

    def _note(self, node: Node, expression: Expression | None, problem: Rejected) -> None:
        self.symbols.doubts.clear()
        self.log.error(self._index(node, expression, problem.at), problem.message, problem.hint)

    def _index(self, node: Node, expression: Expression | None, at: ast.AST | int) -> int:
        if expression is not None:
            at = expression.offset(at)
        elif not isinstance(at, int):
            # The text parsed but is too large or deep, so there is no expression to ask for the place.
            at = getattr(at, "col_offset", 0)
        return index_of(self.source, node, at)
