"""Intercom: people who became known, or of whom something new is known.

Source: https://developers.intercom.com/docs/webhooks/setting-up-webhooks and
https://developers.intercom.com/docs/references/webhooks/webhook-models.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, mapping, read_mapping, text
from leadgate.contracts.sources.posts import Delivery, Ignored, Post, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signatures import Scheme
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

SCHEME = Scheme(header="x-hub-signature", encoding="hex", digest="sha1", prefix="sha1=")
_OF_A_PERSON = re.compile(r"(contact|user|lead)\.(.+\.)?(created|updated|signed_up|added_email)")
_SCALARS = ("email", "name", "phone", "referrer", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_TYPES = {"email": "email", "phone": "phone"}


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of a contact; the notification's `id` is the same in every retry."""
    body = read_mapping(delivery.body)
    topic, key = text(body.get("topic")), key_of(delivery.body, body.get("id"))
    if topic is None:
        return [Unmapped(key, "no_topic")]
    if not _OF_A_PERSON.fullmatch(topic):
        return [Ignored("ping" if topic == "ping" else "other_topic")]
    item = mapping(at(body, "data", "item"))
    # What was said against mail counts; that nothing was said is no consent.
    refused = {"consent.marketing": False} if item.get("unsubscribed_from_emails") is True else {}
    known = {
        "submitted_at": body.get("created_at"),
        "company.country": text(at(item, "location", "country")),
        **refused,
    }
    return [lead_post(connection, key, _fields(item), Context(known, is_asked=False))]


def _fields(item: Mapping[str, object]) -> Iterator[Field]:
    for name in _SCALARS:
        place = "source.referrer" if name == "referrer" else None
        yield Field(name, item.get(name), (name,), _TYPES.get(name, ""), place)
    for name, value in mapping(item.get("custom_attributes")).items():
        yield Field(name, value, (name,))


INTERCOM = Source("intercom", SCHEME.verify, read)
