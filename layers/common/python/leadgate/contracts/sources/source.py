"""A source: how its deliveries are verified, and what they come to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leadgate.contracts.sources.posts import Delivery, Post
from leadgate.domain.connection import Connection

Verify = Callable[[Delivery, Connection, str], None]
"""Proves over the raw bytes that a delivery is the source's, with the connection's secret; raises Unverified."""

Read = Callable[[Delivery, Connection], Sequence[Post]]
"""Says what a verified delivery comes to; whatever its body holds, nothing is raised."""

Handshake = Callable[[Delivery, Connection, str], tuple[str, str] | None]
"""Answers a GET by which a source makes sure of us: content type and text; None when it is not in order."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source, by the name that stands in the path of its webhooks."""

    name: str
    verify: Verify
    read: Read
    handshake: Handshake | None = None
