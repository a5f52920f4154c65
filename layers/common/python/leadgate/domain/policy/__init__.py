"""The policy language at run time: loading a compiled policy and deciding about leads by it."""

from leadgate.domain.policy.decide import decide, decide_by_reference
from leadgate.domain.policy.decision import Decision
from leadgate.domain.policy.facts import STANDARD_FACTS, Fact
from leadgate.domain.policy.findings import HeldBack, NearMiss, Question, Reading, Route, RuleTrace, Score
from leadgate.domain.policy.load import load_policy, version_of
from leadgate.domain.policy.policy import AppliesTo, Disqualify, Nurture, Policy, RouteLine, Rule

__all__ = [
    "STANDARD_FACTS",
    "AppliesTo",
    "Decision",
    "Disqualify",
    "Fact",
    "HeldBack",
    "NearMiss",
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
    "decide_by_reference",
    "load_policy",
    "version_of",
]
