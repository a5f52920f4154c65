"""What people did, as a source tells it, on its way to the leads that it is of."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from leadgate.contracts.signal_body import IllFormed, read_signal
from leadgate.domain.raw_delivery import PostResult, Result
from leadgate.runtime.told_signals import Became, Keeping, keep_told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from leadgate.application.qualify_lead import Deciding
    from leadgate.contracts.signal_body import ToldSignal
    from leadgate.contracts.sources.posts import SignalPost
    from leadgate.domain.clock import Instant

_RESULTS = {
    Became.JOINED: Result.KEPT,
    Became.KEPT: Result.KEPT,
    Became.DUPLICATE: Result.DUPLICATE,
    Became.OUTDATED: Result.DUPLICATE,
}


def keep_signals(
    post: SignalPost, source: str, came_at: Instant, deciding: Deciding, salted: Callable[..., str]
) -> PostResult:
    """Join what a person did to their lead; what a visitor did whom nobody knows waits for theirs.

    Args:
        post: what the source tells.
        source: how the source is named in a lead's timeline.
        came_at: when it came.
        deciding: where leads are kept.
        salted: the salted hash.

    Returns:
        What became of it; unmapped when it says nothing that can be read, or nobody has this address.

    Raises:
        ClientError, BotoCoreError, Congested: it was not kept; it has to be sent again.
    """
    names = {"email": post.email} if post.email else {"anonymous_id": post.anonymous_id}
    told = [_also_of(post, read_signal({**names, **signal}, came_at)) for signal in post.signals]
    outcomes, failure = keep_told(told, source, Keeping(deciding, salted, inf))
    if failure is not None:
        raise failure
    for became, result in _RESULTS.items():
        kept = next((outcome for outcome in outcomes if outcome.result is became), None)
        if kept is not None:
            return PostResult(result, kept.lead_id)
    return PostResult(Result.UNMAPPED, reason=_reason(told))


def _also_of(post: SignalPost, told: ToldSignal | IllFormed) -> ToldSignal | IllFormed:
    """Name the visitor besides: who has an address that no lead has is a visitor still."""
    if isinstance(told, IllFormed) or told.email is None:
        return told
    return replace(told, anonymous_id=(post.anonymous_id or "").strip() or None)


def _reason(told: Sequence[ToldSignal | IllFormed]) -> str:
    wrong = next((one.detail for one in told if isinstance(one, IllFormed)), None)
    return "no_lead_of_this_address" if wrong is None else f"invalid-body {wrong}"[:200]
