"""What follows from looking at a lead: verdict, stage, owner, timeline and record, as one value to be kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from leadgate.application.ports import DecisionRecord, Settlement
from leadgate.domain.clock import Instant, to_rfc3339
from leadgate.domain.lead import Lead, Owner, Verdict, real_owner, to_document
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy import Decision, Policy, Question, decide
from leadgate.domain.policy.record import facts_read
from leadgate.domain.routing import Directory, NoSuchPool, Turn, Turns, next_turn
from leadgate.domain.stages import Stage, stage_after
from leadgate.domain.timeline import Entry, Happening

SANDBOX_EMAIL = "sandbox@leadgate.invalid"


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision depends on besides the lead."""

    policy: Policy
    directory: Directory
    turns: Mapping[str, Turns]
    now: Instant


def settle(lead: Lead, situation: Situation, *, decision_id: str, answer_to: str | None) -> Settlement | None:
    """Decide on a lead and say everything that has to be kept because of it.

    Args:
        lead: the lead as it is.
        situation: policy, pools, turns and clock.
        decision_id: the id for the decision, should there be a new one.
        answer_to: the record of the request that waits for the answer, if any does.

    Returns:
        The next version of the lead with record, timeline and turns; None when the lead did not ask to be decided
        and its decision would be the same again, and for a lead in quarantine, which is not decided.

    Raises:
        NoSuchPool: neither the route's pool nor the policy's catch-all is set up.
    """
    if lead.stage is Stage.QUARANTINED:
        return None
    document = to_document(lead)
    decision = decide(document, situation.policy, situation.now)
    result = decision.to_document(trace="compact")
    verdict = _verdict(decision, result, situation, decision_id)
    if lead.asks is None and not _differs(lead.verdict, verdict, situation.now):
        return None
    decided = replace(
        lead,
        version=lead.version + 1,
        updated_at=situation.now,
        stage=stage_after(decision.outcome, lead.stage),
        asks=None,
        verdict=verdict,
    )
    decided, turn = _owned(decided, situation)
    return Settlement(
        lead=decided,
        record=_record(decided, lead.version, facts_read(document, situation.policy), result, verdict),
        entries=_entries(decided),
        turns=turn.turns if turn is not None else None,
        answer=(answer_to, answer_of(decided)) if answer_to else None,
    )


def answer_of(lead: Lead) -> dict[str, object]:
    """Spell a decided lead as the answer that is remembered for a repeated request."""
    verdict = lead.verdict
    if verdict is None:
        return {}
    owner = lead.owner
    return {
        "version": lead.version,
        "decision_id": verdict.decision_id,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "questions": [dict(question) for question in verdict.questions],
        "owner": None if owner is None else {"id": owner.id, "name": owner.name, "email": owner.email},
        "booking_url": None if owner is None else owner.booking_url,
    }


def question_to_document(question: Question) -> dict[str, object]:
    """Spell an open question for whoever asks it: the fact, the wording, the type, and the choices if it has some."""
    asked: dict[str, object] = {"fact": question.fact, "ask": question.ask, "type": question.type}
    return asked | {"values": list(question.values)} if question.values else asked


def _verdict(decision: Decision, line: Mapping[str, Any], situation: Situation, decision_id: str) -> Verdict:
    held = decision.held_back
    return Verdict(
        decision_id=decision_id,
        at=situation.now,
        policy=situation.policy.name,
        policy_version=situation.policy.version,
        outcome=decision.outcome,
        reason=decision.reason,
        held_back=None if held is None else held.outcome.value,
        gates=dict(line["gates"]),
        disqualifiers=tuple(line["disqualifiers"]),
        score=dict(line["score"]),
        pool=line["route"],
        questions=tuple(question_to_document(question) for question in decision.questions),
        revisit_at=decision.revisit_at,
    )


def _differs(old: Verdict | None, new: Verdict, now: Instant) -> bool:
    """Tell a decision that says something new from the same one at another moment; points alone are no news."""
    if old is None or (old.revisit_at is not None and old.revisit_at <= now):
        return True
    return _said(old) != _said(new)


def _said(verdict: Verdict) -> tuple[object, ...]:
    return (
        verdict.policy_version,
        verdict.outcome,
        verdict.reason,
        verdict.held_back,
        verdict.gates,
        verdict.disqualifiers,
        verdict.pool,
        verdict.score.get("grade"),
        verdict.questions,
    )


def _owned(lead: Lead, situation: Situation) -> tuple[Lead, Turn | None]:
    """Give a qualified lead an owner; whoever has one keeps them, unless a sandbox held what is now real."""
    if lead.verdict is None or lead.verdict.outcome is not Outcome.QUALIFIED:
        return lead, None
    if real_owner(lead.owner, is_test=lead.test) is not None:
        return lead, None
    if lead.test:
        sandbox = Owner("sandbox", "Sandbox", SANDBOX_EMAIL, lead.verdict.pool, "sandbox", situation.now)
        return replace(lead, owner=sandbox), None
    turn, pool = _turn(lead.verdict.pool, situation)
    rep = turn.rep
    owner = Owner(rep.id, rep.name, rep.email, pool, turn.via, situation.now, rep.booking_url)
    return replace(lead, owner=owner), turn


def _turn(pool: str | None, situation: Situation) -> tuple[Turn, str]:
    catch_all = situation.policy.routes[-1].pool
    for candidate in (pool or catch_all, catch_all):
        turns = situation.turns.get(candidate, Turns(candidate))
        try:
            return next_turn(candidate, situation.directory, turns), candidate
        except NoSuchPool:
            if candidate == catch_all:
                raise
    raise NoSuchPool(catch_all)


def _record(
    lead: Lead, decided_on: int, facts: Mapping[str, object], result: Mapping[str, object], verdict: Verdict
) -> DecisionRecord:
    return DecisionRecord(
        id=verdict.decision_id,
        lead_id=lead.id,
        at=verdict.at,
        policy=verdict.policy,
        policy_version=verdict.policy_version,
        lead_version=decided_on,
        facts=facts,
        result=result,
    )


def _entries(lead: Lead) -> tuple[Entry, ...]:
    verdict, owner = lead.verdict, lead.owner
    if verdict is None:
        return ()
    said = {
        "decision_id": verdict.decision_id,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "stage": lead.stage.value,
        "policy": verdict.policy,
        "policy_version": verdict.policy_version,
        "revisit_at": None if verdict.revisit_at is None else to_rfc3339(verdict.revisit_at),
    }
    decided = Entry(Happening.DECIDED, verdict.at, lead.version, said)
    if owner is None or owner.assigned_at != verdict.at:
        return (decided,)
    details = {"owner_id": owner.id, "pool": owner.pool, "via": owner.via, "decision_id": verdict.decision_id}
    return (decided, Entry(Happening.ASSIGNED, verdict.at, lead.version, details))
