"""What is wrong with a policy, said with its place in the file, an excerpt, and a hint."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or doubtful at one place of a policy file; lines and columns start at 1."""

    file: str
    line: int
    column: int
    severity: Severity
    message: str
    hint: str | None = None
    excerpt: str = ""
    caret: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"

    def to_document(self) -> dict[str, object]:
        """Give the problem as JSON-able data."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "excerpt": self.excerpt,
        }


class ProblemLog:
    """Collects the problems of one file and knows how to show their places."""

    def __init__(self, text: str, file: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._file = file
        self._problems: dict[Severity, dict[Problem, None]] = {"error": {}, "warning": {}}

    def error(self, at: int, message: str, hint: str | None = None) -> None:
        """Note an error at an index into the text."""
        self._add(at, "error", message, hint)

    def warning(self, at: int, message: str, hint: str | None = None) -> None:
        """Note a warning at an index into the text."""
        self._add(at, "warning", message, hint)

    @property
    def has_errors(self) -> bool:
        """Say whether anything noted so far is an error."""
        return bool(self._problems["error"])

    @property
    def is_full(self) -> bool:
        """Say whether there are so many errors that no other will be noted."""
        return len(self._problems["error"]) >= _MOST

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything noted, in the order of the file, each once."""
        noted = [*self._problems["error"], *self._problems["warning"]]
        return tuple(sorted(noted, key=lambda problem: (problem.line, problem.column)))

    def _add(self, at: int, severity: Severity, message: str, hint: str | None) -> None:
        # Counted apart, so that no number of warnings can hide an error.
        noted = self._problems[severity]
        if len(noted) >= _MOST:
            return
        line, column = self.position(at)
        excerpt, caret = _excerpt(self._lines[line - 1], column)
        noted[Problem(self._file, line, column, severity, message, hint, excerpt, caret)] = None

    def position(self, at: int) -> tuple[int, int]:
        """Turn an index into the text into line and column, both starting at 1."""
        low, high = 0, len(self._lines) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._starts[middle] <= at else (low, middle - 1)
        return low + 1, min(max(at - self._starts[low], 0), len(self._lines[low])) + 1


# Whoever has a hundred problems does not read the next one.
_MOST = 100
_BEFORE, _AFTER = 60, 60
_MOST_LETTERS, _MOST_CANDIDATES = 20, 1_000


def _excerpt(line: str, column: int) -> tuple[str, str]:
    """Cut a window around the column and put a caret under it; tabs stay tabs so that both align."""
    start = max(0, column - 1 - _BEFORE)
    shown = line[start : column - 1 + _AFTER]
    # A file can hold what no terminal should get: control characters and halves of surrogate pairs.
    safe = "".join(char if char == "\t" or char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in shown)
    margin = "".join("\t" if char == "\t" else " " for char in safe[: column - 1 - start])
    return safe, f"{margin}^"


def nearest(name: str, possible: list[str]) -> str | None:
    """Say `did you mean 'x'?` for the possible name that is nearest, or nothing when none is near."""
    # Looking for near names is slow, and nobody mistypes one of thousands by more than a few letters.
    near = [candidate for candidate in possible if abs(len(candidate) - len(name)) <= _MOST_LETTERS]
    folded = {candidate.casefold(): candidate for candidate in near[:_MOST_CANDIDATES]}
    found = get_close_matches(name[:100].casefold(), folded, n=1, cutoff=0.7)
    return f"did you mean '{folded[found[0]]}'?" if found else None
