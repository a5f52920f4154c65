"""How signals join a lead: each once, the most recent ones, and never more than a lead holds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.bounds import MAX_SIGNAL_BYTES
from leadgate.domain.lead import MAX_SIGNALS, Signal
from leadgate.domain.signals import Fate, join_signals, sift
from leadgate.domain.stages import Stage
from leadgate.domain.timeline import Happening
from tests.builders.leads import lead
from tests.fakes.time import NOON

VIEW: Signal = {"type": "page_view", "at": NOON, "id": "e-1"}
SIGNALS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["page_view", "download"]), "at": st.integers(0, 30).map(lambda n: NOON - n)},
        optional={"id": st.integers(0, 12).map(str), "page": st.just("x" * 9_000)},
    ),
    max_size=12,
).map(tuple)


def test_a_lead_that_learns_something_asks_to_be_decided_and_says_what_in_one_entry() -> None:
    kept = lead(version=3, signals=(VIEW,))
    told: list[Signal] = [{"type": "download", "at": NOON + 1}, {"type": "page_view", "at": NOON + 2, "page": "/p"}]
    joining = join_signals(kept, told, NOON + 60, "api:signals")
    assert joining.lead == replace(kept, version=4, updated_at=NOON + 60, signals=(VIEW, *told), asks="now")
    assert joining.entry is not None
    assert (joining.entry.type, joining.entry.version, joining.entry.at) == (Happening.SIGNALS_JOINED, 4, NOON + 60)
    assert joining.entry.details == {
        "source": "api:signals", "signals": 2, "types": {"download": 1, "page_view": 1},
    }  # fmt: skip
    assert joining.fates == (Fate.JOINED, Fate.JOINED)


def test_a_lead_in_quarantine_learns_and_is_not_decided() -> None:
    held = join_signals(lead(stage=Stage.QUARANTINED), [VIEW], NOON, "s").lead
    assert (held.signals, held.asks, held.stage) == ((VIEW,), None, Stage.QUARANTINED)


@pytest.mark.parametrize("told", [(), (VIEW,), (VIEW, {**VIEW, "type": "download"})])
def test_nothing_new_changes_nothing(told: tuple[Signal, ...]) -> None:
    kept = lead(signals=(VIEW,))
    joining = join_signals(kept, told, NOON + 60, "s")
    assert (joining.lead, joining.entry) == (kept, None)
    assert set(joining.fates) <= {Fate.DUPLICATE}


def test_one_id_in_one_request_counts_once_and_what_has_none_each_time() -> None:
    nameless: Signal = {"type": "page_view", "at": NOON}
    joining = join_signals(lead(), [VIEW, dict(VIEW), nameless, dict(nameless)], NOON, "s")
    assert joining.fates == (Fate.JOINED, Fate.DUPLICATE, Fate.JOINED, Fate.JOINED)
    assert len(joining.lead.signals) == 3


def test_what_a_lead_has_no_room_for_is_outdated_however_often_it_is_told() -> None:
    full = tuple({"type": "page_view", "at": NOON + n, "id": f"n-{n}"} for n in range(MAX_SIGNALS))
    old: Signal = {"type": "page_view", "at": NOON - 1, "id": "old"}
    new: Signal = {"type": "page_view", "at": NOON + 900, "id": "new"}
    joining = join_signals(lead(signals=full), [old, new], NOON + 900, "s")
    assert joining.fates == (Fate.OUTDATED, Fate.JOINED)
    assert (len(joining.lead.signals), joining.lead.signals[-1]) == (MAX_SIGNALS, new)
    again = join_signals(joining.lead, [old, new], NOON + 901, "s")
    assert (again.entry, again.fates) == (None, (Fate.OUTDATED, Fate.DUPLICATE))


@given(SIGNALS, SIGNALS, SIGNALS)
def test_however_signals_are_split_over_requests_none_counts_twice_and_bounds_hold(
    known: tuple[Signal, ...], first: tuple[Signal, ...], second: tuple[Signal, ...]
) -> None:
    once, fates = sift(sift((), known, NOON)[0], first, NOON)
    ids = [signal["id"] for signal in once if "id" in signal]
    assert len(ids) == len(set(ids))
    assert sum(len(str(signal.get("page", ""))) for signal in once) <= MAX_SIGNAL_BYTES
    assert len(fates) == len(first)
    named = tuple(signal for signal in first if "id" in signal)
    assert Fate.JOINED not in sift(once, named, NOON)[1]
    both = sift(once, second, NOON)[0]
    assert {signal["id"] for signal in both if "id" in signal} <= set(ids) | {s["id"] for s in second if "id" in s}
