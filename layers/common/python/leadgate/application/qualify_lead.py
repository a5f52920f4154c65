"""Decide on a lead, route it, and keep both with all that follows in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from leadgate.application.ports import (
    Clock,
    Count,
    DirectoryStore,
    Ids,
    LeadRepository,
    PolicyStore,
    Settlement,
    StaleLead,
)
from leadgate.application.retry import Backoff
from leadgate.application.settle import Situation, settle
from leadgate.application.shadow_verdicts import with_shadows
from leadgate.domain.lead import Lead
from leadgate.domain.policy import Policy
from leadgate.domain.policy_scope import PolicySet, policy_for
from leadgate.domain.routing import Turns
from leadgate.domain.visitor import Recognition, Visitor, recognise


class Effect(StrEnum):
    """What looking at a lead again came to."""

    DECIDED = "decided"
    UNCHANGED = "unchanged"
    GONE = "gone"


class NoLivePolicy(Exception):
    """No published policy decides this lead; it stays captured, and whoever asked has to ask again."""


class Contended(Exception):
    """Every attempt to keep the decision met another writer; the lead is asked for again."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """The ports that deciding needs, and how lost races are run again; `count` hears of shadows that fail."""

    leads: LeadRepository
    policies: PolicyStore
    directory: DirectoryStore
    ids: Ids
    clock: Clock
    backoff: Backoff
    count: Count


def qualify_lead(lead_id: str, *, ports: Deciding) -> Effect:
    """Look at a lead again and keep the decision if anything about it changed.

    Args:
        lead_id: the lead that a message named.
        ports: what deciding needs.

    Returns:
        Whether there was something new to decide, nothing, or no such lead any more.

    Raises:
        NoLivePolicy: no policy is live for the lead.
        NoSuchPool: the lead is qualified, and the policy's pools are not set up.
        Contended: other writers were faster every time.
    """
    live = ports.policies.live()
    pools = sorted({pool for policy in live.policies for pool in policy.pools})
    for _ in ports.backoff.attempts():
        lead, turns = ports.leads.with_turns(lead_id, pools)
        if lead is None:
            return Effect.GONE
        _, visitors = ports.leads.turns_and_visitors((), lead.visitors) if lead.visitors else ({}, ())
        settlement = _settlement(lead, live, _policy(lead, live), (turns, visitors), ports)
        if settlement is None:
            return Effect.UNCHANGED
        try:
            ports.leads.settle(settlement)
        except StaleLead:
            continue
        return Effect.DECIDED
    raise Contended(lead_id)


def decide_at_once(lead: Lead, answer_to: str, *, ports: Deciding) -> Lead:
    """Decide on a lead within the request that brought it.

    Args:
        lead: the lead as the request has just kept it.
        answer_to: the receipt's record, which notes the answer so that a repeated request is answered alike.
        ports: what deciding needs.

    Returns:
        The lead with its verdict, and with its owner when it is qualified.

    Raises:
        NoLivePolicy: no policy is live for the lead.
        NoSuchPool: the lead is qualified, and the policy's pools are not set up.
        Contended: other writers were faster every time.
    """
    live = ports.policies.live()
    current: Lead | None = lead
    for _ in ports.backoff.attempts():
        if current is None:
            break
        policy = _policy(current, live)
        found = ports.leads.turns_and_visitors(policy.pools, current.visitors)
        settlement = _settlement(current, live, policy, found, ports, answer_to)
        if settlement is None:
            return current
        try:
            ports.leads.settle(settlement)
        except StaleLead:
            current = ports.leads.get(lead.id)
            continue
        return settlement.lead
    raise Contended(lead.id)


def _policy(lead: Lead, live: PolicySet) -> Policy:
    policy = policy_for(live.policies, motion=lead.fact("source.motion"), form=lead.fact("source.form"))
    if policy is None:
        raise NoLivePolicy(lead.id)
    return policy


def _settlement(
    lead: Lead,
    live: PolicySet,
    policy: Policy,
    found: tuple[Mapping[str, Turns], tuple[Visitor, ...]],
    ports: Deciding,
    answer_to: str | None = None,
) -> Settlement | None:
    # No instance's slow clock may take a lead back behind its own last change.
    now = max(ports.clock(), lead.updated_at)
    turns, visitors = found
    known = recognise(lead, visitors, now) if lead.visitors else Recognition(lead, None, ())
    situation = Situation(policy, ports.directory.current(), turns, now)
    settlement = settle(known.lead, situation, decision_id=ports.ids("dec", now), answer_to=answer_to)
    if settlement is None:
        return None
    entries = settlement.entries if known.entry is None else (known.entry, *settlement.entries)
    settlement = replace(settlement, entries=entries, visitors=known.visitors)
    return with_shadows(settlement, known.lead, live, ports.count)
