"""The policy document: checked and compiled at publish time, with every problem at its place in the file."""

from leadgate.contracts.policy.checking import check_policy
from leadgate.contracts.policy.compiler import CompileResult, compile_policy
from leadgate.contracts.policy.example_runs import Difference, ExampleResult, run_examples
from leadgate.contracts.policy.problems import Problem
from leadgate.contracts.policy.schema import policy_schema

__all__ = [
    "CompileResult",
    "Difference",
    "ExampleResult",
    "Problem",
    "check_policy",
    "compile_policy",
    "policy_schema",
    "run_examples",
]
