"""The registrable domain of an organisation, by the public suffix list."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import idna

from leadgate.contracts.mail_domains import is_disposable, is_free

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

    from leadgate.domain.lead import FactValue

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LONGEST_NAME: Final = 253
"""How many characters a domain name has at most. Source: RFC 1035, section 2.3.4."""

_PAGES_OF_ANYBODY: Final = frozenset({
    "facebook.com", "github.com", "google.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "xing.com",
    "youtube.com",
})  # fmt: skip
"""Where many organisations have a page: its address, as a company's website, says nothing of whose it is."""


def organisation_of(stated: FactValue) -> str | None:
    """Read the organisation's domain from a domain, a host or a web address.

    Args:
        stated: as it was stated, in whatever spelling; nothing is looked up in the network.

    Returns:
        The registrable domain in lower-case ASCII. None for what is no host name of the internet, for a public
        suffix, for free and disposable mail, and for a page at a network where anybody has one.
    """
    host, is_page = _host(stated)
    domain = registrable(host) if host else None
    if host is None or domain is None or (is_page and domain in _PAGES_OF_ANYBODY):
        return None
    is_of_anybody = is_free(domain) or is_free(host) or is_disposable(host)
    return None if is_of_anybody else domain


def registrable(host: str) -> str | None:
    """Give the part of a host name that somebody registered.

    Args:
        host: a host name in lower-case ASCII.

    Returns:
        The public suffix with one label more; None when the host is a public suffix, or no name but an address.

    Source: https://publicsuffix.org/list/, both sections: whoever has a name below `github.io` is somebody else.
    """
    labels = host.split(".")
    if labels[-1].isdecimal():
        return None
    found = _suffixes().privatesuffix(".".join(_as_listed(label) for label in labels))
    return None if found is None else ".".join(labels[-found.count(".") - 1 :])


def _host(stated: FactValue) -> tuple[str | None, bool]:
    """Give the host in lower-case ASCII, and whether a page of it is meant."""
    text = stated.strip() if isinstance(stated, str) else ""
    try:
        parts = urlsplit(text if _SCHEME.match(text) else f"//{text.lstrip('/')}")
        host = (parts.hostname or "").rstrip(".")
        if not 0 < len(host) <= _LONGEST_NAME:
            return None, False
        return idna.encode(host, uts46=True).decode("ascii"), parts.path.strip("/") != ""
    except ValueError:  # brackets without an address in them, characters that no name has
        return None, False


def _as_listed(label: str) -> str:
    """Spell a label as the list does: in its own script."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@cache
def _suffixes() -> PublicSuffixList:
    # Slow to load, and only who keeps or shows a lead asks; with its names in ASCII as well it is three times as slow.
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415

    return PublicSuffixList(accept_encoded_idn=False)
