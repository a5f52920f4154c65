"""One stack for the whole end-to-end suite: own emulator, own port, own folder, gone afterwards."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from operator import not_
from pathlib import Path

import pytest
from rich.console import Console

from leadgate_local import emulator, ports, processes
from leadgate_local.bring_up import bring_up
from leadgate_local.build import build
from leadgate_local.place import ROOT, Place
from leadgate_local.seed import seed
from leadgate_local.stack import Stack
from leadgate_local.steps import Steps
from leadgate_local.trouble import StepFailed
from tests.e2e.driving import Api, until


@pytest.fixture(scope="package")
def home() -> Iterator[Place]:
    """The folder and the port of the suite's own stack; whatever runs there is ended afterwards."""
    place = new_place("e2e", keeps_state=False)
    yield place
    remove(place)


@pytest.fixture(scope="package")
def stack(home: Place) -> Stack:
    """The real template, built, deployed and answering on a free port."""
    try:
        return bring_up(home, Steps(Console(quiet=True)))
    except StepFailed as failure:
        pytest.fail(f"{failure.what}\n{failure.excerpt()}\n{failure.remedy}")


@pytest.fixture
def crash(home: Place) -> Callable[[str], int]:
    """Kill every running process of a function, as `crash("Status")`; says how many there were."""

    def kill(function: str) -> int:
        mark = f"{home.folder}/tmp/ministack-lambda-{home.stack_name}-{function}Function-"
        workers = [int(entry.parent.name) for entry in Path("/proc").glob("[0-9]*/cmdline") if mark in command(entry)]
        born = {worker: processes.birth(worker) for worker in workers}
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        # The emulator gives a request to a process that is not quite dead yet.
        until(lambda: [worker for worker in workers if born[worker] and processes.birth(worker) == born[worker]], not_)
        return len(workers)

    return kill


def command(entry: Path) -> str:
    """Return the command line of a process, or nothing when it has just gone."""
    try:
        return entry.read_text()
    except OSError:
        return ""


@pytest.fixture(scope="package")
def api(stack: Stack) -> Api:
    """The deployed API with the demo's policy, reps, form and keys."""
    return Api(seed(stack, None))


@pytest.fixture(scope="package")
def built() -> Path:
    """The folder with every function and the layer, as `sam build` made them."""
    place = new_place("build", keeps_state=False)
    try:
        build(place)
    except StepFailed as failure:
        pytest.fail(f"{failure.what}\n{failure.excerpt()}\n{failure.remedy}")
    return place.build


def new_place(name: str, *, keeps_state: bool) -> Place:
    """Return an empty place with a port of its own."""
    folder = ROOT / ".local" / name / os.environ.get("PYTEST_XDIST_WORKER", "main")
    place = Place(folder=folder, keeps_state=keeps_state, wanted_port=ports.any_free())
    remove(place)
    folder.mkdir(parents=True)
    return place


def remove(place: Place) -> None:
    """End the place's emulator, also one that a killed run left behind, and drop its files."""
    emulator.stop(place)
    shutil.rmtree(place.folder, ignore_errors=True)
