"""Everything that the guide to the checks shows is so: each fault, its place, and what the checker says about it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadgate.contracts.policy import check_policy

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "policy-checks.md").read_text(encoding="utf-8")
CHECKER = ROOT / "layers/common/python/leadgate/contracts/policy"
_WRITTEN = re.search(r"```yaml policy\n(.*?)```", GUIDE, re.DOTALL)
assert _WRITTEN is not None
POLICY = _WRITTEN[1]

# What Python's parser says of trees beyond its own stack; which texts get there depends on its version.
UNREACHED = {"the expression is nested too deep to be read"}


def _rows() -> Iterator[tuple[str, str, str, int, int, str]]:
    severity = "error"
    for line in GUIDE.splitlines():
        if line == "## Warnings":
            severity = "warning"
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| `") and len(cells) == 5:
            place, column = cells[2].split(":")
            yield severity, _code(cells[0]), _code(cells[1]), int(place), int(column), _code(cells[3])


def _code(cell: str) -> str:
    return cell[3:-3] if cell.startswith("``") else cell[1:-1]


ROWS = list(_rows())


def _typed(text: str) -> str:
    """Turn the signs of the guide into what they stand for."""
    text = re.sub(r"<U\+([0-9A-F]{4})>", lambda match: chr(int(match[1], 16)), text.replace(" ⏎", "\n"))
    return re.sub(r"<'([^']*)' × (\d+)>", _repeated, text)


def _repeated(match: re.Match[str]) -> str:
    # Rules have to differ in their names.
    return "".join(match[1].replace("r:", f"r{number}:") for number in range(int(match[2])))


def _policy(old: str, new: str) -> str:
    if old == "everything":
        return _typed(new)
    assert old in POLICY
    return POLICY.replace(old, _typed(new), 1)


@pytest.mark.parametrize(("severity", "old", "new", "line", "column", "message"), ROWS)
def test_a_fault_is_found_at_its_place(severity: str, old: str, new: str, line: int, column: int, message: str) -> None:
    result = check_policy(_policy(old, new))
    found = [(problem.severity, problem.line, problem.column, problem.message) for problem in result.problems]
    assert (severity, line, column, message) in found
    assert (severity == "error") == bool(result.errors)


def test_the_policy_that_the_faults_are_made_in_has_none() -> None:
    assert check_policy(POLICY).problems == ()


def _texts(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Yield what a message can be, as a pattern in which the parts that vary match anything."""
    match node:
        case ast.Constant(value=str(text)):
            yield re.escape(text)
        case ast.JoinedStr(values=parts):
            yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".*" for part in parts)
        case ast.Name(id=name):
            for value in named.get(name, ()):
                yield from _texts(value, named)


def _messages() -> set[str]:
    calls: list[ast.expr] = []
    named: dict[str, list[ast.expr]] = {}
    for path in sorted(CHECKER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                named.setdefault(ast.unparse(target), []).append(node.value)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Rejected", "Refused"}:
                calls.append(node.args[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("log.error", "log.warning")):
                calls.append(node.args[1])
    # `text` is what other modules call all kinds of things; findings of the analysis begin with words.
    named["text"] = [value for value in named.get("text", []) if isinstance(value, ast.JoinedStr)]
    return {text for call in calls for text in _texts(call, named)}


def test_every_message_of_the_checker_is_in_the_guide() -> None:
    shown = [message for *_place, message in ROWS]
    messages = _messages()
    assert len(messages) > 100
    missing = [text for text in messages if not any(re.fullmatch(text, message) for message in shown)]
    assert {re.sub(r"\\(.)", r"\1", text) for text in missing} == UNREACHED
