"""The keys at the gateway: a bearer key becomes scopes, or the request goes no further."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from leadgate.domain.access import PREFIX, digest_of, is_valid
from leadgate.domain.clock import Instant
from leadgate.runtime.telemetry import count

if TYPE_CHECKING:
    from leadgate.application.keyring import Keyring

_LONGEST = 200


class Unauthorized(Exception):
    """The word that API Gateway turns into a 401."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


def authorize(event: Mapping[str, Any], keyring: Keyring, now: Instant) -> dict[str, Any]:
    """Say what the bearer key of a request may do.

    Args:
        event: an API Gateway request authorizer event.
        keyring: the known keys.
        now: the present instant.

    Returns:
        A policy that allows the stage's routes, and a context with the key's scopes: every endpoint asks for the
        scope that it needs, so that the gateway may hold this answer for all routes of a key.

    Raises:
        Unauthorized: no key, none that we know, or one that expired or was revoked.

    Source: Amazon API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer".
    """
    secret = _bearer(event)
    # What cannot be a key is not worth a look into the table.
    key = keyring.find(digest_of(secret)) if secret.startswith(PREFIX) and len(secret) <= _LONGEST else None
    if key is None or not is_valid(key, now):
        count("KeyRefused")
        raise Unauthorized
    return {
        "principalId": key.digest[:16],
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Action": "execute-api:Invoke",
                    "Effect": "Allow",
                    "Resource": _every_route(event["methodArn"]),
                }
            ],
        },
        "context": {"scopes": " ".join(key.scopes), "key_id": key.digest[:16], "name": key.name},
        "usageIdentifierKey": key.digest,
    }


def _bearer(event: Mapping[str, Any]) -> str:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    scheme, _, secret = str(headers.get("authorization") or "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _every_route(method_arn: str) -> str:
    api_and_stage = method_arn.split("/")[:2]
    return "/".join([*api_and_stage, "*"])
