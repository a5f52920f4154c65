"""What a lead notes of those that were merged into it, and why some cannot be."""

from dataclasses import dataclass
from enum import StrEnum

from leadgate.domain.clock import Instant


@dataclass(frozen=True, slots=True)
class Absorbed:
    """A lead that became part of another: its id, its person, its address then, when it was merged and by which key.

    `gave_stage` and `gave_owner` say what the other lead took over from it, so that undoing gives it back.
    """

    lead_id: str
    person_key: str
    email: str
    at: Instant
    by: str
    gave_stage: bool = False
    gave_owner: bool = False


class Obstacle(StrEnum):
    """Why two leads cannot become one."""

    SAME_LEAD = "same_lead"
    QUARANTINED = "quarantined"
    HOLDS_OTHERS = "holds_others"
    TOO_MANY = "too_many"
