"""The endpoints by which administrators look at what sources delivered, and run a mended mapping over it."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

from leadgate.contracts.connection_views import delivery_view
from leadgate.contracts.problem import Fault, Problem
from leadgate.domain.access import Scope
from leadgate.domain.clock import to_instant
from leadgate.domain.raw_delivery import KEPT_FOR, Result
from leadgate.runtime.connections import find_connection
from leadgate.runtime.http import Answer, json_answer
from leadgate.runtime.paging import limit_of

if TYPE_CHECKING:
    from leadgate.contracts.sources.posts import Delivery
    from leadgate.domain.clock import Instant
    from leadgate.domain.raw_delivery import RawDelivery
    from leadgate.runtime.admin import AdminServices
    from leadgate.runtime.request import Request

BUDGET = 12.0
"""For how many seconds a call goes on; its cursor says where the next one begins."""

_BATCH = 5


def get_deliveries(request: Request, services: AdminServices, source: str, connection_id: str) -> Answer:
    """Show what became of a connection's deliveries, oldest first, without their bodies."""
    request.require(Scope.ADMIN)
    find_connection(services.connecting, source, connection_id)
    archive, since = services.delivering().archive, _since(request, services)
    result, limit, cursor = _result(request), limit_of(request), request.parameter("cursor")
    page = archive.page(source, connection_id, since=since, result=result, cursor=cursor, limit=limit)
    items = [delivery_view(delivery) for delivery in page.items]
    return json_answer(request, 200, {"items": items, "next_cursor": page.cursor})


def post_replay(request: Request, services: AdminServices, source: str, connection_id: str) -> Answer:
    """Run the present mapping over raw bodies; what was kept before is not kept again."""
    request.require(Scope.ADMIN)
    # The sources, and all that keeping leads takes, no other route of administration waits for.
    from leadgate.contracts.sources.registry import SOURCES  # noqa: PLC0415
    from leadgate.runtime.deliveries import read_posts, take_delivery  # noqa: PLC0415

    connection = find_connection(services.connecting, source, connection_id).connection
    since, left, cursor = _since(request, services), limit_of(request), request.parameter("cursor")
    until, ports = monotonic() + BUDGET, services.delivering()
    seen, became = 0, Counter[Result]()
    while left and monotonic() < until:
        page = ports.archive.page(source, connection_id, since=since, cursor=cursor, limit=min(left, _BATCH))
        for raw in page.items:
            posts = read_posts(SOURCES[source], _again(raw), connection)
            became.update(result.result for result in take_delivery(raw, connection, posts, ports, is_kept=True))
        seen, left, cursor = seen + len(page.items), left - len(page.items), page.cursor
        if cursor is None:
            break
    document = {
        "seen": seen,
        "kept": became[Result.KEPT],
        "duplicates": became[Result.DUPLICATE],
        "still_unmapped": became[Result.UNMAPPED],
        "still_unfetched": became[Result.UNFETCHED],
        "next_cursor": cursor,
    }
    return json_answer(request, 200, document)


def _again(raw: RawDelivery) -> Delivery:
    from leadgate.contracts.sources.posts import Delivery  # noqa: PLC0415

    return Delivery("POST", "", {}, raw.headers, raw.body, raw.received_at)


def _since(request: Request, services: AdminServices) -> Instant:
    """Read `since`: nothing is older than 30 days, also before the table has swept it away."""
    given = request.parameter("since")
    oldest = services.connecting.clock() - KEPT_FOR
    if given is None:
        return oldest
    # A plus sign of a zone that was not escaped arrives as a space.
    at = to_instant(given.replace(" ", "+") if "T" in given else given)
    if at is None:
        detail = "since is a moment such as 2026-05-04T09:00:00Z."
        raise Problem(400, "bad-since", detail, [Fault("/since", "is no moment")])
    return max(oldest, at)


def _result(request: Request) -> Result | None:
    given = request.parameter("outcome")
    if given is None:
        return None
    if given not in tuple(Result):
        detail = f"outcome is one of {', '.join(Result)}."
        raise Problem(400, "bad-outcome", detail, [Fault("/outcome", "is none of them")])
    return Result(given)


ROUTES = {
    ("GET", "/connections/<source>/<connection_id>/deliveries"): get_deliveries,
    ("POST", "/connections/<source>/<connection_id>/replay"): post_replay,
}
"""By method and path, as the function's resolver spells them."""
