"""Generated code for one signal of a known type: the measures that it matters to, the widest window first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadgate.domain.policy.fused.code import any_none, indented
from leadgate.domain.policy.fused.conditions import condition_code
from leadgate.domain.policy.fused.facts import typed
from leadgate.domain.policy.fused.names import Names
from leadgate.domain.policy.fused.slow_signals import READ_AT
from leadgate.domain.policy.scan import Entry
from leadgate.domain.policy.signals import FIELD_READERS, FIELD_TYPES, FIELDS

_VARIABLES: Final[Mapping[tuple[str, str | int], str]] = {("field", name): f"s_{name}" for name in FIELDS}
_TYPES: Final = {("field", name): type_ for name, type_ in FIELD_TYPES.items()}
_READ_AS: Final = {**FIELD_TYPES, "at": "at", "duration_s": "duration"}
_RAISING: Final = frozenset({"startswith", "endswith"})


def dated_branch(entries: Sequence[Entry], check: str, names: Names) -> Iterator[str]:
    """Write what happens to a signal of one type whose age is known.

    Args:
        entries: what signals of the type have to meet.
        check: the test whether the age is that of no signal, and what to do then; only asked where no window answers.
        names: has a variable for each measure; receives what the code refers to.
    """
    inside = names.within({**names.variables, **_VARIABLES}, _TYPES)
    windows = sorted({entry.window for entry in entries if entry.window is not None}, reverse=True)
    if not windows:
        yield f"if {check}"
    yield from _begun(entries, names)
    read: set[str] = set()
    for depth, window in enumerate([None, *windows]):
        indent = " " * max(0, depth - 1)
        if window is not None:
            yield f"{indent}if age <= {window!r}:"
            indent = " " * depth
        here = [entry for entry in entries if entry.window == window]
        yield from (f"{indent}{line}" for line in _fields(here, read, names))
        yield from (f"{indent}{line}" for entry in here for line in _counted(entry, inside))
    if windows:
        yield f"elif {check}"


def undated_branch(entries: Sequence[Entry], names: Names) -> Iterator[str]:
    """Write what happens to a signal of one type whose age is unknown: it may be in any window.

    Args:
        entries: what signals of the type have to meet.
        names: has a variable for each measure; receives what the code refers to.
    """
    inside = names.within({**names.variables, **_VARIABLES}, _TYPES)
    yield from _begun(entries, names)
    yield from _fields(entries, set(), names)
    yield from (line for entry in entries for line in _counted(entry, inside, dated=entry.window is None))
    yield "pass"


def _begun(entries: Sequence[Entry], names: Names) -> Iterator[str]:
    """Read type and time into variables where an entry needs them."""
    read = {name for entry in entries for name in entry.reads}
    if "type" in read:
        yield "s_type = signal['type']"
    if "at" in read:
        yield "s_at = signal.get('at')"
        yield f"if s_at is not None and type(s_at) is not int: s_at = {names.bind(READ_AT)}(s_at)"


def _fields(entries: Sequence[Entry], read: set[str], names: Names) -> Iterator[str]:
    """Read the fields that some entries need and that have not been read, and note that they have."""
    # The method of a text, asked of anything else, raises what the function takes for ill-typed.
    raising = {entry.when["of"].get("field") for entry in entries if entry.when["op"] in _RAISING}
    for field in dict.fromkeys(field for entry in entries for field in entry.fields):
        if field not in read:
            yield f"s_{field} = signal.get({field!r})"
            if field not in raising:
                yield f"if s_{field} is not None:"
                yield from indented(typed(f"s_{field}", _READ_AS[field], FIELD_READERS[field], (), names))
            read.add(field)


def _counted(entry: Entry, names: Names, *, dated: bool = True) -> Iterator[str]:
    code = condition_code(entry.when, names)
    sure, perhaps = _steps(entry, names.variables["measure", entry.index])
    if not dated:
        sure = perhaps
    if code.guards is None:
        name = names.temporaries.new()
        yield f"{name} = {code.text}"
        yield f"if {name}: {sure}"
        yield f"elif {name} is None: {perhaps}"
        return
    if code.guards:
        yield f"if {any_none(code.guards)}: {perhaps}"
        yield f"elif {code.text}: {sure}"
    elif code.text == "True":
        yield sure
    else:
        yield f"if {code.text}: {sure}"


def _steps(entry: Entry, variable: str) -> tuple[str, str]:
    """Give the statements that count a signal in: one that surely matches, and one that perhaps does."""
    index, place = entry.index, entry.tracker.place
    if place is None:
        once = entry.tracker.function == "exists"
        return f"{variable} {'= True' if once else '+= 1'}", f"unsure.append({index})"
    value = f"s_{next(name for name, number in FIELDS.items() if number == place)}"
    if entry.tracker.function == "total":
        # An amount that is unknown may be any, whether it surely counts or perhaps.
        unknown = f"if {value} is not None else n{index}.append(True)"
        return f"a{index}.append({value}) {unknown}", f"x{index}.append({value}) {unknown}"
    return f"x{index}.append(({value}, True))", f"x{index}.append(({value}, False))"
