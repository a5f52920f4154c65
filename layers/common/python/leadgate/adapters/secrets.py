"""The salt that hides who a hash is about."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.client import SecretsManagerClient


class SaltedHash:
    """HMAC-SHA256 under the stack's own salt, which is read once by an instance.

    Without the salt nobody can try addresses against the keys of the table. Source: RFC 2104.
    """

    def __init__(self, client: SecretsManagerClient, salt_arn: str) -> None:
        self._client = client
        self._arn = salt_arn
        self._salt: bytes | None = None

    def __call__(self, *parts: str) -> str:
        """Give the salted hash of some texts, as 64 hexadecimal digits.

        Args:
            parts: what to hash; each is length-prefixed, so that no two lists of parts run together.
        """
        if self._salt is None:
            self._salt = self._client.get_secret_value(SecretId=self._arn)["SecretString"].encode()
        digest = hmac.new(self._salt, digestmod=sha256)
        for part in parts:
            raw = part.encode()
            digest.update(len(raw).to_bytes(8))
            digest.update(raw)
        return digest.hexdigest()
