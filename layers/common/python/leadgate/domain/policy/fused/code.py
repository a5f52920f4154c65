"""Pieces of generated code for conditions, put together so that an unknown value is asked for as rarely as can be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Guards = frozenset[str]


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a condition or an operand.

    With `guards`, `text` is to be run only while none of those variables is None, and then it is never unknown
    itself; without (None), `text` may give None for unknown at any time. `settled`, where it is given, says the same
    as `text` in steps: the test that settles the result, the result that it settles, and the test for unknown. `among`
    are the items where `text` only asks whether a variable is among some.
    """

    text: str
    guards: Guards | None
    settled: tuple[str, bool, str] | None = None
    among: frozenset[Any] | None = None

    @property
    def is_variable(self) -> bool:
        """Say whether it is no more than a variable that may be None."""
        return self.guards == frozenset({self.text})

    def nullable(self) -> str:
        """Give an expression that is None for unknown."""
        if not self.guards or self.is_variable:
            return self.text
        return f"(None if {any_none(self.guards)} else {self.text})"


class Temporaries:
    """New names for values that an expression keeps for a moment."""

    def __init__(self) -> None:
        self._used = 0

    def new(self) -> str:
        """Give a name that no other expression uses."""
        self._used += 1
        return f"t{self._used}"


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Move lines one step to the right."""
    return (f" {line}" for line in lines)


def any_none(names: Guards | Sequence[str]) -> str:
    """Write the test whether any of some variables is None."""
    return " or ".join(f"{name} is None" for name in sorted(names))


def negated(code: Code, temporaries: Temporaries) -> Code:
    """Write `not`."""
    if code.guards is not None:
        return Code(f"(not {code.text})", code.guards)
    name = temporaries.new()
    return Code(f"(None if ({name} := {code.text}) is None else not {name})", None)


def junction(parts: Sequence[Code], decisive: bool, temporaries: Temporaries) -> Code:
    """Write `and` (decisive: False) or `or` (decisive: True).

    Args:
        parts: the conditions; those that are unknown for the same reason are asked about together.
        decisive: the result of one part that settles the whole.
        temporaries: gives names.
    """
    parts = _grouped(parts, " or " if decisive else " and ")
    if len(parts) == 1:
        return parts[0]
    tests: list[str] = []
    unknown: list[str] = []
    for part in parts:
        test, names = _decisive_test(part, decisive, temporaries)
        tests.append(test)
        unknown += names
    otherwise = not decisive
    if unknown:
        test, open_ = " or ".join(tests), any_none(unknown)
        return Code(f"({decisive} if {test} else None if {open_} else {otherwise})", None, (test, decisive, open_))
    return Code(f"({decisive} if {' or '.join(tests)} else {otherwise})", frozenset())


def _grouped(parts: Sequence[Code], operator: str) -> list[Code]:
    """Join the parts with the same guards: they are unknown together, so that two values are enough between them."""
    together: dict[Guards, list[str]] = {}
    single: list[Code] = []
    for part in parts:
        if part.guards is None:
            single.append(part)
        else:
            together.setdefault(part.guards, []).append(part.text)
    joined = [
        Code(texts[0] if len(texts) == 1 else f"({operator.join(texts)})", guards) for guards, texts in together.items()
    ]
    return [*joined, *single]


def _decisive_test(part: Code, decisive: bool, temporaries: Temporaries) -> tuple[str, Sequence[str]]:
    """Write the test whether a part settles the whole, and name the variables that leave it open when None."""
    if part.guards is None:
        name = temporaries.new()
        return (f"({name} := {part.text})" if decisive else f"({name} := {part.text}) is False"), [name]
    guards = sorted(part.guards)
    if part.is_variable:
        return (part.text if decisive else f"{part.text} is False"), guards
    known = "".join(f"{name} is not None and " for name in guards)
    return f"({known}{part.text if decisive else f'not {part.text}'})", guards
