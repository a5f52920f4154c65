"""The demo policy, compiled once, and variations of it."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from leadgate.contracts.policy import compile_policy
from leadgate.contracts.policy_upload import checked_version
from leadgate.domain.policy import AppliesTo, Policy, load_policy
from leadgate.domain.publication import PolicyVersion
from tests.fakes.time import NOON

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "layers/common/python/leadgate/policies/inbound-saas.yaml"


@cache
def compiled_demo() -> dict[str, object]:
    """The compiled form of the demo policy."""
    compiled = compile_policy(DEMO.read_text("utf-8"), name=str(DEMO)).compiled
    assert compiled is not None
    return compiled


@cache
def demo_policy() -> Policy:
    """The demo policy, ready to decide."""
    return load_policy(compiled_demo())


def policy_for_scope(name: str, *, motions: tuple[str, ...] = (), forms: tuple[str, ...] = ()) -> Policy:
    """The demo policy under another name and for other leads."""
    return replace(demo_policy(), name=name, applies_to=AppliesTo(motions, forms))


def compiled_for_scope(
    name: str, *, motions: list[str] | None = None, forms: list[str] | None = None
) -> dict[str, object]:
    """The compiled form of the demo policy under another name and for other leads."""
    return compiled_demo() | {"policy": name, "applies_to": {"motions": motions or [], "forms": forms or []}}


def version_of_policy(compiled: dict[str, object], at: float = NOON) -> PolicyVersion:
    """A version as it is uploaded, of a compiled form without problems."""
    return checked_version(compiled, (), at, "tests")
