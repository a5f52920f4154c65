"""Comparing what two policies decide about many leads, from JSON lines or Parquet, with progress."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any, Final

import typer

from leadgate.domain.clock import Instant
from leadgate_cli.input_files import standard_input
from leadgate_cli.progress_lines import Complaints, ProgressLines, leads_of, progress_bar
from leadgate_columnar.arrow_batch import ArrowBatch
from leadgate_columnar.comparison import Comparison, compare
from leadgate_columnar.document_batch import DocumentBatch
from leadgate_columnar.lead_schema import NotLeads
from leadgate_columnar.parquet_leads import ParquetLeads
from leadgate_columnar.plan import Plan, plan_of
from leadgate_columnar.work_sharing import Workers

_AT_ONCE: Final = 2_048
_MAGIC: Final = b"PAR1"


def compare_leads(
    old: Mapping[str, Any], new: Mapping[str, Any], leads: str, now: Instant, wanted: int
) -> tuple[Comparison, int]:
    """Compare two policies over a file of leads.

    Args:
        old: the compiled policy as it is.
        new: the compiled policy as it would be.
        leads: a file of JSON lines or Parquet, told apart by how it begins; `-` for lines from standard input.
        now: the clock, epoch seconds.
        wanted: how many examples to give of each change.

    Returns:
        The differences, and how many lines were no lead.

    Raises:
        typer.BadParameter: the file cannot be read.
        NotLeads: it is Parquet, and damaged or not of leads.
    """
    try:
        if leads != "-" and _is_parquet(leads):
            return _compare_parquet(old, new, leads, now, wanted), 0
        with standard_input() if leads == "-" else Path(leads).open("rb") as source:
            return _compare_lines(old, new, ProgressLines(source, leads, "comparing"), leads, now, wanted)
    except OSError as error:
        raise typer.BadParameter(f"{error.filename or leads}: {error.strerror or error}") from None


def _is_parquet(path: str) -> bool:
    with Path(path).open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _compare_lines(
    old: Mapping[str, Any], new: Mapping[str, Any], lines: ProgressLines, name: str, now: Instant, wanted: int
) -> tuple[Comparison, int]:
    before, after, found, bad = plan_of(old), plan_of(new), Comparison(wanted), Complaints()
    with lines:
        for documents in batched(leads_of(lines, name, bad), _AT_ONCE, strict=False):
            found.merge(compare(before, after, DocumentBatch(documents), now, wanted))
    return found, bad.count


def _compare_parquet(
    old: Mapping[str, Any], new: Mapping[str, Any], path: str, now: Instant, wanted: int
) -> Comparison:
    found = Comparison(wanted)
    # The processes are started before the progress bar has a thread of its own.
    with Workers(partial(_open, path, old, new)) as workers, progress_bar("comparing") as progress:
        task = progress.add_task("comparing", total=workers.leads.leads)
        for leads, results in workers.map(partial(_compare, now, wanted)):
            for result in results:
                found.merge(result)
            progress.advance(task, leads)
    return found


def _open(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[ParquetLeads, Sequence[Plan]]:
    plans = (plan_of(old), plan_of(new))
    return ParquetLeads(path, plans, identities=True), plans


def _compare(now: Instant, wanted: int, plans: Sequence[Plan], batch: ArrowBatch) -> Comparison:
    return compare(plans[0], plans[1], batch, now, wanted)


def compare_or_exit(
    old: Mapping[str, Any], new: Mapping[str, Any], leads: str, now: Instant, wanted: int
) -> tuple[Comparison, int]:
    """Compare two policies as `compare_leads` does; a file that is not of leads ends the command with 1."""
    try:
        return compare_leads(old, new, leads, now, wanted)
    except NotLeads as error:
        sys.stdout.flush()
        typer.echo(f"{leads}: {error}", err=True)
        raise typer.Exit(1) from None
