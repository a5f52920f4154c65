"""Shows each step while it runs, how long it took, and how to go on when it fails."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from leadgate_local.trouble import StepFailed


class Steps:
    """Prints one line a step; on a terminal the running one turns."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._begun = time.monotonic()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Run the body as one named step; its `StepFailed` marks the line and goes on upwards."""
        begun = time.monotonic()
        try:
            with self.console.status(escape(name)):
                yield
        except BaseException:
            self.console.print(f"[red]✘[/] {escape(name)}")
            raise
        self.console.print(f"[green]✔[/] {escape(name)} [dim]{time.monotonic() - begun:.1f} s[/]")

    def say(self, text: str) -> None:
        """Print one remark between two steps."""
        self.console.print(f"  [dim]{escape(text)}[/]")

    def elapsed(self) -> float:
        """Return the seconds since the first step."""
        return time.monotonic() - self._begun

    def explain(self, failure: StepFailed) -> None:
        """Print what failed, the end of the log, and what to do."""
        self.console.print(f"\n[bold red]{escape(failure.what)}[/]")
        if excerpt := failure.excerpt():
            self.console.print(f"[dim]{escape(str(failure.log))} ends with:[/]")
            self.console.print(escape(excerpt), style="dim")
        self.console.print(f"[bold]What to do:[/] {escape(failure.remedy)}")
