"""How two leads of one person become one, and how that is undone without anything of either being lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from leadgate.domain.absorbed import Absorbed, Obstacle
from leadgate.domain.bounds import bounded_facts
from leadgate.domain.capture import newest
from leadgate.domain.clock import Instant
from leadgate.domain.consent import latest_consent
from leadgate.domain.lead import Lead, real_owner
from leadgate.domain.signals import sift
from leadgate.domain.stages import Stage, is_left_to_people
from leadgate.domain.timeline import Entry, Happening
from leadgate.domain.visitor import MOST_WAITING

MOST_MERGED: Final = 10
"""How many other leads one lead may hold."""


@dataclass(frozen=True, slots=True)
class Merger:
    """All that a merge changes.

    `before` and `other` are both leads as they were, `lead` the first one's next version, and `parts` what is known
    from each address alone, as far as that is not kept yet. `entry` goes into the timeline of the lead, `farewell`
    into the other's.
    """

    before: Lead
    other: Lead
    lead: Lead
    parts: tuple[Lead, ...]
    entry: Entry
    farewell: Entry


@dataclass(frozen=True, slots=True)
class Split:
    """All that undoing a merge changes.

    `before` is the lead as it was, `lead` its next version, `restored` the other lead. `parts` are of no use any
    more: the other's, and the lead's own when it holds nobody else. Each lead's timeline gets its entry.
    """

    before: Lead
    lead: Lead
    restored: Lead
    parts: tuple[Lead, ...]
    entry: Entry
    return_entry: Entry


def obstacle_to(lead: Lead, other: Lead) -> Obstacle | None:
    """Say why a lead cannot take in another; None when it can."""
    if lead.id == other.id:
        return Obstacle.SAME_LEAD
    if Stage.QUARANTINED in (lead.stage, other.stage):
        return Obstacle.QUARANTINED
    if other.merged:
        return Obstacle.HOLDS_OTHERS
    return Obstacle.TOO_MANY if len(lead.merged) >= MOST_MERGED else None


def merge(lead: Lead, other: Lead, now: Instant, by: str) -> Merger:
    """Let a lead take in another lead of the same person.

    Args:
        lead: the lead that goes on; its stage and owner stand, unless only the other was moved on by people.
        other: the lead that becomes a part of it.
        now: the present.
        by: the id of the key that says so.

    Returns:
        What changes. The lead knows the newest of every fact and all signals of both, and asks to be decided again.
    """
    at = max(now, lead.updated_at, other.updated_at)
    takes_stage = is_left_to_people(other.stage) and not is_left_to_people(lead.stage)
    is_test = lead.test and other.test
    own, others = real_owner(lead.owner, is_test=is_test), real_owner(other.owner, is_test=is_test)
    takes_owner = others is not None and (own is None or takes_stage)
    absorbed = Absorbed(other.id, other.person_key, other.email, at, by, takes_stage, takes_owner)
    merged = replace(
        _together(lead, [other, lead], at),
        # Whoever asks by either address never sees a version go back.
        version=max(lead.version, other.version) + 1,
        updated_at=at,
        stage=other.stage if takes_stage else lead.stage,
        owner=others if takes_owner else own,
        verdict=lead.verdict or other.verdict,
        asks="now",
        visitors=tuple(dict.fromkeys((*lead.visitors, *other.visitors)))[:MOST_WAITING],
        merged=(*lead.merged, absorbed),
    )
    alone = (other,) if lead.merged else (other, lead)
    entry = Entry(Happening.MERGED, at, merged.version, {"lead_id": other.id, "by": by})
    farewell = Entry(Happening.MERGED_INTO, at, other.version + 1, {"lead_id": lead.id, "by": by})
    return Merger(lead, other, merged, tuple(replace(part, asks=None) for part in alone), entry, farewell)


def undo_merge(lead: Lead, absorbed: Absorbed, parts: Sequence[Lead], now: Instant, by: str) -> Split:
    """Take a lead apart again.

    Args:
        lead: the lead as it is.
        absorbed: the one of its `merged` that shall be a lead of its own again.
        parts: what is known from each address alone, the lead's own first, `absorbed` among them.
        now: the present.
        by: the id of the key that says so.

    Returns:
        What changes. What either address stated since the merge stays with it, and both leads ask to be decided.
        What nobody stated, such as an owner given by hand, stays with the lead.
    """
    leaving = next(part for part in parts if part.id == absorbed.lead_id)
    staying = [part for part in parts if part is not leaving]
    at = max(now, lead.updated_at)
    merged = tuple(one for one in lead.merged if one is not absorbed)
    gives_stage = absorbed.gave_stage and lead.stage is leaving.stage
    gives_owner = absorbed.gave_owner and lead.owner == leaving.owner
    after = replace(
        _together(_without(lead, leaving), staying[::-1], at),
        version=lead.version + 1,
        updated_at=at,
        stage=_lender(merged, staying, "gave_stage").stage if gives_stage else lead.stage,
        owner=_lender(merged, staying, "gave_owner").owner if gives_owner else lead.owner,
        asks="now",
        merged=merged,
        visitors=_waiting(lead, leaving, staying),
    )
    restored = replace(leaving, version=max(leaving.version, lead.version) + 1, updated_at=at, asks="now")
    return Split(
        before=lead,
        lead=after,
        restored=restored,
        parts=(leaving,) if merged else (leaving, staying[0]),
        entry=Entry(Happening.MERGE_UNDONE, at, after.version, {"lead_id": leaving.id, "by": by}),
        return_entry=Entry(Happening.MERGE_UNDONE, at, restored.version, {"lead_id": lead.id, "by": by}),
    )


def part_of(lead: Lead, person_key: str) -> str | None:
    """Give the id under which is kept what a person's address alone stated; None when the lead is not this person's."""
    of_others = {one.person_key: one.lead_id for one in lead.merged}
    return {**of_others, lead.person_key: lead.id}.get(person_key)


def _together(lead: Lead, parts: Sequence[Lead], now: Instant) -> Lead:
    """Give the lead with what all parts know; where they are of the same moment the last part counts."""
    facts, signals, consent = dict(lead.facts), lead.signals, dict(lead.consent)
    for part in parts:
        facts = newest(facts, part.facts)
        signals, _ = sift(signals, [one for one in part.signals if one not in signals], now)
        consent = latest_consent(consent, part.consent, now)
    return replace(
        lead,
        facts=bounded_facts(facts),
        signals=signals,
        consent=consent,
        created_at=min(part.created_at for part in parts),
        test=all(part.test for part in parts),
    )


def _waiting(lead: Lead, leaving: Lead, staying: Sequence[Lead]) -> tuple[str, ...]:
    """Give the visitors who wait for a lead that one part leaves; who is waited for in vain has done nothing more."""
    others = (visitor for visitor in lead.visitors if visitor not in leaving.visitors)
    return tuple(dict.fromkeys((*(visitor for part in staying for visitor in part.visitors), *others)))[:MOST_WAITING]


def _lender(merged: Sequence[Absorbed], staying: Sequence[Lead], gift: Literal["gave_stage", "gave_owner"]) -> Lead:
    """Give the part that the lead has its stage or owner from now: the last that gave one, else the lead's own."""
    givers = [one.lead_id for one in merged if getattr(one, gift)]
    return next((part for part in staying if givers and part.id == givers[-1]), staying[0])


def _without(lead: Lead, leaving: Lead) -> Lead:
    """Give the lead without what came from one part."""
    facts = {name: fact for name, fact in lead.facts.items() if leaving.facts.get(name) != fact}
    signals = tuple(signal for signal in lead.signals if signal not in leaving.signals)
    consent = {} if lead.consent == leaving.consent else lead.consent
    return replace(lead, facts=facts, signals=signals, consent=consent)
