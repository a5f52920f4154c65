"""The shapes of what the API answers, field by field, for posts, status, health and errors."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.facts import TYPES
from leadgate.domain.stages import Stage
from leadgate.domain.status import CadenceAction

LeadId = Annotated[str, Field(pattern=r"^lead_[0-9A-Z]{26}$", description="A lead's id; ids sort by time of making.")]
DecisionId = Annotated[str, Field(pattern=r"^dec_[0-9A-Z]{26}$", description="A decision's id; ids sort by time.")]
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="RFC 3339 in UTC.")]
Web = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Version = Annotated[int, Field(ge=1, description="Counts the changes of a lead, from 1.")]
Reason = Annotated[
    str | None,
    Field(description="Why a lead is turned away or put off: a standard reason such as `no_fit`, or the policy's own."),
]


class Fault(BaseModel):
    """One thing that is wrong with a request, or with a value that was kept all the same."""

    pointer: str = Field(description="Where it stands: a JSON pointer (RFC 6901), or the name of a query parameter.")
    detail: str = Field(description="What is wrong, and what to do about it.")
    line: int = Field(default=0, ge=1, description="Only for policies: the line of the text.")
    column: int = Field(default=0, ge=1, description="Only for policies: the column.")
    hint: str | None = Field(default=None, description="Only for policies: what may have been meant.")


class Problem(BaseModel):
    """Why a request failed (RFC 9457)."""

    type: str = Field(pattern=r"^urn:leadgate:problem:[a-z-]+$", description="A stable name that programs may compare.")
    title: str = Field(description="The name of the status.")
    status: int = Field(ge=400, le=599, description="The status, once more.")
    detail: str = Field(description="What happened and what to do, for the person who reads it.")
    instance: str = Field(pattern=r"^urn:request:", description="The request, by the id that `x-request-id` names.")
    errors: list[Fault] = Field(max_length=50, description="One entry for each thing to mend.")


class LeadAccepted(BaseModel):
    """A lead that was kept and will be decided in a moment."""

    lead_id: LeadId
    status_url: str = Field(
        description="Where to ask for its status; when it begins with `/`, add it to the API's address."
    )
    duplicate: bool = Field(
        description="True when the same person posted the same within the last ten minutes; always false on forms."
    )
    warnings: list[Fault] = Field(description="Values that were kept but count as unknown, such as text for a number.")


class Question(BaseModel):
    """A fact that is still unknown, whose answer could decide the lead."""

    fact: str = Field(description="The fact's name; post its value under this name to answer.")
    ask: str | None = Field(description="The policy's wording, if it has one.")
    type: str = Field(description="The type of the answer.", json_schema_extra={"enum": list(TYPES)})
    values: list[str] = Field(default_factory=list, description="The choices; only with type `enum`.")


class NextStep(BaseModel):
    """What the person who asked can do now."""

    action: Literal["book", "answer", "nurture", "thanks"]
    booking_url: Web | None = Field(description="The owner's booking page, if they have one; only with `book`.")
    questions: list[Question] = Field(description="What to ask the person; only with `answer`.")


class Rep(BaseModel):
    """The person of sales who is responsible for a lead."""

    id: str
    name: str
    email: str


class DemoDecided(BaseModel):
    """A demo request that was decided while its sender waited."""

    lead_id: LeadId
    version: Version
    outcome: Outcome
    reason: Reason
    next_step: NextStep
    owner: Rep | None = Field(description="Who takes the lead; only when it is qualified.")
    decision_id: DecisionId


class FormDecided(BaseModel):
    """A demo form that was decided while the visitor waited; it says nothing but what they can do now."""

    lead_id: LeadId
    next_step: NextStep


class Status(BaseModel):
    """What a cadence tool shall do with a person: one flat object of scalars."""

    found: bool = Field(description="Whether anybody is known by this address or id.")
    email: str | None
    lead_id: LeadId | None
    version: Version | None
    stage: Stage | None
    outcome: Outcome | None
    reason: Reason
    cadence_action: CadenceAction = Field(
        description="`start` a sequence; `hold`: wait and ask again; `stop`: sales took over or it is over; "
        "`suppress`: never write to this person."
    )
    sequence_key: str | None = Field(description="Which sequence to start, as `outcome` or `outcome.reason`.")
    owner_id: str | None
    owner_email: str | None
    score: float | None = Field(description="The points that are sure.")
    grade: str | None = Field(pattern=r"^[ABC][123]$", description="A to C for fit, 1 to 3 for engagement.")
    questions: str | None = Field(description="The names of the facts that are asked for, joined by commas.")
    revisit_at: Time | None = Field(description="When the lead is looked at again by itself.")
    valid_until: Time | None = Field(description="Until when this answer holds, if it ends by itself.")
    updated_at: Time | None


class LivePolicy(BaseModel):
    """A policy that decides now."""

    name: str
    version: str


class Health(BaseModel):
    """Whether leads can be read and decided."""

    status: Literal["ok", "no-policy", "unavailable"]
    version: str = Field(description="The version of the service.")
    policies: list[LivePolicy]
