"""Reading what a command is given: files, standard input, leads and moments, with plain words when it fails."""

import json
import sys
import time
from pathlib import Path
from typing import Any, Final

import typer

from leadgate.contracts.policy.compiler import LARGEST
from leadgate.domain.clock import Instant, to_instant

LARGEST_LEAD: Final = 64 * 1024 * 1024


def read_text(path: str, limit: int = LARGEST + 1) -> str:
    """Read a text file, or standard input for `-`.

    Args:
        path: the file.
        limit: bytes after which reading stops; enough for the checker to say that the file is too large.

    Returns:
        The text; bytes that are no UTF-8 become the replacement character.

    Raises:
        typer.BadParameter: the file is not there or cannot be read.
    """
    try:
        if path == "-":
            data = sys.stdin.buffer.read(limit)
        else:
            with Path(path).open("rb") as file:
                data = file.read(limit)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no usable file name"
        raise typer.BadParameter(f"{path} cannot be read: {reason}") from None
    return data.decode("utf-8-sig", errors="replace")


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
        lead = json.loads(data)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from None
    except UnicodeDecodeError:
        raise ValueError("not JSON: the bytes are no UTF-8") from None
    except (ValueError, RecursionError):
        raise ValueError("not JSON that can be read: nested too deep, or a number too long") from None
    if not isinstance(lead, dict):
        raise ValueError("not a JSON object")
    return lead


def read_lead(text: str, path: str) -> dict[str, Any]:
    """Parse the single lead of a file, or end the command with exit status 1."""
    try:
        return parse_lead(text)
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
