"""How a repeated post is recognised: by its Idempotency-Key, or by person, form and content."""

import json
from collections.abc import Callable, Mapping

from leadgate.contracts.problem import Problem
from leadgate.domain.clock import HOUR, MINUTE, Instant
from leadgate.domain.form import ELAPSED
from leadgate.domain.submission import Receipt
from leadgate.runtime.request import Request

WITH_KEY = 24 * HOUR
WITHOUT_KEY = 10 * MINUTE
# A sender that stamps every attempt anew still sends the same thing.
_STAMPS = frozenset({"submitted_at", ELAPSED})


def receipt_of(
    request: Request, posted: Mapping[str, object], person_key: str, salted: Callable[..., str], now: Instant
) -> Receipt:
    """Make the receipt of a post.

    Args:
        request: who posts, where, and with which Idempotency-Key.
        posted: the content, as it was posted.
        person_key: who it is about.
        salted: the salted hash.
        now: when it arrived.

    Returns:
        Under a key: the caller, the path and the key name the post for 24 hours, and its content must not change.
        Without one: person, path and content name it for 10 minutes.

    Raises:
        Problem: 400 when the key is empty, too long, not printable, or several keys in one.

    Source: IETF draft "The Idempotency-Key HTTP Header Field".
    """
    key = _key(request)
    path = request.path.rstrip("/")
    # White space and the order of keys are not content.
    content = json.dumps(posted, sort_keys=True, separators=(",", ":"))
    if key is not None:
        record = salted("key", request.key or "public", path, key)
        return Receipt(record, salted("content", content), now + WITH_KEY)
    lasting = {name: value for name, value in posted.items() if name not in _STAMPS}
    digest = salted("content", json.dumps(lasting, sort_keys=True, separators=(",", ":")))
    return Receipt(salted("post", person_key, path, digest), digest, now + WITHOUT_KEY)


def _key(request: Request) -> str | None:
    key = request.header("idempotency-key")
    if key is None:
        return None
    if not key.strip() or len(key) > 255 or not key.isprintable():
        raise Problem(400, "bad-idempotency-key", "An Idempotency-Key has 1 to 255 printable characters.")
    # On its way a repeated header may have become one value. Source: RFC 9110, section 5.3.
    if "," in key:
        raise Problem(400, "bad-idempotency-key", "An Idempotency-Key has no comma; send the header once.")
    return key
