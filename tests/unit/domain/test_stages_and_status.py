"""What a decision may do to a lead's stage, and what cadence tools are told of it."""

import pytest

from leadgate.domain.clock import DAY
from leadgate.domain.outcomes import Outcome
from leadgate.domain.stages import Stage, stage_after
from leadgate.domain.status import cadence_action, status_of, unknown_person
from tests.builders.leads import lead, owner, verdict
from tests.fakes.time import NOON

MOVED = {
    Outcome.QUALIFIED: Stage.MQL,
    Outcome.NEEDS_INFO: Stage.CAPTURED,
    Outcome.NURTURE: Stage.NURTURE,
    Outcome.DISQUALIFIED: Stage.DISQUALIFIED,
    Outcome.REVIEW: Stage.CAPTURED,
}
BY_THE_MACHINE = (Stage.CAPTURED, Stage.MQL, Stage.NURTURE, Stage.DISQUALIFIED)


@pytest.mark.parametrize("current", Stage)
@pytest.mark.parametrize("outcome", Outcome)
def test_a_decision_moves_a_lead_until_a_person_has_taken_it_on(outcome: Outcome, current: Stage) -> None:
    expected = MOVED[outcome] if current in BY_THE_MACHINE else current
    assert stage_after(outcome, current) is expected


YES, NO = {"marketing": True}, {"marketing": False}
NURTURE, ASKING = verdict(outcome=Outcome.NURTURE), verdict(outcome=Outcome.NEEDS_INFO)
ACTIONS = [
    ("not decided yet", {"asks": "now", "consent": YES}, "hold"),
    ("no verdict at all", {"consent": YES}, "hold"),
    ("nurtured, agreed", {"verdict": NURTURE, "stage": Stage.NURTURE, "consent": YES}, "start"),
    ("questions open, agreed", {"verdict": ASKING, "consent": YES}, "start"),
    ("nurtured, nobody asked", {"verdict": NURTURE, "stage": Stage.NURTURE}, "hold"),
    ("nurtured, asked without an answer", {"verdict": NURTURE, "consent": {"marketing": None}}, "hold"),
    ("nurtured, consent in words", {"verdict": NURTURE, "consent": {"marketing": "yes"}}, "hold"),
    ("questions open, nobody asked", {"verdict": ASKING}, "hold"),
    ("nurtured, refused", {"verdict": NURTURE, "stage": Stage.NURTURE, "consent": NO}, "suppress"),
    ("nurtured, but posted again", {"verdict": NURTURE, "consent": YES, "asks": "soon"}, "hold"),
    ("nurtured, but owned by sales", {"verdict": NURTURE, "consent": YES, "owner": owner()}, "hold"),
    ("qualified", {"verdict": verdict(), "stage": Stage.MQL, "owner": owner(), "consent": YES}, "hold"),
    ("in review", {"verdict": verdict(outcome=Outcome.REVIEW), "consent": YES}, "hold"),
    ("quarantined", {"verdict": NURTURE, "stage": Stage.QUARANTINED, "consent": YES}, "hold"),
    ("disqualified", {"verdict": verdict(outcome=Outcome.DISQUALIFIED), "stage": Stage.DISQUALIFIED}, "stop"),
    ("disqualified, refused", {"stage": Stage.DISQUALIFIED, "consent": NO}, "suppress"),
    *((f"at stage {stage}", {"stage": stage, "consent": YES}, "stop") for stage in ("sal", "sql", "opportunity")),
    ("won", {"stage": Stage.WON, "asks": "now"}, "stop"),
    ("lost", {"stage": Stage.LOST, "consent": YES}, "stop"),
]


@pytest.mark.parametrize(("changes", "action"), [case[1:] for case in ACTIONS], ids=[case[0] for case in ACTIONS])
def test_a_cadence_starts_only_for_who_agreed_and_is_nobody_else_s(changes: dict[str, object], action: str) -> None:
    if isinstance(changes.get("stage"), str):
        changes = changes | {"stage": Stage(changes["stage"])}
    assert cadence_action(lead(**changes)) == action


def test_a_status_is_flat_and_has_the_same_fields_whether_somebody_is_known_or_not() -> None:
    known = status_of(lead(verdict=NURTURE, stage=Stage.NURTURE, consent=YES, owner=None))
    nobody = unknown_person("x@firm.example", None)
    assert list(known) == list(nobody)
    assert all(value is None or isinstance(value, str | int | float | bool) for value in known.values())
    assert (nobody["found"], nobody["cadence_action"], nobody["email"]) == (False, "hold", "x@firm.example")


def test_a_status_says_what_was_decided_and_what_to_send() -> None:
    later = NOON + 30 * DAY
    questions = ({"fact": "answers.a", "ask": None, "type": "int"}, {"fact": "answers.b", "ask": None, "type": "str"})
    decided = verdict(outcome=Outcome.NURTURE, reason="bad_timing", revisit_at=later, questions=questions)
    status = status_of(lead(verdict=decided, stage=Stage.NURTURE, consent=YES))
    assert (status["outcome"], status["reason"], status["sequence_key"]) == (
        "nurture",
        "bad_timing",
        "nurture.bad_timing",
    )
    assert (status["questions"], status["revisit_at"]) == ("answers.a,answers.b", "2026-06-03T10:00:00Z")
    assert (status["score"], status["grade"]) == (110, "A1")


def test_a_sequence_is_named_only_when_one_shall_start() -> None:
    assert status_of(lead(verdict=ASKING, consent=YES))["sequence_key"] == "needs_info"
    assert status_of(lead(verdict=ASKING))["sequence_key"] is None
