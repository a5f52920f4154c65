"""How sources sign: one small table for each scheme, and the one place that computes and compares."""

import hmac
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import Literal

from leadgate.contracts.sources.posts import Delivery, Unverified
from leadgate.domain.connection import Connection

MINUTE = 60
_LONGEST_HEADER = 4_096
_MOST_CANDIDATES = 16
_LONGEST_TIMESTAMP = 16
_HASHES = {"sha1": sha1, "sha256": sha256}


def the_body(delivery: Delivery, _: str) -> bytes:
    """Say that the body alone is signed."""
    return delivery.body


def the_text(secret: str) -> bytes:
    """Say that the secret's own characters are the key."""
    return secret.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Timestamp:
    """Where the signed moment stands, in how many units to a second, and how many seconds it stays good."""

    header: str
    window: int
    per_second: int = 1
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one source signs.

    `signed` gives the signed bytes of a delivery and the text of its timestamp. A header may hold several items,
    divided by `divider`; those that start with `prefix` are signatures. `placeholder` is what stands in the header of
    a tool that has no secret.
    """

    header: str
    encoding: Literal["hex", "base64"]
    signed: Callable[[Delivery, str], bytes] = the_body
    digest: Literal["sha1", "sha256"] = "sha256"
    prefix: str = ""
    divider: str = ""
    timestamp: Timestamp | None = None
    key: Callable[[str], bytes] = the_text
    placeholder: str = ""

    def verify(self, delivery: Delivery, connection: Connection, secret: str) -> None:
        """Prove that a delivery was signed with a secret, lately.

        Args:
            delivery: the request, its body as raw bytes.
            connection: says whether posts without a signature are welcome.
            secret: what source and connection share; an empty one proves nothing.

        Raises:
            Unverified: unsigned, no_secret, wrong_signature or too_old.
        """
        given = delivery.headers.get(self.header, "").strip()
        is_signed = given not in ("", self.placeholder)
        if connection.unsigned and not (is_signed and secret):
            return
        if not is_signed:
            raise Unverified("unsigned")
        key = self.key(secret)
        if not key:
            raise Unverified("no_secret")
        moment = self._moment(delivery)
        expected = sign(self, key, self.signed(delivery, moment))
        if not any(hmac.compare_digest(expected, one) for one in self._candidates(given)):
            raise Unverified("wrong_signature")
        if self.timestamp is not None:
            check_age(self.timestamp, moment, delivery.received_at)

    def _moment(self, delivery: Delivery) -> str:
        if self.timestamp is None:
            return ""
        items = _items(delivery.headers.get(self.timestamp.header, ""), self.divider if self.timestamp.prefix else "")
        found = next((item for item in items if item.startswith(self.timestamp.prefix)), "")
        moment = found.removeprefix(self.timestamp.prefix)
        if not moment.isascii() or not moment.isdigit() or len(moment) > _LONGEST_TIMESTAMP:
            raise Unverified("wrong_signature")
        return moment

    def _candidates(self, given: str) -> list[bytes]:
        own = [item.removeprefix(self.prefix) for item in _items(given, self.divider) if item.startswith(self.prefix)]
        # Hexadecimal digits mean the same in either case.
        texts = [one.lower() if self.encoding == "hex" else one for one in own]
        return [one.encode("utf-8", "backslashreplace") for one in texts[:_MOST_CANDIDATES]]


def sign(scheme: Scheme, key: bytes, signed: bytes) -> bytes:
    """Compute a signature as the scheme spells it, without its prefix."""
    digest = hmac.new(key, signed, _HASHES[scheme.digest]).digest()
    return digest.hex().encode() if scheme.encoding == "hex" else b64encode(digest)


def check_age(timestamp: Timestamp, moment: str, now: float) -> None:
    """Refuse a moment outside the window, on either side. Raises Unverified."""
    if abs(now - int(moment) / timestamp.per_second) > timestamp.window:
        raise Unverified("too_old")


def same(one: str, other: str) -> bool:
    """Compare two shared texts in constant time; an empty one is never the same as anything."""
    pair = one.encode("utf-8", "backslashreplace"), other.encode("utf-8", "backslashreplace")
    return bool(one) and hmac.compare_digest(*pair)


def _items(given: str, divider: str) -> list[str]:
    if len(given) > _LONGEST_HEADER:
        return []
    return [item.strip() for item in given.split(divider)] if divider else [given.strip()]


def decoded_secret(secret: str) -> bytes:
    """Give the key of a Standard Webhooks secret; nothing when it is no base64.

    Source: Standard Webhooks, "Signature scheme".
    """
    body = secret.removeprefix("whsec_")
    try:
        return b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (Error, ValueError):
        return b""


def _standard_content(delivery: Delivery, moment: str) -> bytes:
    id_ = delivery.headers.get("webhook-id", "").encode("utf-8", "backslashreplace")
    return b"%s.%s.%s" % (id_, moment.encode(), delivery.body)


STANDARD_WEBHOOKS = Scheme(
    header="webhook-signature",
    encoding="base64",
    signed=_standard_content,
    prefix="v1,",
    divider=" ",
    timestamp=Timestamp("webhook-timestamp", window=5 * MINUTE),
    key=decoded_secret,
)
"""Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md."""


def verify_unsigned(_: Delivery, connection: Connection, __: str) -> None:
    """Take the posts of a tool that cannot sign, when the connection says so. Raises Unverified."""
    if not connection.unsigned:
        raise Unverified("unsigned")
