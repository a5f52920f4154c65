"""Decides a lead by the compiled form, step by step as the language's description numbers them."""

import base64
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from fuzz.oracle.conditions import Node, Surroundings, decided
from fuzz.oracle.facts import KnownFacts, read_facts
from fuzz.oracle.numbers import exactly
from fuzz.oracle.scoring import scored
from fuzz.oracle.signals import Match, matches_of, measured, newest_of, read_signals
from fuzz.verdict import Verdict

_PLAIN = {"str", "enum", "bool", "list"}


def decide_by_oracle(compiled: Mapping[str, Any], lead: object, now: float) -> Verdict:
    """Decide a lead.

    Args:
        compiled: the compiled form as JSON gives it back.
        lead: the lead document, which may be anything at all.
        now: the clock.

    Returns:
        Everything that evaluators are compared by.
    """
    return _Case(compiled, lead, now).verdict()


class _Case:
    """One policy, one lead, one moment; everything that is asked for is worked out when it is asked for."""

    def __init__(self, compiled: Mapping[str, Any], lead: object, now: float) -> None:
        self.compiled = compiled
        self.facts: KnownFacts = read_facts(compiled, lead, now)
        self.signals = self._read_signals(lead.get("signals") if isinstance(lead, dict) else None)
        self.around = Surroundings(
            look_up=self._look_up,
            lists={name: _members(items) for name, items in compiled["lists"].items()},
            now=now,
            timezone=compiled["timezone"],
            week=compiled["business_hours"] or [[]] * 7,
        )
        self.conditions = {rule["id"]: rule["when"] for rule in compiled["rules"]}
        self.matches: list[list[Match] | None] = [
            None if self.signals is None else matches_of(measure, self.signals, self.around)
            for measure in compiled["measures"]
        ]
        self.measures = [self._measured(index) for index in range(len(self.matches))]
        self.results: dict[str, bool | None] = {}
        for rule in self.conditions:
            self._look_up("rule", rule)

    def verdict(self) -> Verdict:
        compiled, results = self.compiled, self.results
        gates = {name: decided(gate["when"], self.around) for name, gate in compiled["gates"].items()}
        return {
            "rules": {rule["id"]: results[rule["id"]] for rule in compiled["rules"]},
            "gates": gates,
            **_outcome(compiled, results, gates),
            "score": scored(compiled["score"], results, self._newest_behind, self.around.now),
            **self._route(),
            "framework": next((line["use"] for line in compiled["frameworks"] if self._is_yes(line)), None),
            "ill_typed": sorted(self.facts.ill_typed),
            "stale": sorted(self.facts.stale),
            "values": self._values(),
        }

    def _read_signals(self, signals: object) -> list[dict[str, Any]] | None:
        if isinstance(signals, list):
            return read_signals(signals, self.facts.ill_typed)
        if signals is not None:
            self.facts.ill_typed.append("signals")
        return None

    def _look_up(self, kind: str, name: Any) -> Any:
        if kind == "measure":
            return self.measures[name]
        if kind == "rule":
            if name not in self.results:
                self.results[name] = decided(self.conditions[name], self.around)
            return self.results[name]
        value = self.facts.values.get(name)
        return value if value is None or self.compiled["facts"][name]["type"] in _PLAIN else exactly(value)

    def _measured(self, index: int) -> Any:
        matches, families = self.matches[index], self.compiled["signals"]
        if matches is None:
            return None
        return measured(self.compiled["measures"][index], matches, families, self.compiled["timezone"])

    def _newest_behind(self, rule: str) -> list[tuple[float | None, float | None]]:
        found = [self.matches[index] for index in sorted(_measures_behind(self.conditions[rule], self.conditions))]
        # Without any signals to look at, there may be a match of any age.
        return [(None, float("inf")) if matches is None else newest_of(matches) for matches in found]

    def _is_yes(self, line: Node) -> bool:
        return line["when"] is None or decided(line["when"], self.around) is True

    def _route(self) -> dict[str, Any]:
        passed_over: list[int] = []
        for number, line in enumerate(self.compiled["routing"]):
            if self._is_yes(line):
                return {"route": (line["pool"], line["sla"], number), "pool": line["pool"], "passed_over": passed_over}
            if decided(line["when"], self.around) is None:
                passed_over.append(number)
        raise ValueError("no catch-all")

    def _values(self) -> dict[str, tuple[Any, str | None, str | None]]:
        facts = self.facts
        values: dict[str, tuple[Any, str | None, str | None]] = {
            name: (facts.values.get(name), facts.sources.get(name), facts.why_unknown.get(name))
            for name in self.compiled["facts"]
        }
        ill = "ill_typed" if "signals" in facts.ill_typed else "missing"
        unknown = ill if self.signals is None else "undecided"
        for measure, found in zip(self.compiled["measures"], self.measures, strict=True):
            value = found[0] if isinstance(found, tuple) and found[0] == found[1] else found
            values[measure["text"]] = (value, None, unknown if value is None else None)
        return values


def _outcome(
    compiled: Mapping[str, Any], results: Mapping[str, bool | None], gates: Mapping[str, bool | None]
) -> dict[str, Any]:
    hit = [entry for entry in compiled["disqualify"] if results[entry["rule"]] is True]
    open_ = [entry for entry in compiled["disqualify"] if entry["ask"] and results[entry["rule"]] is None]
    outcome, reason = "needs_info", None
    if hit:
        outcome, reason = "disqualified", hit[0]["reason"]
    elif gates["fit"] is False:
        outcome, reason = "disqualified", "no_fit"
    elif gates["intent"] is False or gates["readiness"] is False:
        outcome = "nurture"
    elif all(gates.values()) and not open_:
        outcome = "qualified"
    held_back = None
    looked_at = any(results[rule] is True for rule in compiled["review"])
    if looked_at and not hit and outcome in {"disqualified", "nurture"}:
        outcome, held_back = "review", (outcome, reason)
    return {
        "outcome": outcome,
        "reason": reason,
        "held_back": held_back,
        "disqualifiers": [entry["rule"] for entry in hit],
        "undecided": [entry["rule"] for entry in open_],
    }


def _measures_behind(node: Any, conditions: Mapping[str, Node]) -> set[int]:
    """Find every measure that a condition reads, by looking at all that it is made of."""
    if isinstance(node, list):
        return set().union(*(_measures_behind(part, conditions) for part in node))
    if not isinstance(node, dict):
        return set()
    if node.get("op") == "measure":
        return {node["measure"]}
    named = node["rules"] if node.get("op") == "at_least" else [node["rule"]] if node.get("op") == "rule" else []
    parts = [*(conditions[name] for name in named), *node.values()]
    return set().union(*(_measures_behind(part, conditions) for part in parts))


def _members(items: Sequence[str] | Mapping[str, Any]) -> Sequence[str]:
    return _unpacked(items["packed"]) if isinstance(items, Mapping) else items


@lru_cache(maxsize=8)
def _unpacked(packed: str) -> Sequence[str]:
    return zlib.decompress(base64.b64decode(packed)).decode().split("\n")
