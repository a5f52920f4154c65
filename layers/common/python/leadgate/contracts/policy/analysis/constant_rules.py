"""Warns of rules that can never be yes or never be no, and of rules that nothing uses."""

from collections.abc import Iterator

from leadgate.contracts.policy.analysis.conflicts import because, conflict, parts_of
from leadgate.contracts.policy.analysis.policy_view import PolicyView, conditions_of
from leadgate.contracts.policy.analysis.wanted import NO, YES
from leadgate.domain.policy.reads import rule_of
from leadgate.domain.policy.scope import Node

_WORDS = {YES: "yes", NO: "no"}
_HINTS = {
    YES: "change it or remove it; what names it can never be yes because of it either",
    NO: "change it or remove it; it tells no lead from another",
}


def warn_of_constant_rules(view: PolicyView) -> None:
    """Note every rule that comes out the same for each lead about which enough is known."""
    for name, when in view.rules.items():
        for wanted in (YES, NO):
            if view.is_possible((when, wanted)):
                continue
            view.log.warning(
                view.places.key("rules", name),
                f"the rule {name} can never be {_WORDS[wanted]}{_why(view, when, wanted)}",
                _HINTS[wanted],
            )


def _why(view: PolicyView, when: Node, wanted: int) -> str:
    goals = list(parts_of(when, wanted))
    # Of a rule that is a single test there is nothing to say but the test.
    return because(view, conflict(view, goals)) if len(goals) > 1 else f": {view.spoken(when)}"


def warn_of_unused_rules(view: PolicyView) -> None:
    """Note every rule that decides, ranks and routes nothing and that no example expects anything of."""
    used = set(_names_used(view))
    for name in view.rules:
        if name not in used:
            at = view.places.key("rules", name)
            hint = "name it in a gate, under disqualify, review, score, routing or frameworks, or remove it"
            view.log.warning(at, f"nothing uses the rule {name}", hint)


def _names_used(view: PolicyView) -> Iterator[str]:
    compiled = view.compiled
    for condition in conditions_of(compiled):
        yield from rule_of("", "", None, condition).rules
    yield from (entry["rule"] for entry in compiled["disqualify"])
    yield from compiled["review"]
    yield from (line[0] for part in compiled["score"].values() for line in part)
    for example in compiled["examples"]:
        yield from example["expect"].get("rules", ())
