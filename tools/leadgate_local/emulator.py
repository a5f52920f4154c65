"""Starts and stops the emulator of AWS (ministack) that one local stack runs on."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import httpx

from leadgate_local import ports, processes
from leadgate_local.place import HOST, Place, environment
from leadgate_local.trouble import StepFailed


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator: its process, when that was born, and its port."""

    pid: int
    born: str
    port: int


def find(place: Place) -> Emulator | None:
    """Return the emulator that an earlier run started, when that very process still lives."""
    last = last_known(place)
    return last if last is not None and processes.birth(last.pid) == last.born else None


def last_known(place: Place) -> Emulator | None:
    """Return the emulator of the last run, dead or alive."""
    try:
        return Emulator(**json.loads(place.emulator.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def start(place: Place) -> Emulator:
    """Start an emulator in the background; `wait` says when it is ready."""
    last = last_known(place)
    port = ports.choose(place.wanted_port, last.port if last else None, ports.USUAL)
    scratch = place.folder / "tmp"
    # Unpacked functions of an earlier run.
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    _begin_streams_again(place)
    with place.emulator_log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env=_emulator_environment(place, port),
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    emulator = Emulator(process.pid, processes.birth(process.pid) or "", port)
    place.emulator.write_text(json.dumps(asdict(emulator)))
    return emulator


def wait(place: Place, emulator: Emulator, patience: float = 180.0) -> None:
    """Return when the emulator answers; raise `StepFailed` when it does not come up."""
    deadline = time.monotonic() + patience
    while not is_ready(place, emulator):
        if processes.birth(emulator.pid) != emulator.born or time.monotonic() > deadline:
            raise StepFailed(
                f"The local AWS did not come up on port {emulator.port}.",
                "Free the port or choose another one (LEADGATE_PORT=4600 make run); `make clean` starts from nothing.",
                place.emulator_log,
            )
        time.sleep(0.1)


def is_ready(place: Place, emulator: Emulator) -> bool:
    """Tell whether the emulator answers."""
    try:
        address = f"{place.endpoint(emulator.port)}/_ministack/ready"
        return httpx.get(address, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def stop(place: Place) -> Emulator | None:
    """End this stack's emulator and nothing else; return it, or None when none was running."""
    emulator = find(place)
    # One that keeps no state has nothing to write, and may take minutes to end many functions one after the other.
    patience = 120.0 if place.keeps_state else 5.0
    if emulator is None or not processes.end(emulator.pid, emulator.born, patience):
        return None
    shutil.rmtree(place.folder / "tmp", ignore_errors=True)
    return emulator


def _emulator_environment(place: Place, port: int) -> dict[str, str]:
    # The functions inherit this environment, so it holds nothing of the user's account.
    return environment(place) | {
        "AUTH": "true",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "PERSIST_STATE": "1" if place.keeps_state else "0",
        "STATE_DIR": str(place.state),
        "S3_PERSIST": "1" if place.keeps_state else "0",
        "S3_DATA_DIR": str(place.folder / "s3"),
        "TMPDIR": str(place.folder / "tmp"),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def _begin_streams_again(place: Place) -> None:
    """Forget how far the streams were read.

    The emulator keeps that number over a restart but not the records it counts, and would pass
    over as many new changes.
    """
    saved = place.state / "lambda.json"
    if saved.exists():
        content = json.loads(saved.read_text())
        content["payload"]["dynamodb_stream_positions"] = {}
        part = saved.with_suffix(".part")
        part.write_text(json.dumps(content))
        part.replace(saved)
