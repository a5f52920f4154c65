"""Choosing how to read a body by the type that its sender says it has."""

from leadgate.contracts.form_fields import read_fields
from leadgate.contracts.json_body import check_size, inspect, read_object
from leadgate.contracts.problem import Problem
from leadgate.runtime.request import Request

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def read_json_body(request: Request) -> dict[str, object]:
    """Read a body that has to be a JSON object. Raises a 415 problem for another type, else as `read_object`."""
    kind = _media_type(request)
    if kind != _JSON and not kind.endswith("+json"):
        raise _unsupported(_JSON)
    return read_object(request.body)


def read_any_body(request: Request) -> tuple[dict[str, object], bool]:
    """Read the body of a browser form.

    Returns:
        The fields, and whether they came form-encoded (then a person looks at the answer, not a script).

    Raises:
        Problem: 415 for a type that is neither JSON nor form-encoded; else what is wrong with the body.
    """
    if _media_type(request) == _FORM:
        check_size(request.body)
        return inspect(read_fields(request.body)), True
    try:
        return read_json_body(request), False
    except Problem as problem:
        raise _unsupported(f"{_JSON} or {_FORM}") if problem.status == 415 else problem from None


def _media_type(request: Request) -> str:
    return (request.header("content-type") or "").split(";")[0].strip().lower()


def _unsupported(accepted: str) -> Problem:
    return Problem(415, "unsupported-media-type", f"Send the body as {accepted}, and say so in Content-Type.")
