"""The small world of one random policy: its names, and the few values that its conditions and its leads both use.

Conditions have interesting results only when leads hold what they ask for; so both draw from the same pools.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from leadgate.domain.clock import EARLIEST, LATEST
from leadgate.domain.policy import STANDARD_FACTS, Fact
from leadgate.domain.policy.facts import SECTIONS
from leadgate.domain.policy.signals import FAMILIES

DAY = 86_400

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Apia",
    "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca", "Pacific/Chatham", "Pacific/Kiritimati",
)  # fmt: skip
NOWS: tuple[float, ...] = (
    1_777_885_200,  # a Monday morning in May 2026
    1_777_885_200.25,
    1_774_746_000,  # the clocks of Berlin go forward, and back
    1_792_890_000,
    1_772_953_200,  # those of New York go forward
    1_325_210_400,  # Apia leaves out a day
    1_835_438_400,  # a leap day
)
ODD_NOWS: tuple[float, ...] = (0, 43_200.5, LATEST - 3_600, LATEST, EARLIEST + 7_200)

_INTS = (0, 1, 2, 3, 5, 42, 50, 51, 200, 2_000, -1, -7)
_ODD_INTS = (2**53, 2**53 + 1, 10**18, -(10**20), 10**300, -(10**299), 10**160)
_NUMS = (0.0, 0.1, 0.3, 0.5, 1.5, 2.5, 49.99, 50.0, -2.5, 1e6)
_ODD_NUMS = (9e299, -9e299, 1e160, 5e-324, 1e16, -0.0, 2.0**53)
_SECONDS = (0, 1, 60, 90, 1_200, 3_600, 7_200, DAY, 7 * DAY, 30 * DAY, 1.5)
_TEXTS = (
    "DE", "NO", "vp", "VP", "größe", "GRÖSSE", "Straße", "it's", 'say "hi"', "İstanbul", "ﬁne", "🎉 party",
    "/pricing", "/pricing/enterprise", "vice president", "Senior Vice  President of Sales", "head-of_sales",
    "c++", "back\\slash", "tab\there", "two\nlines", "ΑΣ", "ας", "日本 東京", "e\u0301clair", "éclair",
    "x#y", "null", "42", "2026-05-04T09:00:00Z", "a'b\"c", "{brace}", "true",
)  # fmt: skip
_WORDS = ("red", "green", "blue", "très bien", "it's", "routing", "other", "yes", "no", "42")
_FIELD_NAMES = ("a", "b", "size", "use_case", "x1", "long_name_of_a_field", "value", "type", "count_of")


@dataclass(frozen=True)
class World:
    """Everything that the conditions and the leads of one case are made of."""

    now: float
    zone: str
    facts: Mapping[str, Fact]
    signals: Mapping[str, str]
    lists: Mapping[str, Sequence[str] | str]
    has_hours: bool
    ints: Sequence[int]
    nums: Sequence[float]
    seconds: Sequence[float]
    moments: Sequence[float]
    texts: Sequence[str]
    windows: list[float] = field(default_factory=list)
    """Filled while conditions are written; leads put signals at their edges."""

    def named(self, *types: str) -> list[Fact]:
        """List the facts of some types."""
        return [fact for fact in self.facts.values() if fact.type in types]


def write_world(dice: Random) -> World:
    """Make up the names and values of a case."""
    now = dice.choice(ODD_NOWS) if dice.random() < 0.04 else dice.choice(NOWS)
    texts = dice.sample(_TEXTS, 6)
    # Where every number is huge or tiny, what is calculated soon leaves the floats.
    is_huge = dice.random() < 0.04
    return World(
        now=now,
        zone=dice.choice(ZONES),
        facts={fact.name: fact for fact in _facts(dice)},
        signals=_signals(dice),
        lists=_lists(dice, texts),
        has_hours=dice.random() < 0.7,
        ints=dice.sample(_ODD_INTS, 3) if is_huge else _few(dice, _INTS, _ODD_INTS),
        nums=dice.sample(_ODD_NUMS, 3) if is_huge else _few(dice, _NUMS, _ODD_NUMS),
        seconds=dice.sample(_SECONDS, 4),
        moments=[_moment(dice, now) for _ in range(3)],
        texts=texts,
    )


def _few(dice: Random, usual: Sequence[Any], odd: Sequence[Any]) -> list[Any]:
    return dice.sample(usual, 3) + (dice.sample(odd, 1) if dice.random() < 0.3 else [])


def _moment(dice: Random, now: float) -> float:
    at = now + dice.choice((-400, -30, -7, -1, 0, 1, 30)) * DAY + dice.choice((-1, 0, 0, 0.5, 1, 3_600))
    return min(max(at, EARLIEST), LATEST)


def _facts(dice: Random) -> list[Fact]:
    standard = dice.sample(list(STANDARD_FACTS.values()), dice.randint(2, 7))
    found = [_refined(dice, fact) for fact in standard]
    if dice.random() < 0.6:
        found.append(STANDARD_FACTS["created_at"])
    types = ["bool", "bool", "int", "num", "str", "enum", "timestamp", "duration", "list"]
    for type_ in dice.sample(types, dice.randint(3, len(types))):
        name = f"{dice.choice(SECTIONS)}.{dice.choice(_FIELD_NAMES)}_{type_}{dice.randint(1, 2)}"
        values = tuple(dice.sample(_WORDS, dice.randint(1, 4))) if type_ == "enum" else ()
        found.append(Fact(name, type_, values, dice.choice((None, "How many?", "Größe: “#”?"))))
    return found


def _refined(dice: Random, fact: Fact) -> Fact:
    """Sometimes declare a standard fact with a question or with words of its own."""
    if fact.type == "str" and dice.random() < 0.15:
        return Fact(fact.name, "enum", tuple(dice.sample(_WORDS, 3)), "Which?")
    return Fact(fact.name, fact.type, fact.values, "Please?") if dice.random() < 0.2 else fact


def _signals(dice: Random) -> dict[str, str]:
    kinds = ("page_view", "demo_request", "call", "download", "webinar_attend", "chat", "type", "at")
    return {kind: dice.choice(FAMILIES) for kind in dice.sample(kinds, dice.randint(1, 6))}


def _lists(dice: Random, texts: Sequence[str]) -> dict[str, Sequence[str] | str]:
    lists: dict[str, Sequence[str] | str] = {
        name: dice.sample([text for text in texts if words_in(text)], 2) + dice.sample(_WORDS, dice.randint(0, 3))
        for name in ("one", "words", "countries")[: dice.randint(0, 3)]
    }
    if dice.random() < 0.05:
        lists["nothing"] = []
    if dice.random() < 0.01:
        lists["free_mail"] = "builtin"
    return lists


def words_in(text: str) -> bool:
    """Say whether a text holds a word at all, as lists of words must."""
    return any(character.isalnum() for character in text)
