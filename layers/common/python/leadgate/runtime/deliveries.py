"""What a verified delivery of a source comes to: its posts take the path of every lead, and its body is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from json import dumps
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from leadgate.application.errors import Congested
from leadgate.contracts.json_body import check_size, inspect
from leadgate.contracts.problem import Problem
from leadgate.contracts.sources.posts import (
    AnswersToFetch,
    Delivery,
    Erasure,
    Ignored,
    LeadPost,
    Post,
    SignalPost,
    Unmapped,
)
from leadgate.domain.raw_delivery import REMEMBERED_FOR, PostResult, RawDelivery, Result
from leadgate.domain.submission import Receipt, Submission
from leadgate.runtime import posts as any_post
from leadgate.runtime.telemetry import count, logger, places

if TYPE_CHECKING:
    from leadgate.application.connection_ports import DeliveryArchive
    from leadgate.application.qualify_lead import Deciding
    from leadgate.contracts.sources.source import Source
    from leadgate.domain.connection import Connection

_NOT_KEPT = (ClientError, BotoCoreError, Congested)
"""What says that something was not kept: the sender has to send it again."""

_STORED = (Result.KEPT, Result.DUPLICATE)
_METRICS = {
    Result.UNMAPPED: "DeliveryUnmapped",
    Result.UNFETCHED: "DeliveryUnfetched",
    Result.ERASURE_PENDING: "ErasurePending",
}


@dataclass(frozen=True, slots=True)
class Delivering:
    """What taking deliveries needs."""

    deciding: Deciding
    hash: any_post.Salted
    archive: DeliveryArchive


def read_posts(source: Source, delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Say what a delivery comes to; a reader that fails loses nothing, because the body is kept whole."""
    try:
        return source.read(delivery, connection) or (Ignored("nothing_said"),)
    except Exception as error:  # a fault of ours, which a later release mends
        _tell(error)
        return (Unmapped("", _failure(error)),)


def take_delivery(
    raw: RawDelivery, connection: Connection, posts: Sequence[Post], ports: Delivering, *, is_kept: bool
) -> tuple[PostResult, ...]:
    """Keep what a delivery comes to, and its body.

    Args:
        raw: the delivery.
        connection: the connection that it came by, as it is now.
        posts: what it comes to.
        ports: where all of it is kept.
        is_kept: whether its body is kept already, as in a replay.

    Returns:
        What became of each post.

    Raises:
        ClientError, BotoCoreError, Congested: something was not kept. The delivery may be sent again: what was kept
            counts once.
    """
    results: tuple[PostResult, ...]
    if len(posts) == 1:
        result = _take(posts[0], raw, connection, ports, is_alone=True)
        # A lead is kept in one transaction with the delivery, and a repeated one has nothing new.
        if result.result not in _STORED:
            ports.archive.keep(raw.with_results(result))
        results = (result,)
    else:
        if not is_kept:
            ports.archive.keep(raw)
        results = _take_each(posts, raw, connection, ports)
        ports.archive.keep(raw.with_results(*results))
    for result in results:
        if result.result in _METRICS:
            count(_METRICS[result.result])
    return results


def counted(results: Sequence[PostResult]) -> dict[str, int]:
    """Count results by their names."""
    return dict(Counter(result.result.value for result in results))


def _take_each(
    posts: Sequence[Post], raw: RawDelivery, connection: Connection, ports: Delivering
) -> tuple[PostResult, ...]:
    """Take every post, also after one that failed; raises what failed last, when all have been tried."""
    results: list[PostResult] = []
    failed: Exception | None = None
    for post in posts:
        try:
            results.append(_take(post, raw, connection, ports, is_alone=False))
        except _NOT_KEPT as error:
            failed = error
    if failed is not None:
        raise failed
    return tuple(results)


def _take(post: Post, raw: RawDelivery, connection: Connection, ports: Delivering, *, is_alone: bool) -> PostResult:
    match post:
        case SignalPost(email=None):
            return PostResult(Result.UNMAPPED, reason="anonymous")
        case LeadPost() | SignalPost():
            return _keep(post, raw, connection, ports, is_alone=is_alone)
        case AnswersToFetch():
            return PostResult(Result.UNFETCHED, reason="answers_not_fetched")
        case Erasure():
            return PostResult(Result.ERASURE_PENDING)
        case Ignored():
            return PostResult(Result.IGNORED, reason=post.reason)
        case Unmapped():
            return PostResult(Result.UNMAPPED, reason=post.reason)


def _keep(
    post: LeadPost | SignalPost, raw: RawDelivery, connection: Connection, ports: Delivering, *, is_alone: bool
) -> PostResult:
    try:
        if isinstance(post, LeadPost):
            submission = _lead(post, raw, connection, ports)
        else:
            submission = _signals(post, raw, ports)
            if ports.deciding.leads.of_person(submission.person_key) is None:
                return PostResult(Result.UNMAPPED, reason="no_lead_of_this_address")
        submission = replace(submission, delivery=raw if is_alone else None)
        kept = any_post.keep(submission, ports.deciding, is_public=False)
    except _NOT_KEPT:
        raise
    except Problem as problem:
        return PostResult(Result.UNMAPPED, reason=_refusal(problem))
    except Exception as error:  # a fault of ours, which a later release mends
        _tell(error)
        return PostResult(Result.UNMAPPED, reason=_failure(error))
    return PostResult(Result.DUPLICATE if kept.duplicate else Result.KEPT, kept.lead_id)


def _lead(post: LeadPost, raw: RawDelivery, connection: Connection, ports: Delivering) -> Submission:
    body = inspect(dict(post.body))
    check_size(dumps(body, ensure_ascii=False).encode())
    came = any_post.Post(body, _origin(raw), is_demo=connection.kind == "demo", came_at=raw.received_at)
    submission = any_post.submission_of(came, _receipts(post.key, raw, ports), ports.deciding, ports.hash)
    # Nobody waits for the answer: the queue need not give a request a head start.
    return replace(submission, is_demo=False)


def _signals(post: SignalPost, raw: RawDelivery, ports: Delivering) -> Submission:
    body = inspect({"email": post.email, "signals": [dict(signal) for signal in post.signals]})
    came = any_post.Post(body, _origin(raw), came_at=raw.received_at)
    return any_post.signals_of(came, _receipts(post.key, raw, ports), ports.deciding, ports.hash)


def _receipts(key: str, raw: RawDelivery, ports: Delivering) -> any_post.Receipts:
    """Recognise a post by its source's own key, for as long as its body can be replayed."""
    record = ports.hash("webhook", raw.source, raw.connection_id, key)
    return lambda _, now: Receipt(record, record, now + REMEMBERED_FOR)


def _origin(raw: RawDelivery) -> str:
    return f"webhook:{raw.source}"


def _refusal(problem: Problem) -> str:
    pointers = " ".join(fault.pointer for fault in problem.faults[:3])
    return f"{problem.kind} {pointers}".strip()[:200]


def _failure(error: Exception) -> str:
    return f"failed {type(error).__name__}"


def _tell(error: Exception) -> None:
    logger.error("delivery not read", extra={"error": type(error).__name__, "trace": places(error)})
    count("RequestFailed")
