"""Running a policy's own examples, and saying where a decision differs from what they expect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from leadgate.domain.policy import Decision, Policy, decide


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that was not met."""

    what: str
    expected: object
    actual: object

    def __str__(self) -> str:
        return f"{self.what}: expected {self.spoken_expected}, got {self.spoken_actual}"

    @property
    def spoken_expected(self) -> str:
        """What was expected, in words."""
        return _spoken(self.expected)

    @property
    def spoken_actual(self) -> str:
        """What was decided, in words."""
        return _spoken(self.actual)


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """An example that was run: its name, the decision, and every difference."""

    name: str
    decision: Decision
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Say whether everything was as expected."""
        return not self.differences


def run_examples(policy: Policy, compiled: Mapping[str, Any]) -> tuple[ExampleResult, ...]:
    """Run the examples of a policy.

    Args:
        policy: the loaded policy.
        compiled: its compiled form, which holds the examples.

    Returns:
        A result for each example, in order.
    """
    return tuple(_run(policy, example) for example in compiled["examples"])


def failing_examples(policy: Policy, compiled: Mapping[str, Any]) -> tuple[str, ...]:
    """Run the examples of a policy; gives a sentence for each that does not come out as it says."""
    return tuple(
        f"The example {run.name!r} fails: {'; '.join(map(str, run.differences))}. Mend the rules or the example."
        for run in run_examples(policy, compiled)
        if not run.passed
    )


def _run(policy: Policy, example: Mapping[str, Any]) -> ExampleResult:
    decision = decide(example["lead"], policy, example["now"])
    differences = []
    for what, expected in example["expect"].items():
        actual = _actual(decision, what)
        if isinstance(expected, dict) and isinstance(actual, dict):
            differences += [
                Difference(f"{what}.{key}", value, actual.get(key))
                for key, value in expected.items()
                if actual.get(key) is not value
            ]
        elif expected != actual:
            differences.append(Difference(what, expected, actual))
    return ExampleResult(example["name"], decision, tuple(differences))


def _actual(decision: Decision, what: str) -> object:
    return _READ[what](decision)


# Each by itself, because questions take longer than everything else and few examples expect any.
_READ: Final[Mapping[str, Callable[[Decision], object]]] = {
    "outcome": lambda decision: str(decision.outcome),
    "reason": lambda decision: decision.reason,
    "held_back": lambda decision: None if decision.held_back is None else str(decision.held_back.outcome),
    "pool": lambda decision: decision.route.pool,
    "framework": lambda decision: decision.framework,
    "gates": lambda decision: decision.gates,
    "rules": lambda decision: decision.results,
    "disqualifiers": lambda decision: [entry.rule for entry in decision.disqualifiers],
    "questions": lambda decision: [question.fact for question in decision.questions],
    "grade": lambda decision: decision.score.grade,
}


def _spoken(value: object) -> str:
    if value is None:
        return "nothing (unknown)"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
