"""`leadgate policy`: check, test, explain and evaluate a policy from the shell, and print its schema."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from leadgate.contracts.policy import check_policy, compile_policy, policy_schema, run_examples
from leadgate.domain.policy import decide, load_policy
from leadgate_cli.input_files import moment_of, read_lead, read_text, same_file
from leadgate_cli.policy_evaluating import evaluate_stream
from leadgate_cli.policy_explaining import explanation, show_decision
from leadgate_cli.policy_reporting import load_or_exit, print_problems, print_results

policy_app = typer.Typer(
    help="""Write, check and try a policy: the one page that says who deserves sales time.

    A first round: `leadgate policy check my.yaml`, then `test`, then `explain` with a lead of yours.
    """,
    no_args_is_help=True,
)

PolicyFile = Annotated[str, typer.Argument(metavar="FILE", help="The policy, a YAML file; - reads standard input.")]
Now = Annotated[
    str | None,
    typer.Option("--now", metavar="T", help="The clock: RFC 3339 or epoch seconds; without it, this moment."),
]
NowNeeded = Annotated[
    str, typer.Option("--now", metavar="T", help="The clock for every lead: RFC 3339 or epoch seconds.")
]
Lead = Annotated[str, typer.Option("--lead", metavar="LEAD.json", help="The lead document; - reads standard input.")]
Leads = Annotated[str, typer.Option("--leads", metavar="IN.jsonl", help="A lead a line; - reads standard input.")]
Out = Annotated[str, typer.Option("--out", metavar="OUT.jsonl", help="A decision a line; - writes standard output.")]
Sample = Annotated[
    str, typer.Option("--leads", metavar="IN", help="JSON lines or Parquet; - reads JSON lines from standard input.")
]
Examples = Annotated[int, typer.Option("--examples", metavar="N", min=0, max=1000, help="Leads to show a change.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as problems.")]
Format = Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for machines.")]
Trace = Annotated[
    Literal["compact", "full"],
    typer.Option("--trace", help="compact: the result of each rule; full: the values that it saw as well."),
]


@policy_app.command()
def check(file: PolicyFile, strict: Strict = False, format_: Format = "text") -> None:
    """Find what is wrong with a policy, each problem with its line, column and a hint.

    Exit status: 0 good, 1 problems, 2 wrong usage.

    Example: leadgate policy check inbound-saas.yaml --strict
    """
    result = check_policy(read_text(file), name=file)
    failed = bool(result.problems if strict else result.errors)
    if format_ == "json":
        problems = [problem.to_document() for problem in result.problems]
        typer.echo(json.dumps({"file": file, "ok": not failed, "problems": problems}, indent=2))
    else:
        print_problems(result.problems)
        if not failed and result.compiled is not None:
            counted = f"{len(result.compiled['rules'])} rules, {len(result.compiled['examples'])} examples"
            typer.echo(f"{file}: good, {counted}, version {load_policy(result.compiled).version}")
    raise typer.Exit(1 if failed else 0)


@policy_app.command()
def test(file: PolicyFile) -> None:
    """Run the examples that stand in a policy and show what differs.

    Exit status: 0 all as expected, 1 some differ or the policy has problems, 2 wrong usage.

    Example: leadgate policy test inbound-saas.yaml
    """
    result = compile_policy(read_text(file), name=file)
    policy = load_or_exit(result)
    results = run_examples(policy, result.compiled or {})
    print_results(results)
    raise typer.Exit(0 if all(run.passed for run in results) else 1)


@policy_app.command()
def explain(file: PolicyFile, lead: Lead, now: Now = None, format_: Format = "text") -> None:
    """Decide about one lead and show why: every rule, what it saw, and what would be asked.

    Exit status: 0 decided, 1 the policy has problems or the lead cannot be read, 2 wrong usage.

    Example: leadgate policy explain inbound-saas.yaml --lead lead.json --now 2026-05-04T09:00:00Z
    """
    if file == lead == "-":
        raise typer.BadParameter("only one of policy and lead can come from standard input")
    at = moment_of(now)
    policy = load_or_exit(compile_policy(read_text(file), name=file))
    document = read_lead(lead)
    decision = decide(document, policy, at)
    if format_ == "json":
        typer.echo(json.dumps(explanation(document, decision, at), indent=2))
    else:
        show_decision(Console(highlight=False), document, decision, at)


@policy_app.command()
def evaluate(file: PolicyFile, leads: Leads, now: NowNeeded, out: Out, trace: Trace = "compact") -> None:
    """Decide about many leads, one JSON object a line in and one out.

    A line that is no lead is reported with its number and does not stop the others.
    Exit status: 0 all decided, 1 some lines were bad or the policy has problems, 2 wrong usage.

    Example: leadgate policy evaluate inbound-saas.yaml --leads in.jsonl --now 2026-05-04T09:00:00Z --out out.jsonl
    """
    if file == leads == "-":
        raise typer.BadParameter("only one of policy and leads can come from standard input")
    if same_file(leads, out) or same_file(file, out):
        raise typer.BadParameter(f"{out} is read by this command, write to another file", param_hint="--out")
    if out != "-" and (Path(out).is_dir() or not Path(out).absolute().parent.is_dir()):
        raise typer.BadParameter(f"{out} cannot be written", param_hint="--out")
    at = moment_of(now)
    policy = load_or_exit(compile_policy(read_text(file), name=file))
    bad = evaluate_stream(policy, leads, out, at, trace)
    raise typer.Exit(1 if bad else 0)


@policy_app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The policy as it is, a YAML file.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The policy as it would be; one of the two may be -.")],
    leads: Sample,
    now: NowNeeded,
    format_: Format = "text",
    examples: Examples = 3,
) -> None:
    """Backtest a change: decide about many leads by two policies, and show who would move where, and why.

    Outcomes, pools and grades are counted from the old policy (lines) to the new one (columns), the rules that come
    out otherwise are counted, and for each change there are example leads with the gates and rules behind it.
    Each lead is decided as it stands in the file, for the same clock by both policies.

    Parquet is read many times faster than JSON lines, and only the columns that the policies ask for: write it with
    `leadgate leads pack`, or export it from a warehouse with a struct column for each section of a lead.

    A line that is no lead is reported with its number and does not stop the others.
    Exit status: 0 all decided, 1 some lines were bad or a policy has problems, 2 wrong usage.

    Example: leadgate policy diff live.yaml mine.yaml --leads leads.parquet --now 2026-05-04T09:00:00Z
    """
    # Imported late: numpy and pyarrow take longer to load than other commands take to run.
    from leadgate_cli.policy_difference import difference_document, show_difference  # noqa: PLC0415
    from leadgate_cli.policy_diffing import compare_or_exit  # noqa: PLC0415

    if [old, new, leads].count("-") > 1:
        raise typer.BadParameter("only one of the policies and the leads can come from standard input")
    at = moment_of(now)
    results = [compile_policy(read_text(file), name=file) for file in (old, new)]
    before, after = (load_or_exit(result) for result in results)
    found, bad = compare_or_exit(results[0].compiled or {}, results[1].compiled or {}, leads, at, examples)
    if format_ == "json":
        typer.echo(json.dumps(difference_document((old, before), (new, after), at, found, bad), indent=2))
    else:
        show_difference(Console(highlight=False), (old, before), (new, after), at, found)
    raise typer.Exit(1 if bad else 0)


@policy_app.command()
def schema() -> None:
    """Print the JSON Schema of a policy, for editors that complete and check while you type.

    Example: leadgate policy schema > policy.schema.json
    """
    typer.echo(json.dumps(policy_schema(), indent=2))
