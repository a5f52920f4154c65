"""Segment: who somebody is (identify), what they do (track, page) and which company they are of (group).

Source: https://segment.com/docs/connections/spec/ and https://segment.com/docs/connections/destinations/catalog/webhooks/.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, mapping, read_mapping, text
from leadgate.contracts.sources.posts import Delivery, Ignored, Post, SignalPost, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post, valid_address
from leadgate.contracts.sources.signals import signal
from leadgate.contracts.sources.signatures import Scheme
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

SCHEME = Scheme(header="x-signature", encoding="hex", digest="sha1")
_LONGEST_LINE = 500
_PLACES = {
    "firstName": "first_name",
    "lastName": "last_name",
    "name": "full_name",
    "jobTitle": "title",
    "company.name": "company.name",
    "company.industry": "company.industry",
    "company.employee_count": "company.employees",
    "company.employees": "company.employees",
    "address.country": "company.country",
}
_OF_A_GROUP = {
    "name": "company.name",
    "industry": "company.industry",
    "employees": "company.employees",
    "website": "company.website",
    "domain": "company.domain",
    "address.country": "company.country",
}


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make facts of identify and group, and a signal of track, page and screen."""
    body = read_mapping(delivery.body)
    key, kind = key_of(delivery.body, body.get("messageId")), body.get("type")
    if kind in ("identify", "group"):
        known = {
            "submitted_at": body.get("timestamp"),
            "anonymous_id": _visitor(body),
            "source.page": text(at(body, "context", "page", "url")),
            "source.referrer": text(at(body, "context", "page", "referrer")),
        }
        fields = [*_facts(body, _OF_A_GROUP if kind == "group" else _PLACES), *_campaign(body)]
        return [lead_post(connection, key, fields, Context(known, is_asked=False))]
    if kind in ("track", "page", "screen"):
        return [_signal(key, body)]
    return [Ignored("other_event") if isinstance(kind, str) else Unmapped(key, "no_type")]


def _signal(key: str, body: Mapping[str, object]) -> Post:
    email, visitor = _email(body), _visitor(body)
    if email is None and visitor is None:
        return Unmapped(key, "nobody_named")
    event = text(body.get("event")) if body.get("type") == "track" else "page_view"
    if event is None:
        return Unmapped(key, "no_event")
    properties = mapping(body.get("properties"))
    page = text(properties.get("url")) or text(at(body, "context", "page", "url"))
    value = properties.get("value", properties.get("revenue"))
    done = signal(event, body.get("timestamp"), source="segment", id_=key, page=page, value=value)
    return SignalPost(key, email, visitor, (done,))


def _visitor(body: Mapping[str, object]) -> str | None:
    """Give the tracker's own id for somebody; an address, which some use as one, is no such id."""
    ids = filter(None, (text(body.get("anonymousId")), text(body.get("userId"))))
    return next((one[:_LONGEST_LINE] for one in ids if "@" not in one), None)


def _email(body: Mapping[str, object]) -> str | None:
    told = (at(body, "traits", "email"), at(body, "context", "traits", "email"), at(body, "properties", "email"))
    return next(filter(None, map(valid_address, (*told, body.get("userId")))), None)


def _facts(body: Mapping[str, object], places: Mapping[str, str]) -> Iterator[Field]:
    """Give a person's or a company's traits, one level of objects opened; the address may stand in the context."""
    email = _email(body)
    if email:
        yield Field("email", email, type="email")
    traits = mapping(body.get("traits"))
    opened = {
        f"{name}.{inner}" if isinstance(value, dict) else name: inner_value
        for name, value in traits.items()
        for inner, inner_value in (value.items() if isinstance(value, dict) else [("", value)])
    }
    for name, value in opened.items():
        if value != email:
            yield Field(name, value, (name,), place=places.get(name))


def _campaign(body: Mapping[str, object]) -> Iterator[Field]:
    for name, value in mapping(at(body, "context", "campaign")).items():
        label = f"utm_{'campaign' if name == 'name' else name}"
        yield Field(label, value, (label,))


SEGMENT = Source("segment", SCHEME.verify, read)
