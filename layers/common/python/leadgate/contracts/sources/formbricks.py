"""Formbricks: responses of a survey while they are given and when they are finished, signed as Standard Webhooks.

Source: https://formbricks.com/docs/xm-and-surveys/core-features/integrations/webhooks.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, mapping, read_json, text
from leadgate.contracts.sources.posts import Delivery, Ignored, Post, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signatures import STANDARD_WEBHOOKS
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

_EVENTS = ("responseCreated", "responseUpdated", "responseFinished")


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of each response that says who gave it; what the same person answers later joins it."""
    body = read_json(delivery.body)
    events = listed(body) if isinstance(body, list) else [body]
    key = key_of(delivery.body, delivery.headers.get("webhook-id"))
    keys = [key, *(f"{key}:{n}" for n in range(1, len(events)))]
    return [_post(connection, *pair) for pair in zip(keys, events, strict=False)]


def _post(connection: Connection, key: str, event: object) -> Post:
    kind, response = at(event, "event"), mapping(at(event, "data"))
    if kind == "testEndpoint":
        return Ignored("ping")
    if kind not in _EVENTS or not response:
        return Unmapped(key, "no_response")
    known = {
        "submitted_at": response.get("updatedAt"),
        "source.form": text(response.get("surveyId")),
        "source.page": text(at(response, "meta", "url")),
        "source.referrer": text(at(response, "meta", "source")),
    }
    post = lead_post(connection, key, _fields(response), Context(known, is_asked=kind != "responseUpdated"))
    # Who has not come to the question for the address yet may do so in the next event.
    is_early = isinstance(post, Unmapped) and kind != "responseFinished" and response.get("finished") is False
    return Ignored("not_finished") if is_early else post


def _fields(response: Mapping[str, object]) -> Iterator[Field]:
    titles = _titles(response)
    for group in ("data", "contactAttributes"):
        for name, value in mapping(response.get(group)).items():
            yield Field(titles.get(name) or name, value, (name,))


def _titles(response: Mapping[str, object]) -> dict[str | None, str | None]:
    questions = listed(at(response, "survey", "questions"))
    return {text(at(one, "id")): text(at(one, "headline", "default") or at(one, "headline")) for one in questions}


FORMBRICKS = Source("formbricks", STANDARD_WEBHOOKS.verify, read)
