"""The lines of a file of leads, with a progress bar for people who watch."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from leadgate_cli.input_files import parse_lead


def progress_bar(what: str) -> Progress:
    """Make a progress bar on standard error, which stays silent unless that is a terminal."""
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


class ProgressLines:
    """The numbered lines of a stream, with a progress bar on standard error when that is a terminal."""

    def __init__(self, source: IO[bytes], name: str, what: str) -> None:
        """Prepare the lines.

        Args:
            source: the stream.
            name: its path; `-` for one that has no size.
            what: what is done with the lines, in one word.
        """
        self._source = source
        size = None if name == "-" else Path(name).stat().st_size
        self._progress = progress_bar(what)
        self._task = self._progress.add_task(what, total=size)

    def __enter__(self) -> "ProgressLines":
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


def leads_of(lines: ProgressLines, name: str, complain: Callable[[str], object] | None) -> Iterator[dict[str, Any]]:
    """Parse the lead of every line.

    Args:
        lines: the lines.
        name: how messages call the file.
        complain: receives a message about each line that is no lead; None passes them over in silence.

    Yields:
        The lead documents.
    """
    for number, line in lines.numbered():
        try:
            lead = parse_lead(line)
        except ValueError as error:
            if complain is not None:
                complain(f"{name}:{number}: {error}")
            continue
        yield lead


class Complaints:
    """Says on standard error what is wrong with an input, and counts it."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, message: str) -> None:
        """Report one thing."""
        self.count += 1
        typer.echo(message, err=True)
