"""The whole check before a publish: the document compiles, its examples hold, and what it says can happen."""

from dataclasses import replace

from leadgate.contracts.policy.analysis import analyse
from leadgate.contracts.policy.compiler import CompileResult, compile_policy, normalised
from leadgate.contracts.policy.example_runs import run_examples
from leadgate.contracts.policy.problems import ProblemLog
from leadgate.domain.policy import load_policy


def check_policy(text: str, *, name: str = "policy.yaml") -> CompileResult:
    """Compile a policy, run its examples, and look for what it can never do.

    Args:
        text: the document; any text at all is safe.
        name: how problems call the file.

    Returns:
        As `compile_policy`, with an error at the place of each example that fails; the compiled form is
        there all the same when only examples fail. What the static analysis finds are warnings.
    """
    result = compile_policy(text, name=name)
    if result.compiled is None or result.tree is None:
        return result
    log = ProblemLog(normalised(text), name)
    runs = run_examples(load_policy(result.compiled), result.compiled)
    for run, start in zip(runs, result.example_starts, strict=True):
        if not run.passed:
            differences = "; ".join(str(difference) for difference in run.differences)
            log.error(start, f"the example '{run.name}' fails: {differences}")
    analyse(result.compiled, normalised(text), result.tree, log)
    problems = sorted((*result.problems, *log.problems), key=lambda problem: (problem.line, problem.column))
    return replace(result, problems=tuple(problems))
