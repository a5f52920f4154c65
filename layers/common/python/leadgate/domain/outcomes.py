"""The closed words of a decision: outcomes and the reasons that go with them."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a decision says of a lead."""

    QUALIFIED = "qualified"
    NEEDS_INFO = "needs_info"
    NURTURE = "nurture"
    DISQUALIFIED = "disqualified"
    REVIEW = "review"


STANDARD_REASONS = frozenset({
    "no_fit", "no_budget", "no_authority", "no_need", "bad_timing", "competitor", "competitor_locked_in",
    "compliance", "existing_customer", "partner", "student", "unreachable", "spam", "duplicate", "recycle_later",
})  # fmt: skip
"""Why a lead is turned away or put off; a policy may add its own under `reasons:`."""
