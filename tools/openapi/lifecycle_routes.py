"""The routes by which people say something of a lead."""

from leadgate.domain.access import Scope
from openapi import samples
from openapi.route import BY_GATEWAY, BY_KEY, JSON, Content, Reply, Route

_RELEASE = Route(
    method="post",
    path="/leads/{lead_id}/release",
    operation="releaseLead",
    tag="Leads",
    summary="Let a lead out of quarantine",
    description="It is captured, and decided in a moment. Nothing is held against its address again; with "
    "`allow_domain` nothing against its whole domain, which is refused for domains where anybody gets an address. "
    "Released again it stays as it is. A body is not needed.",
    scope=Scope.SALES,
    parameters=("lead_id",),
    body=(Content(JSON, "ReleaseBody", {"address": {"allow_domain": False}, "domain": {"allow_domain": True}}),),
    needs_body=False,
    replies={200: Reply("It is released.", Content(JSON, "ReleasedLead", {"released": samples.RELEASED}), ("ETag",))},
    problems=(
        *BY_GATEWAY, *BY_KEY, "storage-unavailable", "unreadable-body", "not-json", "not-an-object", "repeated-header",
        "body-too-large", "unsupported-media-type", "invalid-body", "no-such-lead", "not-quarantined", "congested",
    ),
)  # fmt: skip

LIFECYCLE_ROUTES = (_RELEASE,)
