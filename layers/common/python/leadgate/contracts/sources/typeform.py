"""Typeform: one response of a form, signed with the secret of its webhook.

Source: https://www.typeform.com/developers/webhooks/example-payload/ and .../webhooks/secure-your-webhooks/.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, mapping, read_json, text
from leadgate.contracts.sources.posts import Delivery, Post, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signatures import Scheme
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

SCHEME = Scheme(header="typeform-signature", encoding="base64", prefix="sha256=")
# Where an answer keeps its value, when that is not under the name of its type.
_INSIDE = {"choice": ("choice", "label"), "choices": ("choices", "labels"), "multi_format": ("multi_format", "text")}


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of a response; `event_id` is the same in every retry."""
    body = read_json(delivery.body)
    key = key_of(delivery.body, at(body, "event_id"))
    response = mapping(at(body, "form_response"))
    if not response:
        return [Unmapped(key, "no_form_response")]
    known = {
        "submitted_at": response.get("submitted_at"),
        "source.form": text(response.get("form_id")),
    }
    return [lead_post(connection, key, [*_answers(response), *_hidden(response)], Context(known))]


def _answers(response: Mapping[str, object]) -> Iterator[Field]:
    titles = {text(at(field, "id")): text(at(field, "title")) for field in listed(at(response, "definition", "fields"))}
    for answer in listed(response.get("answers")):
        id_, ref = text(at(answer, "field", "id")), text(at(answer, "field", "ref"))
        names = tuple(name for name in (ref, id_) if name)
        type_ = text(at(answer, "type")) or ""
        label = titles.get(id_) or ref or id_ or type_
        yield Field(label, _value(answer, type_), names, type_)


def _value(answer: object, type_: str) -> object:
    value = at(answer, *_INSIDE.get(type_, (type_,)))
    other = text(at(answer, type_, "other"))
    if type_ == "choice":
        return value or other
    return [*listed(value), other] if other and type_ == "choices" else value


def _hidden(response: Mapping[str, object]) -> Iterator[Field]:
    for name, value in mapping(response.get("hidden")).items():
        yield Field(name, value, (name,))


TYPEFORM = Source("typeform", SCHEME.verify, read)
