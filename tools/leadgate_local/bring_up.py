"""Brings a local stack up, step by step: emulator, build, deployment."""

from leadgate_local import emulator
from leadgate_local.build import build
from leadgate_local.deploy import deploy
from leadgate_local.place import Place
from leadgate_local.stack import Stack
from leadgate_local.steps import Steps


def bring_up(place: Place, steps: Steps, **parameters: str) -> Stack:
    """Return the stack, new or updated; `parameters` override the template's."""
    place.folder.mkdir(parents=True, exist_ok=True)
    local_aws = _emulator(place, steps)
    # The emulator comes up while sam builds.
    with steps.step("Build the functions and their layer"):
        rebuilt = build(place)
    if not rebuilt:
        steps.say("Nothing they are made of has changed.")
    with steps.step("Wait for the local AWS"):
        emulator.wait(place, local_aws)
    with steps.step("Deploy template.yaml"):
        return deploy(place, local_aws, **parameters)


def _emulator(place: Place, steps: Steps) -> emulator.Emulator:
    running = emulator.find(place)
    if running is not None and emulator.is_ready(place, running):
        steps.say(f"The local AWS already runs on port {running.port}.")
        return running
    emulator.stop(place)
    started = emulator.start(place)
    if place.wanted_port not in {None, started.port}:
        steps.say(f"Port {place.wanted_port} is taken by another program.")
    steps.say(f"The local AWS starts on port {started.port}.")
    return started
