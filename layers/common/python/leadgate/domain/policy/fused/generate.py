"""Putting the generated function of a policy together, and making it run."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any, Final

from leadgate.domain.policy.evaluator import Fused
from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.fused.code import Code
from leadgate.domain.policy.fused.conclusions import conclusions_code
from leadgate.domain.policy.fused.conditions import condition_code
from leadgate.domain.policy.fused.facts import ODD, facts_code
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.fused.signals import signals_code
from leadgate.domain.policy.layout import tracked_measures
from leadgate.domain.policy.policy import GATES, Rule
from leadgate.domain.policy.reading import NOTHING
from leadgate.domain.policy.reference import Reference, conditions
from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.seen import Seen
from leadgate.domain.policy.words import words_of

_PIECE: Final = 30


def fused_of(compiled: Node, facts: Mapping[str, Fact], reference: Reference, by_id: Mapping[str, Rule]) -> Fused:
    """Generate the function that reads a lead by a policy.

    Args:
        compiled: the compiled form.
        facts: every fact that it reads.
        reference: its closures.
        by_id: its rules by name.

    Returns:
        A function of a lead and a clock that gives what the closures would, or raises Odd when the lead holds something
        ill-typed, which only the closures report. The closures themselves, where the function would be nested deeper
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
    exec(code, space)  # noqa: S102
    see: Fused = space["see"]
    return see


def source_of(
    compiled: Node, facts: Mapping[str, Fact], reference: Reference, by_id: Mapping[str, Rule]
) -> tuple[str, Mapping[str, Any]]:
    """Write the function; gives its source and the objects that it refers to."""
    names = _names(compiled, facts, reference)
    body = list(_body(compiled, facts, reference, by_id, names))
    return "def see(lead, now):\n" + "\n".join(f" {line}" for line in body) + "\n", names.bound


def _names(compiled: Node, facts: Mapping[str, Fact], reference: Reference) -> Names:
    layout = reference.layout
    prefixes = {"fact": "f", "measure": "m", "newest": "m", "rule": "r", "gate": "g", "route": "o", "framework": "w"}
    variables = {slot: f"{prefixes[slot[0]]}{place}" for slot, place in layout.places.items() if slot[0] != "clock"}
    first = len(compiled["measures"])
    # The newest matches are tracked after the measures, and numbered on.
    variables |= {("measure", first + n): variables["newest", index] for n, index in enumerate(layout.decaying)}
    types: dict[tuple[str, str | int], str] = {("fact", name): fact.type for name, fact in facts.items()}
    return Names(reference.scope, facts, variables, types, compiled["signals"])


def _words(whens: Iterable[tuple[str, str | int, Node | None]], names: Names) -> Iterator[str]:
    """Write the lines that split texts once in which several conditions look for words."""
    searched = Counter(
        part["of"]["fact"] for *_slot, when in whens for part in _parts(when) if part["op"] == "has_word"
    )
    for fact, times in searched.items():
        if times > 1:
            variable = names.variables["fact", fact]
            names.words[variable] = f"words_{variable}"
            yield f"words_{variable} = None if {variable} is None else {names.bind(words_of)}({variable})"


def _parts(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield node
        for part in (*node.get("args", ()), *(node[side] for side in ("of", "left", "right") if side in node)):
            yield from _parts(part)


def _body(
    compiled: Node, facts: Mapping[str, Fact], reference: Reference, by_id: Mapping[str, Rule], names: Names
) -> Iterator[str]:
    odd = names.bind(ODD)
    yield f"if type(lead) is not dict: raise {odd}"
    yield f"provenance = lead.get({names.bind('provenance')})"
    yield "if type(provenance) is not dict:"
    yield f" if provenance is not None: raise {odd}"
    yield f" provenance = {names.bind(NOTHING)}"
    yield from facts_code(facts, reference.freshness, names)
    yield f"signals = lead.get({names.bind('signals')})"
    yield f"if type(signals) is not list and signals is not None: raise {odd}"
    yield from signals_code(tracked_measures(compiled, reference.layout), reference.scan, names)
    yield from _words(conditions(compiled, by_id), names)
    for kind, name, when in conditions(compiled, by_id):
        code = Code("True", frozenset()) if when is None else condition_code(when, names)
        if code.is_variable:
            # What only repeats another result needs no place of its own to be computed.
            names.variables[kind, name] = code.text
        else:
            yield f"{names.variables[kind, name]} = {code.nullable()}"
    at = ["now", *(names.variables[slot] for slot in reference.layout.places if slot[0] != "clock")]
    # In pieces that the interpreter builds at once, which it does not do for longer ones.
    pieces = (", ".join(piece) for piece in batched(at, _PIECE, strict=False))
    yield f"vector = [{', '.join(f'*({piece},)' for piece in pieces)}]"
    gates = [names.variables["gate", gate] for gate in GATES]
    yield from conclusions_code(reference.conclusions, at, gates, names)
    new, seen = names.bind(tuple.__new__), names.bind(Seen)
    yield f"return {new}({seen}, (vector, (), stale, signals is not None, provenance, score,"
    yield " hit, undecided, line, outcome, reason, held_back))"
