"""Reading posted values as the types that facts have; what cannot be read is kept and reported, never dropped."""

import json
import re
from collections.abc import Mapping
from typing import TypeIs

from leadgate.domain.lead import FactValue
from leadgate.domain.policy import STANDARD_FACTS, Fact
from leadgate.domain.policy.facts import IllTyped

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?")
_WORDS = {
    "true": True, "yes": True, "on": True, "1": True,
    "false": False, "no": False, "off": False, "0": False,
}  # fmt: skip
_ARTICLE = {"int": "a whole number", "num": "a number", "bool": "true or false", "timestamp": "a time"}


def typed(name: str, value: object, declared: Mapping[str, Fact]) -> tuple[FactValue, str | None]:
    """Read a value as the type that its fact has.

    Args:
        name: the fact, such as `answers.team_size`.
        value: what was posted; forms post everything as text.
        declared: the facts that the policy declares; the standard facts are known besides.

    Returns:
        The value, converted where nothing is lost by it, and None; or the value as it was and what is wrong with it.
    """
    if not _is_fact_value(value):
        text = json.dumps(value, ensure_ascii=False)
        return text, "is neither text, number, true, false nor a list of texts; it is kept as text"
    fact = declared.get(name) or STANDARD_FACTS.get(name)
    if fact is None or not isinstance(fact.read(value), IllTyped):
        return value, None
    converted = _converted(value, fact)
    if converted is not None and not isinstance(fact.read(converted), IllTyped):
        return converted, None
    wanted = f"one of {', '.join(fact.values)}" if fact.values else _ARTICLE.get(fact.type, f"of type {fact.type}")
    return value, f"is not {wanted}; it is kept, and counts as unknown"


def _is_fact_value(value: object) -> TypeIs[FactValue]:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, bool | int | float | str)


def _converted(value: FactValue, fact: Fact) -> FactValue | None:
    if not isinstance(value, str):
        return None
    text = value.strip()
    if fact.type in ("int", "duration") and _INTEGER.fullmatch(text):
        return int(text)
    if fact.type == "num" and _DECIMAL.fullmatch(text):
        return float(text) if "." in text else int(text)
    if fact.type == "bool":
        return _WORDS.get(text.casefold())
    if fact.type == "enum":
        return next((choice for choice in fact.values if choice.casefold() == text.casefold()), None)
    return [value] if fact.type == "list" else None
