"""Tells whether a process is still the one that was started, and ends it without touching another."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path


def birth(pid: int) -> str | None:
    """Return what only this run of the process has (its start time), or None when it is gone."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] == "Z" else fields[19]
    shown = subprocess.run(  # noqa: S603  # a fixed command and a number
        ["ps", "-o", "lstart=", "-p", str(pid)],  # noqa: S607  # no fixed place across systems
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    return shown.stdout.strip() or None


def end(pid: int, born: str, patience: float = 120.0) -> bool:
    """Ask the process to end, insist after `patience` seconds; False when it was not ours or gone."""
    if birth(pid) != born:
        return False
    # An emulator with many functions at work took 26 s to write its state; killed before, it would lose leads.
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while _lives(pid, born):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            deadline += patience
        time.sleep(0.05)
    return True


def _lives(pid: int, born: str) -> bool:
    # A child that nobody waits for stays a zombie; a stranger's child cannot be waited for.
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    return birth(pid) == born
