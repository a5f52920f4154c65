"""Who looked around before they gave a name, and how that becomes part of their lead."""

from dataclasses import replace

import pytest

from leadgate.domain.abuse import FormReturn, suspicion_of
from leadgate.domain.capture import capture, join, visitor_linked
from leadgate.domain.clock import DAY
from leadgate.domain.lead import MAX_SIGNALS, Signal
from leadgate.domain.release import release
from leadgate.domain.signals import Fate
from leadgate.domain.stages import Stage
from leadgate.domain.timeline import Happening
from leadgate.domain.visitor import KEPT_FOR, MOST_WAITING, Visitor, recognise
from tests.builders.leads import BUYER, lead, submission
from tests.fakes.time import NOON

BOT = suspicion_of(BUYER, returned=FormReturn(honeypot="x"))
VIEW: Signal = {"type": "page_view", "at": NOON, "id": "e-1"}
SEEN = Visitor("v-1", 3, (VIEW,), "lead_1", NOON + DAY)


def test_what_a_stranger_does_is_kept_once_and_for_ninety_days_from_then() -> None:
    first, fates = Visitor("v-1").having_done([VIEW, dict(VIEW)], NOON)
    assert fates == (Fate.JOINED, Fate.DUPLICATE)
    assert first == Visitor("v-1", 1, (VIEW,), None, NOON + KEPT_FOR)
    assert first.at(NOON + KEPT_FOR - 1) == first
    assert first.at(NOON + KEPT_FOR) == Visitor("v-1", 1)


def test_a_visitor_holds_no_more_than_a_lead() -> None:
    many: list[Signal] = [{"type": "page_view", "at": NOON + n} for n in range(MAX_SIGNALS + 50)]
    kept, fates = Visitor("v-1").having_done(many, NOON + 900)
    assert (len(kept.signals), fates.count(Fate.OUTDATED)) == (MAX_SIGNALS, 50)


@pytest.mark.parametrize(("days", "is_noted"), [(0, False), (29, False), (31, True), (89, True)])
def test_a_visitor_who_comes_again_is_remembered_anew_by_the_month(days: int, is_noted: bool) -> None:
    known = Visitor("v-1", 1, (), "lead_1", NOON + KEPT_FOR)
    longer = known.remembered_longer(NOON + days * DAY)
    assert longer == (replace(known, version=2, expires_at=NOON + days * DAY + KEPT_FOR) if is_noted else None)


def test_a_lead_learns_what_its_visitors_did_at_the_version_of_its_next_decision() -> None:
    other = Visitor("v-2", 1, ({"type": "download", "at": NOON},), "lead_1", NOON + DAY)
    waiting = lead(version=4, visitors=("v-1", "v-2", "v-3"), asks="now")
    known = recognise(waiting, [SEEN, other, Visitor("v-3", 1, (), "lead_1", NOON + DAY)], NOON + 5)
    assert known.lead == replace(waiting, signals=(*SEEN.signals, *other.signals), visitors=())
    assert known.entry is not None
    assert (known.entry.type, known.entry.version) == (Happening.SIGNALS_JOINED, 5)
    assert known.entry.details == {"source": "visitor", "signals": 2, "types": {"download": 1, "page_view": 1}}
    assert known.visitors == (replace(SEEN, version=4, signals=()), replace(other, version=2, signals=()))


def test_what_a_lead_knows_by_itself_is_taken_from_the_visitor_and_counts_once() -> None:
    known = recognise(lead(visitors=("v-1",), signals=(VIEW,)), [SEEN], NOON)
    assert (known.lead.signals, known.entry, len(known.visitors)) == ((VIEW,), None, 1)


@pytest.mark.parametrize("found", [[], [Visitor("v-1", 2, (), "lead_1", NOON + DAY)], [replace(SEEN, expires_at=NOON)]])
def test_a_visitor_of_whom_nothing_is_kept_any_more_is_not_waited_for(found: list[Visitor]) -> None:
    known = recognise(lead(visitors=("v-1",)), found, NOON)
    assert (known.lead.visitors, known.lead.signals, known.entry, known.visitors) == ((), (), None, ())
    assert known.lead.asks == "now"


def test_a_post_links_the_visitor_whom_it_names() -> None:
    post = submission(visitor_key="v-1")
    kept, _ = capture(post, "lead_1")
    assert (kept.visitors, visitor_linked(kept, post)) == (("v-1",), "v-1")
    again, _ = join(lead(), post, "lead_1")
    assert (again.visitors, visitor_linked(again, post)) == (("v-1",), "v-1")
    nameless, _ = join(again, submission(), "lead_1")
    assert (nameless.visitors, visitor_linked(nameless, submission())) == (("v-1",), None)


def test_a_suspicious_post_links_nobody_to_a_lead_that_is_known() -> None:
    post = submission(visitor_key="v-2", suspicion=BOT)
    for known in (lead(), lead(visitors=("v-1",)), lead(visitors=("v-2",))):
        noted, _ = join(known, post, "lead_1")
        assert noted.visitors == known.visitors
        assert visitor_linked(noted, post) is None


def test_a_new_lead_in_quarantine_waits_with_its_visitor_until_it_is_released() -> None:
    post = submission(visitor_key="v-1", suspicion=BOT)
    held, _ = capture(post, "lead_1")
    assert (held.stage, held.asks, held.visitors) == (Stage.QUARANTINED, None, ("v-1",))
    assert visitor_linked(held, post) == "v-1"
    released, _ = release(held, NOON + 9, "key-1", ["address"])
    assert (released.visitors, released.asks) == (("v-1",), "now")


def test_so_many_visitors_wait_for_a_lead_and_no_more() -> None:
    kept = lead()
    for n in range(MOST_WAITING + 2):
        post = submission(visitor_key=f"v-{n}")
        kept, _ = join(kept, post, "lead_1")
        assert (visitor_linked(kept, post) is None) is (n >= MOST_WAITING)
    assert len(kept.visitors) == MOST_WAITING
