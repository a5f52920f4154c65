"""One stack for the whole end-to-end suite: own emulator, own port, own folder, gone afterwards."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from leadgate_local import emulator, ports
from leadgate_local.bring_up import bring_up
from leadgate_local.build import build
from leadgate_local.place import ROOT, Place
from leadgate_local.seed import seed
from leadgate_local.stack import Stack
from leadgate_local.steps import Steps
from leadgate_local.trouble import StepFailed
from tests.e2e.driving import Api


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The real template, built, deployed and answering on a free port."""
    place = new_place("e2e", keeps_state=False)
    try:
        yield bring_up(place, Steps(Console(quiet=True)))
    except StepFailed as failure:
        pytest.fail(f"{failure.what}\n{failure.excerpt()}\n{failure.remedy}")
    finally:
        remove(place)


@pytest.fixture(scope="session")
def api(stack: Stack) -> Api:
    """The deployed API with the demo's policy, reps, form and keys."""
    return Api(seed(stack, None))


@pytest.fixture(scope="session")
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
