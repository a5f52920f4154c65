"""Webflow: one submission of a site's form; webhooks made through the API are signed, those of the dashboard are not.

Source: https://developers.webflow.com/data/docs/working-with-webhooks and
https://developers.webflow.com/data/reference/webhooks/events/form-submission.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, mapping, read_json, text
from leadgate.contracts.sources.posts import Delivery, Ignored, Post, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signatures import MINUTE, Scheme, Timestamp
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection


def _content(delivery: Delivery, moment: str) -> bytes:
    return moment.encode() + b":" + delivery.body


SCHEME = Scheme(
    header="x-webflow-signature",
    encoding="hex",
    signed=_content,
    timestamp=Timestamp("x-webflow-timestamp", window=5 * MINUTE, per_second=1_000),
)


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of a submission, in the shape of today (under `payload`) or in that of older webhooks."""
    body = read_json(delivery.body)
    trigger = at(body, "triggerType")
    if trigger is not None and trigger != "form_submission":
        return [Ignored("other_event")]
    payload = mapping(at(body, "payload")) or mapping(body)
    key = key_of(delivery.body, payload.get("id") or payload.get("_id"))
    data = mapping(payload.get("data"))
    if not data:
        return [Unmapped(key, "no_data")]
    known = {
        "submitted_at": payload.get("submittedAt") or payload.get("d"),
        "source.form": text(payload.get("formId")) or text(payload.get("name")),
    }
    return [lead_post(connection, key, _fields(payload, data), Context(known))]


def _fields(payload: Mapping[str, object], data: Mapping[str, object]) -> Iterator[Field]:
    ids = {text(at(one, "fieldName")): text(at(one, "fieldElementId")) for one in listed(payload.get("schema"))}
    for label, value in data.items():
        id_ = ids.get(label.strip())
        yield Field(label, value, (id_,) if id_ else ())


WEBFLOW = Source("webflow", SCHEME.verify, read)
