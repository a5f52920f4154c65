"""What the use cases need from the outside, as protocols with the bare role for a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from leadgate.application.visitor_ports import Visitors

if TYPE_CHECKING:
    from leadgate.domain.clock import Instant
    from leadgate.domain.lead import Lead
    from leadgate.domain.policy import Policy
    from leadgate.domain.policy_scope import PolicySet
    from leadgate.domain.publication import LiveList, PolicyVersion, Publication
    from leadgate.domain.raw_delivery import RawDelivery
    from leadgate.domain.routing import Directory, Turns
    from leadgate.domain.submission import Receipt
    from leadgate.domain.timeline import Entry
    from leadgate.domain.visitor import Visitor


class Clock(Protocol):
    """The moment that it is."""

    def __call__(self) -> Instant:
        """Give the present instant."""
        ...


class Ids(Protocol):
    """New ids, sortable by the moment they were made."""

    def __call__(self, kind: str, at: Instant) -> str:
        """Give a new id such as `lead_01J...` for the kind `lead`."""
        ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of an earlier post: what it contained, what it made, and what was answered."""

    digest: str
    lead_id: str
    receipt_id: str
    warnings: tuple[Mapping[str, str], ...]
    answer: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Intake:
    """All that one post writes, or nothing; `part` is what its address alone stated, where a lead holds several."""

    lead: Lead
    entry: Entry
    receipt: Receipt
    receipt_id: str
    warnings: tuple[Mapping[str, str], ...] = ()
    delivery: RawDelivery | None = None
    visitor: str | None = None
    part: Lead | None = None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision as it is kept for ever: the clock, the policy, the facts that it read, and the result.

    `result` has the compact trace, in records of release 0.1.0 the full one; `shadow` is what shadows would decide.
    """

    id: str
    lead_id: str
    at: Instant
    policy: str
    policy_version: str
    lead_version: int
    facts: Mapping[str, object]
    result: Mapping[str, object]
    shadow: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """All that one decision writes, in one transaction or not at all; `visitors` are those whose signals joined."""

    lead: Lead
    record: DecisionRecord
    entries: tuple[Entry, ...]
    turns: Turns | None = None
    answer: tuple[str, Mapping[str, object]] | None = None
    visitors: tuple[Visitor, ...] = ()


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some items of a list, and the cursor to those that follow (None at the end)."""

    items: tuple[T, ...]
    cursor: str | None = None


class AlreadyReceived(Exception):
    """This post was made before; `remembered` is what came of it."""

    def __init__(self, remembered: Remembered) -> None:
        super().__init__("already received")
        self.remembered = remembered


class PersonKnown(Exception):
    """This person has a lead already."""

    def __init__(self, lead_id: str) -> None:
        super().__init__(lead_id)
        self.lead_id = lead_id


class StaleLead(Exception):
    """The lead, the turns of its pool, or a visitor of its changed since they were read."""


class LeadRepository(Visitors, Protocol):
    """Where leads, their timelines and their decisions are kept."""

    def add(self, intake: Intake) -> None:
        """Keep a new lead. Raises AlreadyReceived, PersonKnown, or StaleLead when two posts met."""
        ...

    def merge(self, intake: Intake) -> None:
        """Keep the next version of a known lead. Raises AlreadyReceived or StaleLead."""
        ...

    def amend(self, lead: Lead, entry: Entry) -> None:
        """Keep the next version of a lead with what happened to it. Raises StaleLead."""
        ...

    def settle(self, settlement: Settlement) -> None:
        """Keep a decision with all that follows from it. Raises StaleLead."""
        ...

    def get(self, lead_id: str) -> Lead | None:
        """Give a lead by its id, by the id of one of its receipts, or by that of a lead that was merged into it."""
        ...

    def of_person(self, person_key: str) -> Lead | None:
        """Give the lead of a person."""
        ...

    def part(self, lead_id: str) -> Lead | None:
        """Give what one address alone stated to a lead that holds several; None for a lead that holds one."""
        ...

    def ids_of(self, person_keys: Sequence[str]) -> Mapping[str, str]:
        """Give the ids of the leads of some persons, by person; who has none is left out."""
        ...

    def with_turns(self, lead_id: str, pools: Sequence[str]) -> tuple[Lead | None, Mapping[str, Turns]]:
        """Give a lead and the turns of some pools, read at once."""
        ...

    def timeline(self, lead_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        """Give a lead's timeline, oldest first. Raises BadCursor."""
        ...

    def decisions(self, lead_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        """Give the timeline's entries of a lead's decisions, newest first. Raises BadCursor."""
        ...

    def decision(self, decision_id: str) -> DecisionRecord | None:
        """Give one decision."""
        ...


class PolicyStore(Protocol):
    """The policies that decide now."""

    def live(self) -> PolicySet:
        """Give the policies that decide now; at most half a minute old."""
        ...


class PolicyVersions(Protocol):
    """Where every version of every policy is kept for ever."""

    def add(self, version: PolicyVersion, source: str) -> bool:
        """Keep a version with its text; False when it is kept already. Raises PolicyTooLarge or StaleList."""
        ...

    def find(self, name: str, version: str) -> PolicyVersion | None:
        """Give a version as it is kept."""
        ...

    def source(self, name: str, version: str) -> str | None:
        """Give the text of a version as it was uploaded."""
        ...

    def load(self, name: str, version: str) -> Policy:
        """Give a version ready to decide. Raises BrokenPolicy when it is not there or does not load."""
        ...

    def page(self, name: str, *, cursor: str | None, limit: int) -> Page[PolicyVersion]:
        """Give versions of a policy without their compiled form, newest first. Raises BadCursor."""
        ...

    def names(self) -> Sequence[str]:
        """Give the names of all policies that were ever uploaded, in order."""
        ...


class Publications(Protocol):
    """Which versions are live and which look on, with every change of that."""

    def current(self) -> LiveList:
        """Give the list as it is now."""
        ...

    def commit(self, following: LiveList, change: Publication) -> None:
        """Keep the next list with its change. Raises StaleList when another change was faster."""
        ...

    def history(self, name: str, limit: int | None = None) -> Sequence[Publication]:
        """Give the changes that were made for a policy, newest first."""
        ...


class Count(Protocol):
    """What operators watch."""

    def __call__(self, name: str, value: int = 1) -> None:
        """Count something by its name."""
        ...


class DirectoryStore(Protocol):
    """Where pools and reps are set up."""

    def current(self) -> Directory:
        """Give all pools and reps; at most half a minute old."""
        ...


class QualificationQueue(Protocol):
    """The queue whose messages say: look at this lead again."""

    def ask(self, nudges: Sequence[tuple[str, int]]) -> tuple[str, ...]:
        """Queue leads by id with a delay in seconds each; gives the ids that were not taken."""
        ...
