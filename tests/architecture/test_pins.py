"""What runs on AWS is what was tested: the layer's pins are the pins of the tools."""

import re

from tests.architecture.house import TOOLS

ROOT = TOOLS.parent


def pins(path: str) -> dict[str, str]:
    """The version of every package that a file pins, by its normal name. Source: PEP 503."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / path).read_text("utf-8").splitlines())
    pinned = (line.split("==") for line in lines if line)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pinned}


def test_a_fresh_clone_installs_every_package_of_the_layer_in_the_same_version() -> None:
    layer, tools = pins("layers/common/python/requirements.txt"), pins("requirements-dev.txt")
    assert layer
    assert {name: tools.get(name) for name in layer} == layer
