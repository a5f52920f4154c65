"""Showing what is wrong with a policy: problems with their place, and examples that came out otherwise."""

from collections.abc import Sequence

import typer

from leadgate.contracts.policy import CompileResult, ExampleResult, Problem
from leadgate.domain.policy import Policy, load_policy

RED, GREEN, YELLOW = typer.colors.RED, typer.colors.GREEN, typer.colors.YELLOW


def print_problems(problems: Sequence[Problem], *, err: bool = False) -> None:
    """Print `file:line:col: message` for each problem, with the source, a caret and the hint."""
    for problem in problems:
        colour = RED if problem.severity == "error" else YELLOW
        marker = "" if problem.severity == "error" else "warning: "
        place = f"{problem.file}:{problem.line}:{problem.column}:"
        typer.echo(f"{place} {typer.style(marker + problem.message, fg=colour)}", err=err)
        if problem.excerpt.strip():
            typer.echo(f"    {problem.excerpt}", err=err)
            typer.echo(f"    {typer.style(problem.caret, fg=colour)}", err=err)
        if problem.hint:
            typer.echo(f"    {problem.hint}", err=err)


def load_or_exit(result: CompileResult) -> Policy:
    """Load a compiled policy, or print its errors on standard error and end with exit status 1."""
    if result.compiled is None:
        print_problems(result.errors, err=True)
        raise typer.Exit(1)
    return load_policy(result.compiled)


def print_results(results: Sequence[ExampleResult]) -> None:
    """Print a line for each example, and below a failing one what differs and which rules led there."""
    for result in results:
        mark = typer.style("✓", fg=GREEN) if result.passed else typer.style("✗", fg=RED)
        typer.echo(f"{mark} {result.name}")
        for difference in result.differences:
            typer.echo(f"    {difference.what}")
            typer.echo(typer.style(f"      - expected {difference.spoken_expected}", fg=RED))
            typer.echo(typer.style(f"      + got      {difference.spoken_actual}", fg=GREEN))
        if not result.passed:
            typer.echo(f"    because: {_because(result)}")
    failed = sum(not result.passed for result in results)
    typer.echo(f"{len(results)} examples, {len(results) - failed} as expected, {failed} not")


def _because(result: ExampleResult) -> str:
    decision = result.decision
    words = {True: "yes", False: "no", None: "unknown"}
    gates = [f"{gate} {words[value]}" for gate, value in decision.gates.items()]
    hit = [f"{entry.rule} yes" for entry in decision.disqualifiers]
    return ", ".join([*hit, *gates])
