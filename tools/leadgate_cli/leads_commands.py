"""`leadgate leads`: preparing files of leads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from leadgate_cli.input_files import same_file
from leadgate_cli.progress_lines import Complaints, ProgressLines, leads_of

leads_app = typer.Typer(help="Prepare files of leads for backtests.", no_args_is_help=True)

Source = Annotated[str, typer.Argument(metavar="IN.jsonl", help="A lead document a line; it is read twice.")]
Target = Annotated[str, typer.Argument(metavar="OUT.parquet", help="The Parquet file to write.")]


@leads_app.callback()
def leads() -> None:
    """Prepare files of leads for backtests."""


@leads_app.command()
def pack(source: Source, target: Target) -> None:
    """Write lead documents as a Parquet file, which `leadgate policy diff` reads many times faster.

    The file has a struct column for each section (company, person, email, answers, ...), moments as epoch seconds,
    texts that repeat as codes, and the signals of a lead as a piece of binary for each field; docs/backtest.md has
    the details. It holds what a policy can read and nothing else. A column stores one kind of values; what is of
    another kind than most becomes unknown and is counted on standard error.

    A line that is no lead is reported with its number and left out.
    Exit status: 0 all packed, 1 some lines were bad, 2 wrong usage.

    Example: leadgate leads pack leads.jsonl leads.parquet
    """
    if same_file(source, target):
        raise typer.BadParameter(f"{target} is read by this command, write to another file", param_hint="OUT.parquet")
    if source == "-":
        raise typer.BadParameter("the leads are read twice, which standard input cannot be", param_hint="IN.jsonl")
    if Path(target).exists() and not Path(target).is_file():
        # The finished file takes the place of what is there, which a device or a directory would not survive.
        raise typer.BadParameter(f"{target} is no file that can be replaced", param_hint="OUT.parquet")
    if target == "-":
        raise typer.BadParameter("Parquet is not written to standard output, name a file", param_hint="OUT.parquet")
    try:
        bad = _pack(source, target)
    except OSError as error:
        raise typer.BadParameter(f"{error.filename or target}: {error.strerror or error}") from None
    raise typer.Exit(1 if bad else 0)


def _pack(source: str, target: str) -> int:
    # Imported late: numpy and pyarrow take longer to load than other commands take to run.
    from leadgate_columnar.lead_packing import learn, pack  # noqa: PLC0415

    bad, unfinished = Complaints(), Path(f"{target}.part")
    leaves = learn(_documents(source, "learning columns", bad))
    try:
        count = pack(_documents(source, "writing", None), leaves, str(unfinished))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    for leaf in leaves.values():
        if leaf.lost:
            typer.echo(f"{source}: {leaf.path} is mostly {leaf.kind}, {leaf.lost} other values became null", err=True)
    typer.echo(f"{target}: {count:,} leads, {Path(target).stat().st_size / 1e6:,.1f} MB")
    return bad.count


def _documents(source: str, what: str, complaints: Complaints | None) -> Iterator[dict[str, Any]]:
    with Path(source).open("rb") as file, ProgressLines(file, source, what) as lines:
        yield from leads_of(lines, source, complaints)
