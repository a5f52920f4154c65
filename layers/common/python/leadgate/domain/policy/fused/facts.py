"""Generated code that reads the facts of a lead into variables, each once and with its type checked on the way."""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from leadgate.domain.clock import EARLIEST, LATEST, Instant
from leadgate.domain.policy.evaluator import Odd
from leadgate.domain.policy.facts import ILL_TYPED, Fact, Reader, reader_of
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.reading import Freshness, observed_at

USUAL: Final = 1_000_000_000
"""Whole numbers below it are compared fastest; the reader looks at all others."""


ODD: Final = Odd()


def facts_code(facts: Mapping[str, Fact], freshness: Freshness, names: Names) -> Iterator[str]:
    """Write the lines that read every fact.

    Args:
        facts: the facts that the policy reads.
        freshness: how long which fact stays known.
        names: has a variable for each fact; receives the readers.
    """

    def section_of(fact: Fact) -> str:
        section, dot, _field = fact.name.partition(".")
        return section if dot else ""

    ordered = sorted(facts.values(), key=section_of)
    for section, members in groupby(ordered, key=section_of):
        yield from _section(section, list(members), names)
    yield "stale = ()"
    if freshness:
        yield "if provenance:"
        for name, _place, limit in freshness:
            variable = names.variables["fact", name]
            yield f" if {variable} is not None and {names.bind(_stale)}(provenance, {names.bind(name)}, {limit}, now):"
            yield f"  {variable} = None; stale = (*stale, {names.bind(name)})"


def _section(section: str, facts: list[Fact], names: Names) -> Iterator[str]:
    variables = [names.variables["fact", fact.name] for fact in facts]
    if section:
        yield f"values = lead.get({names.bind(section)})"
        yield f"if values is None: {' = '.join(variables)} = None"
        yield "else:"
        yield f" if type(values) is not dict: raise {names.bind(ODD)}"
        yield " get = values.get"
    indent = " " if section else ""
    for fact, variable in zip(facts, variables, strict=True):
        field = names.bind(fact.name.rpartition(".")[2])
        yield f"{indent}{variable} = {'get' if section else 'lead.get'}({field})"
        check = typed(variable, fact.type, reader_of(fact.type, fact.values), fact.values, names)
        yield from (f"{indent}{line}" for line in check.splitlines())


def typed(variable: str, type_: str, reader: Reader, values: tuple[str, ...], names: Names) -> str:
    """Write the lines that check a value: a look at what is usual, and the reader for everything else."""
    read = f"{variable} = {names.bind(strict(reader))}({variable})"
    match type_:
        case "str" | "bool":
            unusual = f"type({variable}) is not {type_}"
        case "int":
            unusual = f"(type({variable}) is not int or not -{USUAL} < {variable} < {USUAL})"
        case "num" | "duration":
            least = "0 <=" if type_ == "duration" else f"-{USUAL} <"
            unusual = f"(type({variable}) is not int or not {least} {variable} < {USUAL})"
        case "enum":
            unusual = f"(type({variable}) is not str or {variable} not in {names.bind(frozenset(values))})"
        case "list":
            texts = f"type({variable}) is list and {names.bind(_TEXT)}.issuperset(map(type, {variable}))"
            return f"if {texts}: {variable} = tuple({variable})\nelif {variable} is not None: {read}"
        case "timestamp":
            instant = f"type({variable}) is int and {EARLIEST:.0f} <= {variable} <= {LATEST:.0f}"
            return f"if {instant}: {variable} = float({variable})\nelif {variable} is not None: {read}"
        case _:
            unusual = ""
    return f"if {variable} is not None{unusual and f' and {unusual}'}: {read}"


def strict(reader: Reader) -> Callable[[Any], Any]:
    """Make a reader that raises where another gives ILL_TYPED."""

    def read(value: object) -> object:
        found = reader(value)
        if found is ILL_TYPED:
            raise ODD
        return found

    return read


_TEXT: Final = frozenset({str})


def _stale(provenance: Mapping[str, object], fact: str, limit: float, now: Instant) -> bool:
    at = observed_at(provenance, fact)
    return at is not None and now - at > limit
