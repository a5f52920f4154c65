"""Who a person is to us: one normalised address, one lead."""


def identity_of(address: str) -> str:
    """Give the spelling under which an address counts as one person.

    Args:
        address: a checked address, its domain in ASCII or Unicode.

    Returns:
        The address with its case folded. RFC 5321 lets a host tell `Ada@` from `ada@`; no host that people use
        does, and two leads for one person is the costlier mistake.

    Source: RFC 5321, section 2.4.
    """
    return address.strip().casefold()
