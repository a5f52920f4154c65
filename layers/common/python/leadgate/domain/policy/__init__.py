"""The policy language at run time: loading a compiled policy and deciding about leads by it."""

from leadgate.domain.policy.decide import decide
from leadgate.domain.policy.decision import Decision, HeldBack, Question, Reading, Route, RuleTrace, Score
from leadgate.domain.policy.facts import STANDARD_FACTS, Fact
from leadgate.domain.policy.load import load_policy, version_of
from leadgate.domain.policy.policy import AppliesTo, Disqualify, Nurture, Policy, RouteLine, Rule

__all__ = [
    "STANDARD_FACTS",
    "AppliesTo",
    "Decision",
    "Disqualify",
    "Fact",
    "HeldBack",
    "Nurture",
    "Policy",
    "Question",
    "Reading",
    "Route",
    "RouteLine",
    "Rule",
    "RuleTrace",
    "Score",
    "decide",
    "load_policy",
    "version_of",
]
