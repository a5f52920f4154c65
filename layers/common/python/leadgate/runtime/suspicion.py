"""What speaks against a post at the edge: the evidence of the domain, the lists of mail, and the allow-list."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import monotonic

from leadgate.application.allowed_names import allowed_names, domain_of
from leadgate.application.form_ports import AllowList
from leadgate.application.intake import decide_unknown
from leadgate.application.ports import PolicyStore
from leadgate.contracts.mail_domains import is_disposable
from leadgate.contracts.submissions import Stated, Warning
from leadgate.domain.abuse import WEIGHTS, FormReturn, Suspicion, spare, suspicion_of
from leadgate.domain.quarantine import Sign
from leadgate.domain.submission import Submission
from leadgate.runtime.deadline import Deadline
from leadgate.runtime.telemetry import logger

_OF_ADDRESS = frozenset({Sign.DISPOSABLE_ADDRESS, Sign.ROLE_ADDRESS})


def of_server(stated: Stated) -> Suspicion:
    """Say what speaks against a server's post, or against what a source knows: it is told, and counts for nothing."""
    found = suspicion_of(stated.facts, is_disposable=is_disposable(domain_of(stated.email)), returned=None)
    return spare(found, "server") if found.evidence else found


def of_form_tool(stated: Stated, allow_list: AllowList, salted: Callable[..., str]) -> Suspicion:
    """Say what speaks against what somebody filled in at a form tool: its content counts as in a form of ours."""
    return suspicion_about(stated, FormReturn(), lambda _: (), allow_list, salted)


def suspicion_about(
    stated: Stated,
    returned: FormReturn,
    around: Callable[[Stated], Sequence[Sign]],
    allow_list: AllowList,
    salted: Callable[..., str],
) -> Suspicion:
    """Say what speaks against the post of a browser form.

    Args:
        stated: what was posted.
        returned: how the form came back.
        around: says what else was seen.
        allow_list: whom nothing is held against. It is asked only about a post that would be quarantined.
        salted: the salted hash.

    Returns:
        The evidence; it counts for nothing when the allow-list names the address or its domain.
    """
    thrown_away, seen = is_disposable(domain_of(stated.email)), around(stated)
    found = suspicion_of(stated.facts, is_disposable=thrown_away, returned=returned, seen=seen)
    if found.is_quarantined and _is_allowed(stated.email, allow_list, salted):
        return spare(found, "allow_list")
    return found


def warnings_of(suspicion: Suspicion) -> tuple[Warning, ...]:
    """Tell a server what its post looks like; a visitor is told nothing."""
    if suspicion.spared != "server":
        return ()
    return tuple(
        {"pointer": "/email" if found.sign in _OF_ADDRESS else "", "detail": f"looks odd: {WEIGHTS[found.sign][1]}"}
        for found in suspicion.evidence
    )


def seem_to_decide(
    submission: Submission, policies: PolicyStore, deadline: Deadline, until: float
) -> Mapping[str, object] | None:
    """Take the time of a decision and fail as one would, but come to none: a held lead is answered like others.

    Args:
        submission: the checked post.
        policies: the live policies.
        deadline: bounds the time.
        until: when the visitor has waited for long enough, by the monotonic clock.

    Returns:
        Nothing that is known of the lead; None when no other lead would have been decided, either.
    """
    try:
        said = deadline.run(partial(decide_unknown, submission, policies), until - monotonic())
    except Exception as error:  # whatever it is: the lead is kept
        logger.warning("not answered at once", extra={"error": type(error).__name__})
        return None
    return {} if said else None


def _is_allowed(email: str, allow_list: AllowList, salted: Callable[..., str]) -> bool:
    try:
        return allow_list.allows(list(allowed_names(email, salted).values()))
    except Exception as error:  # whatever it is: the lead comes first, and a person can release it
        logger.warning("the allow-list cannot be read", extra={"error": type(error).__name__})
        return False
