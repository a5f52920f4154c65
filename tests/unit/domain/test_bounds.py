"""A lead never outgrows its item, whatever is posted about it and however often."""

from hypothesis import given
from hypothesis import strategies as st

from leadgate.adapters.dynamodb.lead_item import lead_to_item
from leadgate.domain.bounds import MAX_FACT_BYTES, bounded_facts, recent_signals
from leadgate.domain.capture import capture, join
from leadgate.domain.lead import MAX_SIGNALS, Fact
from tests.builders.leads import submission

ITEM_LIMIT = 400 * 1024
NOW = 1_790_000_000.0


def posted(number: int) -> dict[str, object]:
    """The open-ended part of the largest post: sixty answers of a kilobyte under names of their own."""
    return {"email.address": "vera@firm.example", **{f"answers.field_{number}_{n}": "ü" * 500 for n in range(60)}}


def test_a_lead_that_is_posted_to_for_ever_stays_within_its_item() -> None:
    lead, _ = capture(submission(facts=posted(0)), "lead_1")
    for number in range(1, 30):
        signals = tuple({"type": "page_view", "at": NOW, "page": "/" + "x" * 9_000} for _ in range(6))
        lead, entry = join(lead, submission(facts=posted(number), signals=signals), "lead_1")
        assert set(posted(number)) <= set(lead.facts), "what was stated last is kept"
        assert set(posted(number)) <= set(entry.details["stated"]), "the timeline has all of it"
    item = lead_to_item(lead)
    assert len(item["doc"]["S"].encode()) < ITEM_LIMIT * 0.75
    assert lead.facts["email.address"].value


@given(
    facts=st.dictionaries(
        st.sampled_from([f"{section}.f{n}" for section in ("answers", "person", "company") for n in range(9)]),
        st.builds(Fact, st.text(max_size=30).map(lambda text: text * 2_000), st.just("api"), st.floats(0, NOW)),
    )
)
def test_only_open_ended_facts_go_and_the_oldest_go_first(facts: dict[str, Fact]) -> None:
    kept = bounded_facts(facts)
    gone = {name: fact for name, fact in facts.items() if name not in kept}
    assert not any(name.startswith("person.") for name in gone)
    stayed = [fact.observed_at for name, fact in kept.items() if not name.startswith("person.")]
    assert all(fact.observed_at <= at for fact in gone.values() for at in stayed)
    if sum(len(str(fact.value).encode()) for fact in facts.values()) < MAX_FACT_BYTES // 2:
        assert kept == facts


def test_a_signal_that_claims_to_be_from_the_future_does_not_push_out_real_ones() -> None:
    real = tuple({"type": "page_view", "at": NOW - n} for n in range(MAX_SIGNALS))
    later = tuple({"type": "chat", "at": NOW + 10**9 + n} for n in range(50))
    kept = recent_signals((*later, *real), NOW)
    assert len(kept) == MAX_SIGNALS
    # They count as of now: newer than the real ones of the past, and never more than their number.
    assert sum(signal["type"] == "page_view" for signal in kept) == MAX_SIGNALS - len(later)


def test_signals_keep_their_order() -> None:
    signals = tuple({"type": "page_view", "at": NOW - (n * 37 % 300), "page": str(n)} for n in range(300))
    kept = recent_signals(signals, NOW)
    assert list(kept) == [signal for signal in signals if signal in kept]
    assert min(signal["at"] for signal in kept) >= max(s["at"] for s in signals if s not in kept)
