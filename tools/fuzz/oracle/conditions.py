"""Decides a condition by walking it: yes, no or unknown, for a lead or for one of its signals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fuzz.oracle import numbers

Node = Mapping[str, Any]
Kind = Literal["fact", "field", "measure", "rule"]


@dataclass(frozen=True)
class Surroundings:
    """What a condition can ask about: the values of names (None: unknown), lists, the clock and the calendar.

    Numbers, lengths of time and moments are bounds; what a name stands for is looked up when it is asked for.
    """

    look_up: Callable[[Kind, Any], Any]
    lists: Mapping[str, Sequence[str]]
    now: float
    timezone: str
    week: Sequence[Sequence[Sequence[int]]]


def decided(node: Node, around: Surroundings) -> bool | None:  # noqa: PLR0911 - one for each kind of condition
    """Decide a condition of the compiled form."""
    match node["op"]:
        case "const":
            return bool(node["value"])
        case "fact" | "rule" | "measure" as kind:
            found: bool | None = around.look_up(kind, node[kind])
            return found
        case "not":
            return _opposite(decided(node["of"], around))
        case "and":
            return _all([decided(part, around) for part in node["args"]])
        case "or":
            return _opposite(_all([_opposite(decided(part, around)) for part in node["args"]]))
        case "same":
            both = decided(node["left"], around), decided(node["right"], around)
            return None if None in both else both[0] == both[1]
        case "at_least":
            return _at_least(node["n"], [around.look_up("rule", rule) for rule in node["rules"]])
        case "compare":
            return _compared(node["how"], value_of(node["left"], around), value_of(node["right"], around))
        case "known":
            return value_of(node["of"], around) is not None
    value = value_of(node["of"], around)
    return None if value is None else _asked_of_a_value(node, value, around)


def value_of(node: Node, around: Surroundings) -> Any:
    """Compute an operand: bounds for what is a number, else the value itself, None for unknown."""
    match node["op"]:
        case "const":
            constant = node["value"]
            return constant if isinstance(constant, str | bool) else numbers.exactly(constant)
        case "fact" | "field" | "measure" as kind:
            return around.look_up(kind, node[kind])
        case "age":
            moment = value_of(node["of"], around)
            return None if moment is None else numbers.calculated("sub", numbers.exactly(around.now), moment)
    left, right = value_of(node["left"], around), value_of(node["right"], around)
    return None if left is None or right is None else numbers.calculated(node["op"], left, right)


def local_time(at: float, timezone: str) -> datetime:
    """Give a moment as the clocks of a time zone show it; where a zone's offset leaves the calendar, in UTC."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
    try:
        return moment.astimezone(ZoneInfo(timezone))
    except OverflowError:
        return moment


@lru_cache(maxsize=50_000)
def words(text: str) -> list[str]:
    """Split a text into words: runs of letters and digits, regardless of case."""
    runs = "".join(char if char.isalnum() else " " for char in text.casefold())
    return [word for word in runs.split(" ") if word]


def _compared(how: str, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return None
    if not isinstance(left, str):
        return numbers.compared(how, left, right)
    # Of texts exactly one of these is true, so every operator is a set of them.
    relation = "<" if left < right else ">" if left > right else "="
    return relation in {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}[how]


def _asked_of_a_value(node: Node, value: Any, around: Surroundings) -> bool | None:  # noqa: PLR0911 - as above
    match node["op"]:
        case "in" if isinstance(value, str):
            return value in _items(node, around)
        case "in":
            return numbers.is_one_of(value, list(_items(node, around)), whole=node["whole"])
        case "any_in":
            return any(item in value for item in _items(node, around))
        case "startswith":
            return bool(value[: len(node["text"])] == node["text"])
        case "endswith":
            return bool(value[-len(node["text"]) :] == node["text"])
        case "has_word":
            return any(_stands_in(words(item), words(value)) for item in _items(node, around))
        case "contains_any":
            return any(item.casefold() in value.casefold() for item in _items(node, around))
        case "outside_hours":
            return _is_outside_hours(value[0], around)
    raise ValueError(node["op"])


def _items(node: Node, around: Surroundings) -> Sequence[Any]:
    items: Sequence[Any] = around.lists[node["list"]] if "list" in node else node["items"]
    return items


def _stands_in(phrase: list[str], text: list[str]) -> bool:
    return any(text[at : at + len(phrase)] == phrase for at in range(len(text)))


def _is_outside_hours(at: float, around: Surroundings) -> bool:
    local = local_time(at, around.timezone)
    minute = local.hour * 60 + local.minute
    return all(minute < start or minute >= end for start, end in around.week[local.weekday()])


def _opposite(result: bool | None) -> bool | None:
    return None if result is None else not result


def _all(results: list[bool | None]) -> bool | None:
    return False if False in results else None if None in results else True


def _at_least(needed: int, results: list[bool | None]) -> bool | None:
    if results.count(True) >= needed:
        return True
    return False if len(results) - results.count(False) < needed else None
