"""The sections of a policy that declare names: facts, signals, lists, freshness, time zone and hours."""

import keyword
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from leadgate.contracts.mail_domains import BUILTIN_LISTS
from leadgate.contracts.policy.document import Document
from leadgate.contracts.policy.symbols import FIELD
from leadgate.contracts.policy.yaml_tree import Node
from leadgate.domain.policy.business_hours import calendar_of
from leadgate.domain.policy.facts import SECTIONS, STANDARD_FACTS, TYPES, Fact
from leadgate.domain.policy.packed_lists import pack_list
from leadgate.domain.policy.signals import FAMILIES

MOST_ASKED: Final = 32_768

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*(([01]\d|2[0-3]):([0-5]\d)|24:00)")
_FACT: Final = re.compile(rf"[a-z]+\.{FIELD.pattern}")
_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_OTHER_NAME: Final = "it means something else there: take another name"


def read_facts(document: Document, node: Node | None) -> list[str]:
    """Read `facts:` into the symbols; returns the declared names."""
    declared = []
    for name, key, value in document.entries(node, "facts"):
        section = name.partition(".")[0]
        if name != "created_at" and not (_FACT.fullmatch(name) and section in SECTIONS):
            hint = f"sections are {', '.join(SECTIONS)}"
            document.log.error(key.start, f"'{name[:60]}' is no fact: write section.field", hint)
            continue
        if keyword.iskeyword(name.partition(".")[2]):
            document.log.error(key.start, f"'{name}' cannot be written in a condition", _OTHER_NAME)
            continue
        fact = _fact(document, name, value)
        if fact is not None:
            document.symbols.facts[name] = fact
            declared.append(name)
    _check_asked(document, node, declared)
    return declared


def _check_asked(document: Document, node: Node | None, declared: list[str]) -> None:
    """Bound what a lead can be asked: its questions are kept with it, and an item of the table has its limit."""
    facts = [document.symbols.facts[name] for name in declared]
    size = sum(len(text.encode()) for fact in facts for text in (fact.ask or "", *fact.values))
    if node is not None and size > MOST_ASKED:
        message = f"the questions and values of all facts have {size} bytes; at most {MOST_ASKED} can be asked"
        document.log.error(node.start, message, "shorten them, or make a fact of many values a str and use a list")


def _fact(document: Document, name: str, node: Node) -> Fact | None:
    fields = document.fields(node, f"the fact {name}", ("type", "values", "ask"))
    standard = STANDARD_FACTS.get(name)
    if "type" in fields:
        type_ = document.choice(fields["type"], "fact type", TYPES)
    elif standard is not None:
        type_ = standard.type
    else:
        if node.kind == "map":
            document.log.error(node.start, f"the fact {name} needs 'type:'")
        return None
    values = [document.text(item, "a value") or "" for item in document.items(fields.get("values"), "values")]
    if not values and standard is not None and standard.type == type_:
        values = list(standard.values)
    if type_ == "enum" and not values:
        document.log.error(node.start, f"the fact {name} needs 'values:', the words that it can have")
    if type_ not in {None, "enum"} and "values" in fields:
        document.log.error(fields["values"].start, "only a fact of type enum has 'values:'")
    ask = document.text(fields.get("ask"), "ask")
    return Fact(name, type_, tuple(dict.fromkeys(values)), ask) if type_ else None


def read_signals(document: Document, node: Node | None) -> None:
    """Read `signals:` into the symbols: the family of each type of signal."""
    for name, key, value in document.entries(node, "signals"):
        if not _IDENTIFIER.fullmatch(name):
            document.log.error(key.start, f"'{name[:60]}' is no signal type: write it like page_view")
            continue
        family = document.choice(value, "signal family", FAMILIES)
        if family is not None:
            document.symbols.signals[name] = family


def read_lists(document: Document, node: Node | None) -> dict[str, Any]:
    """Read `lists:` into the symbols; returns them in the compiled form."""
    compiled: dict[str, Any] = {}
    for name, key, value in document.entries(node, "lists"):
        if not _IDENTIFIER.fullmatch(name):
            document.log.error(key.start, f"'{name[:60]}' is no name of a list: write it like target_countries")
        elif keyword.iskeyword(name):
            document.log.error(key.start, f"'lists.{name}' cannot be written in a condition", _OTHER_NAME)
        elif value.kind == "scalar":
            if document.choice(value, "list", ("builtin",)) is None:
                continue
            if name not in BUILTIN_LISTS:
                hint = f"builtin are {', '.join(BUILTIN_LISTS)}"
                document.log.error(key.start, f"there is no builtin list '{name}'", hint)
                continue
            document.symbols.lists[name] = BUILTIN_LISTS[name].members()
            compiled[name] = dict(_packed(name))
        else:
            items = [document.text(item, "an item") for item in document.items(value, f"the list {name}")]
            compiled[name] = list(dict.fromkeys(item for item in items if item is not None))
            document.symbols.lists[name] = tuple(compiled[name])
    return compiled


@cache
def _packed(name: str) -> Mapping[str, Any]:
    # Packing takes longer than compiling all the rest, and the list is the same for every policy.
    return MappingProxyType(pack_list(BUILTIN_LISTS[name].members(), BUILTIN_LISTS[name].source))


def read_freshness(document: Document, node: Node | None) -> dict[str, float]:
    """Read `freshness:`: how long, in seconds, each fact counts as known after it was observed."""
    freshness = {}
    for name, key, value in document.entries(node, "freshness"):
        seconds = document.duration(value, "freshness")
        if name not in document.symbols.facts:
            document.choice(key, "fact", list(document.symbols.facts))
        elif seconds is not None:
            document.symbols.used_facts[name] = None
            freshness[name] = seconds
    return freshness


def read_timezone(document: Document, node: Node | None) -> str:
    """Read `timezone:`, an IANA name; UTC when there is none."""
    name = document.text(node, "timezone") or "UTC"
    try:
        calendar_of(name, None)
    except ValueError:
        at = node.start if node else 0
        document.log.error(at, f"unknown time zone '{name[:60]}'", "write it like Europe/Berlin")
        return "UTC"
    return name


def read_hours(document: Document, node: Node | None) -> list[list[list[int]]] | None:
    """Read `business_hours:`: for each day from Monday on, the open spans in minutes since midnight."""
    if node is None:
        return None
    document.symbols.has_hours = True
    week: list[list[list[int]]] = [[] for _day in _DAYS]
    for days, key, value in document.entries(node, "business_hours"):
        spans = [span for item in _listed(value) if (span := _span(document, item))]
        for day in _days(document, days, key):
            week[day].extend(spans)
    return week


def _listed(node: Node) -> list[Node]:
    return node.items if node.kind == "list" else [node]


def _days(document: Document, text: str, key: Node) -> list[int]:
    first, dash, last = (part.strip() for part in text.casefold().partition("-"))
    if first not in _DAYS or (dash and last not in _DAYS):
        document.log.error(key.start, f"'{text[:60]}' is no day or span of days", "write it like mon-fri or sat")
        return []
    start = _DAYS.index(first)
    end = _DAYS.index(last) if dash else start
    # fri-mon goes over the end of the week
    return [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]


def _span(document: Document, node: Node) -> list[int] | None:
    text = document.text(node, "business hours")
    match = _SPAN.fullmatch(text.strip()) if text else None
    if match is None:
        if text:
            document.log.error(node.start, "business hours must be a span of time", 'write it like "09:00-18:00"')
        return None
    start = int(match[1]) * 60 + int(match[2])
    end = 24 * 60 if match[3] == "24:00" else int(match[4]) * 60 + int(match[5])
    if end <= start:
        document.log.error(node.start, "business hours end before they start", "split the night at 24:00")
        return None
    return [start, end]
