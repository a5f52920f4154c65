"""The laws by which two leads of one person become one, and two again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.absorbed import Obstacle
from leadgate.domain.capture import capture, join
from leadgate.domain.lead import Lead
from leadgate.domain.merging import MOST_MERGED, Split, merge, obstacle_to, part_of, undo_merge
from leadgate.domain.stages import Stage
from leadgate.domain.submission import Submission
from leadgate.domain.timeline import Happening
from leadgate.domain.visitor import MOST_WAITING
from tests.builders.leads import BUYER, lead, owner, receipt, submission
from tests.fakes.time import NOON

Who = Literal["one", "two"]
NAMES = st.sampled_from(["answers.a", "answers.b", "company.name", "person.title"])
FACTS = st.dictionaries(NAMES, st.text(min_size=1, max_size=3, alphabet="xyz"), max_size=4)
CONSENTS = st.sampled_from([{}, {"marketing": True}, {"marketing": False}, {"text": "seen"}])
POSTS = st.lists(st.tuples(st.sampled_from(["one", "two"]), FACTS, CONSENTS), max_size=5)
ONE = {"email.address": "vera@firm.example", "email.domain": "firm.example"}
TWO = {"email.address": "vera@mail.example", "email.domain": "mail.example"}


def post(n: int, who: Who, facts: dict[str, Any], consent: dict[str, Any]) -> Submission:
    """A post that is stated at a moment of its own."""
    at = NOON + 60 * n
    return submission(
        person_key=f"person-{who}",
        facts=(ONE if who == "one" else TWO) | facts,
        consent=consent and consent | {"at": at},
        signals=({"type": "form_submit", "at": at, "id": f"post-{n}"},),
        stated_at=at,
        received_at=at,
        receipt=receipt(f"record-{n}"),
    )


class Story:
    """Two people's posts, alone and together."""

    def __init__(self, before: Sequence[Any]) -> None:
        self.n = 2
        self.alone: dict[Who, Lead] = {
            "one": capture(post(0, "one", {}, {}), "lead_1")[0],
            "two": capture(post(1, "two", {}, {}), "lead_2")[0],
        }
        for who, facts, consent in before:
            self.tell(who, facts, consent)

    def tell(self, who: Who, facts: dict[str, Any], consent: dict[str, Any]) -> Submission:
        """Let one of both post."""
        told = post(self.n, who, facts, consent)
        self.n += 1
        self.alone[who] = join(self.alone[who], told, "r")[0]
        return told

    def merge_and_undo(self, between: Sequence[Any]) -> tuple[Lead, Split]:
        """Merge both, let them post, and take them apart; gives the one lead and what became of it."""
        one, two = self.alone["one"], self.alone["two"]
        merger = merge(one, two, NOON + 60 * self.n, "key-1")
        together, parts = merger.lead, {part.person_key: part for part in merger.parts}
        for who, facts, consent in between:
            told = self.tell(who, facts, consent)
            together = join(together, told, "r")[0]
            parts[told.person_key] = join(parts[told.person_key], told, "r")[0]
        ordered = [parts["person-one"], parts["person-two"]]
        return together, undo_merge(together, together.merged[0], ordered, NOON + 60 * self.n, "key-2")


def known(one: Lead) -> tuple[Any, ...]:
    """What is known of a person, in any order."""
    signals = {str(signal["id"]): dict(signal) for signal in one.signals}
    assert len(signals) == len(one.signals)
    return (one.id, one.person_key, dict(one.facts), signals, dict(one.consent), one.created_at, one.test)


@given(POSTS, POSTS)
def test_what_is_taken_apart_is_as_if_it_had_never_been_together(before: list[Any], between: list[Any]) -> None:
    story = Story(before)
    _, split = story.merge_and_undo(between)
    assert known(split.lead) == known(story.alone["one"])
    assert known(split.restored) == known(story.alone["two"])


@given(POSTS, POSTS)
def test_together_they_know_the_newest_of_every_fact_and_all_signals(before: list[Any], between: list[Any]) -> None:
    story = Story(before)
    together, _ = story.merge_and_undo(between)
    told: list[dict[str, Any]] = [{}, {}] + [facts for _, facts, _ in (*before, *between)]
    newest = {name: value for facts in told for name, value in facts.items()}
    assert {name: fact.value for name, fact in together.facts.items() if not name.startswith("email.")} == newest
    assert {signal["id"] for signal in together.signals} == {f"post-{n}" for n in range(story.n)}
    assert together.created_at == NOON


@given(POSTS, POSTS)
def test_no_version_ever_goes_back_for_whoever_asks_by_either_address(before: list[Any], between: list[Any]) -> None:
    story = Story(before)
    versions = [one.version for one in story.alone.values()]
    together, split = story.merge_and_undo(between)
    assert together.version > max(versions)
    assert min(split.lead.version, split.restored.version) > together.version


@given(POSTS)
def test_a_word_on_consent_counts_for_both_until_they_are_two_again(before: list[Any]) -> None:
    story = Story(before)
    story.tell("two", {}, {"marketing": False})
    together, split = story.merge_and_undo([])
    assert together.consent["marketing"] is False
    assert split.lead.consent == story.alone["one"].consent


def both(one: dict[str, Any], two: dict[str, Any]) -> tuple[Lead, Lead]:
    """Two leads of one person."""
    facts = {name: replace(fact, observed_at=NOON - 9) for name, fact in lead().facts.items()}
    other = {"id": "lead_2", "person_key": "person-two", "facts": facts}
    return lead(**one), lead(**other | two)


ANNA, BEN = owner(), owner(id="ben", name="Ben Bauer", email="ben@seller.example")


@pytest.mark.parametrize(
    ("one", "two", "stage", "owned_by"),
    [
        ({"stage": Stage.MQL, "owner": ANNA}, {"stage": Stage.MQL, "owner": BEN}, Stage.MQL, ANNA),
        ({"stage": Stage.NURTURE}, {"stage": Stage.MQL, "owner": BEN}, Stage.NURTURE, BEN),
        ({"stage": Stage.MQL, "owner": ANNA}, {"stage": Stage.SAL, "owner": BEN}, Stage.SAL, BEN),
        ({"stage": Stage.SAL, "owner": ANNA}, {"stage": Stage.SQL, "owner": BEN}, Stage.SAL, ANNA),
        ({"stage": Stage.MQL, "owner": ANNA}, {"stage": Stage.WON}, Stage.WON, ANNA),
    ],
    ids=["the lead's own", "an owner where there is none", "what people moved on", "whose people chose", "no owner"],
)
def test_stage_and_owner_are_the_leads_own_unless_only_the_other_was_moved_on(
    one: dict[str, Any], two: dict[str, Any], stage: Stage, owned_by: Any
) -> None:
    first, second = both(one, two)
    merger = merge(first, second, NOON, "key-1")
    assert (merger.lead.stage, merger.lead.owner, merger.lead.asks) == (stage, owned_by, "now")
    split = undo_merge(merger.lead, merger.lead.merged[0], merger.parts[::-1], NOON, "key-1")
    assert (split.lead.stage, split.lead.owner) == (first.stage, first.owner)
    assert (split.restored.stage, split.restored.owner, split.restored.asks) == (second.stage, second.owner, "now")


def test_what_people_did_since_the_merge_stays_with_the_lead() -> None:
    first, second = both({"stage": Stage.MQL, "owner": ANNA}, {"stage": Stage.SAL, "owner": BEN})
    merger = merge(first, second, NOON, "key-1")
    moved = replace(merger.lead, stage=Stage.SQL, owner=replace(BEN, assigned_at=NOON + 60))
    split = undo_merge(moved, moved.merged[0], merger.parts[::-1], NOON + 120, "key-1")
    assert (split.lead.stage, split.lead.owner) == (Stage.SQL, moved.owner)


def test_a_fact_that_neither_address_stated_stays_with_the_lead() -> None:
    merger = merge(*both({}, {}), NOON, "key-1")
    found = replace(lead().facts["company.employees"], value=99, source="enrichment:registry")
    enriched = replace(merger.lead, facts={**merger.lead.facts, "company.revenue_eur": found})
    split = undo_merge(enriched, enriched.merged[0], merger.parts[::-1], NOON, "key-1")
    assert split.lead.facts["company.revenue_eur"] == found
    assert "company.revenue_eur" not in split.restored.facts


def test_of_three_leads_one_leaves_and_the_other_stays_a_part() -> None:
    first, second = both({}, {"facts": {**lead().facts, "answers.b": lead().facts["answers.team_size"]}})
    third = replace(second, id="lead_3", person_key="person-three", facts=lead(**{"facts": first.facts}).facts)
    one = merge(first, second, NOON, "key-1")
    two = merge(one.lead, third, NOON, "key-1")
    assert [part.id for part in two.parts] == ["lead_3"], "the lead's own part is kept already"
    own, other = one.parts[1], one.parts[0]
    split = undo_merge(two.lead, two.lead.merged[1], [own, other, two.parts[0]], NOON, "key-1")
    assert [part.id for part in split.parts] == ["lead_3"]
    assert [absorbed.lead_id for absorbed in split.lead.merged] == ["lead_2"]
    assert known(split.lead) == known(one.lead)


def test_a_test_lead_does_not_hide_a_real_one() -> None:
    assert merge(*both({"test": True}, {}), NOON, "key-1").lead.test is False
    assert merge(*both({"test": True}, {"test": True}), NOON, "key-1").lead.test is True


SANDBOX = owner(id="sandbox", name="Sandbox", email="sandbox@leadgate.invalid", via="sandbox")


@pytest.mark.parametrize(
    ("one", "two", "owned_by"),
    [
        ({"test": True, "owner": SANDBOX}, {"owner": BEN}, BEN),
        ({}, {"test": True, "owner": SANDBOX}, None),
        ({"test": True, "owner": SANDBOX}, {}, None),
        ({"test": True, "owner": SANDBOX}, {"test": True}, SANDBOX),
    ],
)
def test_the_sandbox_owns_no_lead_that_is_real(one: dict[str, Any], two: dict[str, Any], owned_by: Any) -> None:
    assert merge(*both(one, two), NOON, "key-1").lead.owner == owned_by


def test_an_owner_who_came_with_a_lead_that_stays_is_given_back() -> None:
    first, second = both({}, {"owner": ANNA})
    third = replace(second, id="lead_3", person_key="person-three", stage=Stage.SAL, owner=BEN)
    one = merge(first, second, NOON, "key-1")
    two = merge(one.lead, third, NOON, "key-1")
    assert two.lead.owner == BEN
    parts = [one.parts[1], one.parts[0], two.parts[0]]
    split = undo_merge(two.lead, two.lead.merged[1], parts, NOON, "key-1")
    assert (split.lead.owner, split.lead.stage) == (ANNA, first.stage)


def test_whoever_waits_for_either_waits_for_both_and_for_whom_they_were_when_they_are_two_again() -> None:
    one, two = lead(visitors=("v-1", "v-2")), lead(id="lead_2", person_key="person-2", visitors=("v-2", "v-3"))
    merger = merge(one, two, NOON, "key-1")
    assert merger.lead.visitors == ("v-1", "v-2", "v-3")
    split = undo_merge(merger.lead, merger.lead.merged[0], (one, two), NOON, "key-1")
    assert (split.lead.visitors, split.restored.visitors) == (("v-1", "v-2"), ("v-2", "v-3"))


def test_no_more_visitors_wait_for_a_merged_lead_than_one_decision_takes() -> None:
    one, two = (tuple(f"{who}-{n}" for n in range(MOST_WAITING)) for who in "ab")
    merger = merge(*both({"visitors": one}, {"visitors": two}), NOON, "key-1")
    assert merger.lead.visitors == one


def test_both_timelines_say_what_happened() -> None:
    merger = merge(*both({}, {"version": 4}), NOON + 5, "key-1")
    assert (merger.entry.type, merger.entry.version, merger.entry.details["lead_id"]) == (Happening.MERGED, 5, "lead_2")
    assert (merger.farewell.type, merger.farewell.version) == (Happening.MERGED_INTO, 5)
    assert merger.farewell.details == {"lead_id": "lead_1", "by": "key-1"}
    (absorbed,) = merger.lead.merged
    assert (absorbed.lead_id, absorbed.email, absorbed.at) == ("lead_2", BUYER["email.address"], NOON + 5)


@pytest.mark.parametrize(
    ("one", "two", "obstacle"),
    [
        ({}, {}, None),
        ({}, {"id": "lead_1"}, Obstacle.SAME_LEAD),
        ({"stage": Stage.QUARANTINED}, {}, Obstacle.QUARANTINED),
        ({}, {"stage": Stage.QUARANTINED}, Obstacle.QUARANTINED),
    ],
)
def test_leads_that_must_not_become_one(one: dict[str, Any], two: dict[str, Any], obstacle: Obstacle | None) -> None:
    assert obstacle_to(*both(one, two)) is obstacle


def test_a_lead_holds_few_others_and_none_that_hold_others_themselves() -> None:
    first, second = both({}, {})
    held = merge(first, second, NOON, "key-1").lead
    assert obstacle_to(lead(id="lead_3"), held) is Obstacle.HOLDS_OTHERS
    assert obstacle_to(held, lead(id="lead_3")) is None
    full = replace(held, merged=held.merged * MOST_MERGED)
    assert obstacle_to(full, lead(id="lead_3")) is Obstacle.TOO_MANY


def test_a_post_goes_to_the_part_of_its_address() -> None:
    held = merge(*both({}, {}), NOON, "key-1").lead
    assert (part_of(held, "person-two"), part_of(held, "person-1")) == ("lead_2", "lead_1")
    assert part_of(held, "person-three") is None
