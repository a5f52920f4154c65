"""The secrets of connections and of captchas, kept apart from the table in the store for secrets."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from time import time
from typing import TYPE_CHECKING

from leadgate.domain.connection_secrets import Secrets

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.client import SecretsManagerClient

_HELD = 1_000


class SecretsManagerSecretStore:
    """A SecretStore on AWS Secrets Manager: one secret a connection or captcha, all of them below one prefix.

    Args:
        client: the Secrets Manager client.
        prefix: how the names of our secrets begin; roles may touch nothing else.
    """

    def __init__(self, client: SecretsManagerClient, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._held: dict[str, tuple[Secrets, float]] = {}

    def find(self, source: str, connection_id: str, *, no_older_than: float) -> Secrets | None:
        """Read the secrets of a connection, unless they were read lately.

        What is held stays in use while the store does not answer.
        """
        name = self._name(source, connection_id)
        held = self._held.get(name)
        if held is not None and 0 <= time() - held[1] < no_older_than:
            return held[0]
        if held is not None:
            # While one reads, and after it failed, others go on with what is held instead of waiting as well.
            self._held[name] = (held[0], time())
        try:
            found = self._read(name)
        except Exception:
            if held is None:
                raise
            return held[0]
        self._held.pop(name, None)
        if found is not None:
            if len(self._held) >= _HELD:
                self._held.clear()
            self._held[name] = (found, time())
        return found

    def put(self, source: str, connection_id: str, secrets: Secrets) -> None:
        """Write the secrets of a connection, making their place if there is none."""
        name, value = self._name(source, connection_id), json.dumps(asdict(secrets))
        try:
            self._client.put_secret_value(SecretId=name, SecretString=value)
        except self._client.exceptions.ResourceNotFoundException:
            description = "Secrets of a connection or a form of Leadgate; written by its API."
            self._client.create_secret(Name=name, SecretString=value, Description=description)
        self._held.pop(name, None)

    def remove(self, source: str, connection_id: str) -> None:
        """Destroy the secrets of a connection at once; a recovery window would block its name."""
        name = self._name(source, connection_id)
        with suppress(self._client.exceptions.ResourceNotFoundException):
            self._client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        self._held.pop(name, None)

    def _read(self, name: str) -> Secrets | None:
        try:
            answer = self._client.get_secret_value(SecretId=name)
        except self._client.exceptions.ResourceNotFoundException:
            return None
        return Secrets(**json.loads(answer["SecretString"]))

    def _name(self, source: str, connection_id: str) -> str:
        return f"{self._prefix}/{source}/{connection_id}"
