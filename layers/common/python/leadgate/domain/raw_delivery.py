"""A delivery of a source as it is kept for a while, so that a mapping that is mended can be run over it again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from leadgate.domain.clock import DAY, Instant

KEPT_FOR = 30 * DAY
"""For how long a raw body is kept, in seconds."""

REMEMBERED_FOR = KEPT_FOR + DAY
"""For how long a post's key is remembered: as long as its body can be replayed, and a little longer."""


class Result(StrEnum):
    """What became of one post of a delivery."""

    KEPT = "kept"
    DUPLICATE = "duplicate"
    UNMAPPED = "unmapped"
    UNFETCHED = "unfetched"
    ERASURE_PENDING = "erasure_pending"
    IGNORED = "ignored"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class PostResult:
    """What became of one post: the lead that it is part of, or why it is part of none."""

    result: Result
    lead_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RawDelivery:
    """One verified delivery: its body as it came, and what became of its posts.

    Of the headers only those are kept that reading needs, and never a signature.
    """

    id: str
    source: str
    connection_id: str
    received_at: Instant
    body: bytes
    headers: Mapping[str, str]
    results: tuple[PostResult, ...] = (PostResult(Result.RECEIVED),)

    def with_results(self, *results: PostResult) -> "RawDelivery":
        """Give the same delivery with what became of its posts."""
        return replace(self, results=results)
