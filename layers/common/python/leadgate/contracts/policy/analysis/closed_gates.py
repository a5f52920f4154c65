"""Warns of gates that no lead can pass, alone or together, and of the rules in them that contradict."""

from collections.abc import Iterator

from leadgate.contracts.policy.analysis.conflicts import because, conflict, parts_of
from leadgate.contracts.policy.analysis.policy_view import PolicyView
from leadgate.contracts.policy.analysis.search import Goal
from leadgate.contracts.policy.analysis.wanted import NOT_YES, YES
from leadgate.domain.policy.policy import GATES
from leadgate.domain.policy.scope import Node


def warn_of_closed_gates(view: PolicyView) -> None:
    """Note what no lead can ever pass: a gate, a part of one, or all gates together."""
    gates = {name: view.compiled["gates"][name]["when"] for name in GATES}
    closed = [name for name, when in gates.items() if not view.is_possible((when, YES))]
    for name, when in gates.items():
        if name in closed:
            _warn_of_gate(view, name, when)
        else:
            _warn_of_parts(view, name, when)
    if not closed:
        _warn_of_all(view, gates)


def _warn_of_gate(view: PolicyView, name: str, when: Node) -> None:
    found = conflict(view, list(parts_of(when, YES)))
    why = because(view, found)
    view.log.warning(_place(view, name, found), f"the gate {name} can never be yes{why}", _hint(found))


def _warn_of_parts(view: PolicyView, name: str, when: Node) -> None:
    """Note parts of a gate that are joined by `and` below an `or` and can never be yes together."""
    for part in _joined_parts(when):
        if not view.is_possible((part, YES)):
            found = conflict(view, list(parts_of(part, YES)))
            text = f"{view.spoken(part)} in the gate {name} can never be yes{because(view, found)}"
            view.log.warning(_place(view, name, found), text, _hint(found))


def _joined_parts(when: Node) -> Iterator[Node]:
    waiting = [when]
    while waiting:
        part = waiting.pop()
        if part["op"] == "and":
            yield part
        elif part["op"] == "or":
            waiting.extend(part["args"])


def _warn_of_all(view: PolicyView, gates: dict[str, Node]) -> None:
    goals: list[Goal] = [(when, YES) for when in gates.values()]
    at = view.places.section("gates")
    if not view.is_possible(*goals):
        found = conflict(view, [part for when in gates.values() for part in parts_of(when, YES)])
        view.log.warning(at, f"no lead can pass all gates{because(view, found)}", "change one of the gates")
        return
    for entry in view.compiled["disqualify"]:
        rule: Node = {"op": "rule", "rule": entry["rule"]}
        if not view.is_possible(*goals, (rule, NOT_YES)):
            text = f"whoever passes all gates is disqualified by {view.spoken(rule)}"
            view.log.warning(at, text, "change the gates or the disqualifier, as it is nobody can be qualified")


def _hint(found: list[Goal]) -> str:
    return "join them with 'or', or change one of them" if len(found) > 1 else "change it"


def _place(view: PolicyView, gate: str, found: list[Goal]) -> int:
    """Point at the last rule or fact of those that exclude each other, where the gate names it."""
    node: Node = found[-1][0] if found else {"op": ""}
    while node["op"] not in {"rule", "fact"} and ("left" in node or "of" in node):
        node = node.get("left") or node["of"]
    return view.places.name_in(view.places.value("gates", gate), str(node.get("rule") or node.get("fact")))
