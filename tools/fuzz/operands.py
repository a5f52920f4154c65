"""Writes the operands of random conditions: numbers, lengths of time, moments and texts, each well-typed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from fuzz.pools import DAY, World
from leadgate.domain.clock import to_rfc3339
from leadgate.domain.policy import Fact

_UNITS = {"minutes": 60, "hours": 3_600, "days": DAY, "weeks": 7 * DAY}

SIGNAL_FIELDS = (
    Fact("at", "timestamp"), Fact("page", "str"), Fact("value", "num"), Fact("duration_s", "num"),
    Fact("source", "str"),
)  # fmt: skip


@dataclass(frozen=True)
class Operands:
    """Writes operands of each type out of the names that a condition can use."""

    dice: Random
    world: World
    in_signal: bool

    def named(self, *types: str) -> list[Fact]:
        """List the facts, or the signal's fields, of some types."""
        if not self.in_signal:
            return self.world.named(*types)
        kind = Fact("type", "enum", tuple(self.world.signals))
        return [field for field in (kind, *SIGNAL_FIELDS) if field.type in types]

    def number(self, depth: int) -> str:
        """Write a number: a fact, a constant, a calculation; measures come from the conditions."""
        named = self.named("int", "num")
        if not named or self.dice.random() < 0.25:
            return self.number_constant()
        name = self.dice.choice(named).name
        if depth <= 0 or self.dice.random() < 0.6:
            return name
        if self.dice.random() < 0.1:
            return f"-{name}"
        operator = self.dice.choice(("+", "-", "*"))
        return f"({name} {operator} {self.number(depth - 1)})"

    def number_constant(self) -> str:
        """Write a number of the pools."""
        return repr(self.dice.choice([*self.world.ints, *self.world.nums]))

    def length(self, depth: int) -> str:
        """Write a length of time."""
        dice, facts, moments = self.dice, self.named("duration"), self.named("timestamp")
        roll = dice.random()
        if facts and roll < 0.3:
            name = dice.choice(facts).name
            return name if dice.random() < 0.8 else f"-{name}"
        if moments and roll < 0.6:
            return f"age({self.moment(depth - 1)})"
        if depth > 0 and moments and roll < 0.7:
            return f"({self.moment(depth - 1)} - {self.moment(depth - 1)})"
        if depth > 0 and roll < 0.85:
            return self._calculated_length(depth)
        return self.length_constant()

    def length_constant(self) -> str:
        """Write a length of time of the pools in one of the four units."""
        seconds = self.dice.choice(self.world.seconds)
        fitting = [name for name, unit in _UNITS.items() if seconds % unit == 0] or list(_UNITS)
        unit = self.dice.choice(fitting)
        amount = seconds / _UNITS[unit]
        sign = "-" if self.dice.random() < 0.05 else ""
        return f"{sign}{unit}({int(amount) if amount.is_integer() else amount!r})"

    def moment(self, depth: int) -> str:
        """Write a moment that is no constant."""
        name = self.dice.choice(self.named("timestamp")).name
        if depth <= 0 or self.dice.random() < 0.75:
            return name
        return f"({name} {self.dice.choice('+-')} {self.length(depth - 1)})"

    def moment_constant(self) -> str:
        """Write a moment of the pools as a text."""
        return quoted(self.dice, to_rfc3339(self.dice.choice(self.world.moments)))

    def text(self) -> str:
        """Write a text: mostly a fact."""
        named = self.named("str")
        return self.dice.choice(named).name if named and self.dice.random() < 0.7 else self.text_constant()

    def text_constant(self) -> str:
        """Write a text of the pools in quotes."""
        return quoted(self.dice, self.dice.choice(self.world.texts))

    def words(self, texts: Sequence[str]) -> str:
        """Write out a list."""
        items = ", ".join(quoted(self.dice, text) for text in texts)
        left, right = self.dice.choice(("[]", "[]", "{}"))
        return f"{left}{items}{right}"

    def _calculated_length(self, depth: int) -> str:
        dice = self.dice
        left, right = self.length(depth - 1), self.length(depth - 1)
        numbers = self.named("int", "num")
        number = dice.choice(numbers).name if numbers else "2"
        forms = (
            f"({left} + {right})", f"({left} - {right})", f"({number} * {left})", f"({left} * {number})",
            f"{dice.choice(list(_UNITS))}({number})", f"{dice.choice(list(_UNITS))}({self.number(depth - 1)})",
        )  # fmt: skip
        return dice.choice(forms)


def quoted(dice: Random, text: str) -> str:
    """Write a text as a literal of the language, in one of its two kinds of quotes."""
    return repr(text) if dice.random() < 0.6 else json.dumps(text, ensure_ascii=False)
