"""Wrong versions of a compiled policy, each with one small change, to see whether its examples would notice."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

_CONDITIONS = ("rules", "gates", "routing", "frameworks", "measures")
_NUMBERS = ("value", "n", "within")
"""Where numbers stand: what is compared with, how many are enough, and a window in seconds."""


def moved_numbers(compiled: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every policy that has one number of a condition one lower or one higher, and say which."""
    for path in _paths(compiled):
        *way, last = path
        number = _at(compiled, path)
        if last not in _NUMBERS or isinstance(number, bool) or not isinstance(number, int | float):
            continue
        for wrong in (number - 1, number + 1):
            mutant = deepcopy(dict(compiled))
            _at(mutant, way)[last] = wrong
            yield f"{_place(compiled, path)}: {wrong} for {number}", mutant


def missing_parts(compiled: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every policy that lacks one part of an `and` or `or`, or one disqualifier, and say which."""
    for path in _paths(compiled):
        if path[-1] == "args":
            for index, part in enumerate(_at(compiled, path)):
                mutant = deepcopy(dict(compiled))
                del _at(mutant, path)[index]
                yield f"{_place(compiled, path)} without {part}", mutant
    for index, entry in enumerate(compiled["disqualify"]):
        mutant = deepcopy(dict(compiled))
        del mutant["disqualify"][index]
        yield f"no disqualifier {entry['rule']}", mutant


def _paths(compiled: Mapping[str, Any]) -> Iterator[list[Any]]:
    waiting: list[list[Any]] = [[section] for section in _CONDITIONS]
    while waiting:
        path = waiting.pop()
        found = _at(compiled, path)
        if path[-1] in (*_NUMBERS, "args"):
            yield path
        if isinstance(found, dict):
            waiting += [[*path, key] for key in found]
        elif isinstance(found, list):
            waiting += [[*path, index] for index in range(len(found))]


def _at(compiled: Mapping[str, Any], path: list[Any]) -> Any:
    found: Any = compiled
    for key in path:
        found = found[key]
    return found


def _place(compiled: Mapping[str, Any], path: list[Any]) -> str:
    text = _at(compiled, path[:2]).get("text")
    return f"{path[0]}[{path[1]}] {text}"
