"""The policy language at run time: loading a compiled policy and deciding about leads by it."""

from leadgate.domain.policy.decide import decide, decide_by_reference
from leadgate.domain.policy.decision import Decision
from leadgate.domain.policy.facts import STANDARD_FACTS, Fact
from leadgate.domain.policy.findings import HeldBack, NearMiss, Question, Reading, Route, RuleTrace, Score
from leadgate.domain.policy.load import load_policy, load_stored
from leadgate.domain.policy.policy import AppliesTo, Disqualify, Nurture, Policy, RouteLine, Rule
from leadgate.domain.policy.version import canonical_form, version_of

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
    "canonical_form",
    "decide",
    "decide_by_reference",
    "load_policy",
    "load_stored",
    "version_of",
]
