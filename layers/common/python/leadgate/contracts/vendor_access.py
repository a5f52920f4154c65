"""How somebody gives us access to a vendor: a secret, and where the vendor's API is."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StrictStr, StringConstraints

_LOOPBACK = frozenset({"localhost", "127.0.0.1"})


def _secret(value: str) -> str:
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise ValueError("has to be printable ASCII text without space around it; copy it again from the tool")
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not (is_safe and parts.hostname) or parts.query or parts.fragment or parts.username:
        raise ValueError("has to be an https address without a query, such as https://api.example.com")
    return value.rstrip("/")


Secret = Annotated[StrictStr, StringConstraints(min_length=8, max_length=4_000), AfterValidator(_secret)]
BaseUrl = Annotated[StrictStr, StringConstraints(max_length=300), AfterValidator(_address)]
