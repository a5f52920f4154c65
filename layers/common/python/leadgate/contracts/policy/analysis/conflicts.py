"""Why conditions exclude each other: the fewest parts of them that already do."""

from collections.abc import Iterator, Sequence

from leadgate.contracts.policy.analysis.policy_view import PolicyView
from leadgate.contracts.policy.analysis.search import Goal
from leadgate.contracts.policy.analysis.wanted import NO, YES, opposite
from leadgate.domain.policy.scope import Node

_MOST_PARTS = 40


def parts_of(node: Node, wanted: int) -> Iterator[Goal]:
    """Take apart a condition as far as every part must come out in one way only; rules stay whole."""
    waiting: list[Goal] = [(node, wanted)]
    while waiting:
        part, must_be = waiting.pop(0)
        if part["op"] == "not":
            waiting.insert(0, (part["of"], opposite(must_be)))
        elif (part["op"], must_be) in {("and", YES), ("or", NO)}:
            waiting[:0] = [(inner, must_be) for inner in part["args"]]
        elif _names_all(part, must_be):
            waiting[:0] = [({"op": "rule", "rule": rule}, must_be) for rule in part["rules"]]
        else:
            yield part, must_be


def _names_all(part: Node, must_be: int) -> bool:
    """Say whether all rules that `at_least` counts must come out the same."""
    if part["op"] != "at_least":
        return False
    return (must_be == YES and part["n"] == len(part["rules"])) or (must_be == NO and part["n"] == 1)


def conflict(view: PolicyView, goals: Sequence[Goal]) -> list[Goal]:
    """Find the fewest goals that cannot be met together.

    Args:
        view: the policy.
        goals: goals that cannot all be met.

    Returns:
        One goal that cannot be met alone, else two that exclude each other, else a set from which none can be
        left out; empty when there are too many to look through.
    """
    if len(goals) > _MOST_PARTS:
        return []
    for goal in goals:
        if not view.is_possible(goal):
            return [goal]
    for index, goal in enumerate(goals):
        for other in goals[index + 1 :]:
            if not view.is_possible(goal, other):
                return [goal, other]
    left = list(goals)
    for goal in goals:
        fewer = [other for other in left if other is not goal]
        if not view.is_possible(*fewer):
            left = fewer
    return left


def because(view: PolicyView, goals: Sequence[Goal]) -> str:
    """Say after a colon why goals cannot be met together; empty where there is nothing to add."""
    words = [view.spoken(node) if wanted == YES else f"not {view.spoken(node)}" for node, wanted in goals]
    if len(words) < 2:
        return f": {words[0]} never is" if words else ""
    joined = f"{', '.join(words[:-1])} and {words[-1]}"
    if all(wanted == NO for _node, wanted in goals):
        return f": whenever they are known, {' or '.join(view.spoken(node) for node, _wanted in goals)} holds"
    if len(words) == 2 and all(node["op"] == "rule" and wanted == YES for node, wanted in goals):
        return f": the rules {joined} contradict each other"
    return f": {joined} exclude each other"
