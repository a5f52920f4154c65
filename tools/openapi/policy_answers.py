"""The shapes of policies, versions, publications and simulations, as administrators see them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, JsonValue

from leadgate.contracts.lead_body import Moment
from leadgate.domain.publication import Act
from openapi.answers import LeadId, Time
from openapi.lead_answers import DecisionResult, PolicyVersion

Section = Annotated[dict[str, JsonValue], Field(default_factory=dict, description="Facts by name.")]


class PolicyScope(BaseModel):
    """Whose leads a policy decides; both empty: it is the default."""

    motion: list[str]
    form: list[str]


class ScopedVersion(BaseModel):
    """A version with its scope."""

    version: PolicyVersion
    scope: PolicyScope


class NamedVersion(ScopedVersion):
    """A version of a policy."""

    name: str


class PolicyWarning(BaseModel):
    """Something doubtful in a policy's text; it blocks nothing."""

    line: int = Field(ge=1)
    column: int = Field(ge=1)
    detail: str
    hint: str | None


class KeptVersion(NamedVersion):
    """A version of a policy, kept for ever."""

    status: Literal["live", "shadow", "kept"] = Field(description="`live` decides, `shadow` looks on.")
    created_at: Time | None = Field(description="Null for versions that release 0.1.0 kept.")
    created_by: str | None = Field(description="The id of the key that uploaded it.")
    examples: int = Field(ge=0, description="How many examples it has.")
    warnings: list[PolicyWarning]


class VersionWithSource(KeptVersion):
    """A version with its text."""

    source: str | None = Field(description="The text as it was uploaded; null for versions that release 0.1.0 kept.")


class Versions(BaseModel):
    """A page of the versions of a policy, newest first."""

    items: list[KeptVersion]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null at the end.")


class PolicyChange(BaseModel):
    """One change of what is live or looks on."""

    revision: int = Field(ge=1, description="Counts the changes of all policies.")
    act: Act
    at: Time
    by: str = Field(description="The id of the key that did it.")
    before: list[NamedVersion] = Field(description="What went.")
    after: list[NamedVersion] = Field(description="What came.")


class PolicySummary(BaseModel):
    """Which versions of a policy decide and which look on."""

    name: str
    live: ScopedVersion | None
    shadow: list[ScopedVersion]


class Policies(BaseModel):
    """All policies, by name."""

    revision: int = Field(ge=0)
    items: list[PolicySummary]
    next_cursor: None = Field(description="Always null: there is one page.")


class PolicyWithHistory(PolicySummary):
    """A policy with its latest 100 changes, newest first."""

    history: list[PolicyChange]


class PublishedVersion(KeptVersion):
    """A version that is live now."""

    change: PolicyChange | None = Field(description="Null when it was live already.")


class ChangedPolicy(PolicySummary):
    """A policy after a change."""

    change: PolicyChange | None = Field(description="Null when nothing had to change.")


class ShadowSwitch(BaseModel):
    """Whether a version looks on."""

    active: bool = Field(default=True, description="False ends it, as DELETE does.")


class RollBack(BaseModel):
    """Which version is to be undone."""

    live: str = Field(
        default="",
        alias="from",
        description="The version that has to be live; then a call that is sent twice goes back once.",
        pattern="^pv_[0-9a-f]{16}$",
    )


class SimulatedLead(BaseModel):
    """A lead document, or the id of a lead; and the moment to decide at."""

    lead_id: str = Field(default="", description="Instead of a document.")
    now: Moment = Field(default=0, description="The moment to decide at; the present one without it.")
    id: str = Field(default="")
    created_at: Moment = Field(default=0)
    email: Section
    person: Section
    company: Section
    account: Section
    answers: Section
    evidence: Section
    source: Section
    provenance: Section
    signals: list[JsonValue] = Field(default_factory=list)


class SimulatedDecision(DecisionResult):
    """What a version would decide, with everything that every rule saw; nothing was written."""

    policy: str
    policy_version: PolicyVersion
    at: Time
    lead_id: LeadId | None
