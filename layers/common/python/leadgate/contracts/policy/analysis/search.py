"""Whether conditions can come out as wanted, all at once, for any lead at all: a search that gives up in time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from leadgate.contracts.policy.analysis.spaces import NOTHING_KNOWN, Space
from leadgate.contracts.policy.analysis.universe import Atom, Universe
from leadgate.contracts.policy.analysis.wanted import NO, NOT_NO, NOT_YES, UNKNOWN, YES, opposite
from leadgate.domain.policy.scope import Node

Goal = tuple[Node, int]
"""A condition of the compiled form and what it must come out as."""

STEPS_A_QUESTION: Final = 1_500
STEPS_A_CHECK: Final = 12_000
"""How many goals are looked at for one answer, and for all that one kind of warning needs."""

_DEEPEST: Final = 120


class _GaveUp(Exception):
    """The question takes more work than an answer is worth."""


@dataclass(slots=True)
class _State:
    """What is left of every variable and rule on one path of the search."""

    cells: dict[str, int] = field(default_factory=dict)
    open: dict[str, tuple[int, ...]] = field(default_factory=dict)
    asked: dict[str, tuple[tuple[Atom, int], ...]] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "_State":
        return _State(dict(self.cells), dict(self.open), dict(self.asked), dict(self.rules))


@dataclass(slots=True)
class Search:
    """Answers questions about one policy; `left` is how much work there may still be."""

    universe: Universe
    rules: Mapping[str, Node]
    left: int = STEPS_A_CHECK
    _steps: int = 0

    def is_possible(self, goals: Iterable[Goal], unknown: Iterable[str] = ()) -> bool:
        """Say whether conditions can come out as wanted together.

        Args:
            goals: the conditions, each with what it must come out as.
            unknown: facts that are unknown.

        Returns:
            False only when no lead whatsoever makes it so; True also when finding out takes too long.
        """
        state = _State({variable.key: NOTHING_KNOWN for variable in self.universe.reading(unknown)})
        self._steps = min(STEPS_A_QUESTION, self.left)
        before = self._steps
        try:
            return self._run(state, list(goals), [], 0)
        except _GaveUp:
            return True
        finally:
            self.left -= before - self._steps

    def _run(self, state: _State, goals: list[Goal], choices: list[list[list[Goal]]], depth: int) -> bool:
        while goals:
            self._steps -= 1
            if self._steps < 0 or depth > _DEEPEST:
                raise _GaveUp
            node, wanted = goals.pop()
            if not self._expand(node, wanted, state, goals, choices):
                return False
        if not choices:
            return True
        first = min(range(len(choices)), key=lambda index: len(choices[index]))
        rest = choices[:first] + choices[first + 1 :]
        return any(self._run(state.copy(), list(way), list(rest), depth + 1) for way in choices[first])

    def _expand(
        self, node: Node, wanted: int, state: _State, goals: list[Goal], choices: list[list[list[Goal]]]
    ) -> bool:
        """Replace a goal by simpler ones; False when it cannot be met any more."""
        match node["op"]:
            case "not":
                goals.append((node["of"], opposite(wanted)))
            case "and" | "or" | "at_least" | "some":
                needed, parts = _parts(node, wanted)
                return _some(needed, parts, goals, choices)
            case "same":
                choices.extend(_same(node["left"], node["right"], wanted))
            case "rule":
                return self._rule(node["rule"], wanted, state, goals)
            case "const":
                return bool(wanted & (YES if node["value"] else NO))
            case _:
                return self._test(node, wanted, state)
        return True

    def _test(self, node: Node, wanted: int, state: _State) -> bool:
        atom = self.universe.atom(node)
        if isinstance(atom, bool):
            return bool(wanted & (YES if atom else NO))
        return self._narrow(atom, wanted, state)

    def _rule(self, rule: str, wanted: int, state: _State, goals: list[Goal]) -> bool:
        before = state.rules.get(rule, YES | UNKNOWN | NO)
        after = before & wanted
        if after != before:
            state.rules[rule] = after
            goals.append((self.rules[rule], wanted))
        return after != 0

    def _narrow(self, atom: Atom, wanted: int, state: _State) -> bool:
        """Take from a variable the cells where a test does not come out as wanted."""
        variable, space = atom.variable, self.universe.space(atom.variable)
        allowed = (atom.yes if wanted & YES else 0) | (atom.no if wanted & NO else 0)
        if wanted & UNKNOWN and not atom.is_total:
            allowed |= NOTHING_KNOWN
        before = state.cells.get(variable.key, space.full)
        if not variable.exact and wanted & UNKNOWN:
            # Only bounds may be known of it, and one bound may leave open what the other decides.
            state.open[variable.key] = (*state.open.get(variable.key, ()), allowed)
            return bool(before & allowed)
        if space.others:
            state.asked[variable.key] = (*state.asked.get(variable.key, ()), (atom, wanted))
        return self._keep(variable.key, before & allowed, space, state) and self._spread(atom, state)

    def _keep(self, key: str, cells: int, space: Space, state: _State) -> bool:
        state.cells[key] = cells
        return cells & space.real != 0 and all(cells & allowed for allowed in state.open.get(key, ()))

    def _spread(self, atom: Atom, state: _State) -> bool:
        """Draw conclusions for values that nothing spells out, and for measures that bound each other."""
        variable, space = atom.variable, self.universe.space(atom.variable)
        cells = state.cells[variable.key]
        if space.may_exist is not None and cells == space.others:
            asked = state.asked[variable.key]
            return space.may_exist([(a.test, bool(wanted & YES)) for a, wanted in asked if not a.is_total])
        if space.scale is None:
            return True
        known = cells & ~NOTHING_KNOWN
        if not known:
            return True
        for other in self.universe.wider(variable):
            wide = self.universe.space(other)
            if wide.scale and not self._limit(other.key, wide.scale.reaching(space.scale.lowest(known)), wide, state):
                return False
        for other in self.universe.narrower(variable):
            slim = self.universe.space(other)
            if slim.scale and not self._limit(other.key, slim.scale.within(space.scale.highest(known)), slim, state):
                return False
        return True

    def _limit(self, key: str, allowed: int, space: Space, state: _State) -> bool:
        return self._keep(key, state.cells.get(key, space.full) & allowed, space, state)


def _parts(node: Node, wanted: int) -> tuple[int, Sequence[Goal]]:
    """Say of which goals how many have to be met, so that a condition of several parts comes out as wanted."""
    if node["op"] == "some":
        return node["n"], node["goals"]
    if node["op"] == "at_least":
        parts: list[Goal] = [({"op": "rule", "rule": rule}, wanted) for rule in node["rules"]]
        return (node["n"] if wanted & YES else len(parts) - node["n"] + 1), parts
    parts = [(part, wanted) for part in node["args"]]
    return (len(parts) if (node["op"] == "and") == bool(wanted & YES) else 1), parts


def _some(needed: int, parts: Sequence[Goal], goals: list[Goal], choices: list[list[list[Goal]]]) -> bool:
    """Ask for so many of some goals, whichever; False when there are fewer."""
    if needed > len(parts):
        return False
    if needed == len(parts):
        goals.extend(parts)
    elif needed == 1:
        choices.append([[part] for part in parts])
    elif needed > 1:
        rest = list(parts[1:])
        choices.append(
            [
                [parts[0], ({"op": "some", "n": needed - 1, "goals": rest}, YES)],
                [({"op": "some", "n": needed, "goals": rest}, YES)],
            ]
        )
    return True


def _same(left: Node, right: Node, wanted: int) -> list[list[list[Goal]]]:
    """Spell out when two conditions are the same: when both are yes, or both are no."""
    match wanted:
        case 4:
            return [[[(left, YES), (right, YES)], [(left, NO), (right, NO)]]]
        case 1:
            return [[[(left, YES), (right, NO)], [(left, NO), (right, YES)]]]
        case 3:
            return [[[(left, NOT_YES)], [(right, NOT_YES)]], [[(left, NOT_NO)], [(right, NOT_NO)]]]
    return [[[(left, NOT_YES)], [(right, NOT_NO)]], [[(left, NOT_NO)], [(right, NOT_YES)]]]
