"""The laws by which posts of one person become one lead."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.capture import capture, join
from leadgate.domain.lead import MAX_SIGNALS, Lead, to_document
from leadgate.domain.submission import Submission
from leadgate.domain.timeline import Happening
from tests.builders.leads import BUYER, lead, owner, receipt, submission, verdict
from tests.fakes.time import NOON

VALUES = st.one_of(st.text(max_size=8), st.integers(-9, 9), st.booleans(), st.lists(st.text(max_size=3), max_size=3))
FACTS = st.dictionaries(st.sampled_from(["answers.a", "answers.b", "company.name", "person.title"]), VALUES, max_size=4)
POSTS = st.lists(FACTS, min_size=1, max_size=5)


def posts_of(facts: Sequence[dict[str, Any]]) -> list[Submission]:
    """Posts stated a minute after each other, all of them received later."""
    return [
        submission(facts=each, stated_at=NOON + 60 * n, received_at=NOON + 6_000, receipt=receipt(f"record-{n}"))
        for n, each in enumerate(facts)
    ]


def lead_of(posts: Sequence[Submission]) -> Lead:
    kept, _ = capture(posts[0], "lead_1")
    for post in posts[1:]:
        kept, _ = join(kept, post, "lead_1")
    return kept


def is_empty(value: object) -> bool:
    return value == [] or (isinstance(value, str) and not value.strip())


def values(kept: Lead) -> dict[str, object]:
    return {name: fact.value for name, fact in kept.facts.items()}


@given(POSTS, st.randoms())
def test_the_newest_value_that_is_none_empty_wins_whatever_the_order_of_arrival(
    facts: list[dict[str, Any]], random: Any
) -> None:
    posts = posts_of(facts)
    newest = {name: value for each in facts for name, value in each.items() if not is_empty(value)}
    shuffled = list(posts)
    random.shuffle(shuffled)
    assert values(lead_of(shuffled)) == newest
    assert lead_of(shuffled).facts == lead_of(posts).facts


@given(FACTS, FACTS)
def test_of_two_values_of_the_same_moment_the_later_arrival_wins(one: dict[str, Any], two: dict[str, Any]) -> None:
    posts = [submission(facts=one), submission(facts=two, receipt=receipt("record-2"))]
    expected = {name: value for each in (one, two) for name, value in each.items() if not is_empty(value)}
    assert values(lead_of(posts)) == expected


@given(POSTS)
def test_joining_the_same_post_again_states_nothing_new(facts: list[dict[str, Any]]) -> None:
    posts = posts_of(facts)
    once, twice = lead_of(posts), lead_of([*posts, posts[-1]])
    assert twice.facts == once.facts
    assert (twice.consent, twice.test) == (once.consent, once.test)
    assert twice.version == once.version + 1


@given(POSTS)
def test_every_post_is_one_version_and_one_entry_with_all_that_was_stated(facts: list[dict[str, Any]]) -> None:
    posts = posts_of(facts)
    kept, entry = capture(posts[0], "lead_1")
    assert (kept.version, entry.version, entry.type) == (1, 1, Happening.CAPTURED)
    for version, post in enumerate(posts[1:], start=2):
        kept, entry = join(kept, post, "lead_7")
        assert (kept.version, entry.version, entry.type) == (version, version, Happening.INQUIRED_AGAIN)
        assert entry.details["stated"] == {name: value for name, value in post.facts.items() if not is_empty(value)}
        assert entry.details["receipt"] == "lead_7"


@pytest.mark.parametrize("value", ["", "  ", "\n\t", []])
def test_an_empty_value_never_hides_a_known_one(value: object) -> None:
    kept, _ = join(lead(), submission(facts={"person.title": value}, stated_at=NOON + 60), "lead_1")
    assert kept.fact("person.title") == "VP Marketing"


@pytest.mark.parametrize("value", [0, False, 0.0, "0", "no", [""]])
def test_a_falsy_value_is_a_value(value: object) -> None:
    kept, _ = capture(submission(facts={"answers.a": value}), "lead_1")
    assert kept.fact("answers.a") == value


def test_every_fact_knows_who_stated_it_and_when() -> None:
    kept, _ = join(lead(), submission(facts={"person.title": "CEO"}, source="form:demo", stated_at=NOON + 60), "lead_1")
    title, name = kept.facts["person.title"], kept.facts["company.name"]
    assert (title.source, title.observed_at) == ("form:demo", NOON + 60)
    assert (name.source, name.observed_at) == ("api:leads", NOON)


@pytest.mark.parametrize(("tests", "is_test"), [((True,), True), ((True, True), True), ((False,), False)])
def test_a_lead_is_a_test_only_while_all_of_it_is(tests: tuple[bool, ...], is_test: bool) -> None:
    assert lead_of([submission(test=test) for test in tests]).test is is_test


@pytest.mark.parametrize("tests", set(permutations([True, True, False])))
def test_a_person_who_was_ever_real_stays_real(tests: tuple[bool, ...]) -> None:
    assert lead_of([submission(test=test) for test in tests]).test is False


def test_a_lead_is_never_updated_before_it_was() -> None:
    kept, _ = join(lead(updated_at=NOON + 50), submission(received_at=NOON + 10), "lead_1")
    assert kept.updated_at == NOON + 50


@pytest.mark.parametrize(("is_demo", "asks"), [(True, "soon"), (False, "now")])
def test_whoever_posts_asks_to_be_decided_again(is_demo: bool, asks: str) -> None:
    captured, _ = capture(submission(is_demo=is_demo), "lead_1")
    joined, _ = join(lead(verdict=verdict(), owner=owner()), submission(is_demo=is_demo), "lead_1")
    assert (captured.asks, joined.asks) == (asks, asks)
    assert (joined.owner, joined.verdict) == (owner(), verdict())


@given(st.lists(st.one_of(st.none(), st.integers(0, 10_000)), min_size=1, max_size=3 * MAX_SIGNALS))
def test_the_most_recent_signals_are_kept(moments: list[int | None]) -> None:
    signals = tuple({"type": "page_view"} if at is None else {"type": "page_view", "at": at} for at in moments)
    half = len(signals) // 2
    kept = lead_of([submission(signals=signals[:half]), submission(signals=signals[half:])])
    assert len(kept.signals) == min(len(signals), MAX_SIGNALS)
    dated = sorted((at for at in moments if at is not None), reverse=True)[:MAX_SIGNALS]
    assert sorted((s["at"] for s in kept.signals if "at" in s), reverse=True) == dated


def test_a_signal_that_is_posted_again_under_its_id_happened_once() -> None:
    views = tuple({"type": "page_view", "at": NOON + n, "id": f"view-{n}"} for n in range(3))
    nameless = {"type": "page_view", "at": NOON}
    kept = lead_of([submission(signals=(*views[:2], nameless)), submission(signals=(*views, nameless))])
    assert kept.signals == (*views[:2], nameless, views[2], nameless)


YES, NO, NOT_ASKED = {"marketing": True}, {"marketing": False}, {"text": "We keep your data safe."}
EARLY, LATE, AHEAD = {"at": "2026-05-01T00:00:00Z"}, {"at": "2026-05-04T09:59:00Z"}, {"at": "2099-01-01T00:00:00Z"}
CONSENTS = [
    ("the first answer counts", {}, YES | EARLY, True),
    ("a refusal counts", YES | EARLY, NO | LATE, False),
    ("a person may think again", NO | EARLY, YES | LATE, True),
    ("a late old yes undoes no refusal", NO | LATE, YES | EARLY, False),
    ("a late old no undoes no agreement", YES | LATE, NO | EARLY, True),
    ("silence undoes no refusal", NO | EARLY, {}, False),
    ("a text without an answer undoes no refusal", NO | EARLY, NOT_ASKED | LATE, False),
    ("of the same moment the later arrival counts", YES | LATE, NO | LATE, False),
    ("a yes without a time undoes no dated refusal", NO | EARLY, YES, False),
    ("a moment ahead cannot lock a person in", YES | AHEAD, NO | AHEAD, False),
]


@pytest.mark.parametrize(("known", "stated", "agreed"), [case[1:] for case in CONSENTS], ids=[c[0] for c in CONSENTS])
def test_the_latest_word_on_marketing_counts(known: Any, stated: Any, agreed: bool) -> None:
    kept, _ = join(lead(consent=known), submission(consent=stated), "lead_1")
    assert kept.consent["marketing"] is agreed


def test_the_timeline_keeps_the_words_of_a_consent() -> None:
    _, entry = capture(submission(consent=YES | LATE), "lead_1")
    assert entry.details["consent"] == YES | LATE


def test_a_document_has_a_section_for_each_kind_of_fact_and_the_provenance_of_all() -> None:
    document = to_document(lead(signals=({"type": "demo_request", "at": NOON},)))
    assert document["email"] == {"address": "vera@firm.example", "domain": "firm.example"}
    assert document["answers"] == {"use_case": "routing", "team_size": 12, "timeline": "this_quarter"}
    assert document["signals"] == [{"type": "demo_request", "at": NOON}]
    assert set(document["provenance"]) == set(BUYER)
    assert document["created_at"] == NOON


def test_a_signal_that_one_post_names_twice_counts_once() -> None:
    twice = ({"type": "page_view", "id": "e-1"}, {"type": "page_view", "id": "e-1"}, {"type": "page_view"})
    kept, _ = capture(submission(signals=twice), "lead_1")
    assert len(kept.signals) == 2
    joined, _ = join(kept, submission(signals=twice[:2], receipt=receipt("record-2")), "lead_1")
    assert len(joined.signals) == 2
