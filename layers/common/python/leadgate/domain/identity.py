"""Who a person is to us: one address in the spelling that its mail provider goes by, one lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from unicodedata import normalize


@dataclass(frozen=True, slots=True)
class _Mailboxes:
    """What a provider leaves out of an address; `domain` is the one that all of its domains are the same as, if any."""

    ignored: str = ""
    domain: str | None = None


# Sources: Gmail Help, "Dots don't matter in Gmail addresses" and "Create task-specific email addresses"; both domains
# are one mailbox.
_GMAIL = _Mailboxes(ignored=".", domain="gmail.com")
# Sources: Proton Support, "Addresses and aliases" (a name is given once for all of the domains, and has `+` aliases);
# ProtonMail/WebClients, `removeEmailAlias` (dots, hyphens and underscores are left out).
_PROTON = _Mailboxes(ignored="._-", domain="proton.me")
# Sources: Outlook Blog 2013 on `+` in Outlook.com; Fastmail Help, "Plus addressing and subdomain addressing". iCloud
# takes such tags, and no name there has a plus; Apple Support 118230 grants icloud.com, me.com and mac.com together
# only to accounts before 2012, so that they stay three.
_TAGGED = _Mailboxes()

_OUTLOOK_ENDINGS: Final = (
    "at", "be", "cl", "co.il", "co.nz", "co.th", "com", "com.ar", "com.au", "com.br", "com.gr", "com.pe", "com.tr",
    "com.vn", "cz", "de", "dk", "es", "fr", "hu", "id", "ie", "in", "it", "jp", "kr", "lv", "my", "ph", "pt", "sa",
    "sg", "sk",
)  # fmt: skip
_HOTMAIL_ENDINGS: Final = (*_OUTLOOK_ENDINGS, "ca", "co.uk", "com.mx", "nl", "no", "se")
_LIVE_ENDINGS: Final = (
    "at", "be", "ca", "cl", "cn", "co.uk", "co.za", "com", "com.ar", "com.au", "com.mx", "com.pt", "de", "dk", "fr",
    "ie", "in", "it", "jp", "nl", "no", "se",
)  # fmt: skip

_PROVIDERS: Final[Mapping[str, _Mailboxes]] = MappingProxyType(
    dict.fromkeys(("gmail.com", "googlemail.com"), _GMAIL)
    | dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), _PROTON)
    | dict.fromkeys(("icloud.com", "me.com", "mac.com", "fastmail.com", "fastmail.fm", "msn.com"), _TAGGED)
    | dict.fromkeys((f"outlook.{ending}" for ending in _OUTLOOK_ENDINGS), _TAGGED)
    | dict.fromkeys((f"hotmail.{ending}" for ending in _HOTMAIL_ENDINGS), _TAGGED)
    | dict.fromkeys((f"live.{ending}" for ending in _LIVE_ENDINGS), _TAGGED)
)


def identity_of(address: str) -> str:
    """Give the spelling under which an address counts as one person.

    RFC 5321 lets a host tell `Ada@` from `ada@`; no host that people use does, and two leads for one person is the
    costlier mistake. Dots and tags are another matter: only a provider's own word makes two spellings one person, and
    an organisation's domain keeps them.

    Args:
        address: a checked address, its domain in ASCII.

    Returns:
        The address with its case folded and its characters composed; without what the provider leaves out of it, at
        the domain that it counts as. A name of which nothing would be left stays as it is.

    Source: RFC 5321, section 2.4; RFC 5233 for tags; the Unicode Standard, section 3.13, for case.
    """
    folded = normalize("NFC", normalize("NFD", address.strip()).casefold())
    name, at, domain = folded.rpartition("@")
    provider = _PROVIDERS.get(domain)
    if provider is None:
        return folded
    mailbox = name.partition("+")[0].translate(dict.fromkeys(map(ord, provider.ignored)))
    return f"{mailbox or name}{at}{provider.domain or domain}"
