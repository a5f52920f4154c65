"""The `leadgate` command: its groups of commands, each from a file of its own."""

import io
import sys

import typer

from leadgate_cli.policy_commands import policy_app
from leadgate_cli.setup_commands import keys, setup

app = typer.Typer(
    name="leadgate",
    help="Inbound lead qualification: a decision with reasons, not a score.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(policy_app, name="policy")
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
