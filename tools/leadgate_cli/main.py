"""The `leadgate` command: its groups of commands, each from a file of its own."""

import io
import os
import sys
from typing import Any

import typer

from leadgate_cli.leads_commands import leads_app
from leadgate_cli.policy_commands import policy_app
from leadgate_cli.setup_commands import keys, setup


class _CommandLine(typer.Typer):
    """The command line, which ends with one sentence where its output cannot be written."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments name."""
        try:
            return super().__call__(*args, **kwargs)
        except OSError as error:
            typer.echo(f"leadgate: {error.filename or 'standard output'}: {error.strerror}", err=True)
            # What could not be written would fail once more when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            sys.exit(2)


app = _CommandLine(
    name="leadgate",
    help="Inbound lead qualification: a decision with reasons, not a score.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(policy_app, name="policy")
app.add_typer(leads_app, name="leads")
app.add_typer(keys, name="key")
app.command()(setup)


@app.callback()
def prepare_streams() -> None:
    """Inbound lead qualification: a decision with reasons, not a score."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark, never a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    app()
