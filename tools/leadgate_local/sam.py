"""Runs the SAM CLI without questions, with its output in a log."""

import subprocess
import sys

from leadgate_local.place import ROOT, Place
from leadgate_local.trouble import StepFailed


def run_sam(arguments: list[str], place: Place, env: dict[str, str], remedy: str) -> None:
    """Run one `sam` command; raise `StepFailed` with this remedy when it does not succeed."""
    place.folder.mkdir(parents=True, exist_ok=True)
    with place.sam_log.open("w") as log:
        done = subprocess.run(  # noqa: S603  # our own arguments, no shell
            [sys.executable, "-m", "samcli", *arguments],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode:
        raise StepFailed(f"`sam {arguments[0]}` failed.", remedy, place.sam_log)
