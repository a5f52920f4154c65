"""Make a version of a policy live; one that is not fit never gets through."""

from leadgate.application.publishing import Publishing, change_list, fit_version
from leadgate.domain.publication import Change, PolicyVersion, published


def publish_policy(name: str, version: str, by: str, *, ports: Publishing) -> tuple[PolicyVersion, Change | None]:
    """Make a version live for its scope, in place of whatever is live there.

    Args:
        name: the policy.
        version: its version.
        by: who does it.
        ports: what publishing needs.

    Returns:
        The version, and the change; None when it is live already.

    Raises:
        NoSuchVersion: it was never uploaded.
        NotFit: it does not load, its examples fail, or a pool of its routes is not set up.
        Congested: other publishers were faster every time.
    """
    kept = fit_version(name, version, ports)
    return kept, change_list(lambda current: published(current, kept.line, ports.clock(), by), ports)
