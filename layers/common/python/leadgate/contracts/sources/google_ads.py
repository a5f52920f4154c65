"""Google Ads lead forms: all answers in one post, with a key in the body that the form's owner chose.

Source: https://developers.google.com/google-ads/webhook/docs/implementation.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, read_mapping, text
from leadgate.contracts.sources.posts import Delivery, Post, Unmapped, Unverified
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signatures import same
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

_IDS = {
    "source.form": "form_id",
    "source.campaign": "campaign_id",
    "source.adgroup_id": "adgroup_id",
    "source.creative_id": "creative_id",
    "gclid": "gcl_id",
}


def verify(delivery: Delivery, connection: Connection, secret: str) -> None:
    """Compare the key in the body with the connection's, in constant time. Raises Unverified."""
    given = read_mapping(delivery.body).get("google_key")
    if connection.unsigned and not secret:
        return
    if not isinstance(given, str) or not given:
        raise Unverified("unsigned")
    if not secret:
        raise Unverified("no_secret")
    if not same(secret, given):
        raise Unverified("wrong_signature")


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of the answers; the 64-bit ids stay exact, as text."""
    body = read_mapping(delivery.body)
    key = key_of(delivery.body, body.get("lead_id"))
    if "user_column_data" not in body:
        return [Unmapped(key, "no_answers")]
    known: dict[str, object] = {place: text(body.get(name)) for place, name in _IDS.items()}
    known["submitted_at"] = body.get("lead_submit_time")
    context = Context(known, test=body.get("is_test") is True)
    return [lead_post(connection, key, _fields(body), context)]


def _fields(body: Mapping[str, object]) -> Iterator[Field]:
    for column in listed(body.get("user_column_data")):
        id_, name = text(at(column, "column_id")), text(at(column, "column_name"))
        if id_ or name:
            names = tuple(one for one in (name, id_) if one)
            yield Field(name or id_ or "", at(column, "string_value"), names)


GOOGLE_ADS = Source("google-ads", verify, read)
