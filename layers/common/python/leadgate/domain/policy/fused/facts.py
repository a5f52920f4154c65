"""Generated code that reads the facts of a lead into variables, each once and with its type checked on the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from leadgate.domain.clock import EARLIEST, LATEST, Instant
from leadgate.domain.policy.facts import ILL_TYPED, Fact, Reader, reader_of
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.fused.results import Result, lines_where_unknown
from leadgate.domain.policy.reading import NOTHING, Freshness, observed_at
from leadgate.domain.policy.words import PLAIN_WORDS, encoded_words

USUAL: Final = 1_000_000_000
"""Whole numbers below it are compared fastest; the reader looks at all others."""


class Odd(Exception):
    """The lead holds something that only the closures read and report."""


ODD: Final = Odd()


Knowns = Mapping[str, Sequence[Result]]
"""By the variable of a fact, the conditions that only this fact can leave unknown."""


def facts_code(facts: Mapping[str, Fact], freshness: Freshness, results: Knowns, names: Names) -> Iterator[str]:
    """Write the lines that read every fact, and set the results of the conditions that need no other.

    Args:
        facts: the facts that the policy reads.
        freshness: how long which fact stays known.
        results: what to set beside which fact.
        names: has a variable for each fact; receives the readers.
    """

    def section_of(fact: Fact) -> str:
        section, dot, _field = fact.name.partition(".")
        return section if dot else ""

    limits = {name: limit for name, _place, limit in freshness}
    yield "stale = ()"
    ordered = sorted(facts.values(), key=section_of)
    for section, members in groupby(ordered, key=section_of):
        if section:
            yield f"values = lead.get({names.bind(section)})"
            yield f"if values is None: values = {names.bind(NOTHING)}"
        for fact in members:
            variable = names.variables["fact", fact.name]
            yield f"{variable} = {'values' if section else 'lead'}.get({names.bind(fact.name.rpartition('.')[2])})"
            yield from _fact(variable, fact, limits.get(fact.name), results.get(variable, ()), names)


def _fact(variable: str, fact: Fact, limit: float | None, results: Sequence[Result], names: Names) -> Iterator[str]:
    """Write what happens to a value: its check, its age, and what is set beside it."""
    check = list(typed(variable, fact.type, reader_of(fact.type, fact.values), fact.values, names))
    first = next((result for result in results if limit is None and _admits(fact, result)), None)
    if first is not None:
        check = list(_among(variable, fact, first, names))
    others = (line for result in results if result is not first for line in result.lines_where_known())
    known = [*_words(variable, names), *others]
    unknown = list(lines_where_unknown(results))
    if limit is None:
        if unknown:
            yield f"if {variable} is None: {'; '.join(unknown)}"
            yield "else:"
        else:
            yield f"if {variable} is not None:"
        yield from (f" {line}" for line in (*check, *known))
        return
    yield f"if {variable} is not None:"
    yield from (f" {line}" for line in check)
    stale = f"{names.bind(_stale)}(provenance, {names.bind(fact.name)}, {limit!r}, now)"
    yield f" if provenance and {stale}: {variable} = None; stale = (*stale, {names.bind(fact.name)})"
    if unknown or known:
        yield f"if {variable} is None: {'; '.join(unknown) or 'pass'}"
        yield "else:"
        yield from (f" {line}" for line in (*known, "pass"))


def _admits(fact: Fact, result: Result) -> bool:
    """Say whether only values of the fact's type can be among the items that a result asks about."""
    among = result.code.among
    return among is not None and (fact.type == "str" or (fact.type == "enum" and among <= frozenset(fact.values)))


def _among(variable: str, fact: Fact, result: Result, names: Names) -> Iterator[str]:
    """Write the result of a look-up so that the type needs a look only where it is no."""
    yes, no = result.statements(True), result.statements(False)
    possible = f"{variable} in {names.bind(frozenset(fact.values))}"
    read = names.bind(strict(reader_of(fact.type, fact.values)))
    yield f"if {result.code.text}: {yes}"
    yield f"elif {possible if fact.type == 'enum' else f'type({variable}) is str'}: {no}"
    yield f"else: {variable} = {read}({variable}); {no}"


def _words(variable: str, names: Names) -> Iterator[str]:
    """Write the line that splits a text once in which several conditions look for words."""
    if variable in names.words:
        plain = f"{variable}.encode().translate({names.bind(PLAIN_WORDS)}).split()"
        yield f"{names.words[variable]} = {plain} if {variable}.isascii() else {names.bind(encoded_words)}({variable})"


def typed(variable: str, type_: str, reader: Reader, values: tuple[str, ...], names: Names) -> Iterator[str]:
    """Write the lines that check a value that is there: a look at what is usual, and the reader for all else."""
    read = f"{variable} = {names.bind(strict(reader))}({variable})"
    match type_:
        case "str":
            yield f"if type({variable}) is not str: {read}"
        case "bool":
            yield f"if {variable} is not False and {variable} is not True: {read}"
        case "int" | "num" | "duration":
            least = "0" if type_ == "duration" else f"-{USUAL}"
            # Two comparisons take less than one of three parts.
            yield f"if type({variable}) is not int or {variable} > {USUAL} or {variable} < {least}: {read}"
        case "enum":
            yield f"if {variable} not in {names.bind(frozenset(values))}: {read}"
        case "list":
            # What cannot be joined are not texts.
            yield f"if type({variable}) is list: ''.join({variable}); {variable} = tuple({variable})"
            yield f"else: {read}"
        case "timestamp":
            # Compared after it is a float, for whole numbers of this size are compared slowly.
            in_range = f"{EARLIEST!r} <= (t := {variable} + 0.0) <= {LATEST!r}"
            yield f"if type({variable}) is int and {in_range}: {variable} = t"
            yield f"else: {read}"
        case _:
            yield read


def strict(reader: Reader) -> Callable[[Any], Any]:
    """Make a reader that raises where another gives ILL_TYPED."""

    def read(value: object) -> object:
        found = reader(value)
        if found is ILL_TYPED:
            raise ODD
        return found

    return read


def _stale(provenance: Mapping[str, object], fact: str, limit: float, now: Instant) -> bool:
    at = observed_at(provenance, fact)
    return at is not None and now - at > limit
