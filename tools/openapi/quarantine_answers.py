"""The shapes of quarantine and of release as they are shown to those who may read them."""

from pydantic import BaseModel, ConfigDict, Field

from leadgate.domain.quarantine import Sign
from leadgate.domain.stages import Stage
from openapi.answers import LeadId, Time, Version


class SeenSign(BaseModel):
    """One sign that spoke against a post."""

    sign: Sign
    points: int
    says: str


class Quarantine(BaseModel):
    """Why a lead is or was held back, and who let it go."""

    points: int
    threshold: int = Field(description="The points from which on a new lead is held back.")
    evidence: list[SeenSign]
    released_at: Time | None
    released_by: str | None = Field(description="The id of the key that released it.")


class ReleaseBody(BaseModel):
    """What is allowed besides the lead's own address."""

    model_config = ConfigDict(extra="forbid")

    allow_domain: bool = Field(default=False, description="Whether everybody of the address's domain is allowed.")


class ReleasedLead(BaseModel):
    """A lead that was let out of quarantine, now or before."""

    lead_id: LeadId
    version: Version
    stage: Stage
    being_decided: bool
    quarantine: Quarantine
