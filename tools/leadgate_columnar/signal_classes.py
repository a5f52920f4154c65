"""Counting signals by class: signals that no condition tells apart are decided once, and all measures add up at once.

Most measures ask only for the type of a signal, a few texts, some limits of numbers, and windows. These split the
signals of a batch into some thousand classes. The conditions are decided for one signal of each class, and what comes
out for all measures is packed into a few integers for each class, which are then added up for each lead.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from leadgate.domain.policy.scope import Node
from leadgate.domain.policy.signals import FIELD_TYPES
from leadgate.domain.policy.specialise import YES as ALWAYS
from leadgate_columnar.class_sums import ClassSums
from leadgate_columnar.columns import EXACT, Bounds, Numbers, Texts, expect, inexact, looked_up
from leadgate_columnar.conditions import condition
from leadgate_columnar.signal_table import SignalFrame, SignalTable, matching
from leadgate_columnar.ternary import Flags

_TEXTS: Final = frozenset(name for name, kind in FIELD_TYPES.items() if kind == "str")
_TEXT_TESTS: Final = frozenset({"in", "startswith", "endswith", "has_word", "contains_any"})
_STEPS: Final[Mapping[str, tuple[bool, ...]]] = {
    ">=": (False,), "<": (False,), ">": (True,), "<=": (True,), "==": (False, True), "!=": (False, True),
}  # fmt: skip
# More classes than this would be more work than the signals themselves.
_MOST_CLASSES: Final = 1 << 18
_MOST_ATOMS: Final = 39

Limit = tuple[float, bool]
"""A number that a field is compared with: whether the number itself lies below the step."""

Frames = Callable[[SignalTable], SignalFrame]
"""Makes a frame of all signals of a table."""


@dataclass(slots=True)
class ClassPlan:
    """The measures that can be counted by class, and what tells signals apart for them."""

    measures: dict[int, Node] = field(default_factory=dict)
    texts: dict[str, list[Node]] = field(default_factory=dict)
    limits: dict[str, set[Limit]] = field(default_factory=dict)
    windows: set[int] = field(default_factory=set)


def class_plan(measures: Mapping[int, Node]) -> ClassPlan:
    """Find the measures that can be counted by class: counts of signals by simple conditions, with whole windows."""
    plan = ClassPlan()
    for index, node in measures.items():
        window, atoms = node["within"], list(_atoms(node["when"] or ALWAYS))
        is_whole = window is None or float(window).is_integer()
        if node["fn"] not in {"count", "exists"} or not is_whole or not all(map(_is_simple, atoms)):
            continue
        plan.measures[index] = node
        if window is not None:
            plan.windows.add(int(window))
        for atom in atoms:
            _take_note(atom, plan)
    return plan if all(len(tests) <= _MOST_ATOMS for tests in plan.texts.values()) else ClassPlan()


def _atoms(node: Node) -> Iterable[Node]:
    """Yield the smallest conditions of which a condition is made."""
    parts = [*node.get("args", ())] if node["op"] in {"and", "or"} else []
    parts += [node["of"]] if node["op"] == "not" else []
    parts += [node["left"], node["right"]] if node["op"] == "same" else []
    if not parts:
        yield node
    for part in parts:
        yield from _atoms(part)


def _is_simple(atom: Node) -> bool:
    match atom:
        case {"op": "const"} | {"op": "known", "of": {"op": "field"}}:
            return True
        case {"op": "compare", "left": {"op": "field", "field": name}, "right": {"op": "const", "value": value}}:
            return name in _TEXTS or -EXACT < value < EXACT
        case {"op": operator, "of": {"op": "field", "field": name}}:
            return operator in _TEXT_TESTS and name in _TEXTS
    return False


def _take_note(atom: Node, plan: ClassPlan) -> None:
    if atom["op"] == "const":
        return
    side = atom["left"] if atom["op"] == "compare" else atom["of"]
    name = side["field"]
    if name in _TEXTS:
        tests = plan.texts.setdefault(name, [])
        if atom not in tests:
            tests.append(atom)
        return
    limits = plan.limits.setdefault(name, set())
    if atom["op"] == "compare":
        limits.update((atom["right"]["value"], is_above) for is_above in _STEPS[atom["how"]])


@dataclass(frozen=True, slots=True)
class _Classes:
    """One field of the signals by class: the class of each signal, and a signal of each class."""

    codes: NDArray[Any]
    one_of_each: Texts | Numbers
    size: int


def count_by_class(plan: ClassPlan, table: SignalTable, now: float, frames: Frames) -> dict[int, Bounds | Flags] | None:
    """Count the measures of a plan for every lead.

    Args:
        plan: what `class_plan` found.
        table: the signals.
        now: the clock, epoch seconds.
        frames: makes a frame of all signals of a table.

    Returns:
        The result of each measure; None when these signals cannot be counted by class.
    """
    limits = {name: set(found) for name, found in plan.limits.items()}
    if plan.windows:
        # Where an age is no whole number, its rounding could decide whether a signal is within a window.
        if not float(now).is_integer() or not _are_whole(expect(table.column("at"), Numbers)):
            return None
        limits.setdefault("at", set()).update((int(now) - window, False) for window in plan.windows)
        limits["at"].add((int(now), True))
    numbers = {name: expect(table.column(name), Numbers) for name in limits}
    if any(inexact(column) is not None for column in numbers.values()):
        return None
    fields = {name: _classes_of_texts(name, tests, table, frames) for name, tests in plan.texts.items()}
    fields |= {name: _classes_of_numbers(numbers[name], sorted(found)) for name, found in limits.items()}
    size = int(np.prod([classes.size for classes in fields.values()], dtype=np.float64))
    if size > _MOST_CLASSES:
        return None
    frame = frames(_one_of_each(fields, size))
    flags = {index: _decided(node, frame) for index, node in plan.measures.items()}
    sums = ClassSums(table, _joint(fields, size, table.size))
    counted, asked = ({i: said for i, said in flags.items() if plan.measures[i]["fn"] == function} for function in
                      ("count", "exists"))  # fmt: skip
    return {**sums.counts(counted), **sums.any(asked)}


def _are_whole(numbers: Numbers) -> bool:
    if not np.issubdtype(numbers.values.dtype, np.floating):
        return True
    whole = np.trunc(numbers.values) == numbers.values
    return bool((whole if numbers.known is None else whole | ~numbers.known).all())


def _decided(node: Node, frame: SignalFrame) -> Flags:
    window = None if node["within"] is None else frame.within(node["within"])
    return matching(None if node["when"] is None else condition(node["when"], frame), window, frame.size)


def _classes_of_texts(name: str, tests: Sequence[Node], table: SignalTable, frames: Frames) -> _Classes:
    column = expect(table.column(name), Texts)
    every = Texts(np.arange(len(column.vocabulary) + 1), column.vocabulary)
    frame = frames(SignalTable(np.array([len(every.codes)]), None, lambda _name: every))
    keys = np.zeros(len(every.codes), np.int64)
    for test in tests:
        keys = keys * 3 + condition(test, frame)
    _keys, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    narrow = np.uint8 if len(first) <= 256 else np.uint32
    return _Classes(looked_up(inverse.astype(narrow), column.codes), Texts(first, column.vocabulary), len(first))


def _classes_of_numbers(column: Numbers, limits: Sequence[Limit]) -> _Classes:
    """Number the steps that a number has passed, from one on; an unknown one is in the class before."""
    codes: NDArray[Any] = np.ones(len(column.values), np.uint8 if len(limits) < 255 else np.uint16)
    for limit, is_above in limits:
        passed = column.values > limit if is_above else column.values >= limit
        # As bytes they are added without being converted first.
        np.add(codes, passed.view(np.uint8), out=codes)
    if column.known is not None:
        codes *= column.known.view(np.uint8)
    known = np.arange(len(limits) + 2) > 0
    return _Classes(codes, Numbers(np.array([0.0, *_between(limits)]), known), len(limits) + 2)


def _between(limits: Sequence[Limit]) -> Iterable[float]:
    """Give a number below all steps, and one between each two of them."""
    yield limits[0][0] - 1 if limits else 0.0
    for at, (limit, is_above) in enumerate(limits):
        following = limits[at + 1][0] if at + 1 < len(limits) else limit + 2
        yield (limit + following) / 2 if is_above else limit


def _one_of_each(fields: Mapping[str, _Classes], size: int) -> SignalTable:
    """Make a signal of each class."""
    rest, columns = np.arange(size), {}
    for name, classes in reversed(list(fields.items())):
        rest, own = np.divmod(rest, classes.size)
        columns[name] = classes.one_of_each.take(own)
    return SignalTable(np.array([size]), None, columns.__getitem__)


def _joint(fields: Mapping[str, _Classes], size: int, signals: int) -> NDArray[np.intp]:
    """Number the class of every signal, by all fields."""
    joint: NDArray[Any] = np.zeros(signals, np.uint16 if size <= 1 << 16 else np.uint32)
    for classes in fields.values():
        joint *= joint.dtype.type(classes.size)
        joint += classes.codes
    return joint.astype(np.intp)
