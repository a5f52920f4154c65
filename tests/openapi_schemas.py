"""Checks real answers against the committed OpenAPI document, more strictly than a client would."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

CONTRACTS = Path(__file__).parents[1] / "layers/common/python/leadgate/contracts"
DOCUMENT: dict[str, Any] = json.loads((CONTRACTS / "openapi.json").read_text("utf-8"))
BODILESS = frozenset({204, 303, 304})


def validate_answer(
    method: str, path_template: str, status: int, body_text: str, headers: Mapping[str, str] | None = None
) -> None:
    """Fail unless the document describes an answer, down to every field.

    Args:
        method: such as `GET`, in any case.
        path_template: the path as the document spells it, such as `/leads/{lead_id}`.
        status: the answer's status.
        body_text: the answer's body as text.
        headers: the answer's headers; given, they are checked as well.

    Raises:
        AssertionError: the status, a header, the media type or the body is not described so.
    """
    response = response_of(method, path_template, status)
    if headers is not None:
        check_headers(response, headers)
    content = response.get("content")
    if content is None:
        assert status in BODILESS and body_text == "", f"{status} has no body, but came with {body_text[:200]!r}"
        return
    (media_type,) = content
    if headers is not None:
        sent = {name.lower(): value for name, value in headers.items()}
        assert sent.get("content-type", "").partition(";")[0] == media_type
    value: Any = body_text if media_type.startswith("text/") else json.loads(body_text)
    if media_type == "application/problem+json":
        check_problem(content[media_type], value, status)
    validate(content[media_type]["schema"], value, is_closed=True)


def response_of(method: str, path_template: str, status: int) -> dict[str, Any]:
    """Give the description of an answer; fails when there is none."""
    responses = DOCUMENT["paths"][path_template][method.lower()]["responses"]
    assert str(status) in responses, f"{method} {path_template} does not say that it answers {status}"
    return resolve(responses[str(status)])


def check_problem(media: Mapping[str, Any], problem: Mapping[str, Any], status: int) -> None:
    """Fail unless a problem is of a kind that this route lists, with the status that was sent."""
    kind = problem["type"].removeprefix("urn:leadgate:problem:")
    assert kind in media["examples"], f"{kind} is not listed with this route and status"
    assert problem["status"] == status


def check_headers(response: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """Fail unless an answer has the headers that it always has, and each is as described."""
    sent = {name.lower(): value for name, value in headers.items()}
    for name, reference in response["headers"].items():
        described = resolve(reference)
        if name.lower() not in sent:
            assert not described.get("required"), f"the header {name} is missing"
            continue
        value = sent[name.lower()]
        validate(described["schema"], int(value) if described["schema"].get("type") == "integer" else value)


def validate(schema: Mapping[str, Any], value: object, *, is_closed: bool = False) -> None:
    """Fail unless a value is what a schema of the document says.

    Args:
        schema: a schema, with references into the document or without.
        value: any JSON value.
        is_closed: refuse fields that the document does not name, which a client has to ignore.
    """
    whole = closed(DOCUMENT) if is_closed else DOCUMENT
    registry = Registry().with_resource("urn:api", Resource.from_contents(whole, DRAFT202012))
    rooted = {"$id": "urn:used-here", **anchored(closed(schema) if is_closed else schema)}
    validator = Draft202012Validator(rooted, registry=registry, format_checker=FormatChecker())
    wrong = best_match(validator.iter_errors(value))
    assert wrong is None, f"{wrong.json_path}: {wrong.message}"


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference of the document."""
    found: Any = part
    while "$ref" in found:
        pointer, found = found["$ref"], DOCUMENT
        for step in pointer.removeprefix("#/").split("/"):
            found = found[step]
    return dict(found)


def closed(part: Any) -> Any:
    """Forbid further fields in every object that names some and does not say that it takes others."""
    if isinstance(part, list):
        return [closed(inner) for inner in part]
    if not isinstance(part, Mapping):
        return part
    whole = {key: closed(value) for key, value in part.items()}
    if isinstance(part.get("properties"), Mapping) and "object" in part.get("type", ()):
        whole.setdefault("additionalProperties", False)
    return whole


def anchored(part: Any) -> Any:
    """Let references point into the document from wherever the schema is used."""
    if isinstance(part, list):
        return [anchored(inner) for inner in part]
    if not isinstance(part, Mapping):
        return part
    return {
        key: f"urn:api{value}" if key == "$ref" and isinstance(value, str) else anchored(value)
        for key, value in part.items()
    }
