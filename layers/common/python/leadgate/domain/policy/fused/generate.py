"""Putting the generated function of a policy together, and making it run."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from types import CodeType
from typing import Any, Final

from leadgate.domain.policy.evaluator import Find
from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.fused.code import Code
from leadgate.domain.policy.fused.conclusions import conclusions_begun, conclusions_code
from leadgate.domain.policy.fused.conditions import condition_code
from leadgate.domain.policy.fused.facts import ODD, Odd, facts_code
from leadgate.domain.policy.fused.names import Names, placeholder
from leadgate.domain.policy.fused.results import NOTHING_FOLLOWS, Result, follows_by_place
from leadgate.domain.policy.fused.signals import signals_code
from leadgate.domain.policy.layout import tracked_measures
from leadgate.domain.policy.measures import Tracker
from leadgate.domain.policy.policy import GATES, Rule
from leadgate.domain.policy.reading import NOTHING
from leadgate.domain.policy.reference import Reference, conditions
from leadgate.domain.policy.scope import Node, parts_of

_PIECE: Final = 30
_READING: Final = frozenset({"fact", "measure", "rule", "at_least"})


def fused_of(compiled: Node, facts: Mapping[str, Fact], reference: Reference, by_id: Mapping[str, Rule]) -> Find:
    """Generate the function that reads a lead by a policy.

    Args:
        compiled: the compiled form.
        facts: every fact that it reads.
        reference: its closures.
        by_id: its rules by name.

    Returns:
        A function of a lead and a clock that gives what the closures would, which it asks itself when the lead holds
        something ill-typed: only they report it. The closures themselves, where the function would be nested deeper
        than the interpreter compiles, as for signals of a hundred different windows.
    """
    source, bound = source_of(compiled, facts, reference, by_id)
    space: dict[str, Any] = dict(bound)
    # The source holds names of ours and numbers; every text of the policy is bound as an object.
    try:
        code = compile(source, "<policy>", "exec", dont_inherit=True, optimize=2)
    except RecursionError:
        return reference.see
    except SyntaxError as error:
        if not str(error).startswith("too many"):
            raise
        return reference.see
    constants = {placeholder(name): value for name, value in bound.items()}
    exec(_with_constants(code, constants), space)  # noqa: S102
    see: Find = space["see"]
    return see


def _with_constants(constant: Any, objects: Mapping[str, Any]) -> Any:
    """Put objects in the place of their placeholders, in pairs and in functions within as well."""
    if isinstance(constant, CodeType):
        return constant.replace(co_consts=_with_constants(constant.co_consts, objects))
    if isinstance(constant, tuple):
        return tuple(_with_constants(part, objects) for part in constant)
    return objects.get(constant, constant) if isinstance(constant, str) else constant


def source_of(
    compiled: Node, facts: Mapping[str, Fact], reference: Reference, by_id: Mapping[str, Rule]
) -> tuple[str, Mapping[str, Any]]:
    """Write the function; gives its source and the objects that it refers to."""
    names = _names(compiled, facts, reference)
    body = list(_body(compiled, facts, reference, by_id, names))
    # What lacks a method, cannot be looked up or is no float is ill-typed.
    lines = [
        "def see(lead, now):",
        " try:",
        *(f"  {line}" for line in body),
        f" except ({names.bind(Odd)}, AttributeError, OverflowError, TypeError):",
        f"  return {names.bind(reference.see)}(lead, now)",
    ]
    return "\n".join(lines) + "\n", names.bound


def _names(compiled: Node, facts: Mapping[str, Fact], reference: Reference) -> Names:
    layout = reference.layout
    prefixes = {"fact": "f", "measure": "m", "newest": "m", "rule": "r", "gate": "g", "route": "o", "framework": "w"}
    variables = {slot: f"{prefixes[slot[0]]}{place}" for slot, place in layout.places.items() if slot[0] != "clock"}
    first = len(compiled["measures"])
    # The newest matches are tracked after the measures, and numbered on.
    variables |= {("measure", first + n): variables["newest", index] for n, index in enumerate(layout.decaying)}
    types: dict[tuple[str, str | int], str] = {("fact", name): fact.type for name, fact in facts.items()}
    return Names(reference.scope, facts, variables, types, compiled["signals"])


def _split_once(whens: Iterable[Node | None], names: Names) -> None:
    """Note the texts in which several conditions look for words, to be split once."""
    searched = Counter(part["of"]["fact"] for when in whens for part in _parts_of(when) if part["op"] == "has_word")
    for fact, times in searched.items():
        if times > 1:
            variable = names.variables["fact", fact]
            names.words[variable] = f"words_{variable}"


def _tally_once(whens: Iterable[Node | None], names: Names) -> None:
    """Number the groups of rules of which a condition asks how many are yes."""
    for part in (part for when in whens for part in _parts_of(when) if part["op"] == "at_least"):
        names.tallies.setdefault(tuple(part["rules"]), str(len(names.tallies)))


def _parts_of(when: Node | None) -> Iterable[Node]:
    return () if when is None else parts_of(when)


def _results(compiled: Node, reference: Reference, by_id: Mapping[str, Rule], names: Names) -> list[Result]:
    """Write every condition; one that only repeats a variable shares it."""
    whens = conditions(compiled, by_id)
    _split_once((when for _kind, _name, when in whens), names)
    places, results = reference.layout.places, []
    _tally_once((when for _kind, _name, when in whens), names)
    tallies = [(places["rule", rule], number) for rules, number in names.tallies.items() for rule in rules]
    follows = follows_by_place(reference.conclusions, tallies)
    for kind, name, when in whens:
        code = Code("True", frozenset()) if when is None else condition_code(when, names)
        if code.is_variable:
            names.variables[kind, name] = code.text
        then = follows.get(places[kind, name], NOTHING_FOLLOWS)
        exact = _where_exact(when, reference.scan.trackers, names)
        results.append(Result(names.variables[kind, name], code, then, _only_fact(code, when, names), exact))
    return results


def _where_exact(when: Node | None, trackers: Sequence[Tracker], names: Names) -> Code | None:
    """Write a condition that asks for nothing but counts for where they are known exactly, if it is known then."""
    read = [part for part in _parts_of(when) if part["op"] in _READING]
    if when is None or not all(part["op"] == "measure" and trackers[part["measure"]].read is None for part in read):
        return None
    code = condition_code(when, names.where_exact())
    return code if code.guards else None


def _only_fact(code: Code, when: Node | None, names: Names) -> str | None:
    """Give the variable of the one fact that a condition needs, when nothing else is read and it is unknown without."""
    read = [part for part in _parts_of(when) if part["op"] in _READING]
    facts = frozenset(names.variables["fact", part["fact"]] if part["op"] == "fact" else "" for part in read)
    return next(iter(facts)) if len(facts) == 1 and code.guards == facts else None


def _body(
    compiled: Node, facts: Mapping[str, Fact], reference: Reference, by_id: Mapping[str, Rule], names: Names
) -> Iterator[str]:
    odd = names.bind(ODD)
    results = _results(compiled, reference, by_id, names)
    read = {names.variables["fact", name] for name in facts}
    yield f"provenance = lead.get({names.bind('provenance')})"
    yield f"if provenance is None: provenance = {names.bind(NOTHING)}"
    yield f"elif type(provenance) is not dict: raise {odd}"
    yield from conclusions_begun(reference.conclusions)
    yield from (f"y{number} = u{number} = 0" for number in names.tallies.values())
    by_fact = {variable: [result for result in results if result.fact == variable] for variable in read}
    yield from facts_code(facts, reference.freshness, by_fact, names)
    yield f"signals = lead.get({names.bind('signals')})"
    yield f"if type(signals) is not list and signals is not None: raise {odd}"
    counted = [result for result in results if result.exact is not None]
    yield from signals_code(tracked_measures(compiled, reference.layout), reference.scan, counted, names)
    others = (result for result in results if result.fact not in read and result.exact is None)
    yield from (line for result in others for line in result.lines())
    yield from _end(reference, names)


def _end(reference: Reference, names: Names) -> Iterator[str]:
    at = ["now", *(names.variables[slot] for slot in reference.layout.places if slot[0] != "clock")]
    gates = [names.variables["gate", gate] for gate in GATES]
    yield from conclusions_code(reference.conclusions, at, gates, names)
    # In pieces that the interpreter builds at once, which it does not do for longer ones.
    before, behind = reference.conclusions.routes[0][0], reference.conclusions.routes[-1][0] + 1
    pieces = [f"({', '.join(piece)},)" for piece in batched(at[:before], _PIECE, strict=False)]
    pieces += ["routing", f"({''.join(f'{framework}, ' for framework in at[behind:])})"]
    yield f"return (({', '.join(pieces)}), (), stale, signals is not None, provenance, score,"
    yield " hit, undecided, route, outcome, reason, held_back)"
