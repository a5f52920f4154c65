"""The conditions of a policy taken apart, so that one can ask what would have to change for them to come out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from leadgate.domain.policy.conditions import condition_closure
from leadgate.domain.policy.policy import GATES, Policy
from leadgate.domain.policy.reads import rule_of
from leadgate.domain.policy.scope import Condition, Node, Scope

JUNCTIONS: Final = frozenset({"and", "or", "not", "same"})


@dataclass(frozen=True, slots=True)
class Part:
    """A condition or a part of one.

    `op` is that of the compiled form, and `node` its node there. `parts` are those of `and`, `or`, `not`, `same` and
    the rules of `at_least` (at least `n` of them); a part that is a rule has its name. What has neither is an atom,
    which reads `facts` and `measures` itself.
    """

    op: str
    node: Node
    condition: Condition
    parts: tuple["Part", ...] = ()
    rule: str | None = None
    n: int = 0
    facts: tuple[str, ...] = ()
    measures: tuple[int, ...] = ()

    @property
    def is_atom(self) -> bool:
        """Say whether it reads facts and measures itself."""
        return not self.parts and self.rule is None

    def atoms(self) -> Iterator["Part"]:
        """Yield its atoms, those of the rules that it names not included."""
        if self.is_atom:
            yield self
        for part in self.parts:
            yield from part.atoms()


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The conditions of a policy in parts: the gates in order, and every rule by name."""

    gates: tuple[Part, ...]
    rules: Mapping[str, Part]

    def reached_from(self, part: Part) -> Iterator[Part]:
        """Yield the atoms of a part and of every rule that it names, directly or through others."""
        done: set[str] = set()
        waiting = [part]
        while waiting:
            current = waiting.pop()
            if current.rule is not None and current.rule not in done:
                done.add(current.rule)
                waiting.append(self.rules[current.rule])
            elif current.is_atom:
                yield current
            waiting.extend(reversed(current.parts))


@lru_cache(maxsize=32)
def anatomy_of(policy: Policy) -> Anatomy:
    """Take the conditions of a policy apart, once for each policy."""
    scope = policy.evaluator.reference.scope
    rules = {entry["id"]: _part(entry["when"], scope) for entry in policy.compiled["rules"]}
    return Anatomy(tuple(_part(policy.compiled["gates"][name]["when"], scope) for name in GATES), rules)


def rule_part(name: str, policy: Policy) -> Part:
    """Give the part that stands for a rule by its name."""
    return _part({"op": "rule", "rule": name}, policy.evaluator.reference.scope)


def _part(node: Node, scope: Scope) -> Part:
    condition, op = condition_closure(node, scope), node["op"]
    if op in JUNCTIONS:
        sides = node.get("args") or [node[side] for side in ("of", "left", "right") if side in node]
        return Part(op, node, condition, tuple(_part(side, scope) for side in sides))
    if op == "at_least":
        rules = tuple(_part({"op": "rule", "rule": name}, scope) for name in node["rules"])
        return Part(op, node, condition, rules, n=node["n"])
    if op == "rule":
        return Part(op, node, condition, rule=node["rule"])
    read = rule_of("", "", None, node)
    return Part(op, node, condition, facts=read.facts, measures=read.measures)
