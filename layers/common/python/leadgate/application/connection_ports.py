"""What connections to sources need from the outside, as protocols with the bare role for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from leadgate.application.ports import Page
    from leadgate.domain.clock import Instant
    from leadgate.domain.connection import KeptConnection
    from leadgate.domain.connection_secrets import Secrets
    from leadgate.domain.raw_delivery import RawDelivery, Result


class ConnectionRegistry(Protocol):
    """Where connections are set up."""

    def find(self, source: str, connection_id: str) -> KeptConnection | None:
        """Give a connection; at most half a minute old, and a new one at once."""
        ...

    def put(self, kept: KeptConnection) -> None:
        """Set up a connection, or change one."""
        ...

    def remove(self, source: str, connection_id: str) -> None:
        """Forget a connection; right as well when there is none."""
        ...

    def page(self, *, cursor: str | None, limit: int) -> Page[KeptConnection]:
        """Give connections, ordered by source and id. Raises BadCursor."""
        ...


class SecretStore(Protocol):
    """Where secrets are kept, apart from everything else: of connections, and of captchas by provider and form."""

    def find(self, source: str, connection_id: str, *, no_older_than: float) -> Secrets | None:
        """Give the secrets of a connection, read again when they were read so many seconds ago."""
        ...

    def put(self, source: str, connection_id: str, secrets: Secrets) -> None:
        """Keep the secrets of a connection."""
        ...

    def remove(self, source: str, connection_id: str) -> None:
        """Destroy the secrets of a connection; right as well when there are none."""
        ...


class DeliveryArchive(Protocol):
    """Where raw deliveries are kept for 30 days."""

    def keep(self, delivery: RawDelivery) -> None:
        """Keep a delivery, or what became of it since."""
        ...

    def page(
        self,
        source: str,
        connection_id: str,
        *,
        since: Instant,
        result: Result | None = None,
        cursor: str | None = None,
        limit: int,
    ) -> Page[RawDelivery]:
        """Give deliveries of a connection, oldest first, those alone with a result if one is named. Raises BadCursor.

        A page may hold fewer than there are; it is the last one when it has no cursor.
        """
        ...
