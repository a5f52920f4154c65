"""What somebody posted, after it was checked at the edge and before it becomes part of a lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadgate.domain.abuse import UNSUSPECTED, Suspicion
from leadgate.domain.clock import Instant
from leadgate.domain.lead import FactValue, Signal
from leadgate.domain.raw_delivery import RawDelivery


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a repeated post is recognised.

    `record` is the salted name under which it is remembered, `digest` the salted digest of what was posted, and
    `until` the moment from which the same name may mean something new.
    """

    record: str
    digest: str
    until: Instant


@dataclass(frozen=True, slots=True)
class Submission:
    """One checked post: facts by their full names, signals, and where and when they were stated.

    `delivery` is what it was read from, if that has to be kept together with it; `visitor_key` the salted hash of the
    id that the person had before they gave their name.
    """

    person_key: str
    facts: Mapping[str, FactValue]
    signals: tuple[Signal, ...]
    source: str
    stated_at: Instant
    received_at: Instant
    receipt: Receipt
    consent: Mapping[str, object] = field(default_factory=dict)
    test: bool = False
    is_demo: bool = False
    warnings: tuple[Mapping[str, str], ...] = ()
    suspicion: Suspicion = UNSUSPECTED
    delivery: RawDelivery | None = None
    visitor_key: str | None = None
