"""A lead as it is kept: facts with their sources, recent signals, the last verdict and the owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from leadgate.domain.absorbed import Absorbed
from leadgate.domain.clock import Instant
from leadgate.domain.outcomes import Outcome
from leadgate.domain.quarantine import Quarantine
from leadgate.domain.stages import Stage

FactValue = str | int | float | bool | list[str]
Signal = Mapping[str, object]
Urgency = Literal["now", "soon"]
"""How a lead asks to be decided: by the queue at once, or soon because the request itself is deciding."""

MAX_SIGNALS = 200
"""The most recent signals that a lead keeps, so that an evaluation never reads a history."""

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of a lead: the value, who said it, when, and how sure they were (0 to 1)."""

    value: FactValue
    source: str
    observed_at: Instant
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Owner:
    """The person who is responsible for a lead, and how the lead came to them."""

    id: str
    name: str
    email: str
    pool: str | None
    via: Literal["turn", "catch_all", "sandbox"]
    assigned_at: Instant
    booking_url: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the latest decision said, as far as answers to clients need it; the whole is the decision record."""

    decision_id: str
    at: Instant
    policy: str
    policy_version: str
    outcome: Outcome
    reason: str | None
    held_back: str | None
    gates: Mapping[str, bool | None]
    disqualifiers: tuple[str, ...]
    score: Mapping[str, object]
    pool: str | None
    questions: tuple[Mapping[str, object], ...]
    revisit_at: Instant | None


@dataclass(frozen=True, slots=True)
class Lead:
    """Everything that is known of one person who asked; `version` counts its changes from 1.

    `visitors` are the keys of those whom the person was before; what they did joins when the lead is decided.
    """

    id: str
    version: int
    created_at: Instant
    updated_at: Instant
    person_key: str
    stage: Stage
    facts: Mapping[str, Fact]
    signals: tuple[Signal, ...] = ()
    consent: Mapping[str, object] = field(default=_NOTHING)
    test: bool = False
    asks: Urgency | None = None
    verdict: Verdict | None = None
    owner: Owner | None = None
    quarantine: Quarantine | None = None
    visitors: tuple[str, ...] = ()
    merged: tuple[Absorbed, ...] = ()

    @property
    def email(self) -> str:
        """The address that the person gave, normalised."""
        return str(self.facts["email.address"].value)

    def fact(self, name: str) -> FactValue | None:
        """Give a fact's value, or None when nobody stated it."""
        known = self.facts.get(name)
        return None if known is None else known.value


def real_owner(owner: Owner | None, *, is_test: bool) -> Owner | None:
    """Give the owner of a lead: the sandbox is nobody, unless the lead is a test."""
    return None if owner is not None and owner.via == "sandbox" and not is_test else owner


def to_document(lead: Lead) -> dict[str, object]:
    """Spell a lead as the document that a policy decides on.

    Args:
        lead: the lead as it is kept.

    Returns:
        Sections of facts (`email`, `person`, `company`, `answers`, `source`, ...), `signals`, `created_at`, and
        `provenance` with the source and age of every fact.
    """
    document: dict[str, object] = {"id": lead.id, "created_at": lead.created_at}
    provenance: dict[str, object] = {}
    sections: dict[str, dict[str, object]] = {}
    for name, fact in lead.facts.items():
        section, _, key = name.partition(".")
        sections.setdefault(section, {})[key] = fact.value
        provenance[name] = {
            "source": fact.source,
            "observed_at": fact.observed_at,
            "confidence": fact.confidence,
        }
    document.update(sections)
    document["signals"] = [dict(signal) for signal in lead.signals]
    document["provenance"] = provenance
    return document
