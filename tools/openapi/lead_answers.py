"""The shapes of leads, timelines and decisions as they are shown to those who may read them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from leadgate.contracts.lead_body import Value
from leadgate.domain.outcomes import Outcome
from leadgate.domain.stages import Stage
from leadgate.domain.status import CadenceAction
from leadgate.domain.timeline import Happening
from openapi.answers import DecisionId, LeadId, Question, Reason, Rep, Time, Version, Web
from openapi.merge_answers import MergedLead
from openapi.quarantine_answers import Quarantine

Bounds = Annotated[list[float], Field(min_length=2, max_length=2, description="The least and the most it can be.")]
Grade = Annotated[str, Field(pattern=r"^[ABC][123]$", description="A to C for fit, 1 to 3 for engagement.")]
PolicyVersion = Annotated[str, Field(description="Names the exact text of the policy.")]


class KnownFact(BaseModel):
    """One thing that is known of a lead, with who said it, when, and how sure they were."""

    value: Value
    source: str = Field(description="Who said it, such as `api:leads` or `form:demo`.")
    confidence: float = Field(ge=0, le=1)
    observed_at: Time


class KnownSignal(BaseModel):
    """One thing that the person did."""

    model_config = ConfigDict(extra="allow")

    type: str
    at: Time = Field(default="")
    page: str = Field(default="")
    value: float = Field(default=0)
    duration_s: float = Field(default=0)
    source: str = Field(default="")
    id: str = Field(default="")


class Consent(BaseModel):
    """What the person agreed to, as far as they were asked."""

    marketing: bool = Field(default=False, description="Absent when nobody asked.")
    text: str = Field(default="", description="The words that they saw.")
    at: str | float = Field(default="", description="When, as it was stated.")


class Gates(BaseModel):
    """The three questions that decide; null is unknown."""

    fit: bool | None
    intent: bool | None
    readiness: bool | None


class Score(BaseModel):
    """Points and grade: they rank leads and decide nothing."""

    fit: Bounds
    engagement: Bounds
    total: Bounds
    grade: Grade


class LatestDecision(BaseModel):
    """The decision that counts now; `GET /decisions/{decision_id}` shows how it came about."""

    decision_id: DecisionId
    at: Time
    policy: str
    policy_version: PolicyVersion
    outcome: Outcome
    reason: Reason
    held_back: Outcome | None = Field(description="The outcome that a review holds back.")
    gates: Gates
    disqualifiers: list[str] = Field(description="The rules that turned the lead away.")
    score: Score
    pool: str | None
    questions: list[Question]
    revisit_at: Time | None


class Owner(Rep):
    """Who is responsible for a lead, and how it came to them."""

    booking_url: Web | None
    pool: str | None
    via: Literal["turn", "catch_all", "sandbox"]
    assigned_at: Time


class Lead(BaseModel):
    """Everything that is known of a lead."""

    lead_id: LeadId
    version: Version
    stage: Stage
    created_at: Time
    updated_at: Time
    test: bool
    account: str | None = Field(
        description="The registrable domain of the organisation; null when only free mail is known of the person."
    )
    facts: dict[str, KnownFact] = Field(description="By full name, such as `company.employees`.")
    signals: list[KnownSignal] = Field(description="The latest 200 at most.")
    consent: Consent
    decision: LatestDecision | None
    owner: Owner | None
    cadence_action: CadenceAction
    being_decided: bool = Field(description="True while a new decision is on its way.")
    quarantine: Quarantine | None = Field(description="Null for a lead that was never held back.")
    merged: list[MergedLead] = Field(description="The leads of other addresses of this person that are part of it.")


class TimelineEntry(BaseModel):
    """One thing that happened to a lead."""

    type: Happening
    at: Time
    version: Version
    details: dict[str, JsonValue] = Field(description="What there is to say of it; depends on `type`.")


class Timeline(BaseModel):
    """A page of a lead's timeline, oldest first."""

    items: list[TimelineEntry]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null at the end.")


class HeldBack(BaseModel):
    """The outcome that a review holds back until a person has looked."""

    outcome: Outcome
    reason: Reason
    revisit_at: Time | None


class Reading(BaseModel):
    """A value that a rule saw."""

    value: JsonValue = Field(description="Null when it is unknown.")
    source: str = Field(default="", description="Who said it, if that is known.")
    unknown: Literal["missing", "stale", "ill_typed", "undecided"] = Field(
        default="missing", description="Why it is unknown; only then."
    )


class RuleTrace(BaseModel):
    """A rule's result (null: unknown) and the values that it saw."""

    result: bool | None
    values: dict[str, Reading]


class ShadowVerdict(BaseModel):
    """What a version that looks on would have decided."""

    policy: str
    version: PolicyVersion
    outcome: Outcome
    reason: Reason
    gates: Gates
    disqualifiers: list[str]
    questions: list[str]
    pool: str | None
    grade: Grade


class NearMiss(BaseModel):
    """A rule that would have to turn for the lead to be qualified."""

    rule: str
    turns: Literal["yes", "no"] = Field(description="What its result would have to be.")
    needs: str = Field(description="What that needs, and what the rule saw instead.")


class DecisionResult(BaseModel):
    """What was decided, and everything that every rule saw."""

    outcome: Outcome
    reason: Reason
    gates: Gates
    disqualifiers: list[str]
    score: Score
    route: str = Field(description="The pool that the lead goes to.")
    questions: list[str] = Field(description="The facts that are asked for.")
    near_miss: list[NearMiss] = Field(
        max_length=3, description="The fewest rules that would have to turn for a lead that is not qualified."
    )
    revisit_at: Time | None
    # Left out or an object, never null: a default outside its type is how pydantic spells that.
    held_back: HeldBack = Field(default=None, description="Only when the outcome is `review`.")  # type: ignore[assignment]
    trace: dict[str, RuleTrace] = Field(description="By rule, in the policy's order.")


class Decision(DecisionResult):
    """A decision with its clock, its policy, and everything that every rule saw."""

    decision_id: DecisionId
    lead_id: LeadId
    lead_version: Version = Field(description="The version of the lead that was decided on.")
    at: Time
    policy: str
    policy_version: PolicyVersion
    trace_note: str | None = Field(description="Why the values are not shown; null when they are.")
    shadow: list[ShadowVerdict] = Field(description="What versions that look on would have decided.")


class DecisionLine(BaseModel):
    """One decision about a lead."""

    decision_id: DecisionId
    at: Time
    version: Version
    outcome: Outcome
    reason: Reason
    stage: Stage
    policy: str
    policy_version: PolicyVersion
    revisit_at: Time | None


class Decisions(BaseModel):
    """A page of the decisions about a lead, newest first."""

    items: list[DecisionLine]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null at the end.")


class ReplayDifference(BaseModel):
    """A place where the decision comes out otherwise now; a side that lacks it is absent."""

    pointer: str = Field(description="A JSON pointer into the result.")
    recorded: JsonValue = Field(default=None)
    replayed: JsonValue = Field(default=None)


class Replay(BaseModel):
    """What came of deciding again from a record."""

    identical: bool = Field(description="Whether both results are the same byte for byte, as canonical JSON.")
    differences: list[ReplayDifference] = Field(
        default_factory=list, max_length=50, description="Only when they are not."
    )
