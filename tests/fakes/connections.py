"""Connections, their secrets and their raw deliveries in memory."""

from leadgate.application.errors import BadCursor
from leadgate.application.ports import Page
from leadgate.domain.clock import Instant
from leadgate.domain.connection import KeptConnection
from leadgate.domain.connection_secrets import Secrets
from leadgate.domain.raw_delivery import RawDelivery, Result

_Name = tuple[str, str]


class InMemoryConnectionRegistry:
    """A ConnectionRegistry."""

    def __init__(self) -> None:
        self.kept: dict[_Name, KeptConnection] = {}

    def find(self, source: str, connection_id: str) -> KeptConnection | None:
        return self.kept.get((source, connection_id))

    def put(self, kept: KeptConnection) -> None:
        self.kept[kept.connection.source, kept.connection.id] = kept

    def remove(self, source: str, connection_id: str) -> None:
        self.kept.pop((source, connection_id), None)

    def page(self, *, cursor: str | None, limit: int) -> Page[KeptConnection]:
        if cursor is not None and cursor.count("#") != 1:
            raise BadCursor
        names = sorted("#".join(name) for name in self.kept)
        following = [name for name in names if cursor is None or name > cursor]
        page = following[:limit]
        shown = tuple(self.kept[source, id_] for source, _, id_ in (name.partition("#") for name in page))
        return Page(shown, page[-1] if len(following) > limit else None)


class InMemorySecretStore:
    """A SecretStore that notes how fresh it was asked to be."""

    def __init__(self) -> None:
        self.kept: dict[_Name, Secrets] = {}
        self.asked: list[float] = []
        self.puts = 0

    def find(self, source: str, connection_id: str, *, no_older_than: float) -> Secrets | None:
        self.asked.append(no_older_than)
        return self.kept.get((source, connection_id))

    def put(self, source: str, connection_id: str, secrets: Secrets) -> None:
        self.puts += 1
        self.kept[source, connection_id] = secrets

    def remove(self, source: str, connection_id: str) -> None:
        self.kept.pop((source, connection_id), None)


class InMemoryDeliveryArchive:
    """A DeliveryArchive."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, Instant, str], RawDelivery] = {}

    def keep(self, delivery: RawDelivery) -> None:
        self.kept[delivery.source, delivery.connection_id, delivery.received_at, delivery.id] = delivery

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
        if cursor is not None and not cursor.isdecimal():
            raise BadCursor
        places = sorted(name for name in self.kept if name[:2] == (source, connection_id) and name[2] >= since)
        start = int(cursor or 0)
        page = [self.kept[place] for place in places[start : start + limit]]
        shown = [one for one in page if result is None or any(post.result is result for post in one.results)]
        return Page(tuple(shown), str(start + limit) if start + limit < len(places) else None)
