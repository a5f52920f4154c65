"""Which unknown facts keep a lead undecided, and how to ask for them."""

from collections.abc import Iterable

from leadgate.domain.policy.decision import Question
from leadgate.domain.policy.policy import Policy, Rule
from leadgate.domain.policy.reads import reached_from
from leadgate.domain.policy.scope import Vector


def open_questions(policy: Policy, vector: Vector, undecided: Iterable[Rule]) -> tuple[Question, ...]:
    """List the unknown facts behind undecided conditions.

    Args:
        policy: knows the wording and the type of each fact.
        vector: the values and results of this lead.
        undecided: the gates and the disqualifying rules that are unknown.

    Returns:
        A question for every unknown fact that is read by an undecided condition itself or through rules
        that are unknown, in policy order. It is complete, not yet the smallest set that would do.
    """
    program = policy.program
    unknown_rules = {
        rule.id: Rule(rule.id, rule.text, rule.says, rule.facts, rule.measures, _unknown(rule, policy, vector))
        for rule in policy.rules
    }
    wanted: dict[str, None] = {}
    reached: dict[str, None] = {}
    for condition in undecided:
        start = Rule(condition.id, condition.text, None, condition.facts, (), _unknown(condition, policy, vector))
        for rule in reached_from(start, unknown_rules):
            reached[rule.id] = None
        wanted |= dict.fromkeys(condition.facts)
    for rule in policy.rules:
        if rule.id in reached:
            wanted |= dict.fromkeys(rule.facts)
    return tuple(
        Question(name, policy.facts[name].ask, policy.facts[name].type, policy.facts[name].values)
        for name in wanted
        if vector[program.fact_places[name]] is None
    )


def _unknown(rule: Rule, policy: Policy, vector: Vector) -> tuple[str, ...]:
    places = policy.program.rule_places
    return tuple(name for name in rule.rules if vector[places[name]] is None)
