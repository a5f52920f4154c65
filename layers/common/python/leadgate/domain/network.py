"""Which network a post came from: what one household, office or server has for itself."""

from ipaddress import IPv6Address, ip_address

_PREFIX_BYTES = 8


def network_of(address: str | None) -> str | None:
    """Give the network of an address, spelled in one way.

    Args:
        address: the address as the gateway saw it; never what a header says, which anybody can write.

    Returns:
        An IPv4 address whole; of an IPv6 address the first 64 bits, for whoever has one of them has all of them.
        None for what is no address.

    Source: RFC 4291, sections 2.5.4 and 2.5.5.2; RFC 6177, section 2.
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return found.packed[:_PREFIX_BYTES].hex()
        found = found.ipv4_mapped
    return str(found)
