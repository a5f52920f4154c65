"""What a lead that is not qualified missed by: the smallest set of rules that would have to turn."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.anatomy import Anatomy, Part, anatomy_of, rule_part
from leadgate.domain.policy.findings import NearMiss
from leadgate.domain.policy.needs import needs_of
from leadgate.domain.policy.outcome import outcome_in
from leadgate.domain.policy.policy import Policy
from leadgate.domain.policy.scope import Vector
from leadgate.domain.policy.ways import Effort, TooHard, Way, ways_to

MOST_RULES: Final = 3
MOST_TRIES: Final = 2_000
"""Sets of rules that are tried before the search gives up; a policy of sixty rules needs a few dozen."""

MOST_EFFORT: Final = 3_000_000
"""Comparisons of sets before the search gives up, which is well below a second."""

Turns = Mapping[str, bool]
Requirement = tuple[Part, bool]


def nearest_miss(policy: Policy, vector: Vector) -> tuple[NearMiss, ...]:
    """Find the smallest set of rules that would have to turn for a lead to be qualified.

    Args:
        policy: the policy that decided.
        vector: the values and results of the lead.

    Returns:
        Up to three rules, in policy order, with what each needs; nothing when the lead is qualified, and when no
        set of three would do. Among sets of one size, rules that read facts themselves come before those that
        only combine others.
    """
    try:
        found = _Search(policy, vector).fewest_turns()
    except (TooHard, RecursionError):
        # Rules may name each other hundreds deep, which is deeper than this search can follow.
        return ()
    return tuple(
        NearMiss(name, found[name], needs_of(name, found[name], policy, vector))
        for name in policy.layout.rules
        if name in found
    )


class _Search:
    """Looks for rules to turn, one requirement after the other."""

    def __init__(self, policy: Policy, vector: Vector) -> None:
        self._policy = policy
        self._anatomy: Anatomy = anatomy_of(policy)
        self._requirements = _requirements(policy)
        self._start = vector
        self._tries = 0
        self._effort = Effort(MOST_EFFORT)

    def fewest_turns(self) -> Turns:
        """Find the rules to turn, none where no set that is small enough would do."""
        for most in range(self.fewest(), MOST_RULES + 1):
            found = self.turns({}, self._start, most)
            if found is not None:
                return found
        return {}

    def fewest(self) -> int:
        """Give a number of rules that surely have to turn: requirements that have no rule in common add up."""
        found, used = 0, set[str]()
        for need in self._unmet(self._start):
            ways = self._ways(need, {}, self._start, MOST_RULES)
            rules = {name for way in ways for name in way}
            if not ways:
                return MOST_RULES + 1
            if not rules & used:
                found += len(ways[0])
                used |= rules
        return found

    def turns(self, forced: Turns, vector: Vector, left: int) -> Turns | None:
        """Find at most so many further rules to turn, on top of those that are turned already."""
        if outcome_in(self._policy, vector) is Outcome.QUALIFIED:
            return forced
        self._tries += 1
        if left == 0 or self._tries > MOST_TRIES:
            return None
        # Whatever turns the lead contains a way to meet each requirement, so it is enough to try those of one.
        unmet = sorted((self._ways(need, forced, vector, left) for need in self._unmet(vector)), key=len)
        if not unmet or not unmet[0]:
            return None
        for way in sorted(unmet[0], key=self._preference):
            if all(any(len(other.keys() - way.keys()) <= left - len(way) for other in ways) for ways in unmet[1:]):
                found = self._turned(way, forced, vector, left)
                if found is not None:
                    return found
        return None

    def _turned(self, way: Way, forced: Turns, vector: Vector, left: int) -> Turns | None:
        wider = {**forced, **{name: True in wishes for name, wishes in way.items()}}
        places = {self._policy.layout.rules[name]: result for name, result in wider.items()}
        supposed = self._policy.evaluator.reference.conclude_with(self._start, places)
        return self.turns(wider, supposed, left - len(way))

    def _unmet(self, vector: Vector) -> list[Requirement]:
        asked = {place for place, entry in self._policy.conclusions.disqualify if entry.ask}
        unmet: list[Requirement] = []
        for place, requirement in self._requirements:
            result, wish = vector[place], requirement[1]
            is_met = result is wish or (result is None and not wish and place not in asked)
            if not is_met:
                unmet.append(requirement)
        return unmet

    def _ways(self, requirement: Requirement, forced: Turns, vector: Vector, left: int) -> Sequence[Way]:
        def known(part: Part, wish: bool) -> Sequence[Way] | None:
            if part.rule is None:
                return [] if part.is_atom else None
            if part.rule in forced:
                return []
            own = self._anatomy.rules[part.rule]
            inside = [] if own.is_atom else ways_to(own, wish, vector, known, left, self._effort)
            return [{part.rule: frozenset({wish})}, *inside]

        return ways_to(*requirement, vector, known, left, self._effort)

    def _preference(self, way: Way) -> tuple[int, int, list[int]]:
        combining = sum(bool(self._combines(name)) for name in way)
        return len(way), combining, sorted(self._policy.layout.rules[name] for name in way)

    def _combines(self, rule: str) -> bool:
        return not any(True for _ in self._anatomy.rules[rule].atoms())


@lru_cache(maxsize=32)
def _requirements(policy: Policy) -> tuple[tuple[int, Requirement], ...]:
    """List what qualifies a lead: every gate yes, every disqualifier no; with the place of each result."""
    gates = enumerate(anatomy_of(policy).gates, policy.layout.first_gate)
    turned_away = ((place, (rule_part(entry.rule, policy), False)) for place, entry in policy.conclusions.disqualify)
    return (*((place, (part, True)) for place, part in gates), *turned_away)
