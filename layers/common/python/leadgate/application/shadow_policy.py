"""Let a version of a policy decide beside those that are live: recorded, and without any effect."""

from leadgate.application.publishing import Publishing, change_list, kept_version, loaded_policy
from leadgate.domain.publication import Change, shadowed, unshadowed


def shadow_policy(name: str, version: str, by: str, *, ports: Publishing) -> Change | None:
    """Let a version decide beside those that are live: recorded, and without any effect.

    Args:
        name: the policy.
        version: its version.
        by: who does it.
        ports: what publishing needs.

    Returns:
        The change; None when it looks on already.

    Raises:
        NoSuchVersion: it was never uploaded.
        NotFit: it does not load.
        AlreadyLive, TooManyShadows: it cannot look on now.
        Congested: other publishers were faster every time.
    """
    kept = kept_version(name, version, ports)
    loaded_policy(kept)
    return change_list(lambda current: shadowed(current, kept.line, ports.clock(), by), ports)


def end_shadow(name: str, version: str, by: str, *, ports: Publishing) -> Change | None:
    """Let a version look on no longer, also one that is damaged.

    Args:
        name: the policy.
        version: its version.
        by: who does it.
        ports: what publishing needs.

    Returns:
        The change; None when it did not look on.

    Raises:
        NoSuchVersion: it was never uploaded.
        Congested: other publishers were faster every time.
    """
    change = change_list(lambda current: unshadowed(current, name, version, ports.clock(), by), ports)
    if change is None:
        kept_version(name, version, ports)
    return change
