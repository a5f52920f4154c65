"""Calendly: meetings that are booked, moved, cancelled or missed, and routing forms.

Source: https://developer.calendly.com/docs/webhooks/overview and https://developer.calendly.com/api-docs.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, mapping, read_json, text
from leadgate.contracts.sources.posts import Delivery, Ignored, Post, SignalPost, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post, valid_address
from leadgate.contracts.sources.signals import signal
from leadgate.contracts.sources.signatures import MINUTE, Scheme, Timestamp
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

_HEADER = "calendly-webhook-signature"


def _content(delivery: Delivery, moment: str) -> bytes:
    return moment.encode() + b"." + delivery.body


SCHEME = Scheme(
    header=_HEADER,
    encoding="hex",
    signed=_content,
    prefix="v1=",
    divider=",",
    timestamp=Timestamp(_HEADER, window=3 * MINUTE, prefix="t="),
)
_BOOKED = "invitee.created"
_DONE = {"invitee.canceled": "meeting_canceled", "invitee_no_show.created": "meeting_no_show"}
_PERSON = {"email": "email", "name": "", "first_name": "", "last_name": "", "text_reminder_number": "phone"}


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of a booking or a routing form, and a signal of a cancellation or a missed meeting."""
    body = read_json(delivery.body)
    event, payload = text(at(body, "event")), mapping(at(body, "payload"))
    key = key_of(delivery.body, payload.get("uri"), event)
    if event == _BOOKED:
        return [_booked(connection, key, body, payload)]
    if event == "routing_form_submission.created":
        known = {"submitted_at": payload.get("created_at"), "source.form": text(payload.get("routing_form"))}
        return [lead_post(connection, key, _fields(payload), Context(known))]
    if event in _DONE:
        return [_done(event, key, body, payload)]
    return [Ignored("other_event") if event else Unmapped(key, "no_event")]


def _booked(connection: Connection, key: str, body: object, payload: Mapping[str, object]) -> Post:
    known = {
        "submitted_at": payload.get("created_at") or at(body, "created_at"),
        "source.form": text(at(payload, "scheduled_event", "event_type")),
        "answers.meeting_at": text(at(payload, "scheduled_event", "start_time")),
    }
    done = signal("meeting_booked", known["submitted_at"], source="calendly", id_=key)
    return lead_post(connection, key, _fields(payload), Context(known, [done]))


def _done(event: str, key: str, body: object, payload: Mapping[str, object]) -> Post:
    email = valid_address(payload.get("email"))
    if email is None:
        return Unmapped(key, "no_email")
    # Who moves a meeting cancels the old one: that is no loss, and the new one is announced by itself.
    is_moved = event == "invitee.canceled" and payload.get("rescheduled") is True
    type_ = "meeting_moved" if is_moved else _DONE[event]
    return SignalPost(key, email, None, (signal(type_, at(body, "created_at"), source="calendly", id_=key),))


def _fields(payload: Mapping[str, object]) -> Iterator[Field]:
    for name, type_ in _PERSON.items():
        if name in payload:
            yield Field(name, payload[name], (name,), type_)
    for answered in listed(payload.get("questions_and_answers")):
        question = text(at(answered, "question"))
        if question:
            yield Field(question, at(answered, "answer"))
    for name, value in mapping(payload.get("tracking")).items():
        yield Field(name, value, (name,))


CALENDLY = Source("calendly", SCHEME.verify, read)
