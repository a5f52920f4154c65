"""A demo request from its post to its answer, and what a visitor may be told of it."""

from collections.abc import Mapping

from leadgate.application.ports import PolicyStore
from leadgate.application.qualify_lead import Deciding, decide_at_once
from leadgate.application.settle import answer_of, question_to_document
from leadgate.application.submit_lead import Submitted
from leadgate.domain.capture import capture
from leadgate.domain.lead import to_document
from leadgate.domain.outcomes import Outcome
from leadgate.domain.policy import decide
from leadgate.domain.policy_scope import policy_for
from leadgate.domain.submission import Submission


def answer_demo_request(submitted: Submitted, record: str, ports: Deciding) -> Mapping[str, object]:
    """Give the answer to a demo request that has been kept: the remembered one, or a decision made now.

    Args:
        submitted: what came of keeping it.
        record: the record of its receipt, in which the answer is remembered.
        ports: what deciding needs.

    Returns:
        What `answer_of` says of the decided lead; empty when the lead is gone.

    Raises:
        NoLivePolicy, NoSuchPool, Contended: it cannot be decided now; the queue will.
    """
    if submitted.answer is not None:
        return submitted.answer
    if submitted.lead is None:
        return {}
    return answer_of(decide_at_once(submitted.lead, record, ports=ports))


def decide_unknown(submission: Submission, policies: PolicyStore) -> Mapping[str, object]:
    """Decide on a submission as if nothing else were known of its person.

    A visitor who posts somebody else's address must learn nothing about them; so what a public form shows depends
    on the post alone.

    Args:
        submission: the checked post.
        policies: the live policies.

    Returns:
        `outcome` and `questions`; empty when no policy is live.
    """
    lead, _ = capture(submission, "lead_unknown")
    live = policies.live().policies
    policy = policy_for(live, motion=lead.fact("source.motion"), form=lead.fact("source.form"))
    if policy is None:
        return {}
    decision = decide(to_document(lead), policy, submission.received_at)
    return {
        "outcome": decision.outcome.value,
        "questions": [question_to_document(question) for question in decision.questions],
    }


_ACTIONS = {
    Outcome.QUALIFIED: "book",
    Outcome.NEEDS_INFO: "answer",
    Outcome.NURTURE: "nurture",
}


def next_step(said: Mapping[str, object], booking_url: object) -> dict[str, object]:
    """Say what a person who asked for a demo can do now.

    Args:
        said: an outcome, and the questions that are open.
        booking_url: the owner's booking page, if the lead has an owner who has one.

    Returns:
        `action` (book, answer, nurture or thanks), the booking page only with book, questions only with answer.
    """
    action = _ACTIONS.get(Outcome(str(said["outcome"])), "thanks")
    return {
        "action": action,
        "booking_url": booking_url if action == "book" else None,
        "questions": said["questions"] if action == "answer" else [],
    }


def next_step_in_public(alone: Mapping[str, object], known: Mapping[str, object]) -> dict[str, object]:
    """Say what a visitor can do now, from their post alone; a booking page only when the lead is really qualified."""
    books = alone.get("outcome") == Outcome.QUALIFIED.value
    if not alone or (books and known.get("outcome") != Outcome.QUALIFIED.value):
        return {"action": "thanks", "booking_url": None, "questions": []}
    return next_step(alone, known.get("booking_url"))
