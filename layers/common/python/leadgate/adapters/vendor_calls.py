"""Calling a vendor's API over HTTP: bounded in time and size, no redirects, and nothing of it told when it fails."""

import http.client
import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from socket import socket
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

_CHUNK: Final = 16_384
_REASONS: Final = {401: "refused", 403: "refused", 404: "not_found", 410: "not_found", 429: "too_many_requests"}


class CallFailed(Exception):
    """There is no answer; `reason` is a short name, and holds nothing of what was asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Place:
    """What is called: a vendor's address, what stands behind it, and how many bytes an answer may have."""

    base_url: str
    target: str
    most_bytes: int


def call(place: Place, headers: Mapping[str, str], *, body: bytes | None = None, seconds: float) -> bytes:
    """Call an API and read what it answers: by GET, or by POST when there is a body.

    Args:
        place: what is called; over TLS, or without it on this machine alone.
        headers: what is sent along.
        body: what is posted.
        seconds: how long it may take, from the first byte sent to the last one read.

    Returns:
        The body of an answer with status 200.

    Raises:
        CallFailed: there is no such answer.
    """
    deadline = monotonic() + seconds
    connection, prefix = _connected(place.base_url, seconds)
    try:
        method = "GET" if body is None else "POST"
        connection.request(method, prefix + place.target, body=body, headers=dict(headers))
        # Held here: a connection that is to be closed after the answer lets go of its socket.
        sock = connection.sock
        response = connection.getresponse()
        # Redirects are not followed: secrets are for this host.
        if response.status != 200:
            raise CallFailed(_REASONS.get(response.status, f"status_{response.status // 100}xx"))
        return _body(sock, response, deadline, place.most_bytes)
    except (OSError, http.client.HTTPException, ValueError) as error:
        # The text of these may hold the address with its ids, or a header.
        raise CallFailed("timed_out" if isinstance(error, TimeoutError) else "unreachable") from None
    finally:
        connection.close()


def _body(sock: socket, response: http.client.HTTPResponse, deadline: float, most_bytes: int) -> bytes:
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
        if len(body) > most_bytes:
            raise CallFailed("too_large")
    if length is not None and len(body) < length:
        raise CallFailed("cut_off")
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
    raise CallFailed("bad_address")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
