"""Tally: one response of a form, signed when the webhook has a signing secret.

Source: https://tally.so/help/webhooks.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, mapping, read_json, text
from leadgate.contracts.sources.posts import Delivery, Ignored, Post, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signatures import Scheme
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

SCHEME = Scheme(header="tally-signature", encoding="base64")


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of a response; `eventId` is the same in every retry."""
    body = read_json(delivery.body)
    key = key_of(delivery.body, at(body, "eventId"))
    data = mapping(at(body, "data"))
    if not data:
        return [Unmapped(key, "no_data")]
    if at(body, "eventType") != "FORM_RESPONSE":
        return [Ignored("other_event")]
    known = {
        "submitted_at": data.get("createdAt") or at(body, "createdAt"),
        "source.form": text(data.get("formId")),
    }
    return [lead_post(connection, key, _fields(data), Context(known))]


def _fields(data: Mapping[str, object]) -> Iterator[Field]:
    for field in listed(data.get("fields")):
        key, label, type_ = (text(at(field, name)) or "" for name in ("key", "label", "type"))
        value = at(field, "value")
        # Beside the list of what was ticked, each box comes once more as true or false.
        if type_ == "CHECKBOXES" and isinstance(value, bool):
            continue
        yield Field(label or key, _chosen(field, value), (key,) if key else (), type_)


def _chosen(field: object, value: object) -> object:
    """Give the texts of chosen options instead of their ids; one choice of a single-choice field as one text."""
    texts = {text(at(option, "id")): text(at(option, "text")) for option in listed(at(field, "options"))}
    if not texts:
        return value
    if not isinstance(value, list):
        return texts.get(text(value)) or value
    chosen = [texts.get(text(one)) or one for one in value]
    is_single = len(chosen) == 1 and at(field, "type") in ("MULTIPLE_CHOICE", "DROPDOWN")
    return chosen[0] if is_single else chosen


TALLY = Source("tally", SCHEME.verify, read)
