"""Getting a lead's answers from the API of the source that told its ids, the token kept quiet."""

from collections.abc import Mapping
from typing import Final

from leadgate.adapters.vendor_calls import CallFailed, Place, call
from leadgate.contracts.sources.answers import ANSWERS
from leadgate.contracts.sources.json_reading import mapping, read_json
from leadgate.contracts.sources.posts import LeadPost, Unmapped
from leadgate.domain.connection import Connection

SECONDS: Final = 5.0
"""How long one answer may take, from the first byte sent to the last one read."""

MOST_BYTES: Final = 262_144
_FOR_GOOD: Final = frozenset({"not_found", "bad_id", "bad_address", "unknown_source"})


class AnswersUnavailable(Exception):
    """The answers could not be got; `reason` is a short name, and `is_final` says that asking again will not help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = reason in _FOR_GOOD


def fetch_answers(
    connection: Connection, token: str, key: str, ids: Mapping[str, str], *, seconds: float = SECONDS
) -> LeadPost | Unmapped:
    """Get the answers of a lead and make its post of them.

    Args:
        connection: which source, under which address, with which mapping.
        token: the access token for the source's API.
        key: the key that the source's notice had.
        ids: what the notice told.
        seconds: the time limit.

    Returns:
        The lead; Unmapped when its answers hold no address.

    Raises:
        AnswersUnavailable: there is no answer that can be read. It says why, and nothing of the token or the lead.
    """
    api = ANSWERS.get(connection.source)
    if api is None:
        raise AnswersUnavailable("unknown_source")
    target = api.target(connection, ids)
    if target is None:
        raise AnswersUnavailable("bad_id")
    if not token or not token.isascii() or not token.isprintable():
        raise AnswersUnavailable("bad_token")
    headers = {**api.headers, "Authorization": f"Bearer {token}", "Accept": "application/json"}
    place = Place(connection.base_url or api.base_url, target, MOST_BYTES)
    try:
        document = read_json(call(place, headers, seconds=seconds))
    except CallFailed as failed:
        raise AnswersUnavailable(failed.reason) from None
    if not mapping(document):
        raise AnswersUnavailable("not_json")
    return api.post(connection, key, document)
