"""Keep a version of a policy for ever; it decides nothing yet."""

from leadgate.application.errors import Congested, StaleList
from leadgate.application.publishing import Publishing
from leadgate.domain.publication import PolicyVersion


def upload_policy(version: PolicyVersion, source: str, *, ports: Publishing) -> tuple[PolicyVersion, bool]:
    """Keep a checked version; it decides nothing yet.

    Args:
        version: the version, checked and compiled.
        source: the text that it was compiled from.
        ports: what publishing needs.

    Returns:
        The version as it is kept, and whether it is new.

    Raises:
        PolicyTooLarge: it does not fit into the table.
        Congested: every attempt met another writer.
    """
    for _ in ports.backoff.attempts():
        try:
            if ports.versions.add(version, source):
                return version, True
        except StaleList:
            continue
        return ports.versions.find(version.line.name, version.line.version) or version, False
    raise Congested
