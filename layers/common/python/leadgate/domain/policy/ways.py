"""Every smallest way to make a condition come out as wished: what has to be so, and nothing that need not be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import combinations, islice
from math import isqrt
from operator import itemgetter
from typing import Final

from leadgate.domain.policy.anatomy import Part
from leadgate.domain.policy.scope import Vector


class TooHard(Exception):
    """A search has used up its effort."""


class Effort:
    """What a search may still spend, counted in comparisons of ways, so that the same lead always ends the same."""

    __slots__ = ("_left",)

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self, comparisons: int) -> None:
        """Use some of it up.

        Raises:
            TooHard: there is no more.
        """
        self._left -= comparisons
        if self._left < 0:
            raise TooHard


Way = Mapping[str, frozenset[object]]
"""What has to be so: by name, the values of which it needs one. An empty way asks for nothing.

A name that starts with `=` is no thing of its own, but a relation between others that has to be found by trying.
"""

Known = Callable[[Part, bool], Sequence[Way] | None]
"""Gives the ways of a part that is not to be looked into, None for one that is."""

NOTHING: Final[tuple[Way, ...]] = ({},)
MOST_WAYS: Final = 300
"""A condition of more alternatives is searched among so many of the smallest."""
MOST_PAIRS: Final = 1_000
"""Of the ways to have two things, so many are formed at most, of the smallest ways of each."""
MOST_CHOICES: Final = 2_000
"""Of the ways to choose some of many rules, so many are tried at most, those of the easiest rules first."""


def ways_to(part: Part, wish: bool, vector: Vector, known: Known, most: int, effort: Effort) -> Sequence[Way]:
    """Find the ways to make a condition come out.

    Args:
        part: the condition.
        wish: the result that it shall have.
        vector: the values as they are; a part that has the result already needs nothing.
        known: answers for rules and atoms, which are not looked into.
        most: ways that need more things are left out.
        effort: what the search may spend.

    Returns:
        The ways of which none asks for more than another, the smallest first.

    Raises:
        TooHard: the effort is used up.
    """
    effort.spend(1)
    if part.condition(vector) is wish:
        return NOTHING
    found = known(part, wish)
    if found is None:

        def ways(inner: Part, result: bool) -> Sequence[Way]:
            return ways_to(inner, result, vector, known, most, effort)

        found = _looked_into(part, wish, ways, most, effort)
    return smallest(found, most, effort)


def size_of(way: Way) -> int:
    """Count the things that a way asks for."""
    return sum(not name.startswith("=") for name in way)


def joined(alternatives: Iterable[Sequence[Way]], most: int, effort: Effort) -> Sequence[Way]:
    """Give the ways to have all of several things, each of which has some ways."""
    return reduce(lambda one, other: _pairs(one, other, most, effort), alternatives, NOTHING)


def smallest(ways: Iterable[Way], most: int, effort: Effort) -> Sequence[Way]:
    """Leave out the ways that ask for as much as another and more, and those that ask for too much."""
    kept: list[tuple[int, Way]] = []
    bits: dict[str, int] = {}
    for size, way in sorted(((size_of(way), way) for way in ways), key=itemgetter(0)):
        effort.spend(1 + len(kept))
        if size > most or len(kept) == MOST_WAYS:
            break
        # The names as bits of a number: whether one way has all names of another is asked most of all.
        names = sum(1 << bits.setdefault(name, len(bits)) for name in way)
        if not any(fewer & names == fewer and _is_wider(other, way) for fewer, other in kept):
            kept.append((names, way))
    return [way for _, way in kept]


def _looked_into(
    part: Part, wish: bool, ways: Callable[[Part, bool], Sequence[Way]], most: int, effort: Effort
) -> Sequence[Way]:
    if part.op == "not":
        return ways(part.parts[0], not wish)
    if part.op == "same":
        left, right = part.parts
        both = (joined([ways(left, one), ways(right, one is wish)], most, effort) for one in (True, False))
        return [way for found in both for way in found]
    # All parts of `and` for yes, any of them for no; `at_least` needs some number of them either way.
    needed = {"and": len(part.parts), "or": 1}.get(part.op, part.n)
    if not wish:
        needed = len(part.parts) - needed + 1
    return _some(needed, [ways(inner, wish) for inner in part.parts], most, effort)


def _some(needed: int, parts: Sequence[Sequence[Way]], most: int, effort: Effort) -> Sequence[Way]:
    """Give the ways to have at least so many of several things."""
    open_parts = sorted((part for part in parts if part and not _is_free(part)), key=lambda part: size_of(part[0]))
    missing = max(0, needed - sum(map(_is_free, parts)))
    if missing > len(open_parts):
        return []
    found: list[Way] = []
    tried = islice(combinations(open_parts, missing), max(20, MOST_CHOICES // max(1, missing) ** 2))
    for chosen in tried:
        found += joined(chosen, most, effort)
        if len(found) > MOST_CHOICES:
            break
    return found


def _is_free(ways: Sequence[Way]) -> bool:
    return bool(ways) and not ways[0]


def _pairs(one: Sequence[Way], other: Sequence[Way], most: int, effort: Effort) -> Sequence[Way]:
    if _is_free(one) or _is_free(other):
        return other if _is_free(one) else one
    if len(one) * len(other) > MOST_PAIRS:
        few = isqrt(MOST_PAIRS)
        one, other = one[: max(few, MOST_PAIRS // len(other))], other[: max(few, MOST_PAIRS // len(one))]
    effort.spend(len(one) * len(other))
    merged = (_merged(first, second) for first in one for second in other)
    return smallest((way for way in merged if way is not None), most, effort)


def _merged(one: Way, other: Way) -> Way | None:
    merged = dict(one)
    for name, values in other.items():
        merged[name] = merged[name] & values if name in merged else values
        if not merged[name]:
            return None
    return merged


def _is_wider(one: Way, other: Way) -> bool:
    """Say whether one way leaves at least the values of another, for each name that it has."""
    return all(one[name] >= other[name] for name in one)
