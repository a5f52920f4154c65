"""What the table of routes is made of: routes, what they take, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadgate.domain.access import Scope

JSON = "application/json"
TEXT = "text/plain"
YAML = "application/yaml"
ENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Content:
    """A body of one media type: the name of its schema, and examples by what they show."""

    media_type: str
    schema: str | None
    examples: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no problem: when it comes, its headers, and its body if it has one."""

    description: str
    content: Content | None = None
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path, with everything that it may answer.

    `problems` are kinds of problems, by name; `scope` is None for a public route; `curl_query` names the query
    parameters of the example request.
    """

    method: str
    path: str
    operation: str
    tag: str
    summary: str
    description: str
    scope: Scope | None
    replies: Mapping[int, Reply]
    problems: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    body: tuple[Content, ...] = ()
    needs_body: bool = True
    curl_query: tuple[str, ...] = ()
    curl_headers: tuple[str, ...] = ()


BY_GATEWAY = ("bad-request", "throttled", "internal-error", "misconfigured", "no-answer")
"""What the gateway may answer on every route."""

BY_KEY = ("unauthorized", "missing-scope", "no-usage-plan", "quota-exceeded", "key-not-checked")
"""What routes that need a key may answer besides."""

BY_BODY = (
    "unreadable-body", "no-body", "not-json", "not-an-object", "bad-idempotency-key", "repeated-header",
    "reused-idempotency-key", "body-too-large", "unsupported-media-type", "invalid-body", "congested",
    "storage-unavailable",
)  # fmt: skip
"""What routes that keep a body may answer besides."""
