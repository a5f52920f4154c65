"""Writes random well-typed policies as documents, so that they come in by the same door as anybody's."""

import ast
import json
from dataclasses import dataclass
from random import Random
from typing import Any

from fuzz.conditions import Conditions
from fuzz.pools import World, write_world
from leadgate.domain.outcomes import STANDARD_REASONS
from leadgate.domain.policy import STANDARD_FACTS
from leadgate.domain.policy.facts import MOTIONS

Document = dict[str, Any]

_MOST_CHARACTERS, _MOST_PARTS = 1_900, 180
_LENGTHS = ("90s", "15m", "24h", "1d", "7d", "30d", "2w", "1.5d")
_SPANS = ("09:00-18:00", "00:00-24:00", "22:00-24:00", "00:00-06:30", "12:00-12:01", "08:30 - 17:15")
_DAYS = ("mon-fri", "mon", "sat", "sun", "fri-mon", "tue-thu", "mon-sun")


@dataclass(frozen=True)
class Case:
    """A random policy: the document, and the world that it and its leads are made of."""

    document: Document
    world: World

    @property
    def text(self) -> str:
        """The document as it is compiled."""
        return text_of(self.document)


def text_of(document: Document) -> str:
    """Spell a document as JSON, which is YAML as well."""
    return json.dumps(document, ensure_ascii=False)


def write_case(seed: str) -> Case:
    """Make up a policy.

    Args:
        seed: the same seed gives the same policy.

    Returns:
        The policy with its world.
    """
    dice = Random(seed)  # noqa: S311 - the same policies every time is the point
    world = write_world(dice)
    rules = _rules(dice, world)
    names = list(rules)
    document = {
        "policy": "fuzzed",
        "timezone": world.zone,
        "applies_to": dice.choice(({}, {"motion": dice.sample(MOTIONS, 2)}, {"form": ["demo", "größe"]})),
        "facts": _facts(world),
        "signals": dict(world.signals),
        "lists": dict(world.lists),
        "freshness": {name: dice.choice(_LENGTHS) for name in dice.sample(list(world.facts), dice.randint(0, 3))},
        "reasons": ["too_small"],
        "rules": rules,
        "disqualify": [_disqualifier(dice, name) for name in dice.sample(names, dice.choice((0, 0, 1, 1, 2)))],
        "gates": {gate: _gate(dice, world, names) for gate in ("fit", "intent", "readiness")},
        "review": dice.sample(names, dice.choice((0, 0, 1, 2))),
        "nurture": dice.choice(({}, {"revisit": "30d"}, {"revisit": "12h", "bad_timing": "90d"})),
        "score": _score(dice, names),
        "routing": _lines(dice, world, names, "pool"),
        "examples": [{"name": "any", "now": 0, "lead": {}, "expect": {"outcome": "needs_info"}}],
    }
    if world.has_hours:
        document["business_hours"] = _hours(dice)
    if dice.random() < 0.5:
        document["frameworks"] = _lines(dice, world, names, "use")
    return Case(document, world)


def _facts(world: World) -> Document:
    declared = {}
    for name, fact in world.facts.items():
        if fact != STANDARD_FACTS.get(name):
            entry = {"type": fact.type, "values": list(fact.values), "ask": fact.ask}
            declared[name] = {key: value for key, value in entry.items() if value}
    return declared


def _hours(dice: Random) -> Document:
    days = dice.sample(_DAYS, dice.randint(0, 3))
    return {day: dice.choice((dice.choice(_SPANS), dice.sample(_SPANS, 2))) for day in days}


def _rules(dice: Random, world: World) -> Document:
    """Write rules that name only those written before them, then put them in another order."""
    written: Document = {}
    names = [f"{dice.choice(('icp', 'in', 'dq', 'q'))}_{number}" for number in range(dice.randint(6, 22))]
    for name in names:
        condition = _condition(dice, world, list(written))
        written[name] = {"when": condition, "says": f"“{name}”"} if dice.random() < 0.2 else condition
    return {name: written[name] for name in dice.sample(names, len(names))}


def _condition(dice: Random, world: World, rules: list[str]) -> str:
    depth = dice.choice((0, 0, 1, 1, 2, 2, 3, 4))
    while True:
        text = Conditions(dice, world, rules).write(depth)
        if len(text) <= _MOST_CHARACTERS and sum(1 for _ in ast.walk(ast.parse(text, mode="eval"))) <= _MOST_PARTS:
            return text
        depth = max(0, depth - 1)


def _gate(dice: Random, world: World, rules: list[str]) -> str:
    return dice.choice(rules) if dice.random() < 0.5 else _condition(dice, world, rules)


def _disqualifier(dice: Random, rule: str) -> Document:
    entry = {"rule": rule, "reason": dice.choice([*sorted(STANDARD_REASONS), "too_small"])}
    return {**entry, **dice.choice(({}, {"if_unknown": "ask"}, {"if_unknown": "pass"}))}


def _score(dice: Random, rules: list[str]) -> Document:
    def points() -> float:
        return dice.choice((20, 10, 15, 33.3, 0.1, -5, -12.5, 0, 7))

    def engagement() -> Any:
        return {"points": points(), "half_life": dice.choice(_LENGTHS)} if dice.random() < 0.6 else points()

    def some() -> list[str]:
        return dice.sample(rules, dice.randint(0, min(6, len(rules))))

    return {"fit": {rule: points() for rule in some()}, "engagement": {rule: engagement() for rule in some()}}


def _lines(dice: Random, world: World, rules: list[str], target: str) -> list[Document]:
    lines: list[Document] = []
    for number in range(dice.randint(0, 3)):
        lines.append({"when": _gate(dice, world, rules), target: f"{target}_{number}"})
        if target == "pool" and dice.random() < 0.5:
            lines[-1]["sla"] = dice.choice(_LENGTHS)
    return [*lines, {"otherwise": f"{target}_last"}]
