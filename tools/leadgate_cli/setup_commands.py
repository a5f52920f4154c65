"""`leadgate setup` and `leadgate key`: who sells, which forms there are, and who may call the API."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from leadgate.domain.access import Scope
from leadgate_cli.setting_up import apply_setup, create_key, revoke_key
from leadgate_cli.setup_document import BadSetup, read_setup
from leadgate_cli.target import NoSuchStack, Target

keys = typer.Typer(no_args_is_help=True, help="Bearer keys of the HTTP API.")
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

Stack = Annotated[str, typer.Option(help="The name that the stack was deployed under.")]


def setup(
    file: Annotated[Path, typer.Argument(help="A YAML page with policies, reps, pools and forms.")],
    stack: Stack = "leadgate",
) -> None:
    """Set up policies, reps, pools and forms on a deployed stack.

    The page is checked as a whole, and nothing is written when something in it is wrong. What it does not name
    stays as it is. Your AWS profile and region say where the stack is.

    Example: leadgate setup setup/demo.yaml --stack leadgate
    """
    try:
        page = read_setup(file)
        live = apply_setup(page, Target.of_stack(stack))
    except (BadSetup, NoSuchStack, ClientError, BotoCoreError) as wrong:
        raise _failed(wrong) from None
    _out.print(f"Set up {len(page.reps)} reps, {len(page.pools)} pools, {len(page.forms)} forms.")
    for line in live:
        _out.print(f"Live: {line.name} {line.version}, on every function within a minute.")


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="Who uses it, such as crm or website.")],
    scope: Annotated[list[Scope], typer.Option(help="What for; may be given several times.")],
    days: Annotated[int, typer.Option(min=1, max=3650, help="After how many days it ends.")] = 365,
    stack: Stack = "leadgate",
) -> None:
    """Make a key and show it, once.

    Example: leadgate key create crm --scope intake --days 90
    """
    try:
        secret = create_key(name, tuple(scope), timedelta(days=days), Target.of_stack(stack))
    except (NoSuchStack, ClientError, BotoCoreError) as wrong:
        raise _failed(wrong) from None
    _out.print(secret)


@keys.command()
def revoke(
    secret: Annotated[str, typer.Argument(help="The key; - reads it from standard input.")], stack: Stack = "leadgate"
) -> None:
    """End a key; it is refused everywhere within a minute.

    Example: leadgate key revoke - < old.key
    """
    from_stdin = secret == "-"  # noqa: S105 a dash is no password
    given = typer.get_text_stream("stdin").read().strip() if from_stdin else secret
    try:
        known = revoke_key(given, Target.of_stack(stack))
    except (NoSuchStack, ClientError, BotoCoreError) as wrong:
        raise _failed(wrong) from None
    if not known:
        raise _failed("This stack knows no such key.")
    _out.print("Revoked.")


def _failed(wrong: Any) -> typer.Exit:
    _err.print(str(wrong), style="red", markup=False)
    return typer.Exit(1)
