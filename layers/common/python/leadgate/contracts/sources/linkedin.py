"""LinkedIn lead gen forms: a notice tells the ids of a response; its answers are fetched, or erased when it is deleted.

Source: https://learn.microsoft.com/en-us/linkedin/marketing/lead-sync/leadsync and
https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation.
"""

import json
import re
from collections.abc import Sequence

from leadgate.contracts.sources.json_reading import key_of, read_mapping, text
from leadgate.contracts.sources.posts import AnswersToFetch, Delivery, Erasure, Ignored, Post, Unmapped
from leadgate.contracts.sources.signatures import Scheme, sign, the_text
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

_LABEL = b"hmacsha256="
_IDS = ("leadGenFormResponse", "leadGenForm", "associatedEntity", "leadType", "occurredAt")
# The challenge is signed with the key of the notices: any other text would make us sign what an attacker likes.
_CHALLENGE = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _content(delivery: Delivery, _: str) -> bytes:
    return _LABEL + delivery.body


SCHEME = Scheme(header="x-li-signature", encoding="hex", signed=_content)


def read(delivery: Delivery, _: Connection) -> Sequence[Post]:
    """Name the response to fetch, or to erase; its URN is the key of both, so that one finds the other."""
    body = read_mapping(delivery.body)
    if body.get("type", "LEAD_ACTION") != "LEAD_ACTION":
        return [Ignored("other_event")]
    ids = {name: found for name in _IDS if (found := text(body.get(name)))}
    response = ids.get("leadGenFormResponse")
    if response is None:
        return [Unmapped(key_of(delivery.body), "no_response")]
    key = key_of(delivery.body, response)
    if body.get("leadAction") == "DELETED":
        return [Erasure(key)]
    return [AnswersToFetch(key, ids) if body.get("leadAction") == "CREATED" else Ignored("other_action")]


def handshake(delivery: Delivery, _: Connection, secret: str) -> tuple[str, str] | None:
    """Answer a challenge, which is a UUID, with its HMAC under the client secret."""
    code = delivery.query.get("challengeCode", "")
    if not secret or not _CHALLENGE.fullmatch(code):
        return None
    response = sign(SCHEME, the_text(secret), code.encode()).decode()
    return "application/json", json.dumps({"challengeCode": code, "challengeResponse": response})


LINKEDIN = Source("linkedin", SCHEME.verify, read, handshake)
