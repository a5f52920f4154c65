"""The policy document: checked and compiled at publish time, with every problem at its place in the file."""

from leadgate.contracts.policy.compiler import CompileResult, compile_policy
from leadgate.contracts.policy.example_runs import Difference, ExampleResult, run_examples
from leadgate.contracts.policy.problems import Problem

__all__ = [
    "CompileResult",
    "Difference",
    "ExampleResult",
    "Problem",
    "compile_policy",
    "run_examples",
]
