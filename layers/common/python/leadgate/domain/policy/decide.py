"""The decision about a lead: disqualified, needs information, nurtured, reviewed or qualified, and why."""

from collections.abc import Mapping, Sequence

from leadgate.domain.clock import LATEST, Instant
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy.decision import Decision, HeldBack, Question, Route
from leadgate.domain.policy.policy import GATES, Disqualify, Policy
from leadgate.domain.policy.questions import open_questions
from leadgate.domain.policy.reading import read_lead
from leadgate.domain.policy.scope import CLOCK, Condition, Vector
from leadgate.domain.policy.score import score_of
from leadgate.domain.policy.seen import Seen

Gates = tuple[bool | None, bool | None, bool | None]


def decide(lead: Mapping[str, object], policy: Policy, now: Instant) -> Decision:
    """Decide about a lead.

    Args:
        lead: the lead document: sections of facts, `signals`, and optionally `provenance` by fact name with
            `source` and `observed_at`. Whatever it holds, nothing is raised; what is missing, null, stale or
            ill-typed is unknown. A fact without provenance counts as fresh.
        policy: the policy to decide by.
        now: the clock, epoch seconds.

    Returns:
        The decision with everything that explains it. `revisit_at` of a lead to nurture is the policy's
        date (`now + nurture.revisit`); time windows that could change the answer sooner are not yet used.
    """
    seen = read_lead(lead, policy, now)
    for place, rule in policy.program.rules:
        seen.vector[place] = rule(seen.vector)
    return _conclude(policy, seen)


def _conclude(policy: Policy, seen: Seen) -> Decision:
    program, vector = policy.program, seen.vector
    fit, intent, readiness = (gate.condition(vector) for gate in program.gates)
    gates: Gates = (fit, intent, readiness)
    hit = tuple(entry for place, entry in program.disqualify if vector[place] is True)
    undecided = tuple(entry for place, entry in program.disqualify if entry.ask and vector[place] is None)
    outcome, reason = outcome_of(gates, hit, undecided)
    revisit_at = min(vector[CLOCK] + policy.nurture.revisit, LATEST) if outcome is Outcome.NURTURE else None
    held_back = None
    if _is_reviewable(outcome, hit) and any(vector[place] is True for place in program.review):
        held_back = HeldBack(outcome, reason, revisit_at)
        outcome, revisit_at = Outcome.REVIEW, None
    return Decision(
        policy=policy,
        outcome=outcome,
        reason=reason,
        gates=dict(zip(GATES, gates, strict=True)),
        disqualifiers=hit,
        undecided=undecided,
        held_back=held_back,
        revisit_at=revisit_at,
        score=score_of(policy, vector),
        route=_route(policy, vector),
        framework=_framework(program.frameworks, vector),
        questions=_questions(policy, vector, gates, undecided) if outcome is Outcome.NEEDS_INFO else (),
        seen=seen,
    )


def outcome_of(gates: Gates, hit: Sequence[Disqualify], undecided: Sequence[Disqualify]) -> tuple[Outcome, str | None]:
    """Combine the gates and the disqualifiers.

    Args:
        gates: fit, intent and readiness.
        hit: the disqualifiers that are yes, in policy order.
        undecided: those that are unknown and have to be asked about.

    Returns:
        The outcome before any review, and its reason where it has one.
    """
    fit, intent, readiness = gates
    if hit:
        return Outcome.DISQUALIFIED, hit[0].reason
    if fit is False:
        return Outcome.DISQUALIFIED, "no_fit"
    if intent is False or readiness is False:
        return Outcome.NURTURE, None
    if fit and intent and readiness and not undecided:
        return Outcome.QUALIFIED, None
    return Outcome.NEEDS_INFO, None


def _is_reviewable(outcome: Outcome, hit: Sequence[Disqualify]) -> bool:
    # A disqualifier that is yes is final; only a lack of fit or of interest can be looked at again.
    return not hit and outcome in {Outcome.DISQUALIFIED, Outcome.NURTURE}


def _route(policy: Policy, vector: Vector) -> Route:
    passed_over: list[int] = []
    for index, when in enumerate(policy.program.routing):
        result = True if when is None else when(vector)
        if result:
            line = policy.routes[index]
            return Route(line.pool, line.sla, index, tuple(passed_over))
        if result is None:
            passed_over.append(index)
    raise AssertionError("a loaded policy has a catch-all")


def _framework(lines: Sequence[tuple[Condition | None, str]], vector: Vector) -> str | None:
    for when, name in lines:
        if when is None or when(vector):
            return name
    return None


def _questions(policy: Policy, vector: Vector, gates: Gates, undecided: Sequence[Disqualify]) -> tuple[Question, ...]:
    by_id = {rule.id: rule for rule in policy.rules}
    results = zip(policy.program.gates, gates, strict=True)
    open_gates = [gate.reads for gate, result in results if result is None]
    return open_questions(policy, vector, [*open_gates, *(by_id[entry.rule] for entry in undecided)])
