"""Set up a connection to a source, change it, or end it; its secrets are kept apart from it."""

from dataclasses import dataclass, replace

from leadgate.application.connection_ports import ConnectionRegistry, SecretStore
from leadgate.application.errors import NoSecret, NoSuchConnection
from leadgate.application.ports import Clock
from leadgate.domain.connection import Connection, KeptConnection
from leadgate.domain.connection_secrets import Secrets, rotated


@dataclass(frozen=True, slots=True)
class Connecting:
    """What setting up connections needs."""

    registry: ConnectionRegistry
    secrets: SecretStore
    clock: Clock


def connect_source(
    connection: Connection, secret: str | None, access_token: str | None, *, ports: Connecting
) -> tuple[KeptConnection, bool]:
    """Keep a connection as it shall be from now on.

    Args:
        connection: all of it but the secrets.
        secret: a new signing secret; the one before it stays good for a day. None leaves it as it is.
        access_token: a new token for the source's API; None leaves it as it is.
        ports: where connections and secrets are kept.

    Returns:
        The connection as it is kept, and whether it is new.

    Raises:
        NoSecret: deliveries have to be signed, and there is no secret to check them with.
    """
    now = ports.clock()
    known = ports.registry.find(connection.source, connection.id)
    kept = KeptConnection(connection, now, now) if known is None else replace(known, connection=connection)
    if not connection.unsigned and secret is None and kept.secret_updated_at is None:
        raise NoSecret
    if secret is not None or access_token is not None:
        # Before the connection: a connection that says it has a secret has one.
        is_rotated, is_renewed = _keep_secrets(connection, secret, access_token, ports)
        # What a call that was cut off had kept already is no news to the store, but to the connection.
        is_rotated |= secret is not None and kept.secret_updated_at is None
        is_renewed |= access_token is not None and kept.access_token_updated_at is None
        kept = replace(
            kept,
            secret_updated_at=now if is_rotated else kept.secret_updated_at,
            access_token_updated_at=now if is_renewed else kept.access_token_updated_at,
        )
    kept = replace(kept, updated_at=now)
    ports.registry.put(kept)
    return kept, known is None


def _keep_secrets(
    connection: Connection, secret: str | None, access_token: str | None, ports: Connecting
) -> tuple[bool, bool]:
    """Keep what is new of the secrets; says whether the signing secret changed, and whether the token did."""
    before = ports.secrets.find(connection.source, connection.id, no_older_than=0) or Secrets()
    after = before if secret is None else rotated(before, secret, ports.clock())
    if access_token is not None:
        after = replace(after, access_token=access_token)
    if after != before:
        ports.secrets.put(connection.source, connection.id, after)
    return after.current != before.current, after.access_token != before.access_token


def disconnect_source(source: str, connection_id: str, *, ports: Connecting) -> None:
    """End a connection and destroy its secrets.

    Args:
        source: the name of the source.
        connection_id: the connection.
        ports: where connections and secrets are kept.

    Raises:
        NoSuchConnection: there is none.
    """
    if ports.registry.find(source, connection_id) is None:
        raise NoSuchConnection
    # The secrets first: while the connection is there, the call can be made again.
    ports.secrets.remove(source, connection_id)
    ports.registry.remove(source, connection_id)
