"""Writes random well-typed conditions over the whole language, about leads and about single signals."""

from collections.abc import Callable, Sequence
from random import Random

from fuzz.operands import Operands
from fuzz.pools import DAY, World, words_in
from leadgate.domain.policy import Fact

ORDER = ("<", "<=", ">", ">=", "==", "!=")
_WINDOWS = (
    "minutes(1)", "hours(1)", "hours(1.5)", "days(1)", "days(1)", "days(7)", "days(7)", "days(30)", "weeks(2)",
    "days(1) + hours(3)", "2 * days(3)", "days(90) - days(1)", "days(40000)",
)  # fmt: skip
_SECONDS = (60, 3_600, 5_400, DAY, DAY, 7 * DAY, 7 * DAY, 30 * DAY, 14 * DAY, DAY + 10_800, 6 * DAY, 89 * DAY, 0)


class Conditions:
    """Writes conditions; `depth` bounds how far one nests."""

    def __init__(self, dice: Random, world: World, rules: Sequence[str] = (), *, in_signal: bool = False) -> None:
        self.dice, self.world, self.rules, self.in_signal = dice, world, rules, in_signal
        self.operands = Operands(dice, world, in_signal)
        about_leads: list[tuple[int, Callable[[int], str]]] = [
            (12, self._exists), (14, self._measure_comparison), (8, self._rule), (4, self._at_least),
            (3, self._measure_membership), (2, self._any_in),
        ]  # fmt: skip
        self._leaves: list[tuple[int, Callable[[int], str]]] = [
            (14, self._number_comparison), (8, self._length_comparison), (6, self._moment_comparison),
            (8, self._text_comparison), (10, self._choice), (6, self._membership), (3, self._number_membership),
            (3, self._affix), (6, self._list_test), (3, self._known), (2, self._outside_hours), (8, self._yes_or_no),
            (1, self._constant), *(() if in_signal else about_leads),
        ]  # fmt: skip
        self._branches: list[tuple[int, Callable[[int], str]]] = [
            (12, self._junction), (5, self._negation), (4, self._equality),
        ]  # fmt: skip

    def write(self, depth: int) -> str:
        """Write a condition."""
        makers = self._branches if depth > 0 and self.dice.random() < 0.65 else self._leaves
        weights = [weight for weight, _make in makers]
        make = self.dice.choices([make for _weight, make in makers], weights)[0]
        return make(depth)

    def _junction(self, depth: int) -> str:
        parts = [f"({self.write(depth - 1)})" for _ in range(self.dice.choice((2, 2, 2, 3, 4)))]
        return self.dice.choice((" and ", " or ")).join(parts)

    def _negation(self, depth: int) -> str:
        return f"not ({self.write(depth - 1)})"

    def _equality(self, depth: int) -> str:
        return f"({self.write(depth - 1)}) {self.dice.choice(('==', '!='))} ({self.write(depth - 1)})"

    def _number_comparison(self, depth: int) -> str:
        operands = self.operands
        if self.dice.random() < 0.6:
            return self._comparison(operands.number(depth - 1), operands.number_constant())
        return self._chain(lambda: operands.number(depth - 1))

    def _length_comparison(self, depth: int) -> str:
        operands = self.operands
        if self.dice.random() < 0.6:
            return self._comparison(operands.length(depth), operands.length_constant())
        return self._chain(lambda: operands.length(depth))

    def _moment_comparison(self, depth: int) -> str:
        operands = self.operands
        if not operands.named("timestamp"):
            return self._length_comparison(depth)
        if self.dice.random() < 0.5:
            return self._comparison(operands.moment(depth - 1), operands.moment_constant())
        return self._chain(lambda: operands.moment(depth - 1))

    def _text_comparison(self, _depth: int) -> str:
        return self._comparison(self.operands.text(), self.operands.text_constant())

    def _choice(self, _depth: int) -> str:
        choices = self.operands.named("enum")
        if not choices:
            return self._text_comparison(0)
        fact, how = self.dice.choice(choices), self.dice.choice(("==", "==", "!="))
        roll = self.dice.random()
        if roll < 0.1:
            return f"{fact.name} {how} {self.dice.choice(choices).name}"
        if roll < 0.2 and self.operands.named("str"):
            return f"{fact.name} {how} {self.dice.choice(self.operands.named('str')).name}"
        return f"{fact.name} {how} {self.operands.words([self.dice.choice(fact.values)])[1:-1]}"

    def _comparison(self, one: str, other: str) -> str:
        left, right = (one, other) if self.dice.random() < 0.8 else (other, one)
        return f"{left} {self.dice.choice(ORDER)} {right}"

    def _chain(self, write: Callable[[], str]) -> str:
        length = self.dice.choice((1, 1, 2, 2, 3))
        return write() + "".join(f" {self.dice.choice(ORDER)} {write()}" for _ in range(length))

    def _membership(self, _depth: int) -> str:
        subjects = self.operands.named("str", "enum")
        if not subjects:
            return self._number_membership(0)
        subject = self.dice.choice(subjects)
        return f"{subject.name} {self._in()} {self._members(subject)}"

    def _number_membership(self, depth: int) -> str:
        items = ", ".join(self.operands.number_constant() for _ in range(self.dice.randint(1, 4)))
        return f"{self.operands.number(depth - 1)} {self._in()} [{items}]"

    def _in(self) -> str:
        return self.dice.choice(("in", "in", "not in"))

    def _members(self, subject: Fact | None) -> str:
        if self.world.lists and self.dice.random() < 0.5:
            return f"lists.{self.dice.choice(list(self.world.lists))}"
        possible = list(subject.values) if subject and subject.values else [t for t in self.world.texts if words_in(t)]
        return self.operands.words(self.dice.sample(possible, self.dice.randint(1, min(3, len(possible)))))

    def _affix(self, _depth: int) -> str:
        subjects = self.operands.named("str", "enum")
        if not subjects:
            return self._constant(0)
        text = self.dice.choice(self.world.texts)
        function, affix = self.dice.choice((("startswith", text[:2]), ("endswith", text[-2:]), ("startswith", text)))
        return f"{function}({self.dice.choice(subjects).name}, {self.operands.words([affix])[1:-1]})"

    def _list_test(self, _depth: int) -> str:
        subjects = self.operands.named("str", "enum")
        if not subjects:
            return self._constant(0)
        function = self.dice.choice(("has_word", "contains_any"))
        return f"{function}({self.dice.choice(subjects).name}, {self._members(None)})"

    def _any_in(self, _depth: int) -> str:
        subjects = self.operands.named("list")
        return f"any_in({self.dice.choice(subjects).name}, {self._members(None)})" if subjects else self._constant(0)

    def _known(self, _depth: int) -> str:
        types = ("str", "int", "num", "bool", "timestamp", "duration", "enum", "list")
        return f"known({self.dice.choice(self.operands.named(*types)).name})"

    def _outside_hours(self, depth: int) -> str:
        moments = self.operands.named("timestamp")
        if not (moments and self.world.has_hours):
            return self._known(depth)
        return f"outside_hours({self.dice.choice(moments).name})"

    def _yes_or_no(self, depth: int) -> str:
        facts = self.operands.named("bool")
        if not facts:
            return self._choice(depth)
        name = self.dice.choice(facts).name
        if depth > 0 and self.dice.random() < 0.3:
            return f"{name} {self.dice.choice(('==', '!='))} ({self.write(depth - 1)})"
        return self.dice.choice((name, name, f"not {name}", f"{name} == true", f"False != {name}"))

    def _constant(self, _depth: int) -> str:
        return self.dice.choice(("true", "false"))

    def _rule(self, depth: int) -> str:
        return self.dice.choice(self.rules) if self.rules else self._yes_or_no(depth)

    def _at_least(self, depth: int) -> str:
        if len(self.rules) < 2:
            return self._rule(depth)
        named = self.dice.sample(self.rules, self.dice.randint(2, min(5, len(self.rules))))
        return f"at_least({self.dice.randint(1, len(named))}, {', '.join(named)})"

    def _exists(self, depth: int) -> str:
        exists = f"exists({self._asked(depth)})"
        facts = self.operands.named("bool")
        if facts and self.dice.random() < 0.1:
            return f"{exists} {self.dice.choice(('==', '!='))} {self.dice.choice(facts).name}"
        return exists

    def _measure_comparison(self, depth: int) -> str:
        roll = self.dice.random()
        measure = self._measure(depth)
        if roll < 0.7:
            return self._comparison(measure, str(self.dice.choice((0, 1, 1, 2, 2, 3, 5, 2.5, *self.world.ints))))
        if roll < 0.8:
            low, high = sorted(self.dice.sample(range(6), 2))
            return f"{low} {self.dice.choice(('<', '<='))} {measure} {self.dice.choice(('<', '<='))} {high}"
        other = self._measure(depth) if roll < 0.9 else self.operands.number(depth - 1)
        if self.dice.random() < 0.5:
            operator, third = self.dice.choice(("+", "-", "*")), self.operands.number(depth - 1)
            return self._comparison(f"({measure} {operator} {other})", third)
        return self._comparison(measure, other)

    def _measure_membership(self, depth: int) -> str:
        items = self.dice.sample(range(7), self.dice.randint(1, 4))
        measure = self._measure(depth)
        return f"{self.dice.choice((measure, f'({measure} + 1)'))} {self._in()} {items}"

    def _measure(self, depth: int) -> str:
        function = self.dice.choice(("count", "count", "count", "total", "distinct_days", "families"))
        if function == "total":
            rest = self._asked(depth)
            return f"total({self.dice.choice(('value', 'duration_s'))}{', ' if rest else ''}{rest})"
        if function == "families":
            return f"families({self._within()})" if self.dice.random() < 0.7 else "families()"
        return f"{function}({self._asked(depth)})"

    def _asked(self, depth: int) -> str:
        """Write what a measure asks of each signal, and its window; either may be left out."""
        parts = []
        if self.dice.random() < 0.88:
            inside = Conditions(self.dice, self.world, in_signal=True)
            kind = self.dice.choice(list(self.world.signals))
            named = self.dice.choice((f"type == '{kind}'", f"type in ['{kind}']", f"type != '{kind}'"))
            more = inside.write(min(depth, 2))
            parts.append(self.dice.choice((named, f"{named} and ({more})", f"{named} or ({more})", more)))
        if self.dice.random() < 0.7:
            parts.append(self._within())
        return ", ".join(parts)

    def _within(self) -> str:
        chosen = self.dice.randrange(len(_WINDOWS))
        self.world.windows.append(_SECONDS[chosen] or 40_000 * DAY)
        return f"within={_WINDOWS[chosen]}"
