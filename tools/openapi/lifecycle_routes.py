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

_MERGE = Route(
    method="post",
    path="/leads/{lead_id}/merges",
    operation="mergeLeads",
    tag="Leads",
    summary="Merge another lead of the same person into this one",
    description="For one person with two addresses. The lead in the path goes on, knows the newest of every fact and "
    "all signals of both, and is decided in a moment; its stage and owner stand, unless only the other lead was moved "
    "on by people. The other lead's id and address lead to it from now on, and what is posted from either address "
    "joins it. Nothing is lost: DELETE takes them apart again.",
    scope=Scope.SALES,
    parameters=("lead_id",),
    body=(
        Content(
            JSON,
            "MergeBody",
            {"lead": {"lead_id": "lead_01KQS8A1B2C3D4E5F6G7H8J9KM"}, "address": {"email": "vera@mail.example"}},
        ),
    ),
    replies={200: Reply("Both are one lead.", Content(JSON, "LeadOfSeveral", {"merged": samples.MERGED}), ("ETag",))},
    problems=(
        *BY_GATEWAY, *BY_KEY, "storage-unavailable", "unreadable-body", "not-json", "not-an-object", "repeated-header",
        "body-too-large", "unsupported-media-type", "invalid-body", "no-such-lead", "no-such-other-lead",
        "not-to-be-merged", "congested",
    ),
)  # fmt: skip

_UNDO = Route(
    method="delete",
    path="/leads/{lead_id}/merges/{other_id}",
    operation="undoMerge",
    tag="Leads",
    summary="Undo a merge",
    description="Both are leads of their own again, each with what its own address stated before and since, and both "
    "are decided in a moment. The other lead has the stage and the owner that it had when it was merged.",
    scope=Scope.SALES,
    parameters=("lead_id", "other_id"),
    replies={
        200: Reply("They are two leads.", Content(JSON, "LeadTakenApart", {"apart": samples.TAKEN_APART}), ("ETag",))
    },
    problems=(*BY_GATEWAY, *BY_KEY, "storage-unavailable", "no-such-lead", "no-such-merge", "congested"),
)

LIFECYCLE_ROUTES = (_RELEASE, _MERGE, _UNDO)
