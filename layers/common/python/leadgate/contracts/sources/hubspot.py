"""HubSpot: a list of events that tell only ids; what a contact's fields hold is fetched.

Source: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation and
https://developers.hubspot.com/docs/api/webhooks.
"""

import re
from collections.abc import Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, read_json, text
from leadgate.contracts.sources.posts import AnswersToFetch, Delivery, Ignored, Post, Unmapped
from leadgate.contracts.sources.signatures import MINUTE, Scheme, Timestamp
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

# HubSpot signs the address with these characters decoded, and no others.
_DECODED = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$",
    "%27": "'", "%28": "(", "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
_ENCODED = re.compile("|".join(_DECODED), re.IGNORECASE)
_IDS = ("objectId", "portalId", "subscriptionType", "occurredAt")
_KINDS = ("contact.creation", "contact.propertyChange", "contact.merge", "contact.restore", "object.creation",
          "object.propertyChange")  # fmt: skip


def _content(delivery: Delivery, moment: str) -> bytes:
    address = _ENCODED.sub(lambda found: _DECODED[found[0].upper()], delivery.url)
    start = f"{delivery.method}{address}".encode("utf-8", "backslashreplace")
    return start + delivery.body + moment.encode()


SCHEME = Scheme(
    header="x-hubspot-signature-v3",
    encoding="base64",
    signed=_content,
    timestamp=Timestamp("x-hubspot-request-timestamp", window=5 * MINUTE, per_second=1_000),
)


def read(delivery: Delivery, _: Connection) -> Sequence[Post]:
    """Name the contacts whose fields have to be fetched; events of anything else are passed over."""
    events = listed(read_json(delivery.body))
    if not events:
        return [Unmapped(key_of(delivery.body), "no_events")]
    return [_post(delivery, event) for event in events]


def _post(delivery: Delivery, event: object) -> Post:
    kind = at(event, "subscriptionType")
    # Objects of every kind share one family of events; a contact is of type 0-1.
    if kind not in _KINDS or (str(kind).startswith("object.") and at(event, "objectTypeId") != "0-1"):
        return Ignored("other_event") if isinstance(kind, str) else Unmapped(key_of(delivery.body), "no_event")
    ids = {name: found for name in _IDS if (found := text(at(event, name)))}
    event_id = text(at(event, "eventId"))
    if event_id is None or "objectId" not in ids:
        return Unmapped(key_of(delivery.body), "no_object_id")
    return AnswersToFetch(event_id, ids)


HUBSPOT = Source("hubspot", SCHEME.verify, read)
