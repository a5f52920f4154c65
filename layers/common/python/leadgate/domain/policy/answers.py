"""Which answers to an open question make a difference: values on either side of all that it is compared with."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any, Final

from leadgate.domain.clock import EARLIEST, LATEST
from leadgate.domain.policy.anatomy import Part
from leadgate.domain.policy.facts import LARGEST_NUMBER, Fact
from leadgate.domain.policy.scope import Node, Scope, Vector
from leadgate.domain.policy.values import value_closure

MOST_ANSWERS: Final = 120
_OTHER_TEXT: Final = "\N{WHITE SQUARE}"
_NUMBERS: Final = frozenset({"int", "num", "duration", "timestamp"})
_LIST_TESTS: Final = frozenset({"in", "any_in", "has_word", "contains_any"})


def answers_to(fact: Fact, atoms: Iterable[Part], scope: Scope, vector: Vector) -> tuple[Any, ...]:
    """List the answers to a question that conditions can tell apart.

    Args:
        fact: what is asked.
        atoms: the conditions that read it.
        scope: what names stand for.
        vector: the values of the lead; other facts that are unknown there leave a comparison out.

    Returns:
        At most MOST_ANSWERS values of the fact's type: every value that is named, and one between, below and above
        them for numbers; words, beginnings and endings, alone and together, for texts.
    """
    if fact.type == "bool":
        return (True, False)
    if fact.type == "enum":
        return fact.values
    if fact.type in _NUMBERS:
        named = [*_turning_points(fact, atoms, scope, vector), *_items(atoms, scope)]
        return tuple(_around(named, fact.type))[:MOST_ANSWERS]
    texts = tuple(dict.fromkeys(text for atom in atoms for text in _texts(atom.node, scope)))
    if fact.type == "list":
        alone = [(), *((text,) for text in texts)]
        return tuple([*alone, *((one, other) for one, other in _two(texts))][:MOST_ANSWERS])
    joined = (f"{one}{between}{other}" for one, other in _two(texts) for between in (" ", ""))
    return (*texts, _OTHER_TEXT, *joined)[:MOST_ANSWERS]


def _two(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    few = texts[:8]
    return ((one, other) for one in few for other in few if one != other)


def _texts(node: Node, scope: Scope) -> Iterator[str]:
    if node["op"] in _LIST_TESTS:
        yield from (item for item in scope.members(node)[:60] if isinstance(item, str))
    elif "text" in node:
        yield node["text"]
    elif node["op"] == "compare":
        yield from (node[side]["value"] for side in ("left", "right") if isinstance(node[side].get("value"), str))


def _items(atoms: Iterable[Part], scope: Scope) -> Iterator[float]:
    for atom in atoms:
        if atom.op == "in":
            yield from (item for item in scope.members(atom.node) if isinstance(item, int | float))


def _around(named: Iterable[float], type_: str) -> Iterator[float]:
    """Give numbers on every side of those that are named, in order of size."""
    low, high = _range(type_)
    points = sorted({point for point in named if low <= point <= high})
    if not points:
        yield from (number for number in (1, 0) if low <= number <= high)
        return
    wanted = [points[0] - 1, *points, points[-1] + 1, *((one + other) / 2 for one, other in pairwise(points))]
    if type_ == "int":
        wanted = [int(number) + step for number in wanted for step in (0, 1)]
    yield from sorted({number for number in wanted if low <= number <= high})


def _range(type_: str) -> tuple[float, float]:
    if type_ == "timestamp":
        return EARLIEST, LATEST
    return (0 if type_ == "duration" else -LARGEST_NUMBER), LARGEST_NUMBER


def _turning_points(fact: Fact, atoms: Iterable[Part], scope: Scope, vector: Vector) -> Iterator[float]:
    """Find where comparisons turn as the fact grows; each is a straight line in it while all else is known."""
    place = scope.place("fact", fact.name)
    for atom in atoms:
        if atom.op == "compare":
            sides = [value_closure(atom.node[side], scope) for side in ("left", "right")]
            yield from crossings(sides, vector, place, (1_000.0, 2_000.0) if fact.type != "int" else (1_000, 2_000))


def crossings(
    sides: Sequence[Callable[[Vector], Any]], vector: Vector, place: int, probes: tuple[float, float]
) -> Iterator[float]:
    """Find where two operands are equal as one value of the vector changes.

    Args:
        sides: the operands, straight lines in that value; an operand of which only bounds are known has two.
        vector: the other values; it is left as it was.
        place: the value that changes.
        probes: two values of it to draw the lines through.

    Yields:
        The values at which the operands, or their bounds, are equal.
    """
    before = vector[place]
    found = []
    for probe in probes:
        vector[place] = probe
        found.append([_ends(side(vector)) for side in sides])
    vector[place] = before
    (left_1, right_1), (left_2, right_2) = found
    for a1, a2 in zip(left_1, left_2, strict=False):
        for b1, b2 in zip(right_1, right_2, strict=False):
            # Where a whole number is too large for a float, the lines meet out of every fact's reach.
            with suppress(OverflowError):
                start, end = a1 - b1, a2 - b2
                if start != end and start - start == end - end == 0:
                    yield probes[0] - start * (probes[1] - probes[0]) / (end - start)


def _ends(value: Any) -> Sequence[float]:
    if isinstance(value, tuple):
        return value
    return () if value is None or isinstance(value, str | bool) else (value,)
