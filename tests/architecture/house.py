"""The project's modules as syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers/common/python/leadgate"
FUNCTIONS = ROOT / "functions"
TOOLS = ROOT / "tools"
TESTS = ROOT / "tests"


@dataclass(frozen=True, eq=False)
class Module:
    """One file of Python."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Where it is, for a message."""
        return str(self.path.relative_to(ROOT))

    @property
    def ring(self) -> str:
        """The ring that a module of the package is in, `functions` outside of it, and `leadgate` for its root."""
        if FUNCTIONS in self.path.parents:
            return "functions"
        inside = self.path.relative_to(PACKAGE).parts
        return inside[0] if len(inside) > 1 else "leadgate"

    def imports(self) -> Iterator[str]:
        """Every module that is imported anywhere in it, also within functions and for type checks only."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno} imports relatively"
                # `from leadgate.runtime import intake` imports a module, too.
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def texts(self) -> Iterator[str]:
        """Every piece of text that is no docstring, also those within f-strings."""
        docs = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield node.value


@cache
def modules_of(folder: Path) -> tuple[Module, ...]:
    """Every module under a folder."""
    read = ((path, path.read_text("utf-8")) for path in sorted(folder.rglob("*.py")))
    return tuple(Module(path, text, ast.parse(text)) for path, text in read)


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines from `def` to its end, without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return lines - ((first.end_lineno or 0) - first.lineno + 1 if has_doc else 0)
