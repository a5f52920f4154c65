"""Reading what a command is given: files, standard input, leads and moments, with plain words when it fails."""

import json
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO, Final

import typer

from leadgate.contracts.policy.compiler import LARGEST
from leadgate.domain.clock import Instant, to_instant

LARGEST_LEAD: Final = 64 * 1024 * 1024


def read_text(path: str) -> str:
    """Read a policy file, or standard input for `-`.

    Args:
        path: the file.

    Returns:
        The text; bytes that are no UTF-8 become the replacement character. Of a file that is too large there
        is enough for the checker to say so.

    Raises:
        typer.BadParameter: the file is not there or cannot be read.
    """
    # Beyond the limit even without a byte order mark, which has three bytes.
    return _read(path, LARGEST + 4).decode("utf-8-sig", errors="replace")


def standard_input() -> BinaryIO:
    """Give standard input.

    Raises:
        typer.BadParameter: there is none.
    """
    if sys.stdin is None:
        raise typer.BadParameter("standard input is closed")
    return sys.stdin.buffer


def standard_output() -> BinaryIO:
    """Give standard output.

    Raises:
        typer.BadParameter: there is none.
    """
    if sys.stdout is None:
        raise typer.BadParameter("standard output is closed")
    return sys.stdout.buffer


def _read(path: str, limit: int) -> bytes:
    try:
        if path == "-":
            return standard_input().read(limit)
        with Path(path).open("rb") as file:
            return file.read(limit)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no usable file name"
        raise typer.BadParameter(f"{path} cannot be read: {reason}") from None


def parse_lead(data: str | bytes) -> dict[str, Any]:
    """Parse a lead document.

    Args:
        data: JSON, as text or as UTF-8.

    Returns:
        The document.

    Raises:
        ValueError: it is not JSON or not an object; the message says which.
    """
    try:
        lead = json.loads(data.rstrip())
    except json.JSONDecodeError as error:
        if not data.strip():
            raise ValueError("not JSON: it is empty") from None
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise ValueError(f"not JSON: {error.msg} at {line}column {error.colno}") from None
    except UnicodeDecodeError:
        raise ValueError("not JSON: the bytes are no UTF-8") from None
    except (ValueError, RecursionError):
        raise ValueError("not JSON that can be read: nested too deep, or a number too long") from None
    if not isinstance(lead, dict):
        raise ValueError("not a JSON object")
    return lead


def read_lead(path: str) -> dict[str, Any]:
    """Read the single lead of a file, or of standard input for `-`; what is no lead ends the command with 1."""
    try:
        return parse_lead(_read(path, LARGEST_LEAD))
    except ValueError as error:
        typer.echo(f"{path}: {error}", err=True)
        raise typer.Exit(1) from None


def moment_of(text: str | None) -> Instant:
    """Read the clock that a command is given.

    Args:
        text: RFC 3339 or epoch seconds; None for this moment.

    Returns:
        Epoch seconds.

    Raises:
        typer.BadParameter: the text is no moment.
    """
    if text is None:
        return time.time()
    try:
        at = to_instant(float(text) if "T" not in text.upper() and ":" not in text else text)
    except ValueError:
        at = None
    if at is None:
        raise typer.BadParameter(f"'{text}' is no moment, write it like 2026-05-04T09:00:00Z", param_hint="--now")
    return at


def same_file(one: str, other: str) -> bool:
    """Say whether two paths are the same file; `-` is none."""
    if "-" in {one, other}:
        return False
    try:
        return Path(one).samefile(other)
    except OSError:
        return False
