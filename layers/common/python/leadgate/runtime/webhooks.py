"""The endpoint of the `intake` function for what sources post: verified over raw bytes, then kept like any lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadgate.application.errors import NoSuchConnection
from leadgate.contracts.problem import Problem
from leadgate.domain.connection import KeptConnection, is_connection_id
from leadgate.domain.connection_secrets import Secrets, valid_secrets
from leadgate.domain.raw_delivery import RawDelivery
from leadgate.runtime.http import Answer, answer, json_answer
from leadgate.runtime.telemetry import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadgate.application.connection_ports import ConnectionRegistry, SecretStore
    from leadgate.contracts.sources.posts import Delivery
    from leadgate.contracts.sources.source import Source
    from leadgate.runtime.deliveries import Delivering
    from leadgate.runtime.intake import IntakeServices
    from leadgate.runtime.request import Request

MAX_BYTES = 262_144
"""A delivery may be larger than a lead: tools send the whole form with every response."""

_HELD = 30.0
# A secret that was changed a moment ago proves what an instance cannot prove yet: it looks again, but not for every
# forged delivery.
_LOOKED_AGAIN = 2.0
# What reading needs; a signature is never kept.
_KEPT_HEADERS = ("content-type", "webhook-id")


@dataclass(frozen=True, slots=True)
class WebhookServices:
    """What the endpoint is wired to."""

    registry: ConnectionRegistry
    secrets: SecretStore
    delivering: Delivering


def receive_delivery(request: Request, services: IntakeServices, source_name: str, connection_id: str) -> Answer:
    """Keep what a source posts; a GET is how some of them make sure of us first."""
    # A request that brings a lead of its own does not wait for the sources.
    from leadgate.contracts.sources.registry import SOURCES  # noqa: PLC0415
    from leadgate.runtime.deliveries import counted, read_posts, take_delivery  # noqa: PLC0415

    hooks = services.webhooks()
    source = SOURCES.get(source_name)
    known = hooks.registry.find(source_name, connection_id) if source and is_connection_id(connection_id) else None
    if source is None or known is None or not known.connection.active:
        raise NoSuchConnection
    delivery = _delivery(request, hooks)
    if request.method == "GET":
        return _shake_hands(request, source, delivery, known, hooks)
    if len(request.body) > MAX_BYTES:
        detail = f"The body has {len(request.body)} bytes; at most {MAX_BYTES} are read."
        raise Problem(413, "body-too-large", detail)
    _verify(source, delivery, known, hooks)
    raw = _raw(delivery, known, hooks)
    posts = read_posts(source, delivery, known.connection)
    results = take_delivery(raw, known.connection, posts, hooks.delivering, is_kept=False)
    return json_answer(request, 200, {"results": counted(results)})


def _delivery(request: Request, hooks: WebhookServices) -> Delivery:
    from leadgate.contracts.sources.posts import Delivery  # noqa: PLC0415

    headers = {name: ", ".join(values) for name, values in request.headers.items()}
    now = hooks.delivering.deciding.clock()
    return Delivery(request.method, request.url, request.query, headers, request.body, now)


def _verify(source: Source, delivery: Delivery, known: KeptConnection, hooks: WebhookServices) -> None:
    """Refuse what no secret proves; of a refused delivery nothing is left but a metric."""
    from leadgate.contracts.sources.posts import Unverified  # noqa: PLC0415

    for secret in _candidates(delivery, known, hooks):
        try:
            return source.verify(delivery, known.connection, secret)
        except Unverified:
            continue
    count("DeliveryRefused")
    detail = "This is not signed as the connection expects; check its secret, and the clock if the signature has one."
    raise Problem(401, "not-verified", detail, headers={"WWW-Authenticate": "Signature"})


def _candidates(delivery: Delivery, known: KeptConnection, hooks: WebhookServices) -> Iterator[str]:
    """Give the secrets that may prove a delivery: those that are held, then those that were set a moment ago."""
    connection = known.connection
    if connection.unsigned and known.secret_updated_at is None:
        yield ""
        return
    tried: set[str] = set()
    for seconds in (_HELD, _LOOKED_AGAIN):
        secrets = hooks.secrets.find(connection.source, connection.id, no_older_than=seconds) or Secrets()
        for secret in valid_secrets(secrets, delivery.received_at) or [""]:
            if secret not in tried:
                tried.add(secret)
                yield secret


def _shake_hands(
    request: Request, source: Source, delivery: Delivery, known: KeptConnection, hooks: WebhookServices
) -> Answer:
    said = None
    if source.handshake is not None:
        answers = (
            source.handshake(delivery, known.connection, secret) for secret in _candidates(delivery, known, hooks)
        )
        said = next((one for one in answers if one is not None), None)
    if said is None:
        count("DeliveryRefused")
        detail = "This is no handshake of the connection's source, or its token is not the connection's."
        raise Problem(403, "handshake-refused", detail)
    content_type, text = said
    return answer(request, 200, text, content_type)


def _raw(delivery: Delivery, known: KeptConnection, hooks: WebhookServices) -> RawDelivery:
    needed: Mapping[str, str] = {
        name: delivery.headers[name][:500] for name in _KEPT_HEADERS if name in delivery.headers
    }
    id_ = hooks.delivering.deciding.ids("dlv", delivery.received_at)
    connection = known.connection
    return RawDelivery(id_, connection.source, connection.id, delivery.received_at, delivery.body, needed)
