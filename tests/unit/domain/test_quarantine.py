"""What quarantine does to a lead: it holds it back, and no post lets it go or harms a lead that is known."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.abuse import THRESHOLD, UNSUSPECTED, WEIGHTS, Suspicion, spare
from leadgate.domain.capture import capture, join
from leadgate.domain.quarantine import Evidence, Quarantine, Sign, with_evidence
from leadgate.domain.release import release
from leadgate.domain.stages import Stage
from leadgate.domain.status import cadence_action
from leadgate.domain.timeline import Happening
from tests.builders.leads import BUYER, lead, owner, receipt, submission, verdict
from tests.fakes.time import NOON

EVIDENCE = st.lists(st.sampled_from(Sign), unique=True).map(
    lambda signs: tuple(Evidence(sign, WEIGHTS[sign][0]) for sign in signs)
)
SUSPICIONS = st.builds(Suspicion, EVIDENCE, st.sampled_from([None, "allow_list", "server"]))
HONEYPOT = Evidence(Sign.HONEYPOT_FILLED, 100)
BOT, FAST = Suspicion((HONEYPOT,)), Suspicion((Evidence(Sign.TOO_FAST, 50),))
YES = {"marketing": True}


@given(SUSPICIONS)
def test_a_new_lead_is_held_back_exactly_when_the_evidence_adds_up(suspicion: Suspicion) -> None:
    made, entry = capture(submission(suspicion=suspicion, consent=YES), "lead_1")
    held = suspicion.spared is None and suspicion.points >= THRESHOLD
    assert (made.stage is Stage.QUARANTINED) == (made.asks is None) == (made.quarantine is not None) == held
    assert (made.stage in (Stage.QUARANTINED, Stage.CAPTURED), entry.type) == (True, Happening.CAPTURED)
    assert ("suspicion" in entry.details) == bool(suspicion.evidence)
    assert cadence_action(made) == "hold"


KNOWN: list[dict[str, Any]] = [
    {},
    {"asks": "now"},
    {"stage": Stage.MQL, "verdict": verdict(), "owner": owner(), "consent": YES},
    {"stage": Stage.WON, "verdict": verdict(), "owner": owner()},
    {"stage": Stage.QUARANTINED, "quarantine": Quarantine((Evidence(Sign.MARKUP, 50),))},
    {"stage": Stage.MQL, "quarantine": Quarantine((Evidence(Sign.MARKUP, 50),), NOON, "key-1")},
]


@pytest.mark.parametrize("known", KNOWN, ids=range(len(KNOWN)))
def test_a_suspicious_post_changes_nothing_that_is_known_of_a_lead(known: dict[str, Any]) -> None:
    before = lead(**known)
    posted = submission(
        suspicion=BOT, facts=BUYER | {"person.title": "Intern"}, consent={"marketing": False}, received_at=NOON + 60
    )
    after, entry = join(before, posted, "lead_7")
    assert (after.version, after.updated_at) == (before.version + 1, NOON + 60)
    for name in ("facts", "signals", "consent", "stage", "owner", "verdict", "asks", "test", "created_at"):
        assert getattr(after, name) == getattr(before, name)
    assert entry.type is Happening.INQUIRED_AGAIN
    assert entry.details["stated"]["person.title"] == "Intern"
    if before.stage is not Stage.QUARANTINED:
        assert after.quarantine == before.quarantine


@pytest.mark.parametrize("suspicion", [UNSUSPECTED, FAST, spare(BOT, "allow_list"), spare(BOT, "server")])
def test_a_post_that_is_not_held_back_adds_to_a_quarantined_lead_and_releases_nothing(suspicion: Suspicion) -> None:
    before = lead(stage=Stage.QUARANTINED, quarantine=Quarantine((HONEYPOT,)))
    posted = submission(suspicion=suspicion, facts={"person.title": "CEO"}, receipt=receipt("record-2"))
    after, _ = join(before, posted, "lead_1")
    assert (after.stage, after.asks, after.quarantine) == (Stage.QUARANTINED, None, before.quarantine)
    assert after.fact("person.title") == "CEO"


@given(st.lists(SUSPICIONS, max_size=5))
def test_no_row_of_posts_lets_a_lead_out_of_quarantine(suspicions: list[Suspicion]) -> None:
    kept, _ = capture(submission(suspicion=BOT), "lead_1")
    for suspicion in suspicions:
        kept, _ = join(kept, submission(suspicion=suspicion), "lead_1")
    assert (kept.stage, kept.asks) == (Stage.QUARANTINED, None)
    assert kept.quarantine is not None and HONEYPOT in kept.quarantine.evidence


@given(EVIDENCE, EVIDENCE)
def test_evidence_is_added_once_in_one_order_and_never_lost(one: Any, two: Any) -> None:
    both = with_evidence(Quarantine(one), two)
    assert set(both.evidence) == {*one, *two}
    assert both == with_evidence(with_evidence(Quarantine(()), two), one)
    assert with_evidence(both, two) == both


def test_a_release_is_never_before_the_leads_last_change() -> None:
    held = lead(stage=Stage.QUARANTINED, quarantine=Quarantine((HONEYPOT,)), updated_at=NOON + 9)
    released, entry = release(held, NOON, "key-1", ["address"])
    assert (released.updated_at, entry.at, entry.version) == (NOON + 9, NOON + 9, held.version + 1)
    assert (released.stage, released.asks) == (Stage.CAPTURED, "now")
    assert released.quarantine == Quarantine((HONEYPOT,), NOON + 9, "key-1")


def test_a_lead_of_which_nobody_knows_why_it_is_held_can_be_released() -> None:
    released, entry = release(lead(stage=Stage.QUARANTINED), NOON, "key-1", [])
    assert released.quarantine == Quarantine((), NOON, "key-1")
    assert entry.details["evidence"] == []
