"""The whole check before a publish: the document compiles, its examples hold, and what it says can happen."""

from dataclasses import replace
from typing import Any

from leadgate.contracts.policy.analysis import analyse
from leadgate.contracts.policy.compiler import CompileResult, compile_policy, normalised
from leadgate.contracts.policy.document import Document
from leadgate.contracts.policy.example_names import check_example_names
from leadgate.contracts.policy.example_runs import run_examples
from leadgate.contracts.policy.problems import ProblemLog
from leadgate.contracts.policy.symbols import Symbols
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
    source = normalised(text)
    log = ProblemLog(source, name)
    _check_examples(result.compiled, result, Document(source, log, Symbols({})))
    analyse(result.compiled, source, result.tree, log)
    problems = sorted((*result.problems, *log.problems), key=lambda problem: (problem.line, problem.column))
    return replace(result, problems=tuple(problems))


def _check_examples(compiled: dict[str, Any], result: CompileResult, document: Document) -> None:
    tree = result.tree
    wrong = check_example_names(document, tree.entries["examples"][1], compiled) if tree else set()
    runs = run_examples(load_policy(compiled), compiled)
    for index, (run, start) in enumerate(zip(runs, result.example_starts, strict=True)):
        if not run.passed and index not in wrong:
            differences = "; ".join(str(difference) for difference in run.differences)
            document.log.error(start, f"the example '{run.name}' fails: {differences}")
