"""The routes by which sources deliver, and by which administrators connect them."""

from typing import Any

from leadgate.domain.access import Scope
from openapi import samples
from openapi.route import BY_GATEWAY, BY_KEY, JSON, TEXT, Content, Reply, Route

_BY_KEY = (*BY_GATEWAY, *BY_KEY, "storage-unavailable")
_ONE = ("source", "connection_id")
_NAMED = ("no-such-connection",)
_PAGED = ("repeated-parameter", "bad-limit", "bad-cursor")
_BODY = (
    "unreadable-body", "no-body", "not-json", "not-an-object", "repeated-header", "body-too-large",
    "unsupported-media-type", "invalid-body", "no-such-source", "bad-connection-id",
)  # fmt: skip

_SHOWN: dict[str, Any] = {
    "source": "typeform", "id": "website", "webhook_url": "https://api.example.com/live/webhooks/typeform/website",
    "kind": "demo", "unsigned": False, "channel": "website", "mapping": {"Firma": "company.name"}, "signature": None,
    "base_url": None, "active": True, "has_secret": True, "secret_updated_at": "2026-05-04T08:00:00Z",
    "has_access_token": False, "access_token_updated_at": None, "created_at": "2026-05-04T08:00:00Z",
    "updated_at": "2026-05-04T08:00:00Z",
}  # fmt: skip
_UNSIGNED = _SHOWN | {
    "id": "b3f1c94e7d20485aa61c0e9f27d8b6a4", "unsigned": True, "has_secret": False, "secret_updated_at": None,
    "webhook_url": "https://api.example.com/live/webhooks/typeform/b3f1c94e7d20485aa61c0e9f27d8b6a4",
}  # fmt: skip
_DELIVERIES = {
    "items": [
        {
            "id": "dlv_01KQS7Z3M0T5Y8R2W6V4N9XQCB", "received_at": "2026-05-04T09:00:00.120Z", "bytes": 1840,
            "results": [{"result": "unmapped", "lead_id": None, "reason": "no_email"}],
        }
    ],
    "next_cursor": None,
}  # fmt: skip
_REPLAYED = {
    "seen": 2, "kept": 1, "duplicates": 1, "still_unmapped": 0, "still_unfetched": 0, "next_cursor": None,
}  # fmt: skip

_DELIVER = Route(
    method="post",
    path="/webhooks/{source}/{connection_id}",
    operation="postDelivery",
    tag="Connections",
    summary="Deliver what a source has",
    description="For form tools, ad networks and trackers. The signature of the source is checked over the bytes as "
    "they came; what is not proven leaves nothing. Posts count once by the source's own key, however often they are "
    "delivered. What cannot be mapped is kept whole for 30 days and accepted. 503 means that something was not kept: "
    "send the same delivery again.",
    scope=None,
    parameters=_ONE,
    body=(Content(JSON, None, {"typeform": samples.posted_json("webhook.kept")}),),
    replies={200: Reply("Kept.", Content(JSON, "Delivered", {"kept": {"results": {"kept": 1}}}))},
    problems=(
        *BY_GATEWAY, "unreadable-body", "not-verified", *_NAMED, "body-too-large", "congested", "storage-unavailable",
    ),
)  # fmt: skip

_SHAKE_HANDS = Route(
    method="get",
    path="/webhooks/{source}/{connection_id}",
    operation="getHandshake",
    tag="Connections",
    summary="Make sure of this endpoint",
    description="Meta and LinkedIn ask this before they deliver: the challenge is answered when it comes from them.",
    scope=None,
    parameters=_ONE,
    replies={200: Reply("The answer to the challenge.", Content(TEXT, None, {"meta": "1158201444"}))},
    problems=(*BY_GATEWAY, "handshake-refused", *_NAMED, "storage-unavailable"),
)

_LIST = Route(
    method="get",
    path="/connections",
    operation="getConnections",
    tag="Connections",
    summary="Show connections",
    description="Ordered by source and id, a page at a time.",
    scope=Scope.ADMIN,
    parameters=("limit", "cursor"),
    replies={
        200: Reply("A page.", Content(JSON, "Connections", {"one": {"items": [_SHOWN], "next_cursor": None}}))
    },
    problems=(*_BY_KEY, *_PAGED),
    curl_query=("limit",),
)  # fmt: skip

_CREATE = Route(
    method="post",
    path="/connections/{source}",
    operation="postConnection",
    tag="Connections",
    summary="Connect a source under a secret id",
    description="The id is made here and cannot be guessed: needed for tools that do not sign.",
    scope=Scope.ADMIN,
    parameters=("source",),
    body=(Content(JSON, "ConnectionBody", {"unsigned": samples.administered("connection.unsigned")}),),
    replies={
        201: Reply("It is set up.", Content(JSON, "ShownConnection", {"unsigned": _UNSIGNED}), ("Location",))
    },
    problems=(*_BY_KEY, *_BODY),
)  # fmt: skip

_GET = Route(
    method="get",
    path="/connections/{source}/{connection_id}",
    operation="getConnection",
    tag="Connections",
    summary="Show a connection",
    description="With everything but its secrets.",
    scope=Scope.ADMIN,
    parameters=_ONE,
    replies={200: Reply("The connection.", Content(JSON, "ShownConnection", {"signed": _SHOWN}))},
    problems=(*_BY_KEY, *_NAMED),
)

_PUT = Route(
    method="put",
    path="/connections/{source}/{connection_id}",
    operation="putConnection",
    tag="Connections",
    summary="Connect a source, or change a connection",
    description="What is left out has its default, but secrets stay as they are. The secret goes to a store for "
    "secrets and never comes back; a new one leaves the one before it good for 24 hours. Deliveries are read by the "
    "new connection within half a minute.",
    scope=Scope.ADMIN,
    parameters=_ONE,
    body=(
        Content(
            JSON,
            "ConnectionBody",
            {"typeform": samples.administered("connection.made"), "meta": samples.administered("connection.of-meta")},
        ),
    ),
    replies={
        200: Reply("It is changed.", Content(JSON, "ShownConnection", {"signed": _SHOWN}), ("Location",)),
        201: Reply("It is set up.", Content(JSON, "ShownConnection", {"signed": _SHOWN}), ("Location",)),
    },
    problems=(*_BY_KEY, *_BODY),
)

_DELETE = Route(
    method="delete",
    path="/connections/{source}/{connection_id}",
    operation="deleteConnection",
    tag="Connections",
    summary="End a connection",
    description="Its secrets are destroyed, and its deliveries are answered with 404 within half a minute. What it "
    "delivered stays.",
    scope=Scope.ADMIN,
    parameters=_ONE,
    replies={204: Reply("It is gone.")},
    problems=(*_BY_KEY, *_NAMED),
)

_DELIVERED = Route(
    method="get",
    path="/connections/{source}/{connection_id}/deliveries",
    operation="getDeliveries",
    tag="Connections",
    summary="Show what was delivered",
    description="What became of each delivery of the last 30 days, oldest first, without the bodies.",
    scope=Scope.ADMIN,
    parameters=(*_ONE, "since", "result", "limit", "cursor"),
    replies={200: Reply("A page.", Content(JSON, "Deliveries", {"unmapped": _DELIVERIES}))},
    problems=(*_BY_KEY, *_NAMED, *_PAGED, "bad-since", "bad-outcome"),
    curl_query=("result",),
)

_REPLAY = Route(
    method="post",
    path="/connections/{source}/{connection_id}/replay",
    operation="replayDeliveries",
    tag="Connections",
    summary="Read deliveries again",
    description="Runs the present mapping over the bodies that are kept: what was unmapped becomes a lead, and what "
    "was kept is not kept again. Go on with `next_cursor` until it is null; a call that failed may be made again.",
    scope=Scope.ADMIN,
    parameters=(*_ONE, "since", "limit", "cursor"),
    replies={200: Reply("What came of it.", Content(JSON, "Replayed", {"mended": _REPLAYED}))},
    problems=(*_BY_KEY, *_NAMED, *_PAGED, "bad-since", "congested"),
    curl_query=("since",),
)

CONNECTION_ROUTES = (_DELIVER, _SHAKE_HANDS, _LIST, _CREATE, _GET, _PUT, _DELETE, _DELIVERED, _REPLAY)
