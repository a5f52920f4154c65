"""Where a lead stands between its capture and a deal, and what the machine may do about it."""

from enum import StrEnum

from leadgate.domain.outcomes import Outcome


class Stage(StrEnum):
    """The stages of a lead's life, in the words of sales teams."""

    CAPTURED = "captured"
    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    WON = "won"
    LOST = "lost"
    NURTURE = "nurture"
    DISQUALIFIED = "disqualified"
    QUARANTINED = "quarantined"


# What a decision alone may set; everything further is moved by people who state evidence.
_SET_BY_OUTCOME = {
    Outcome.QUALIFIED: Stage.MQL,
    Outcome.NURTURE: Stage.NURTURE,
    Outcome.DISQUALIFIED: Stage.DISQUALIFIED,
}
_LEFT_TO_PEOPLE = frozenset({Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.WON, Stage.LOST, Stage.QUARANTINED})


def is_left_to_people(stage: Stage) -> bool:
    """Say whether only people move a lead out of this stage."""
    return stage in _LEFT_TO_PEOPLE


def stage_after(outcome: Outcome, current: Stage) -> Stage:
    """Say which stage a lead has after a decision.

    Args:
        outcome: what the decision said.
        current: the stage before it.

    Returns:
        The new stage: a decision moves a lead to mql, nurture or disqualified, and back to captured when an
        earlier answer no longer holds; it never moves a lead that a person has taken on.
    """
    if current in _LEFT_TO_PEOPLE:
        return current
    return _SET_BY_OUTCOME.get(outcome, Stage.CAPTURED)
