"""A connection to a form tool, an ad network or a tracker, as its owner set it up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from leadgate.domain.clock import Instant

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection of a source: what its posts are for, how they are signed, and what their fields mean.

    `unsigned` says that the owner knows that the tool does not sign; then the id of the connection has to be secret.
    `mapping` names the place of a field in the body of a lead (`{"Firma": "company.name"}`). `signature` says how a
    generic source signs (`scheme`, `header`, `encoding`, `prefix`). `base_url` is where the tool's own API is, for
    those that post ids only. The secret is never part of it.
    """

    source: str
    id: str
    kind: Literal["lead", "demo"] = "lead"
    unsigned: bool = False
    channel: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    signature: Mapping[str, str] = field(default_factory=dict)
    base_url: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class KeptConnection:
    """A connection with what is told of it: when it was set up and changed, and when its secrets were."""

    connection: Connection
    created_at: Instant
    updated_at: Instant
    secret_updated_at: Instant | None = None
    access_token_updated_at: Instant | None = None


def is_connection_id(text: str) -> bool:
    """Say whether a text can name a connection: it stands in a path, in a key, and in the name of a secret."""
    return _ID.fullmatch(text) is not None
