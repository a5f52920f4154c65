"""A post on its way to being kept, whether a server, a visitor or a source sent it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leadgate.application.qualify_lead import Deciding
from leadgate.application.submit_lead import Submitted, submit_lead
from leadgate.contracts.lead_body import read_lead_body
from leadgate.contracts.submissions import Stated, read_statement
from leadgate.domain.abuse import Suspicion
from leadgate.domain.clock import Instant
from leadgate.domain.identity import identity_of
from leadgate.domain.policy import Fact
from leadgate.domain.policy_scope import policy_for
from leadgate.domain.submission import Receipt, Submission
from leadgate.runtime.suspicion import of_server, warnings_of
from leadgate.runtime.telemetry import count, logger

Receipts = Callable[[str, Instant], Receipt]
"""Makes the receipt of a post of the person whose key it is given, at a moment."""

Suspects = Callable[[Stated], Suspicion]
"""Says what speaks against a post."""

Salted = Callable[..., str]
"""The salted hash that keeps people out of keys."""


@dataclass(frozen=True, slots=True)
class Post:
    """A body that was read, where it came from, whether it asks for a demo, and when it came, if that was not now.

    `is_asked` is False where nobody has asked for anything: a source tells what it knows of somebody.
    """

    body: dict[str, Any]
    source: str
    is_demo: bool = False
    came_at: Instant | None = None
    is_asked: bool = True


def submission_of(
    post: Post, receipts: Receipts, deciding: Deciding, salted: Salted, suspicion: Suspects = of_server
) -> Submission:
    """Check a post and say what it states.

    Args:
        post: the post, from wherever it came.
        receipts: how it is recognised when it comes again.
        deciding: the clock, and the policies, whose facts say how answers are read.
        salted: the salted hash.
        suspicion: says what speaks against it; what a server or a source sends is trusted.

    Returns:
        The submission, ready to be kept.

    Raises:
        Problem: 422 when the body cannot be accepted.
    """
    body = read_lead_body(post.body)
    now = deciding.clock()
    declared = _declared(deciding, body.source.motion, body.source.form)
    came_at = post.came_at or now
    stated = read_statement(body, is_demo=post.is_demo, declared=declared, now=came_at, is_asked=post.is_asked)
    person_key = salted("person", identity_of(stated.email))
    suspected = suspicion(stated)
    return Submission(
        person_key=person_key,
        facts=stated.facts,
        signals=stated.signals,
        source=post.source,
        stated_at=stated.stated_at,
        received_at=now,
        receipt=receipts(person_key, now),
        consent=stated.consent,
        test=body.test,
        is_demo=post.is_demo,
        warnings=(*stated.warnings, *warnings_of(suspected)),
        suspicion=suspected,
        visitor_key=salted("visitor", body.anonymous_id) if body.anonymous_id else None,
    )


def _declared(deciding: Deciding, motion: str | None, form: str | None) -> Mapping[str, Fact]:
    """Give the facts that the policy declares; a lead is never refused because its policy cannot be read."""
    try:
        policy = policy_for(deciding.policies.live().policies, motion=motion, form=form)
    except Exception as error:  # whatever it is: the lead comes first
        logger.warning("no policy to read answers by", extra={"error": type(error).__name__})
        return {}
    return {} if policy is None else policy.facts


def keep(submission: Submission, deciding: Deciding, *, is_public: bool) -> Submitted:
    """Keep a submission, and count it."""
    submitted = submit_lead(
        submission, is_public=is_public, leads=deciding.leads, ids=deciding.ids, backoff=deciding.backoff.patient()
    )
    count("LeadRepeated" if submitted.duplicate else "LeadReceived")
    if submitted.is_newly_held:
        count("LeadQuarantined")
    logger.info("kept", extra={"lead_id": submitted.lead_id, "duplicate": submitted.duplicate})
    return submitted
