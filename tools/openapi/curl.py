"""An example request of a route as a command that can be pasted into a shell."""

import json
from collections.abc import Mapping
from shlex import quote
from typing import Any
from urllib.parse import quote as escape
from urllib.parse import urlencode

from openapi.parameters import PARAMETERS
from openapi.route import ENCODED, YAML, Content, Route

_NEXT = " \\\n  "


def curl_lines(route: Route) -> dict[str, str]:
    """Write an example request for each type of body that a route takes.

    Args:
        route: the route.

    Returns:
        Commands by what they send; `$API` is the address of the API, `$KEY` a key with the route's scope.
    """
    if not route.body:
        return {"curl": _NEXT.join(_opening(route))}
    return {content.media_type: _with_body(route, content) for content in route.body}


def _opening(route: Route) -> list[str]:
    address = route.path
    for name in route.parameters:
        parameter = PARAMETERS[name]
        if parameter["in"] == "path":
            address = address.replace(f"{{{parameter['name']}}}", escape(str(parameter["example"])))
    asked = {PARAMETERS[name]["name"]: PARAMETERS[name]["example"] for name in route.curl_query}
    if asked:
        address += "?" + urlencode(asked)
    verb = "" if route.method == "get" else f"-X {route.method.upper()} "
    parts = [f'curl -sS {verb}"$API{address}"']
    if route.scope:
        parts.append('-H "Authorization: Bearer $KEY"')
    for name in route.curl_headers:
        parts.append("-H " + quote(f"{PARAMETERS[name]['name']}: {PARAMETERS[name]['example']}"))
    return parts


def _with_body(route: Route, content: Content) -> str:
    example: Any = next(iter(content.examples.values()))
    if content.media_type == ENCODED:
        fields: Mapping[str, str] = example
        sent = [f"--data-urlencode {quote(f'{name}={value}')}" for name, value in fields.items()]
    elif content.media_type == YAML:
        sent = [f"-H 'Content-Type: {YAML}'", "--data-binary @policy.yaml"]
    else:
        body = json.dumps(example, ensure_ascii=False, indent=2)
        sent = [f"-H 'Content-Type: {content.media_type}'", f"-d {quote(body)}"]
    return _NEXT.join([*_opening(route), *sent])
