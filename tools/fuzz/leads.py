"""Writes random leads for a policy: values at the edges that it asks for, holes, nulls, and things of wrong types."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan, nextafter
from random import Random
from typing import Any

from fuzz.pools import World
from fuzz.signals import write_signals, written_moment
from leadgate.domain.policy import Fact

Lead = Any

_ILL: tuple[Any, ...] = (
    True, False, "", "42", "yes", 0, 1, -1, 3.5, nan, inf, -inf, 10**301, -(10**400), 1e301, [], [1], ["DE", None],
    [["DE"]], {}, {"value": 5}, "2026-05-04T09:00:00", "not a moment", "NaN", "2026-02-30T00:00:00Z", "\x00", "\ud800",
)  # fmt: skip
_NO_OBJECTS: tuple[Any, ...] = ([], "text", 0, False, True, [{}], 3.5, "")


@dataclass(frozen=True)
class Profile:
    """How much a lead says: the shares of its facts that are missing and that are of a wrong type."""

    missing: float
    ill: float


_PROFILES = (Profile(0.03, 0), Profile(0.03, 0.03), Profile(0.25, 0.05), Profile(0.6, 0.1), Profile(0.3, 0.5))


class LeadWriter:
    """Writes leads of one world at one moment."""

    def __init__(self, dice: Random, world: World, now: float) -> None:
        self.dice, self.world, self.now = dice, world, now
        self._writers: dict[str, Callable[[Fact], Any]] = {
            "bool": lambda _fact: dice.random() < 0.5,
            "int": self._int,
            "num": self._num,
            "str": self._text,
            "enum": lambda fact: dice.choice(fact.values),
            "timestamp": lambda _fact: self._moment(),
            "duration": lambda _fact: self._seconds(),
            "list": lambda _fact: [dice.choice(self.world.texts) for _ in range(dice.randint(0, 3))],
        }

    def write(self) -> Lead:
        """Write a lead."""
        dice = self.dice
        if dice.random() < 0.005:
            return dice.choice((None, [], "lead", 5))
        profile = dice.choice(_PROFILES)
        lead: dict[str, Any] = {"id": "lead_1"}
        for fact in self.world.facts.values():
            self._put(fact, profile, lead)
        if profile.ill and dice.random() < 0.08:
            lead[dice.choice([name for name in lead if name != "id"] or ["answers"])] = dice.choice(_NO_OBJECTS)
        signals = write_signals(dice, self.world, self.now, profile.ill)
        if signals is not None or dice.random() < 0.3:
            lead["signals"] = signals
        provenance = self._provenance()
        if provenance:
            lead["provenance"] = provenance
        return lead

    def good_value(self, fact: Fact) -> Any:
        """Write a value of a fact's type, near what the policy compares it with."""
        return self._writers[fact.type](fact)

    def _put(self, fact: Fact, profile: Profile, lead: dict[str, Any]) -> None:
        section, dot, name = fact.name.rpartition(".")
        if self.dice.random() < profile.missing and self.dice.random() < 0.7:
            return
        holder = lead.setdefault(section, {}) if dot else lead
        roll = self.dice.random()
        if roll < profile.missing:
            holder[name] = None
        elif roll < profile.missing + profile.ill:
            holder[name] = self.dice.choice(_ILL)
        else:
            holder[name] = self.good_value(fact)

    def _int(self, _fact: Fact) -> Any:
        number = self.dice.choice(self.world.ints) + self.dice.choice((-1, 0, 0, 0, 1))
        if number == 10**300 + 1:
            return 10**300
        return float(number) if abs(number) < 2**53 and self.dice.random() < 0.1 else number

    def _num(self, _fact: Fact) -> Any:
        number = self.dice.choice([*self.world.nums, *self.world.ints])
        if abs(number) > 1e299:
            return number
        near = self.dice.choice((number, number, number, number + 1, number - 1, number + 0.1))
        return near if self.dice.random() < 0.8 else nextafter(near, self.dice.choice((-inf, inf)))

    def _text(self, _fact: Fact) -> str:
        dice, text = self.dice, self.dice.choice(self.world.texts)
        forms = (
            text, text, text, text.upper(), text.lower(), text.casefold(), f"{text}s", f"x{text}", text[:-1], text[1:],
            f"the {text}, please", f"{text} {dice.choice(self.world.texts)}", f"{text}-{text}", "",
        )  # fmt: skip
        return dice.choice(forms)

    def _seconds(self) -> float:
        return max(0, self.dice.choice(self.world.seconds) + self.dice.choice((-1, 0, 0, 1, 0.5)))

    def _moment(self) -> Any:
        dice = self.dice
        roll = dice.random()
        if roll < 0.4:
            at = dice.choice(self.world.moments) + dice.choice((-1, 0, 0, 1))
        elif roll < 0.9:
            at = self.now - dice.choice(self.world.seconds) + dice.choice((-1, 0, 0, 1))
        else:
            at = self.now - dice.random() * 1e8
        return written_moment(dice, at)

    def _provenance(self) -> Any:
        if self.dice.random() < 0.04:
            return self.dice.choice(_NO_OBJECTS)
        return {name: self._said(name) for name in self.world.facts if self.dice.random() < 0.3}

    def _said(self, _name: str) -> Any:
        dice = self.dice
        if dice.random() < 0.05:
            return dice.choice((None, "form", [], 5))
        entry: dict[str, Any] = {}
        if dice.random() < 0.7:
            entry["source"] = dice.choice(("form", "crm", "größe", None, 5))
        if dice.random() < 0.9:
            limit = dice.choice((90, 900, 86_400, 7 * 86_400, 30 * 86_400, 14 * 86_400, 129_600))
            at = self.now - limit + dice.choice((-1, 0, 1, 0.5, 10_000_000))
            entry["observed_at"] = written_moment(dice, at) if dice.random() < 0.9 else dice.choice(_ILL)
        return entry
