"""The policies that the package ships: their texts, their compiled forms, and their examples with what was decided."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

from leadgate.contracts.policy import compile_policy, run_examples
from leadgate.domain.policy import Decision, load_policy

SHIPPED: Final = {
    file.name.removesuffix(".yaml"): file.read_text("utf-8")
    for file in sorted(files("leadgate").joinpath("policies").iterdir(), key=lambda file: file.name)
    if file.name.endswith(".yaml")
}
NAMES: Final = list(SHIPPED)


@cache
def compiled_of(name: str) -> dict[str, Any]:
    """Compile a shipped policy."""
    compiled = compile_policy(SHIPPED[name]).compiled
    assert compiled is not None
    return compiled


@cache
def examples_of(name: str) -> list[tuple[dict[str, Any], Decision]]:
    """Give each example of a shipped policy with the decision about it."""
    compiled = compiled_of(name)
    runs = run_examples(load_policy(compiled), compiled)
    return [(example, run.decision) for example, run in zip(compiled["examples"], runs, strict=True)]


def unnoticed(mutants: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Say which of some wrong policies pass all of their examples."""
    return [what for what, wrong in mutants if all(run.passed for run in run_examples(load_policy(wrong), wrong))]
