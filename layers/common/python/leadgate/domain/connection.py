"""A connection to a form tool, an ad network or a tracker, as its owner set it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


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
