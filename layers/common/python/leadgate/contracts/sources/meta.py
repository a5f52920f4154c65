"""Meta lead ads (Facebook, Instagram): a page tells the ids of new leads; their answers are fetched.

Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started and
https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving/.
"""

import re
from collections.abc import Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, read_json, text
from leadgate.contracts.sources.posts import AnswersToFetch, Delivery, Ignored, Post, Unmapped
from leadgate.contracts.sources.signatures import Scheme, same
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

SCHEME = Scheme(header="x-hub-signature-256", encoding="hex", prefix="sha256=")
# Meta sends a number; whatever we echo must not be able to be a page.
_CHALLENGE = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_IDS = ("leadgen_id", "form_id", "page_id", "ad_id", "adgroup_id", "created_time")


def read(delivery: Delivery, _: Connection) -> Sequence[Post]:
    """Name the leads whose answers have to be fetched; one delivery may hold many."""
    body = read_json(delivery.body)
    changes = [change for entry in listed(at(body, "entry")) for change in listed(at(entry, "changes"))]
    if not changes:
        return [Unmapped(key_of(delivery.body), "no_changes")]
    return [_post(delivery, change) for change in changes]


def _post(delivery: Delivery, change: object) -> Post:
    if at(change, "field") != "leadgen":
        return Ignored("other_field")
    ids = {name: found for name in _IDS if (found := text(at(change, "value", name)))}
    leadgen_id = ids.get("leadgen_id")
    if leadgen_id is None:
        return Unmapped(key_of(delivery.body), "no_leadgen_id")
    return AnswersToFetch(leadgen_id, ids)


def handshake(delivery: Delivery, connection: Connection, secret: str) -> tuple[str, str] | None:
    """Echo the challenge to who knows the verify token of the connection, which is the secret if it has none."""
    token = connection.signature.get("verify_token") or secret
    challenge = delivery.query.get("hub.challenge", "")
    if delivery.query.get("hub.mode") != "subscribe" or not _CHALLENGE.fullmatch(challenge):
        return None
    if not same(token, delivery.query.get("hub.verify_token", "")):
        return None
    return "text/plain", challenge


META = Source("meta", SCHEME.verify, read, handshake)
