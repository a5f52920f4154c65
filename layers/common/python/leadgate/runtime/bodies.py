"""Choosing how to read a body by the type that its sender says it has."""

import re
from json import dumps

from leadgate.contracts.form_fields import read_fields
from leadgate.contracts.json_body import check_size, inspect, parse_object, read_object
from leadgate.contracts.problem import Problem
from leadgate.runtime.request import Request

_JSON = "application/json"
_YAML = ("application/yaml", "application/x-yaml", "text/yaml")
_FORM = "application/x-www-form-urlencoded"
_CHARSET = re.compile(r";\s*charset=\"?([^\s;\"]*)", re.IGNORECASE)
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def read_json_body(request: Request) -> dict[str, object]:
    """Read a body that has to be a JSON object. Raises a 415 problem for another type, else as `read_object`."""
    return _json(request, _JSON)


def read_list_body(request: Request, limit: int) -> dict[str, object]:
    """Read a JSON object of at most so many bytes, whose parts are looked at one by one. Raises as `parse_object`."""
    _check_type(request, _JSON)
    return parse_object(request.body, limit)


def read_any_body(request: Request) -> tuple[dict[str, object], bool]:
    """Read the body of a browser form.

    Returns:
        The fields, and whether they came form-encoded (then a person looks at the answer, not a script).

    Raises:
        Problem: 415 for a type that is neither JSON nor form-encoded; else what is wrong with the body.
    """
    if _media_type(request) == _FORM:
        _refuse_other_spellings(request)
        check_size(request.body)
        fields = inspect(read_fields(request.body))
        # A control character is one byte of a form and six of what is kept.
        check_size(dumps(fields, ensure_ascii=False).encode())
        return fields, True
    return _json(request, f"{_JSON} or {_FORM}"), False


def read_policy_body(request: Request) -> tuple[bytes, bool]:
    """Give the bytes of a policy's text, and whether it is JSON. Raises a 415 problem for any other type."""
    kind = _media_type(request)
    if kind not in (_JSON, *_YAML):
        raise _unsupported(f"Send the policy as {_YAML[0]} or {_JSON}, and say so in Content-Type.")
    _refuse_other_spellings(request)
    return request.body, kind == _JSON


def _json(request: Request, accepted: str) -> dict[str, object]:
    _check_type(request, accepted)
    return read_object(request.body)


def _check_type(request: Request, accepted: str) -> None:
    kind = _media_type(request)
    if kind != _JSON and not kind.endswith("+json"):
        raise _unsupported(f"Send the body as {accepted}, and say so in Content-Type.")
    _refuse_other_spellings(request)


def _media_type(request: Request) -> str:
    return (request.header("content-type") or "").split(";")[0].strip().lower()


def _refuse_other_spellings(request: Request) -> None:
    """Refuse text that is not UTF-8, or packed: it would be kept as something that nobody wrote."""
    charset = _CHARSET.search(request.header("content-type") or "")
    if charset is not None and charset[1].lower() not in _UTF_8:
        raise _unsupported("Send the body in UTF-8, and name no other charset in Content-Type.")
    if (request.header("content-encoding") or "identity").strip().lower() != "identity":
        raise _unsupported("Send the body as it is, without Content-Encoding.")


def _unsupported(detail: str) -> Problem:
    return Problem(415, "unsupported-media-type", detail)
