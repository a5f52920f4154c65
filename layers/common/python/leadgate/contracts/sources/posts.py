"""What a delivery of a source comes to: leads, signals, answers to fetch, an erasure, nothing, or nothing we know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadgate.domain.clock import Instant


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request of a source as it arrived: header names in lower case, the body as raw bytes, already decoded.

    `url` is the whole address that the sender used, as signatures over it need it.
    """

    method: str
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    received_at: Instant


class Unverified(Exception):
    """The delivery is not proven to come from its source; `reason` is a short name without any of its content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LeadPost:
    """A lead: `body` as `POST /leads` takes it, `key` the name by which the source recognises its own post.

    `is_asked` says that the person has just filled something in; otherwise the source only tells what it knows.
    """

    key: str
    body: Mapping[str, Any]
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class SignalPost:
    """What a person did: by address, by the tracker's own id for somebody unknown, or both."""

    key: str
    email: str | None
    anonymous_id: str | None
    signals: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class AnswersToFetch:
    """A lead of which the source told only ids: its answers have to be fetched from the source's API."""

    key: str
    ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Erasure:
    """The source says that what it posted under `key` has to be erased."""

    key: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to keep, as for a ping: `reason` says why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A body that is kept whole, because nothing in it says who it is about: `reason` says what was missing."""

    key: str
    reason: str


Post = LeadPost | SignalPost | AnswersToFetch | Erasure | Ignored | Unmapped
