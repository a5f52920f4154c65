"""The shapes of what became of signals."""

from pydantic import BaseModel, Field

from leadgate.runtime.told_signals import Became
from openapi.answers import LeadId


class SignalResult(BaseModel):
    """What became of one signal."""

    index: int = Field(ge=0, description="The signal's place in the request, from 0.")
    result: Became = Field(
        description="`joined` its lead; `kept` with a visitor whom nobody knows yet; `duplicate`: told before under "
        "the same `id`; `outdated`: so many later ones are known that there is no room; `refused`: mend it, see "
        "`detail`; `failed`: not kept, send it again."
    )
    lead_id: LeadId = Field(default="", description="The lead that it is of.")
    detail: str = Field(default="", description="What to do about it, or what was taken otherwise than it was told.")


class SignalsKept(BaseModel):
    """What became of all signals."""

    results: list[SignalResult] = Field(description="One for each signal, in their order.")
    failed: int = Field(ge=0, description="How many have to be sent again.")
