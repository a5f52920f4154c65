"""What publishing is made of: its ports, when a version is fit to go live, and changing the list without losing one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leadgate.application.errors import BrokenPolicy, Congested, NoSuchVersion, NotFit, StaleList
from leadgate.application.ports import Clock, DirectoryStore, PolicyVersions, Publications
from leadgate.application.retry import Backoff
from leadgate.domain.policy import Policy, load_policy
from leadgate.domain.publication import Change, LiveList, PolicyVersion

Examples = Callable[[Policy, Mapping[str, Any]], tuple[str, ...]]
"""Runs the examples of a policy; gives a sentence for each that fails."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """The ports that publishing needs, and how lost races are run again."""

    versions: PolicyVersions
    publications: Publications
    directory: DirectoryStore
    failing_examples: Examples
    clock: Clock
    backoff: Backoff


def fit_version(name: str, version: str, ports: Publishing) -> PolicyVersion:
    """Give a version that may become live.

    Args:
        name: the policy.
        version: its version.
        ports: what publishing needs.

    Returns:
        The version: it loads, its examples come out as they say, and every pool that it routes to is set up.

    Raises:
        NoSuchVersion: it was never uploaded.
        NotFit: something of that is not so; each reason says what to do.
    """
    kept = kept_version(name, version, ports)
    policy = loaded_policy(kept)
    pools = ports.directory.current().pools
    missing = [
        f"It routes to the pool {pool!r}, which is not set up; set it up with `leadgate setup`, or change the routing."
        for pool in policy.pools
        if pool not in pools
    ]
    failing = ports.failing_examples(policy, kept.compiled)
    if missing or failing:
        raise NotFit((*missing, *failing))
    return kept


def kept_version(name: str, version: str, ports: Publishing) -> PolicyVersion:
    """Give a version as it is kept. Raises NoSuchVersion, or NotFit when what is stored of it cannot be read."""
    try:
        kept = ports.versions.find(name, version)
    except BrokenPolicy:
        raise NotFit(("What is stored of it is damaged; upload its text again under a changed description.",)) from None
    if kept is None:
        raise NoSuchVersion
    return kept


def loaded_policy(kept: PolicyVersion) -> Policy:
    """Make what is stored of a version ready to decide. Raises NotFit when this release cannot."""
    try:
        # From what is stored, not from what this process may hold of it.
        policy = load_policy(kept.compiled)
    except ValueError:
        raise NotFit(("This release cannot load it; upload its text again, which compiles it anew.",)) from None
    if (policy.name, policy.version) != (kept.line.name, kept.line.version):
        raise NotFit(("What is stored of it is not what was uploaded; upload its text again.",))
    return policy


def change_list[C: Change | None](step: Callable[[LiveList], C], ports: Publishing) -> C:
    """Take a step from the list as it is (None changes nothing), again when another was faster. Raises Congested."""
    for _ in ports.backoff.attempts():
        change = step(ports.publications.current())
        if change is None:
            return change
        try:
            ports.publications.commit(*change)
        except StaleList:
            continue
        return change
    raise Congested
