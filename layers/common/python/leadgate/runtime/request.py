"""A request of API Gateway as endpoints want to see it: raw bytes, headers in any case, who is asking."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from leadgate.contracts.problem import Problem
from leadgate.domain.access import Scope


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request.

    `headers` has lower-case names and every value that was sent; `key` is the name of the bearer key's digest, None
    on public routes. `repeated` names the parameters of the query that came more than once. `url` is the whole address
    as the sender wrote it, as far as the gateway tells. `address` is the network address that the gateway saw; what
    headers say of it anybody can write.
    """

    method: str
    path: str
    headers: Mapping[str, tuple[str, ...]]
    query: Mapping[str, str]
    body: bytes
    id: str
    key: str | None
    scopes: frozenset[str]
    base_url: str = ""
    repeated: frozenset[str] = frozenset()
    url: str = ""
    address: str | None = None

    def parameter(self, name: str) -> str | None:
        """Give a parameter of the query that may be sent once. Raises a 400 problem when it came twice."""
        if name in self.repeated:
            raise Problem(400, "repeated-parameter", f"The parameter {name} was sent more than once; send it once.")
        return self.query.get(name)

    def header(self, name: str) -> str | None:
        """Give a header that may be sent once. Raises a 400 problem when it came twice."""
        values = self.headers.get(name, ())
        if len(values) > 1:
            raise Problem(400, "repeated-header", f"The header {name} was sent {len(values)} times; send it once.")
        return values[0] if values else None

    def require(self, scope: Scope) -> None:
        """Raise a 403 problem unless the caller's key has a scope."""
        if scope not in self.scopes:
            raise Problem(403, "missing-scope", f"This key has no scope {scope.value}; use one that has it.")


def read_request(event: Mapping[str, Any]) -> Request:
    """Read an API Gateway proxy event.

    Args:
        event: the event, payload format 1.0.

    Returns:
        The request.

    Raises:
        Problem: 400 when the body's encoding is broken.

    Source: Amazon API Gateway Developer Guide, "Input format of a Lambda function for proxy integration".
    """
    context = event.get("requestContext") or {}
    authorizer = context.get("authorizer") or {}
    return Request(
        method=str(event.get("httpMethod", "")),
        path=str(event.get("path", "")),
        headers=_headers(event),
        query={str(k): str(v) for k, v in (event.get("queryStringParameters") or {}).items()},
        body=_body(event),
        id=str(context.get("requestId", "")),
        key=authorizer.get("key_id"),
        scopes=frozenset(str(authorizer.get("scopes") or "").split()),
        base_url=_base_url(event, context),
        repeated=_repeated(event.get("multiValueQueryStringParameters") or {}),
        url=_url(event, context),
        address=_address(context),
    )


def _address(context: Mapping[str, Any]) -> str | None:
    identity = context.get("identity")
    address = identity.get("sourceIp") if isinstance(identity, Mapping) else None
    return address if isinstance(address, str) else None


def _url(event: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    headers = _headers(event)
    scheme, host = headers.get("x-forwarded-proto", ("https",))[0], headers.get("host", ("",))[0]
    query = event.get("multiValueQueryStringParameters") or event.get("queryStringParameters") or {}
    asked = f"?{urlencode(query, doseq=True, quote_via=quote)}" if query else ""
    return f"{scheme}://{host}{context.get('path') or event.get('path', '')}{asked}"


def _base_url(event: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """Give the API's own address, stage included; empty when the caller reached it by a name that it does not know."""
    headers = _headers(event)
    domain, whole, path = context.get("domainName"), str(context.get("path", "")), str(event.get("path", ""))
    if not domain or headers.get("host", ("",))[0] != domain or not whole.endswith(path):
        return ""
    return f"https://{domain}{whole.removesuffix(path)}"


def _repeated(query: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(str(name) for name, values in query.items() if len(values) > 1)


def _headers(event: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    headers: dict[str, tuple[str, ...]] = {}
    several: Mapping[str, list[str]] = event.get("multiValueHeaders") or {}
    for name, values in several.items():
        headers[name.lower()] = (*headers.get(name.lower(), ()), *(str(value) for value in values))
    for name, value in (event.get("headers") or {}).items():
        headers.setdefault(name.lower(), (str(value),))
    return headers


def _body(event: Mapping[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise Problem(400, "unreadable-body", "The body could not be decoded.") from None
