"""Makes a disagreement small: drops signals, facts, sections and rules, and shortens conditions, while it remains."""

import ast
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import Any

from fuzz.comparing import Disagreement, disagreement
from fuzz.policies import Document

Step = tuple[object, Callable[[], Any]]
"""A way to make a value smaller: what tells it from other ways, and how to go it."""

Smaller = Callable[[Any], Iterator[Step]]

PATIENCE = 60.0
"""Seconds after which what was reached has to do."""


def shrunk(found: Disagreement, seconds: float = PATIENCE) -> Disagreement:
    """Make a disagreement as small as dropping and shortening makes it.

    Args:
        found: the disagreement as it was met.
        seconds: when to stop at what was reached.

    Returns:
        A disagreement of the same two evaluators in the same part of the verdict.
    """
    until = time.monotonic() + seconds
    area = found.differences[0][0].partition(":")[0]

    def differs(document: Document, lead: Any) -> bool:
        unequal = disagreement(found.pair, document, lead, found.now)
        return any(where.partition(":")[0] == area for where, _one, _other in unequal)

    document, lead, before = found.document, found.lead, None
    while before != (document, lead) and time.monotonic() < until:
        before = document, lead
        lead = _smallest(lead, _with_less, lambda smaller: differs(document, smaller), until)  # noqa: B023 - called here
        for smaller in (_with_constants, _with_less, _with_shorter):
            document = _smallest(document, smaller, lambda smaller: differs(smaller, lead), until)  # noqa: B023 - as above
    return replace(found, document=document, lead=lead, differences=disagreement(found.pair, document, lead, found.now))


def _smallest(value: Any, smaller: Smaller, still: Callable[[Any], bool], until: float) -> Any:
    """Take every step to a smaller value that still shows the disagreement, each step tried once."""
    tried: set[object] = set()
    went = True
    while went:
        went = False
        for step, candidate in smaller(value):
            if step not in tried and time.monotonic() < until:
                tried.add(step)
                if still(candidate()):
                    # The steps from here on are those of the smaller value.
                    value, went = candidate(), True
                    break
    return value


def _with_less(value: Any) -> Iterator[Step]:
    """Leave parts out, the largest parts first."""
    for path in _paths(value):
        yield str(path), partial(_without, value, path)


def _with_constants(document: Document) -> Iterator[Step]:
    """Say that a whole condition is always yes, or always no."""
    for path, _text in _conditions(document):
        for constant in ("true", "false"):
            yield (path, constant), partial(_with, document, path, constant)


def _with_shorter(document: Document) -> Iterator[Step]:
    """Shorten conditions, the most first, and write rules without what they say."""
    for name, rule in document["rules"].items():
        if isinstance(rule, dict):
            yield name, partial(_with, document, ("rules", name), rule["when"])
    for path, text in _conditions(document):
        for shorter in sorted(_shorter(text), key=len):
            if len(shorter) < len(text):
                yield (path, shorter), partial(_with, document, path, shorter)


def _paths(value: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every part, those near the root first; of long lists, the halves before the members."""
    level: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    while level:
        deeper: list[tuple[tuple[Any, ...], Any]] = []
        for path, part in level:
            if isinstance(part, list) and len(part) > 3:
                middle = len(part) // 2
                yield from ((*path, slice(0, middle)), (*path, slice(middle, None)))
            if not isinstance(part, dict | list):
                continue
            keys: list[Any] = list(part) if isinstance(part, dict) else list(range(len(part)))
            for key in keys:
                yield (*path, key)
                if isinstance(part[key], dict | list):
                    deeper.append(((*path, key), part[key]))
        level = deeper


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    copy = deepcopy(value)
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    return copy


def _with(document: Document, path: tuple[Any, ...], text: str) -> Document:
    copy = deepcopy(document)
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = text
    return copy


def _conditions(document: Document) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield every condition of a document with its path."""
    for name, rule in document["rules"].items():
        yield (("rules", name, "when"), rule["when"]) if isinstance(rule, dict) else (("rules", name), rule)
    for gate, text in document["gates"].items():
        yield ("gates", gate), text
    for section in ("routing", "frameworks"):
        for number, line in enumerate(document.get(section, [])):
            if "when" in line:
                yield (section, number, "when"), line["when"]


def _shorter(text: str) -> Iterator[str]:
    """Yield what remains of a condition when one of its parts takes the place of the whole that it is in."""
    tree = ast.parse(text, mode="eval")
    for number, node in enumerate(ast.walk(tree)):
        for child in ast.iter_child_nodes(node):
            if isinstance(node, ast.expr) and isinstance(child, ast.expr):
                yield _replaced(text, number, child)
        for name in ("values", "elts", "keywords"):
            members = getattr(node, name, [])
            for left_out in range(len(members)) if len(members) > 1 or name == "keywords" else ():
                copy = deepcopy(tree)
                del getattr(list(ast.walk(copy))[number], name)[left_out]
                yield ast.unparse(copy)


def _replaced(text: str, number: int, by: ast.expr) -> str:
    """Put an expression in the place of the node that comes at a number when the tree is walked."""
    tree = ast.parse(text, mode="eval")
    target = list(ast.walk(tree))[number]

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return by if node is target else self.generic_visit(node)

    return ast.unparse(Replace().visit(tree))
