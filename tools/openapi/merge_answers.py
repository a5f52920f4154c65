"""The shapes of merged leads as they are posted and shown."""

from pydantic import BaseModel, ConfigDict, Field

from leadgate.domain.stages import Stage
from openapi.answers import LeadId, Time, Version


class MergeBody(BaseModel):
    """The lead that becomes a part of the one in the path: by its id, or by its person's address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1, "maxProperties": 1})

    lead_id: LeadId = Field(default="")
    email: str = Field(default="", max_length=320)


class MergedLead(BaseModel):
    """A lead that is part of another one."""

    lead_id: LeadId
    email: str = Field(description="Its person's address when it was merged.")
    at: Time
    by: str = Field(description="The id of the key that merged it.")


class LeadOfSeveral(BaseModel):
    """A lead and those that are part of it."""

    lead_id: LeadId
    version: Version
    stage: Stage
    being_decided: bool
    merged: list[MergedLead]


class RestoredLead(BaseModel):
    """A lead that is one of its own again."""

    lead_id: LeadId
    version: Version


class LeadTakenApart(LeadOfSeveral):
    """A lead, and the one that was a part of it."""

    restored: RestoredLead
