"""The routes by which administrators keep policies and make them live."""

from leadgate.domain.access import Scope
from openapi import policy_samples as samples
from openapi.route import BY_GATEWAY, BY_KEY, JSON, YAML, Content, Reply, Route

_BY_KEY = (*BY_GATEWAY, *BY_KEY, "storage-unavailable")
_NAMED = ("no-such-policy",)
_VERSIONED = ("no-such-policy", "no-such-policy-version")
_FIT = ("not-fit-to-publish", "congested")
_OF_JSON = (
    "unreadable-body", "not-json", "not-an-object", "repeated-header", "body-too-large", "unsupported-media-type",
    "invalid-body",
)  # fmt: skip

_GET_POLICIES = Route(
    method="get",
    path="/policies",
    operation="getPolicies",
    tag="Policies",
    summary="Show all policies",
    description="What is live of each and for whom, and what looks on.",
    scope=Scope.ADMIN,
    replies={200: Reply("All policies.", Content(JSON, "Policies", {"all": samples.POLICIES}))},
    problems=_BY_KEY,
)

_GET_POLICY = Route(
    method="get",
    path="/policies/{name}",
    operation="getPolicy",
    tag="Policies",
    summary="Show a policy and its history",
    description="What is live of it, what looks on, and its latest 100 changes, newest first.",
    scope=Scope.ADMIN,
    parameters=("policy_name",),
    replies={200: Reply("The policy.", Content(JSON, "PolicyWithHistory", {"live": samples.WITH_HISTORY}))},
    problems=(*_BY_KEY, *_NAMED),
)

_ROLL_BACK = Route(
    method="post",
    path="/policies/{name}/rollback",
    operation="rollBackPolicy",
    tag="Policies",
    summary="Bring back what was live before",
    description="Undoes the policy's latest publication: what it replaced is live again, another policy of the scope "
    "included. Each call goes one publication further back; `from` names the version that has to be live. What comes "
    "back has to be fit like any other version.",
    scope=Scope.ADMIN,
    parameters=("policy_name",),
    body=(Content(JSON, "RollBack", {"this_one": {"from": "pv_0123456789abcdef"}, "latest": {}}),),
    needs_body=False,
    replies={200: Reply("It is live again.", Content(JSON, "ChangedPolicy", {"rolled_back": samples.ROLLED_BACK}))},
    problems=(*_BY_KEY, *_NAMED, *_OF_JSON, *_FIT, "nothing-to-roll-back", "other-version-live", "scope-taken"),
)

_GET_VERSIONS = Route(
    method="get",
    path="/policies/{name}/versions",
    operation="getVersions",
    tag="Policies",
    summary="Show the versions of a policy",
    description="Newest first, a page at a time.",
    scope=Scope.ADMIN,
    parameters=("policy_name", "limit", "cursor"),
    replies={200: Reply("A page of versions.", Content(JSON, "Versions", {"page": samples.VERSIONS}))},
    problems=(*_BY_KEY, *_NAMED, "repeated-parameter", "bad-limit", "bad-cursor"),
    curl_query=("limit",),
)

_POST_VERSION = Route(
    method="post",
    path="/policies/{name}/versions",
    operation="postVersion",
    tag="Policies",
    summary="Keep a version of a policy",
    description="The text is checked and its examples are run; what is wrong is told with line and column. A version "
    "is named by its rules: the same rules in another layout are the same version. It decides nothing until it is "
    "published. `leadgate policy schema` prints the JSON Schema of the text.",
    scope=Scope.ADMIN,
    parameters=("policy_name",),
    body=(
        Content(YAML, None, {"small": samples.POLICY_YAML}),
        Content(JSON, None, {"small": samples.POLICY_JSON}),
    ),
    replies={
        201: Reply("It is kept.", Content(JSON, "KeptVersion", {"kept": samples.KEPT}), ("Location",)),
        200: Reply("It was kept before.", Content(JSON, "KeptVersion", {"kept": samples.KEPT}), ("Location",)),
    },
    problems=(
        *_BY_KEY, *_NAMED, "unreadable-body", "no-body", "repeated-header", "body-too-large", "policy-too-large",
        "unsupported-media-type", "invalid-policy", "policy-not-readable", "congested",
    ),
)  # fmt: skip

_GET_VERSION = Route(
    method="get",
    path="/policies/{name}/versions/{version}",
    operation="getVersion",
    tag="Policies",
    summary="Show a version with its text",
    description="The text is as it was uploaded.",
    scope=Scope.ADMIN,
    parameters=("policy_name", "policy_version"),
    replies={200: Reply("The version.", Content(JSON, "VersionWithSource", {"kept": samples.WITH_SOURCE}))},
    problems=(*_BY_KEY, *_VERSIONED, "policy-not-readable"),
)

_SIMULATE = Route(
    method="post",
    path="/policies/{name}/versions/{version}/simulate",
    operation="simulateVersion",
    tag="Policies",
    summary="Try a version on a lead",
    description="Decides on a lead document, or on a lead by its id, and writes nothing.",
    scope=Scope.ADMIN,
    parameters=("policy_name", "policy_version"),
    body=(
        Content(
            JSON, "SimulatedLead", {"document": samples.SIMULATED_DOCUMENT, "by_id": samples.SIMULATED_BY_ID}
        ),
    ),
    replies={
        200: Reply("What it would decide.", Content(JSON, "SimulatedDecision", {"qualified": samples.SIMULATED}))
    },
    problems=(*_BY_KEY, *_VERSIONED, *_OF_JSON, "no-body", "no-such-lead", "not-fit-to-publish"),
)  # fmt: skip

_PUBLISH = Route(
    method="post",
    path="/policies/{name}/versions/{version}/publish",
    operation="publishVersion",
    tag="Policies",
    summary="Make a version live",
    description="In place of what is live for its scope, and of other versions of the policy; every function decides "
    "by it within a minute. It has to load, its examples have to pass, and all of its pools have to be set up. Leads "
    "that were decided before keep their decisions until something about them changes.",
    scope=Scope.ADMIN,
    parameters=("policy_name", "policy_version"),
    replies={200: Reply("It is live.", Content(JSON, "PublishedVersion", {"live": samples.PUBLISHED}))},
    problems=(*_BY_KEY, *_VERSIONED, *_FIT),
)

_SHADOW = Route(
    method="post",
    path="/policies/{name}/versions/{version}/shadow",
    operation="shadowVersion",
    tag="Policies",
    summary="Let a version look on",
    description="It decides beside those that are live on every lead that it would get if it were published; the "
    "record of a decision keeps what it says, and nothing else comes of it. At most five versions look on. A body is "
    "not needed.",
    scope=Scope.ADMIN,
    parameters=("policy_name", "policy_version"),
    body=(Content(JSON, "ShadowSwitch", {"start": {"active": True}, "end": {"active": False}}),),
    needs_body=False,
    replies={200: Reply("It looks on.", Content(JSON, "ChangedPolicy", {"shadowed": samples.SHADOWED}))},
    problems=(*_BY_KEY, *_VERSIONED, *_OF_JSON, *_FIT, "already-live", "too-many-shadows"),
)

_UNSHADOW = Route(
    method="delete",
    path="/policies/{name}/versions/{version}/shadow",
    operation="unshadowVersion",
    tag="Policies",
    summary="Let a version look on no longer",
    description="Right as well when it did not.",
    scope=Scope.ADMIN,
    parameters=("policy_name", "policy_version"),
    replies={200: Reply("It does not.", Content(JSON, "ChangedPolicy", {"unshadowed": samples.UNSHADOWED}))},
    problems=(*_BY_KEY, *_VERSIONED, *_FIT),
)

POLICY_ROUTES = (
    _GET_POLICIES, _GET_POLICY, _ROLL_BACK, _GET_VERSIONS, _POST_VERSION, _GET_VERSION, _SIMULATE, _PUBLISH, _SHADOW,
    _UNSHADOW,
)  # fmt: skip
