"""What a verified delivery of a source comes to: its posts take the path of every lead, and its body is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from json import dumps
from time import monotonic
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from leadgate.adapters.fresh import SECONDS
from leadgate.adapters.sources.fetching import AnswersUnavailable
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
from leadgate.runtime.source_signals import keep_signals
from leadgate.runtime.suspicion import of_form_tool, of_server
from leadgate.runtime.telemetry import count, logger, places

if TYPE_CHECKING:
    from leadgate.application.connection_ports import DeliveryArchive, SecretStore
    from leadgate.application.form_ports import AllowList
    from leadgate.application.qualify_lead import Deciding
    from leadgate.contracts.sources.source import Source
    from leadgate.domain.connection import Connection

_NOT_KEPT = (ClientError, BotoCoreError, Congested)
"""What says that something was not kept: the sender has to send it again."""

FETCHING = 2.0
"""For how many seconds a delivery may wait for answers that have to be fetched; what is missing then, a replay gets."""

Fetch = Callable[..., LeadPost | Unmapped]
"""Gets a lead's answers; called and failing like `fetch_answers`."""

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
    secrets: SecretStore
    fetch: Fetch
    allow_list: AllowList


@dataclass(frozen=True, slots=True)
class _Came:
    """A delivery that is being taken: how it came, and until when answers may be fetched for it."""

    raw: RawDelivery
    connection: Connection
    is_alone: bool
    until: float


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
    came = _Came(raw, connection, len(posts) == 1, monotonic() + FETCHING)
    before = raw.results if is_kept and len(raw.results) == len(posts) else ()
    if not came.is_alone and not is_kept:
        ports.archive.keep(raw)
    results = _take_each(posts, came, before, ports)
    if not (came.is_alone and _needs_no_body(posts[0], results[0])):
        ports.archive.keep(raw.with_results(*_remembered(results, before)))
    if not is_kept:
        for result in results:
            if result.result in _METRICS:
                count(_METRICS[result.result])
    return results


def _needs_no_body(post: Post, result: PostResult) -> bool:
    """Say whether the body is kept: a lead alone is one transaction with it, and what is repeated has nothing new."""
    return result.result is Result.DUPLICATE or (result.result is Result.KEPT and not isinstance(post, SignalPost))


def counted(results: Sequence[PostResult]) -> dict[str, int]:
    """Count results by their names."""
    return dict(Counter(result.result.value for result in results))


def _take_each(
    posts: Sequence[Post], came: _Came, before: Sequence[PostResult], ports: Delivering
) -> tuple[PostResult, ...]:
    """Take every post, also after one that failed; raises what failed last, when all have been tried."""
    results: list[PostResult] = []
    failed: Exception | None = None
    for position, post in enumerate(posts):
        known = before[position] if before else None
        if isinstance(post, AnswersToFetch) and known is not None and known.result in _STORED:
            results.append(PostResult(Result.DUPLICATE, known.lead_id))
            continue
        try:
            results.append(_take(post, came, ports))
        except _NOT_KEPT as error:
            failed = error
    if failed is not None:
        raise failed
    return tuple(results)


def _remembered(results: Sequence[PostResult], before: Sequence[PostResult]) -> Sequence[PostResult]:
    """Give what is noted of a delivery: what was kept when it first came, was kept."""
    if not before:
        return results
    pairs = zip(results, before, strict=True)
    return [old if new.result is Result.DUPLICATE and old.result is Result.KEPT else new for new, old in pairs]


def _take(post: Post, came: _Came, ports: Delivering) -> PostResult:
    match post:
        case LeadPost() | SignalPost():
            return _keep(post, came, ports)
        case AnswersToFetch():
            return _fetch(post, came, ports)
        case Erasure():
            return PostResult(Result.ERASURE_PENDING)
        case Ignored():
            return PostResult(Result.IGNORED, reason=post.reason)
        case Unmapped():
            return PostResult(Result.UNMAPPED, reason=post.reason)


def _fetch(post: AnswersToFetch, came: _Came, ports: Delivering) -> PostResult:
    """Get the answers that a source told only the ids of, while there is time; a replay tries again."""
    left = came.until - monotonic()
    if left <= 0:
        return PostResult(Result.UNFETCHED, reason="no_time_left")
    connection = came.connection
    secrets = ports.secrets.find(connection.source, connection.id, no_older_than=SECONDS)
    token = (secrets.access_token if secrets else None) or ""
    try:
        fetched = ports.fetch(connection, token, post.key, post.ids, seconds=left)
    except AnswersUnavailable as unavailable:
        result = Result.UNMAPPED if unavailable.is_final else Result.UNFETCHED
        return PostResult(result, reason=f"answers_{unavailable.reason}")
    return _take(fetched, came, ports)


def _keep(post: LeadPost | SignalPost, came: _Came, ports: Delivering) -> PostResult:
    try:
        if isinstance(post, SignalPost):
            return keep_signals(post, _origin(came.raw), came.raw.received_at, ports.deciding, ports.hash)
        submission = _lead(post, came.raw, came.connection, ports)
        submission = replace(submission, delivery=came.raw if came.is_alone else None)
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
    is_demo = connection.kind == "demo"
    came = any_post.Post(body, _origin(raw), is_demo, came_at=raw.received_at, is_asked=post.is_asked)
    # What a source only knows of somebody, nobody has filled in.
    suspicion = partial(of_form_tool, allow_list=ports.allow_list, salted=ports.hash) if post.is_asked else of_server
    receipts = _receipts(post.key, raw, ports)
    submission = any_post.submission_of(came, receipts, ports.deciding, ports.hash, suspicion)
    # Nobody waits for the answer: the queue need not give a request a head start.
    return replace(submission, is_demo=False)


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
