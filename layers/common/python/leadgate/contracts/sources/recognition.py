"""From the fields of any form to the body of a lead: by type, by the connection's mapping, by common labels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from leadgate.contracts.contact import read_email
from leadgate.contracts.form_fields import CLICK_IDS, MAX_FIELDS, FormBody, add_answer, put
from leadgate.contracts.sources.labels import place_of
from leadgate.contracts.sources.places import MOST_ANSWERS, MOST_UTM, Room, fitted, plain
from leadgate.contracts.sources.posts import LeadPost, Unmapped
from leadgate.domain.connection import Connection

_BY_TYPE = {
    "email": "email",
    "phone": "phone",
    "phone_number": "phone",
    "tel": "phone",
    "phonenumber": "phone",
    "phoneinput": "phone",
    "emailinput": "email",
    "input_email": "email",
    "input_phone_number": "phone",
}
_LONGEST_ADDRESS = 320


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its label, what was entered, the keys that the tool knows it by, the type that it has.

    `place` is where the tool's own words for it belong, when that is beyond doubt.
    """

    label: str
    value: object
    names: tuple[str, ...] = ()
    type: str = ""
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a source says beside the fields: places of the body that are known, signals, whether it is a test.

    `is_asked` is that of the lead.
    """

    known: Mapping[str, object] = field(default_factory=dict)
    signals: Sequence[Mapping[str, Any]] = ()
    test: bool = False
    is_asked: bool = True


def lead_post(connection: Connection, key: str, fields: Iterable[Field], context: Context) -> LeadPost | Unmapped:
    """Make the body of a lead of a form's fields.

    Args:
        connection: its mapping names places by a field's key or label; its channel is the source's.
        key: the source's own name for the post.
        fields: what was entered, in the form's order.
        context: what the source says beside it.

    Returns:
        The lead; Unmapped when no field holds an e-mail address.
    """
    placed = [(_place(one, connection.mapping), one) for one in islice(fields, MAX_FIELDS)]
    chosen = _address(placed, connection.mapping)
    if chosen is None:
        return Unmapped(key, "no_email")
    address, position = chosen
    made, room = FormBody({"email": address}), Room()
    for name, value in context.known.items():
        _take(made, room, name, name, value)
    for place, one in placed[:position] + placed[position + 1 :]:
        _take(made, room, place, one.label, one.value)
    if context.test:
        made.body["test"] = True
    if context.signals:
        made.body["signals"] = [dict(signal) for signal in context.signals]
    if connection.channel:
        made.body.setdefault("source", {})["channel"] = connection.channel
    return LeadPost(key, made.body, context.is_asked)


def _place(one: Field, mapping: Mapping[str, str]) -> str | None:
    stated = _BY_TYPE.get(one.type.casefold()) or mapped_place(one, mapping) or one.place
    if stated:
        return stated
    names = (*one.names, one.label)
    attribution = next(filter(_is_attribution, names), None)
    return attribution or next(filter(None, map(place_of, reversed(names))), None)


def mapped_place(one: Field, mapping: Mapping[str, str]) -> str | None:
    """Give the place that the connection's owner names for a field, by its key or its label."""
    return next((mapping[name] for name in (*one.names, one.label, one.label.strip()) if name in mapping), None)


def _is_attribution(name: str) -> bool:
    return name in CLICK_IDS or (name.startswith("utm_") and len(name) > len("utm_"))


def _address(placed: Sequence[tuple[str | None, Field]], mapping: Mapping[str, str]) -> tuple[str, int] | None:
    """Choose the lead's address: of several fields the one that the owner named, else one of the type."""
    candidates = [position for position, (place, _) in enumerate(placed) if place == "email"]

    def rank(position: int) -> int:
        one = placed[position][1]
        return 0 if mapped_place(one, mapping) == "email" else 1 if one.type else 2

    for position in sorted(candidates, key=rank):
        address = valid_address(placed[position][1].value)
        if address:
            return address, position
    return None


def valid_address(value: object) -> str | None:
    """Give an address as a lead's body takes it, or None when it is none."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST_ADDRESS:
        return None
    try:
        read_email(value.strip())
    except ValueError:
        return None
    return value.strip()


def _take(made: FormBody, room: Room, place: str | None, label: str, value: object) -> None:
    """Put a value in its place when it fits and the place is free, else among the answers under its own label."""
    target = fitted(place, value) if place else None
    if target is not None and not _is_taken(made, target[0]):
        if room.takes(target[1]):
            put(made, *target, "")
        return
    answer = plain(value)
    if answer is not None and len(made.body.get("answers", {})) < MOST_ANSWERS and room.takes(answer):
        add_answer(made, label, answer, "")


def _is_taken(made: FormBody, place: str) -> bool:
    if place.startswith("utm_"):
        place = f"source.utm.{place.removeprefix('utm_')}"
        if len(made.body.get("source", {}).get("utm", {})) >= MOST_UTM:
            return True
    held: object = made.body
    for key in place.split("."):
        held = held.get(key) if isinstance(held, dict) else None
    return held is not None
