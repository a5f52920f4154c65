"""Generated code that sets the result of a condition, branch by branch, and does at once what follows from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from leadgate.domain.policy.fused.code import Code, any_none
from leadgate.domain.policy.policy import Conclusions


@dataclass(frozen=True, slots=True)
class Follows:
    """The statements that follow from a result of yes, and from an unknown one."""

    yes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.yes or self.unknown)


NOTHING_FOLLOWS: Final = Follows()


@dataclass(frozen=True, slots=True)
class Result:
    """A condition, the variable for its result, what follows from it, and the only fact that it reads if so.

    A condition that is no more than a variable has that one for its result. One that asks for nothing but counts of
    signals has `exact`, its code for where they are known exactly.
    """

    variable: str
    code: Code
    follows: Follows = NOTHING_FOLLOWS
    fact: str | None = None
    exact: Code | None = None

    def lines(self) -> Iterator[str]:
        """Write the statements that set the result."""
        code = self.code
        if not self.follows:
            if not code.is_variable:
                yield f"{self.variable} = {code.nullable()}"
        elif code.settled is not None:
            test, result, unknown = code.settled
            yield f"if {test}: {self.statements(result)}"
            yield f"elif {unknown}: {self.statements(None)}"
            yield f"else: {self.statements(not result)}"
        elif code.guards and not code.is_variable:
            yield f"if {any_none(code.guards)}: {self.statements(None)}"
            yield f"elif {code.text}: {self.statements(True)}"
            yield f"else: {self.statements(False)}"
        else:
            if not code.is_variable:
                yield f"{self.variable} = {code.text}"
            yield f"if {self.variable} is None: {'; '.join(self.follows.unknown) or 'pass'}"
            if self.follows.yes:
                yield f"elif {self.variable}: {'; '.join(self.follows.yes)}"

    def lines_where_known(self) -> Iterator[str]:
        """Write the statements that set the result where none of its guards is None."""
        if not self.follows.yes:
            if not self.code.is_variable:
                yield f"{self.variable} = {self.code.text}"
            return
        yield f"if {self.code.text}: {self.statements(True)}"
        if not self.code.is_variable:
            yield f"else: {self.statements(False)}"

    def lines_where_exact(self) -> Iterator[str]:
        """Write the statements that set the result where every count is known exactly."""
        known = self if self.exact is None else replace(self, code=self.exact)
        return known.lines_where_known()

    def statements(self, result: bool | None) -> str:
        """Write the statements that set one result, and what follows from it."""
        what = self.follows.yes if result else self.follows.unknown if result is None else ()
        first = () if self.code.is_variable else (f"{self.variable} = {result}",)
        return "; ".join([*first, *what]) or "pass"


def lines_where_unknown(results: Sequence[Result]) -> Iterator[str]:
    """Write the statements that set the results of conditions which are all unknown."""
    variables = [result.variable for result in results if not result.code.is_variable]
    if variables:
        yield f"{' = '.join(variables)} = None"
    yield from (line for result in results for line in result.follows.unknown)


def follows_by_place(named: Conclusions, tallies: Iterable[tuple[int, str]]) -> Mapping[int, Follows]:
    """Say what follows from the result of which place: points, where they can be added up in any order, and marks.

    Args:
        named: what is concluded from which place.
        tallies: the places that are counted, and the number of the tally that each is counted in.
    """
    yes: dict[int, list[str]] = {}
    unknown: dict[int, list[str]] = {}
    for place, number in tallies:
        yes.setdefault(place, []).append(f"y{number} += 1")
        unknown.setdefault(place, []).append(f"u{number} += 1")
    if adds_up_whole(named):
        for name, points in (("fit", named.fit), ("engagement", named.engagement)):
            for line in points.lines:
                perhaps = "more" if line.points > 0 else "less"
                yes.setdefault(line.place, []).append(f"{name} += {line.points}")
                unknown.setdefault(line.place, []).append(f"{name}_{perhaps} += {line.points}")
    for place, entry in named.disqualify:
        yes.setdefault(place, []).append("is_hit = True")
        if entry.ask:
            unknown.setdefault(place, []).append("is_open = True")
    return {place: Follows(tuple(yes.get(place, ())), tuple(unknown.get(place, ()))) for place in {*yes, *unknown}}


def adds_up_whole(named: Conclusions) -> bool:
    """Say whether all points are whole and none decay: such sums are the same in any order and need no rounding."""
    lines = (*named.fit.lines, *named.engagement.lines)
    return all(type(line.points) is int and line.half_life is None for line in lines)
