"""Which questions to ask: a smallest set of unknown facts whose answers could make a lead qualified."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.anatomy import Part, anatomy_of, rule_part
from leadgate.domain.policy.answers import answers_to
from leadgate.domain.policy.findings import Question
from leadgate.domain.policy.outcome import outcome_in
from leadgate.domain.policy.policy import Disqualify, Policy
from leadgate.domain.policy.scope import Vector
from leadgate.domain.policy.ways import Effort, TooHard, Way, joined, ways_to

MOST_TRIES: Final = 1_000
"""Answers that are tried out before the search gives up."""

MOST_EFFORT: Final = 3_000_000
"""Comparisons of sets before the search gives up, which is well below a second."""

_MOST_FACTS: Final = 100


def smallest_questions(policy: Policy, vector: Vector, undecided: Sequence[Disqualify]) -> tuple[Question, ...]:
    """Find the questions for a lead that needs information.

    Args:
        policy: knows the wording and the type of each fact.
        vector: the values and results of the lead.
        undecided: the disqualifiers that are unknown and have to be asked about.

    Returns:
        A smallest set of unknown facts such that some answers to them make the lead qualified, the question first
        whose answer alone could end the matter; among sets of one size, one of facts that the policy has a wording
        for. Nothing when no answers would do, as while signals are unknown. Where a policy asks `known(fact)` in
        more than one sense, a set that would do may be missed, but none is given that would not.
    """
    try:
        facts = _Search(policy, vector, undecided).facts()
    except (TooHard, RecursionError):
        # Rules may name each other hundreds deep, which is deeper than this search can follow.
        return ()
    return tuple(_question(name, policy) for name in facts)


def _question(name: str, policy: Policy) -> Question:
    fact = policy.facts[name]
    return Question(name, fact.ask, fact.type, fact.values)


class _Search:
    """Looks for the facts to ask about one lead."""

    def __init__(self, policy: Policy, vector: Vector, undecided: Sequence[Disqualify]) -> None:
        self._policy = policy
        self._vector = vector
        self._anatomy = anatomy_of(policy)
        self._reference = policy.evaluator.reference
        self._needs = [(gate, True) for gate in self._anatomy.gates]
        self._needs += [(rule_part(entry.rule, policy), False) for entry in undecided]
        self._answers: dict[str, tuple[Any, ...]] = {}
        self._related: set[str] = set()
        reached = (atom for part, _wish in self._needs for atom in self._anatomy.reached_from(part))
        self._atoms = list({id(atom): atom for atom in reached}.values())
        named = dict.fromkeys(name for atom in self._atoms for name in atom.facts)
        self._order = {name: place for place, name in enumerate(named)}
        self._tries = 0
        self._effort = Effort(MOST_EFFORT)

    def facts(self) -> list[str]:
        """Give the facts to ask about, in the order to ask."""
        ways = joined([self._ways(part, wish) for part, wish in self._needs], _MOST_FACTS, self._effort)
        for way in sorted(ways, key=self._preference):
            facts = [name for name in way if not name.startswith("=")]
            # What is bound most is supposed first; what is only compared with it can then be chosen to fit.
            facts.sort(key=lambda name: len(way[name]) == len(self._answers_to(name)))
            for order in (facts, facts[::-1]):
                if self._would_do({name: way[name] for name in order}, list(self._vector)):
                    return sorted(facts, key=self._urgency())
        return []

    def _ways(self, part: Part, wish: bool, most: int = _MOST_FACTS) -> Sequence[Way]:
        def known(inner: Part, result: bool) -> Sequence[Way] | None:
            if inner.rule is not None:
                return ways_to(self._anatomy.rules[inner.rule], result, self._vector, known, most, self._effort)
            return self._ways_of(inner, result) if inner.is_atom else None

        return ways_to(part, wish, self._vector, known, most, self._effort)

    def _ways_of(self, atom: Part, wish: bool) -> Sequence[Way]:
        layout = self._policy.layout
        unknown = [name for name in atom.facts if self._vector[layout.facts[name]] is None]
        if not unknown or (atom.op == "known" and not wish):
            return []
        if atom.op == "known" or len(unknown) > 1 or atom.measures:
            # Which answers to two questions, or to one beside some signals, go together is found by trying.
            self._related.update(unknown)
            any_answers = {name: frozenset[object](range(len(self._answers_to(name)))) for name in unknown}
            return [any_answers if atom.op == "known" else {**any_answers, f"={id(atom)}": frozenset({wish})}]
        place, supposed = layout.facts[unknown[0]], list(self._vector)
        fitting = set()
        for index, answer in enumerate(self._answers_to(unknown[0])):
            supposed[place] = answer
            if atom.condition(supposed) is wish:
                fitting.add(index)
        return [{unknown[0]: frozenset(fitting)}] if fitting else []

    def _answers_to(self, name: str) -> tuple[Any, ...]:
        if name not in self._answers:
            self._answers[name] = self._fresh_answers(name, self._vector)
        return self._answers[name]

    def _fresh_answers(self, name: str, vector: Vector) -> tuple[Any, ...]:
        atoms = [atom for atom in self._atoms if name in atom.facts]
        return answers_to(self._policy.facts[name], atoms, self._reference.scope, vector)

    def _would_do(self, way: dict[str, frozenset[object]], supposed: Vector) -> bool:
        """Say whether some answers to exactly these facts make the lead qualified, by trying them out."""
        if not way:
            self._tries += 1
            self._reference.conclude(supposed)
            return outcome_in(self._policy, supposed) is Outcome.QUALIFIED
        name = next(iter(way))
        allowed = way.pop(name)
        for answer in self._allowed(name, allowed, supposed):
            if self._tries > MOST_TRIES:
                break
            supposed[self._policy.layout.facts[name]] = answer
            if self._would_do(dict(way), list(supposed)):
                return True
        return False

    def _allowed(self, name: str, allowed: frozenset[object], supposed: Vector) -> Iterator[Any]:
        answers = self._answers_to(name)
        yield from (answer for index, answer in enumerate(answers) if index in allowed)
        if name in self._related:
            # Compared with facts that are supposed by now, so it can be told where the comparison turns.
            yield from self._fresh_answers(name, supposed)

    def _preference(self, way: Way) -> tuple[int, int, list[int]]:
        facts = [name for name in way if not name.startswith("=")]
        wordless = sum(self._policy.facts[name].ask is None for name in facts)
        return len(facts), wordless, sorted(self._order[name] for name in facts)

    def _urgency(self) -> Any:
        """Rank facts: first those of which one answer alone can turn the lead away, then those that can put it off."""
        fit, *others = self._anatomy.gates
        away = [*self._ways(fit, False, 1), *(w for part, _ in self._needs[3:] for w in self._ways(part, True, 1))]
        off = [way for gate in others for way in self._ways(gate, False, 1)]
        first = {name for way in away if len(way) == 1 for name in way}
        second = {name for way in off if len(way) == 1 for name in way}
        return lambda name: (0 if name in first else 1 if name in second else 2, self._order[name])
