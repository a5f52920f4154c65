"""The endpoints by which administrators set up connections to sources."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING

from leadgate.application.connect_source import connect_source, disconnect_source
from leadgate.application.errors import NoSuchConnection
from leadgate.contracts.connection_views import connection_view
from leadgate.contracts.problem import Problem
from leadgate.domain.access import Scope
from leadgate.domain.connection import KeptConnection, is_connection_id
from leadgate.runtime.bodies import read_json_body
from leadgate.runtime.http import Answer, answer, json_answer
from leadgate.runtime.paging import limit_of

if TYPE_CHECKING:
    from leadgate.application.connect_source import Connecting
    from leadgate.runtime.admin import AdminServices
    from leadgate.runtime.request import Request


def get_connections(request: Request, services: AdminServices) -> Answer:
    """Show connections, ordered by source and id, a page at a time."""
    request.require(Scope.ADMIN)
    limit, cursor = limit_of(request), request.parameter("cursor")
    page = services.connecting.registry.page(cursor=cursor, limit=limit)
    items = [connection_view(kept, request.base_url) for kept in page.items]
    return json_answer(request, 200, {"items": items, "next_cursor": page.cursor})


def post_connection(request: Request, services: AdminServices, source: str) -> Answer:
    """Set up a connection under a new id that nobody can guess."""
    return put_connection(request, services, source, token_hex(16))


def put_connection(request: Request, services: AdminServices, source: str, connection_id: str) -> Answer:
    """Set up a connection, or change one: 201 when it is new, 200 when it was there."""
    request.require(Scope.ADMIN)
    # What checks bodies, and the sources, no other route of administration waits for.
    from leadgate.contracts.connection_body import check_id, read_connection_body  # noqa: PLC0415

    _require_source(source)
    check_id(connection_id)
    asked = read_connection_body(read_json_body(request), source, connection_id)
    kept, is_new = connect_source(asked.connection, asked.secret, asked.access_token, ports=services.connecting)
    place = f"{request.base_url}/connections/{source}/{connection_id}"
    document = connection_view(kept, request.base_url)
    return json_answer(request, 201 if is_new else 200, document, {"Location": place})


def get_connection(request: Request, services: AdminServices, source: str, connection_id: str) -> Answer:
    """Show a connection."""
    request.require(Scope.ADMIN)
    kept = find_connection(services.connecting, source, connection_id)
    return json_answer(request, 200, connection_view(kept, request.base_url))


def delete_connection(request: Request, services: AdminServices, source: str, connection_id: str) -> Answer:
    """End a connection and destroy its secrets; its raw bodies stay for their 30 days."""
    request.require(Scope.ADMIN)
    find_connection(services.connecting, source, connection_id)
    disconnect_source(source, connection_id, ports=services.connecting)
    return answer(request, 204, "", None)


def find_connection(connecting: Connecting, source: str, connection_id: str) -> KeptConnection:
    """Give a connection. Raises NoSuchConnection when there is none, or none can have this name."""
    can_be = is_connection_id(source) and is_connection_id(connection_id)
    kept = connecting.registry.find(source, connection_id) if can_be else None
    if kept is None:
        raise NoSuchConnection
    return kept


def _require_source(source: str) -> None:
    from difflib import get_close_matches  # noqa: PLC0415

    from leadgate.contracts.sources.registry import SOURCES  # noqa: PLC0415

    if source in SOURCES:
        return
    near = get_close_matches(source[:100], SOURCES, 1, 0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    raise Problem(422, "no-such-source", f"There is no source of this name; {hint}We know {', '.join(SOURCES)}.")


ROUTES = {
    ("GET", "/connections"): get_connections,
    ("POST", "/connections/<source>"): post_connection,
    ("GET", "/connections/<source>/<connection_id>"): get_connection,
    ("PUT", "/connections/<source>/<connection_id>"): put_connection,
    ("DELETE", "/connections/<source>/<connection_id>"): delete_connection,
}
"""By method and path, as the function's resolver spells them."""
