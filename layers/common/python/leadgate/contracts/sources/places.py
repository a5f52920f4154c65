"""The places of a lead's body, and what a value has to be to stand in one of them."""

import json
from dataclasses import dataclass

from leadgate.contracts.form_fields import CLICK_IDS, YES, slug
from leadgate.contracts.json_body import LARGEST_INTEGER
from leadgate.contracts.sources.json_reading import clean
from leadgate.domain.clock import to_instant
from leadgate.domain.policy.facts import MOTIONS

MOST_ANSWERS = 200
MOST_UTM = 20
_MOST_ITEMS = 100
_LONGEST_LINE = 500
_LINES = frozenset({
    "first_name", "last_name", "full_name", "phone", "title", "linkedin_url", "anonymous_id",
    "source.channel", "source.form", "source.campaign",
})  # fmt: skip
_TEXTS = frozenset({"message", "source.page", "source.referrer", "consent.text"})
_MOMENTS = frozenset({"submitted_at", "consent.at"})
_SWITCHES = frozenset({"test", "consent.marketing"})
_OPEN = frozenset({"company", "answers", "source"})
_OBJECTS = frozenset({"source.utm", "source.partner"})
_NO = frozenset({"false", "no", "off", "0"})


@dataclass(slots=True)
class Room:
    """What of a body is left: a lead, whoever posts it, is no larger than one of `POST /leads`."""

    size: int = 48_000
    values: int = 1_200

    def takes(self, value: object) -> bool:
        """Say whether a value still fits, and if so, take its room."""
        size = len(json.dumps(value, ensure_ascii=False).encode())
        values = len(value) + 1 if isinstance(value, list) else 1
        if size > self.size or values > self.values:
            return False
        self.size -= size
        self.values -= values
        return True


def fitted(place: str, value: object) -> tuple[str, object] | None:
    """Make a value fit a place.

    Args:
        place: for example `company.name`, `utm_source`, `title`.
        value: what was posted.

    Returns:
        The place as the body spells it and the value as it is taken there; None when it cannot stand there, or there
        is no such place.
    """
    if place in ("company", "consent"):
        place = "company.name" if place == "company" else "consent.marketing"
    elif place in CLICK_IDS:
        place = f"source.{place}"
    elif place.startswith("utm_"):
        place = f"utm_{slug(place.removeprefix('utm_'))}"
    made = _made_to_fit(place, value)
    group, _, key = place.partition(".")
    if made is None or not (key and group in _OPEN):
        return None if made is None else (place, made)
    return f"{group}.{slug(key)}", made


def _made_to_fit(place: str, value: object) -> object:
    group, _, key = place.partition(".")
    if place in _LINES:
        return _line(value, _LONGEST_LINE)
    if place in _TEXTS:
        return _line(value, None)
    if place in _SWITCHES:
        return _switch(value)
    if place in _MOMENTS:
        return value if to_instant(value) is not None else None
    if place == "source.motion":
        return value if value in MOTIONS else None
    # What a company is has one value, also where the form's field could hold several.
    if group == "company" and isinstance(value, list) and len(value) == 1 and key != "tech":
        value = value[0]
    is_open = (bool(key) and group in _OPEN and place not in _OBJECTS) or place.startswith("utm_")
    return plain(value) if is_open else None


def plain(value: object) -> object:
    """Give a value as answers keep it: text, number, true, false or a list of texts; None when it says nothing."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) <= LARGEST_INTEGER else str(value)
    if isinstance(value, str):
        return clean(value) if value.strip() else None
    if isinstance(value, list):
        texts = [_text_of(item) for item in value[:_MOST_ITEMS]]
        return [one for one in texts if one] or None
    return _text_of(value) if value else None


def _text_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    try:
        return clean(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        return ""


def _line(value: object, longest: int | None) -> str | None:
    value = plain(value)
    if value is None or isinstance(value, bool):
        return None
    line = ", ".join(value) if isinstance(value, list) else str(value)
    return clean(line)[:longest].strip() or None


def _switch(value: object) -> bool | None:
    if isinstance(value, str):
        word = value.strip().casefold()
        return True if word in YES else False if word in _NO else None
    return value if isinstance(value, bool) else None
