"""Deciding about a stream of leads: a line in, a line out, bad lines reported and passed over."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from leadgate.domain.clock import Instant
from leadgate.domain.policy import Policy, decide
from leadgate_cli.input_files import parse_lead, standard_input, standard_output
from leadgate_cli.policy_explaining import lead_id


def evaluate_stream(policy: Policy, leads: str, out: str, now: Instant, trace: Literal["compact", "full"]) -> int:
    """Decide about every lead of a file and write the decisions.

    Args:
        policy: the loaded policy.
        leads: the file of leads, a JSON object a line; `-` for standard input.
        out: the file to write; `-` for standard output.
        now: the clock, epoch seconds.
        trace: how much of the trace each line has.

    Returns:
        The number of lines that were no lead.

    Raises:
        typer.BadParameter: a file cannot be read or written.
    """
    try:
        with ExitStack() as stack:
            source = standard_input() if leads == "-" else stack.enter_context(Path(leads).open("rb"))
            target = standard_output() if out == "-" else stack.enter_context(Path(out).open("wb"))
            lines = stack.enter_context(_ProgressLines(source, leads))
            return _evaluate(policy, lines.numbered(), target, leads, now, trace)
    except BrokenPipeError:
        # Whoever read standard output has seen enough.
        sys.stderr.close()
        return 0
    except OSError as error:
        written = "standard output" if out == "-" else out
        raise typer.BadParameter(f"{error.filename or written}: {error.strerror}") from None


def _evaluate(
    policy: Policy,
    lines: Iterator[tuple[int, bytes]],
    target: IO[bytes],
    name: str,
    now: Instant,
    trace: Literal["compact", "full"],
) -> int:
    bad = 0
    for number, line in lines:
        try:
            lead = parse_lead(line)
        except ValueError as error:
            bad += 1
            typer.echo(f"{name}:{number}: {error}", err=True)
            continue
        document = {"id": lead_id(lead), **decide(lead, policy, now).to_document(trace=trace)}
        # ASCII only, so that half a surrogate pair in a lead cannot spoil the file.
        target.write(json.dumps(document, allow_nan=False).encode() + b"\n")
    target.flush()
    return bad


class _ProgressLines:
    """The numbered lines of a stream, with a progress bar on standard error when that is a terminal."""

    def __init__(self, source: IO[bytes], name: str) -> None:
        self._source = source
        size = None if name == "-" else Path(name).stat().st_size
        columns = (TextColumn("deciding"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        console = Console(stderr=True)
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task("deciding", total=size)

    def __enter__(self) -> "_ProgressLines":
        self._progress.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._progress.stop()

    def numbered(self) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the content of every line that is not blank."""
        done = 0
        for number, line in enumerate(self._source, start=1):
            done += len(line)
            if number % 500 == 0:
                self._progress.update(self._task, completed=done)
            if line.strip():
                yield number, line
