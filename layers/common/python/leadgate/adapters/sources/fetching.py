"""Getting a lead's answers from the API of the source that told its ids: bounded in time and size, token kept quiet."""

import http.client
import ipaddress
import ssl
from collections.abc import Mapping
from socket import socket
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from leadgate.contracts.sources.answers import ANSWERS
from leadgate.contracts.sources.json_reading import mapping, read_json
from leadgate.contracts.sources.posts import LeadPost, Unmapped
from leadgate.domain.connection import Connection

SECONDS: Final = 5.0
"""How long one answer may take, from the first byte sent to the last one read."""

MOST_BYTES: Final = 262_144
_CHUNK: Final = 16_384
_REASONS: Final = {401: "refused", 403: "refused", 404: "not_found", 410: "not_found", 429: "too_many_requests"}
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
    document = read_json(_get(connection.base_url or api.base_url, target, headers, seconds))
    if not mapping(document):
        raise AnswersUnavailable("not_json")
    return api.post(connection, key, document)


def _get(base_url: str, target: str, headers: Mapping[str, str], seconds: float) -> bytes:
    deadline = monotonic() + seconds
    http_connection, prefix = _connected(base_url, seconds)
    try:
        http_connection.request("GET", prefix + target, headers=dict(headers))
        # Held here: a connection that is to be closed after the answer lets go of its socket.
        sock = http_connection.sock
        response = http_connection.getresponse()
        # Redirects are not followed: the token is for this host.
        if response.status != 200:
            raise AnswersUnavailable(_REASONS.get(response.status, f"status_{response.status // 100}xx"))
        return _body(sock, response, deadline)
    except (OSError, http.client.HTTPException, ValueError) as error:
        # The text of these may hold the address with its ids, or a header.
        raise AnswersUnavailable("timed_out" if isinstance(error, TimeoutError) else "unreachable") from None
    finally:
        http_connection.close()


def _body(sock: socket, response: http.client.HTTPResponse, deadline: float) -> bytes:
    """Read a body; what drips is cut off at the deadline, what is too large as soon as that is seen."""
    length, body = response.length, b""
    while not response.isclosed():
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        sock.settimeout(left)
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        body += chunk
        if len(body) > MOST_BYTES:
            raise AnswersUnavailable("too_large")
    if length is not None and len(body) < length:
        raise AnswersUnavailable("cut_off")
    return body


def _connected(base_url: str, seconds: float) -> tuple[http.client.HTTPConnection, str]:
    """Make ready to speak to a host: over TLS, or without it to this machine."""
    try:
        parts = urlsplit(base_url)
        host, port, prefix = parts.hostname or "", parts.port, parts.path.rstrip("/")
        if parts.scheme == "https" and host:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port or 443, timeout=seconds, context=context), prefix
        if parts.scheme == "http" and _is_loopback(host):
            return http.client.HTTPConnection(host, port or 80, timeout=seconds), prefix
    except (ValueError, http.client.InvalidURL):
        # What follows says it, without the address.
        pass
    raise AnswersUnavailable("bad_address")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
