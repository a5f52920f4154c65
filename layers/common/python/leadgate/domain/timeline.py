"""What happened to a lead, entry by entry, in the order of its versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from leadgate.domain.clock import Instant


class Happening(StrEnum):
    """The kinds of entries in a lead's timeline."""

    CAPTURED = "captured"
    INQUIRED_AGAIN = "inquired_again"
    DECIDED = "decided"
    ASSIGNED = "assigned"
    RELEASED = "released"
    MERGED = "merged"
    MERGED_INTO = "merged_into"
    MERGE_UNDONE = "merge_undone"
    SIGNALS_JOINED = "signals_joined"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, at which version of the lead, and what there is to say of it."""

    type: Happening
    at: Instant
    version: int
    details: Mapping[str, object]
