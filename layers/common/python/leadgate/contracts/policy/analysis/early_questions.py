"""Warns of a readiness gate that asks for budget or authority before any person has accepted the lead."""

from collections.abc import Sequence
from typing import Final

from leadgate.contracts.policy.analysis.conflicts import parts_of
from leadgate.contracts.policy.analysis.policy_view import PolicyView
from leadgate.contracts.policy.analysis.search import Goal
from leadgate.contracts.policy.analysis.wanted import YES

_SECTIONS: Final = ("answers.", "evidence.")
_TOPICS: Final = {
    "budget": frozenset({"budget", "budgets", "money"}),
    "authority": frozenset({"authority", "decider", "decision_maker", "economic_buyer", "signatory"}),
}


def warn_of_early_questions(view: PolicyView) -> None:
    """Note budget and authority where readiness cannot be yes without them.

    What only helps (`or`) is no requirement: a title that is on file may stand for authority.
    """
    goal = (view.compiled["gates"]["readiness"]["when"], YES)
    if not view.is_possible(goal):
        return
    for topic, words in _TOPICS.items():
        facts = tuple(name for name in view.compiled["facts"] if _is_about(name, words))
        if facts and not view.is_possible(goal, unknown=facts):
            needed = [name for name in facts if not view.is_possible(goal, unknown=(name,))]
            text = f"readiness needs {' or '.join(needed or facts)} before a person has accepted the lead"
            hint = f"ask about {topic} later: a framework names what sales has to hear; or offer another way with 'or'"
            view.log.warning(_place(view, goal, facts), text, hint)


def _is_about(name: str, words: frozenset[str]) -> bool:
    if not name.startswith(_SECTIONS):
        return False
    spelled = f"_{name.partition('.')[2]}_"
    return any(f"_{word}_" in spelled for word in words)


def _place(view: PolicyView, goal: Goal, facts: Sequence[str]) -> int:
    """Point at the part of the gate that asks: the rule it names, or the fact."""
    node = view.places.value("gates", "readiness")
    for part in parts_of(*goal):
        if not view.is_possible(part, unknown=tuple(facts)):
            names = [part[0].get("rule"), *facts]
            places = [view.places.name_in(node, name) for name in names if name]
            return max(places)
    return view.places.name_in(node, "")
