"""Bearer keys: what a key may do, and until when."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from leadgate.domain.clock import Instant

PREFIX = "lg_"


class Scope(StrEnum):
    """What a key may be used for."""

    INTAKE = "intake"
    STATUS = "status"
    SALES = "sales"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as we remember it: the digest of its secret, never the secret."""

    digest: str
    name: str
    scopes: tuple[Scope, ...]
    expires_at: Instant | None = None
    revoked: bool = False


def digest_of(secret: str) -> str:
    """Give the digest under which a key is stored.

    Args:
        secret: the whole key as its holder sends it. Keys are 256 random bits, so a plain digest cannot be guessed.

    Returns:
        64 hexadecimal digits.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_valid(key: Key, now: Instant) -> bool:
    """Say whether a key opens anything at this moment."""
    return not key.revoked and (key.expires_at is None or now < key.expires_at)
