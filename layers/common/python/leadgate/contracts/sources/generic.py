"""Any tool that posts a JSON object, mapped by a table of JMESPath expressions.

Source: https://jmespath.org/specification.html.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from leadgate.contracts.sources.json_reading import key_of, read_mapping
from leadgate.contracts.sources.posts import Delivery, Post, Unmapped, Unverified
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signatures import STANDARD_WEBHOOKS, Scheme
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

_ROOT = re.compile(r'"?([\w-]+)')
KEY = "key"
"""The place in a mapping of what names a post, so that the same one counts once."""


def verify(delivery: Delivery, connection: Connection, secret: str) -> None:
    """Verify as the connection's `signature` says: Standard Webhooks, or HMAC-SHA256 in a named header.

    Raises:
        Unverified: it does not verify, or the connection names no scheme that we know.
    """
    given = connection.signature
    if given.get("scheme", "standard-webhooks") == "standard-webhooks":
        return STANDARD_WEBHOOKS.verify(delivery, connection, secret)
    header, encoding = given.get("header", "").lower(), given.get("encoding", "hex")
    if given["scheme"] != "hmac-sha256" or not header or encoding not in ("hex", "base64"):
        raise Unverified("unknown_scheme")
    return Scheme(header, "hex" if encoding == "hex" else "base64", prefix=given.get("prefix", "")).verify(
        delivery, connection, secret
    )


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of what the mapping finds; fields that it does not name are recognised as on any form."""
    body = read_mapping(delivery.body)
    if not body:
        return [Unmapped(key_of(delivery.body), "no_object")]
    found = [(place, _search(expression, body)) for expression, place in connection.mapping.items()]
    ids = [value for place, value in found if place == KEY]
    key = key_of(delivery.body, *ids)
    mapped = [
        Field(place.removeprefix("answers."), value, place=place, type="email" if place == "email" else "")
        for place, value in found
        if place != KEY
    ]
    # The table was applied; its expressions are no labels.
    applied = replace(connection, mapping={})
    return [lead_post(applied, key, [*mapped, *_others(body, connection.mapping)], Context())]


def _others(body: Mapping[str, object], mapping: Mapping[str, str]) -> Iterator[Field]:
    """Give the members of the object that no expression starts with."""
    named = {*mapping, *(root[1] for root in map(_ROOT.match, mapping) if root)}
    for name, value in body.items():
        if name not in named and not isinstance(value, dict):
            yield Field(name, value, (name,))


def _search(expression: str, body: Mapping[str, object]) -> object:
    # A plain name need not be spelled as an expression.
    if expression in body:
        return body[expression]
    # Only this source needs it: a start does not wait for it.
    import jmespath  # noqa: PLC0415

    try:
        found: object = jmespath.search(expression, body)
    except (jmespath.exceptions.JMESPathError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        return None
    return found


GENERIC = Source("generic", verify, read)
