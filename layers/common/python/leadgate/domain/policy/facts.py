"""The facts that a lead document can hold: the standard ones with their types, and how a value of each is read."""

from collections.abc import Callable, Collection, Iterable, Mapping
from math import isfinite
from types import MappingProxyType
from typing import Final, NamedTuple

from leadgate.domain.clock import to_instant

SECTIONS: Final = ("email", "person", "company", "account", "answers", "evidence", "source")
TYPES: Final = ("str", "int", "num", "bool", "timestamp", "duration", "enum", "list")
LARGEST_NUMBER: Final = 10**300
"""A number beyond this is no measurement; the bound keeps arithmetic on facts from overflowing."""

SENIORITIES: Final = ("c_level", "vp", "director", "head", "manager", "individual", "student")
MOTIONS: Final = ("inbound", "outbound", "partner", "plg")
EVIDENCE_SLOTS: Final = (
    "budget", "authority", "need", "timeline", "metrics", "economic_buyer", "decision_criteria",
    "decision_process", "pain", "champion", "competition", "challenges", "money", "prioritization",
    "urgency", "next_step", "problem", "goals", "plans", "consequences", "implications", "paper_process",
)  # fmt: skip


class IllTyped:
    """The single value that a reader returns for something that is not of the fact's type."""

    __slots__ = ()


ILL_TYPED: Final = IllTyped()
Reader = Callable[[object], object]


class Fact(NamedTuple):
    """A fact that a policy may read: its name, its type, and the question that fills it."""

    name: str
    type: str
    values: tuple[str, ...] = ()
    ask: str | None = None

    def read(self, value: object) -> object:
        """Read a value as this fact's type.

        Args:
            value: what the lead document holds; None means that it holds nothing.

        Returns:
            The typed value (timestamps as epoch seconds), None for None, or ILL_TYPED.
        """
        return None if value is None else reader_of(self.type, self.values)(value)


def reader_of(type_: str, values: Collection[str] = ()) -> Reader:
    """Choose the function that reads a present value of a type.

    Args:
        type_: one of TYPES.
        values: the possible values when the type is `enum`.

    Returns:
        A total function from any object to the typed value, or to ILL_TYPED.

    Raises:
        ValueError: the type is none of TYPES.
    """
    if type_ == "enum":
        return _enum_reader(frozenset(values))
    if type_ not in _READERS:
        raise ValueError(f"unknown fact type {type_!r}")
    return _READERS[type_]


def _read_str(value: object) -> object:
    return str(value) if isinstance(value, str) else ILL_TYPED


def _read_bool(value: object) -> object:
    return value if isinstance(value, bool) else ILL_TYPED


def _read_num(value: object) -> object:
    if value.__class__ is int or (isinstance(value, int) and not isinstance(value, bool)):
        return value if -LARGEST_NUMBER <= value <= LARGEST_NUMBER else ILL_TYPED
    if isinstance(value, float):
        return value if isfinite(value) and abs(value) <= LARGEST_NUMBER else ILL_TYPED
    return ILL_TYPED


def _read_int(value: object) -> object:
    number = _read_num(value)
    if isinstance(number, float):
        # JSON does not tell 42 from 42.0, so a whole number is an int however it was spelled.
        return int(number) if number.is_integer() else ILL_TYPED
    return number


def _read_duration(value: object) -> object:
    number = _read_num(value)
    return number if isinstance(number, int | float) and number >= 0 else ILL_TYPED


def _read_timestamp(value: object) -> object:
    at = to_instant(value)
    return ILL_TYPED if at is None else at


def _read_list(value: object) -> object:
    if isinstance(value, list | tuple) and (_STR.issuperset(map(type, value)) or _are_texts(value)):
        return tuple(value)
    return ILL_TYPED


def _are_texts(items: Iterable[object]) -> bool:
    return all(isinstance(item, str) for item in items)


_STR: Final = frozenset({str})


def _enum_reader(possible: frozenset[str]) -> Reader:
    def read_enum(value: object) -> object:
        return value if isinstance(value, str) and value in possible else ILL_TYPED

    return read_enum


_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "str": _read_str,
        "int": _read_int,
        "num": _read_num,
        "bool": _read_bool,
        "timestamp": _read_timestamp,
        "duration": _read_duration,
        "list": _read_list,
    }
)


def _of(section: str, type_: str, *fields: str, values: tuple[str, ...] = ()) -> list[Fact]:
    return [Fact(f"{section}.{field}", type_, values) for field in fields]


STANDARD_FACTS: Final[Mapping[str, Fact]] = MappingProxyType(
    {
        fact.name: fact
        for fact in [
            Fact("created_at", "timestamp"),
            *_of("email", "str", "address", "domain"),
            *_of("email", "bool", "verified", "disposable", "free", "role_account", "bounced"),
            *_of("person", "str", "first_name", "last_name", "full_name", "phone", "title", "linkedin_url"),
            *_of("person", "str", "department", "country", "language"),
            *_of("person", "enum", "seniority", values=SENIORITIES),
            *_of("company", "str", "name", "domain", "website", "industry", "country", "city", "region"),
            *_of("company", "str", "funding_stage", "crm"),
            *_of("company", "int", "employees", "founded_year", "monthly_visits"),
            *_of("company", "num", "revenue_eur", "growth_pct", "ads_spend_eur"),
            *_of("company", "bool", "is_customer", "is_partner"),
            *_of("company", "list", "tech"),
            *_of("account", "str", "id", "domain", "owner_id", "tier"),
            *_of("account", "bool", "is_customer", "is_partner", "has_open_opportunity"),
            *_of("account", "int", "people"),
            *_of("account", "timestamp", "last_activity_at"),
            *_of("source", "str", "channel", "form", "page", "referrer", "campaign"),
            *_of("source", "enum", "motion", values=MOTIONS),
            *_of("evidence", "str", *EVIDENCE_SLOTS),
        ]
    }
)
"""Every fact that a policy may name without declaring it; `facts:` adds to this table or refines it."""
