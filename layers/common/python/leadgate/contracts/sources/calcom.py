"""Cal.com: bookings and what becomes of them, and routing forms.

Source: https://cal.com/docs/developing/guides/automation/webhooks.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, mapping, read_json, text
from leadgate.contracts.sources.posts import Delivery, Ignored, Post, SignalPost, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post, valid_address
from leadgate.contracts.sources.signals import signal
from leadgate.contracts.sources.signatures import Scheme
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

SCHEME = Scheme(header="x-cal-signature-256", encoding="hex", placeholder="no-secret-provided")
_BOOKED = {"BOOKING_CREATED": "meeting_booked", "BOOKING_REQUESTED": "meeting_requested"}
_DONE = {
    "BOOKING_RESCHEDULED": "meeting_moved",
    "BOOKING_CANCELLED": "meeting_canceled",
    "BOOKING_REJECTED": "meeting_rejected",
}
_FORMS = ("FORM_SUBMITTED", "FORM_SUBMITTED_NO_EVENT")
# Fields of the booking page itself, which say nothing of the person.
_OF_THE_PAGE = frozenset({"location", "guests", "rescheduleReason", "title"})


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of a booking or a form, and signals of what becomes of a booking."""
    body = read_json(delivery.body)
    event, payload, key = text(at(body, "triggerEvent")), mapping(at(body, "payload")), key_of(delivery.body)
    if event is None:
        # A payload template of the owner's own: whatever it posts are fields.
        return [lead_post(connection, key, _loose(mapping(body)), Context())]
    if event in _FORMS:
        known = {"submitted_at": at(body, "createdAt"), "source.form": text(payload.get("formId"))}
        return [lead_post(connection, key, _answers(payload), Context(known))]
    if event in _BOOKED:
        return [_booked(connection, key, body, _BOOKED[event])]
    if event in _DONE:
        attendee = next(iter(listed(payload.get("attendees"))), None)
        return [_done(key, _DONE[event], attendee, at(body, "createdAt"))]
    if event == "BOOKING_NO_SHOW_UPDATED":
        missed = [one for one in listed(payload.get("attendees")) if at(one, "noShow") is True]
        moment = at(body, "createdAt")
        return [_done(f"{key}:{n}", "meeting_no_show", one, moment) for n, one in enumerate(missed)]
    return [Ignored("ping" if event == "PING" else "other_event")]


def _booked(connection: Connection, key: str, body: object, type_: str) -> Post:
    payload = mapping(at(body, "payload"))
    known = {
        "submitted_at": at(body, "createdAt"),
        "source.form": text(payload.get("type")) or text(payload.get("eventTypeId")),
        "answers.meeting_at": text(payload.get("startTime")),
    }
    attendee = mapping(next(iter(listed(payload.get("attendees"))), None))
    person = [
        Field("email", attendee.get("email"), type="email"),
        Field("name", attendee.get("name")),
        Field("phone", attendee.get("phoneNumber"), type="phone"),
    ]
    # The booking page asks for what the attendee is made of; that is no second answer.
    told = {text(field.value) for field in person}
    answers = [one for one in _answers(payload) if one.names[0] not in attendee and text(one.value) not in told]
    done = signal(type_, known["submitted_at"], source="calcom", id_=key)
    return lead_post(connection, key, [*person, *answers], Context(known, [done]))


def _done(key: str, type_: str, attendee: object, moment: object) -> Post:
    email = valid_address(at(attendee, "email"))
    if email is None:
        return Unmapped(key, "no_email")
    return SignalPost(key, email, None, (signal(type_, moment, source="calcom", id_=key),))


def _answers(payload: Mapping[str, object]) -> Iterator[Field]:
    for name, answer in mapping(payload.get("responses")).items():
        if name not in _OF_THE_PAGE:
            told = mapping(answer)
            label = text(told.get("label")) or name
            yield Field(label, _label_of(told.get("response")) or told.get("value"), (name,))


def _label_of(response: object) -> object:
    """Give the texts of chosen options of a routing form, which come as objects with an id and a label."""
    labels = [text(at(one, "label")) for one in listed(response)]
    return [one for one in labels if one] or text(at(response, "label"))


def _loose(body: Mapping[str, object]) -> Iterator[Field]:
    for name, value in body.items():
        if not isinstance(value, dict):
            yield Field(name, value, (name,))


CALCOM = Source("calcom", SCHEME.verify, read)
