"""Under which salted names the allow-list knows an address and its domain."""

from collections.abc import Callable

from leadgate.domain.identity import identity_of


def allowed_names(email: str, salted: Callable[..., str]) -> dict[str, str]:
    """Give the names.

    Args:
        email: a checked address.
        salted: the salted hash.

    Returns:
        `address`, the name of the person's address, and `domain`, the name of everybody's at its domain.
    """
    return {
        "address": salted("allowed", "address", identity_of(email)),
        "domain": salted("allowed", "domain", domain_of(email)),
    }


def domain_of(email: str) -> str:
    """Give the domain of an address."""
    return email.rpartition("@")[2]
