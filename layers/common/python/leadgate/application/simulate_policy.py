"""Decide on a lead by any version of a policy, and write nothing."""

from collections.abc import Mapping
from typing import Any

from leadgate.application.publishing import Publishing, kept_version, loaded_policy
from leadgate.domain.clock import Instant
from leadgate.domain.policy import decide


def simulate_policy(
    lead: Mapping[str, object], name: str, version: str, now: Instant, *, ports: Publishing
) -> Mapping[str, Any]:
    """Say what a version would decide.

    Args:
        lead: the lead document.
        name: the policy.
        version: its version, live or not.
        now: the clock.
        ports: what publishing needs.

    Returns:
        The document of the decision with its full trace.

    Raises:
        NoSuchVersion: it was never uploaded.
        NotFit: it does not load.
    """
    policy = loaded_policy(kept_version(name, version, ports))
    return decide(lead, policy, now).to_document(trace="full")
