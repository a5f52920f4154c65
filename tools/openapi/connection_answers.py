"""The shapes of connections, deliveries and replays."""

from typing import Literal

from pydantic import BaseModel, Field

from leadgate.contracts.connection_body import SignatureBody
from leadgate.domain.raw_delivery import Result
from openapi.answers import LeadId, Time


class ShownConnection(BaseModel):
    """A connection as it is set up; its secrets are never shown."""

    source: str
    id: str
    webhook_url: str = Field(description="Where the tool has to post.")
    kind: Literal["lead", "demo"]
    unsigned: bool
    channel: str | None
    mapping: dict[str, str]
    signature: SignatureBody | None
    base_url: str | None
    active: bool
    has_secret: bool
    secret_updated_at: Time | None = Field(description="The secret before it stays good for 24 hours.")
    has_access_token: bool
    access_token_updated_at: Time | None
    created_at: Time
    updated_at: Time


class Connections(BaseModel):
    """A page of connections, ordered by source and id."""

    items: list[ShownConnection]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null at the end.")


class Delivered(BaseModel):
    """What a delivery came to."""

    results: dict[Result, int] = Field(description="How many of its posts came to what.")


class BecameOfPost(BaseModel):
    """What became of one post of a delivery."""

    result: Result
    lead_id: LeadId | None = Field(description="Null for what is part of no lead, or of none yet.")
    reason: str | None = Field(description="Why it is part of no lead.")


class KeptDelivery(BaseModel):
    """A delivery whose body is kept."""

    id: str
    received_at: Time
    bytes: int = Field(ge=0, description="How large its body is.")
    results: list[BecameOfPost]


class Deliveries(BaseModel):
    """A page of deliveries, oldest first; with `outcome` it may hold fewer than `limit`."""

    items: list[KeptDelivery]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null at the end.")


class Replayed(BaseModel):
    """What came of running the present mapping over deliveries."""

    seen: int = Field(ge=0, description="How many deliveries were read again.")
    kept: int = Field(ge=0, description="Posts that became part of a lead by it.")
    duplicates: int = Field(ge=0, description="Posts that were part of one before.")
    still_unmapped: int = Field(ge=0, description="Posts that nothing says who they are about.")
    still_unfetched: int = Field(ge=0, description="Posts whose answers could not be fetched.")
    next_cursor: str | None = Field(description="Send it as `cursor` to go on; null when all was seen.")
