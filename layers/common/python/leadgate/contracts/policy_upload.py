"""The upload of a policy: its text becomes a checked version, or a problem that names every place to mend."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leadgate.contracts.policy import check_policy
from leadgate.contracts.policy import problems as places
from leadgate.contracts.policy.compiler import LARGEST, normalised
from leadgate.contracts.problem import MOST_FAULTS, Problem, TextFault
from leadgate.domain.clock import Instant
from leadgate.domain.policy import version_of
from leadgate.domain.publication import Line, PolicyVersion

# JSON may spell a character beyond the first plane as two escapes, which YAML does not know.
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_NAME = re.compile(r"""^[\s{]*["']?policy["']?\s*:""", re.MULTILINE)


def read_upload(raw: bytes, name: str, *, is_json: bool) -> str:
    """Read the body of an upload as text.

    Args:
        raw: the body's bytes.
        name: the policy's name in the path, for what is said of an empty body.
        is_json: whether its sender says that it is JSON.

    Returns:
        The text as it was uploaded.

    Raises:
        Problem: 413 too large, 400 empty or no UTF-8.
    """
    if len(raw) > LARGEST:
        detail = f"The policy has {len(raw)} bytes; at most {LARGEST} are read. Move long lists into fewer entries."
        raise Problem(413, "body-too-large", detail)
    if not raw.strip():
        raise Problem(400, "no-body", f"The request has no body; send the text of the policy {name}.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        detail = f"Byte {wrong.start + 1} of the policy is not UTF-8; save it as UTF-8."
        raise Problem(400, "unreadable-body", detail) from None
    return _PAIR.sub(_joined, text) if is_json else text


def check_upload(source: str, name: str, at: Instant, by: str) -> PolicyVersion:
    """Check and compile an uploaded text, its examples included.

    Args:
        source: the text.
        name: the policy's name in the path.
        at: the moment of the upload.
        by: who uploads it.

    Returns:
        The version; warnings travel with it.

    Raises:
        Problem: 422 with every error's line and column.
    """
    result = check_policy(source, name=name)
    if result.errors or result.compiled is None:
        raise _invalid([_fault(error) for error in result.errors])
    if result.compiled["policy"] != name:
        line, column = _place_of_name(normalised(source))
        detail = f"this policy is named {result.compiled['policy']!r}, and was uploaded as {name!r}"
        hint = f"upload it to /policies/{result.compiled['policy']}/versions, or change its name"
        raise _invalid([TextFault("", detail, line, column, hint)])
    return checked_version(result.compiled, result.problems, at, by)


def checked_version(
    compiled: Mapping[str, Any], warnings: Iterable[places.Problem], at: Instant, by: str
) -> PolicyVersion:
    """Make a version of a compiled policy.

    Args:
        compiled: the compiled form, without errors.
        warnings: what the check found all the same.
        at: the moment of the upload.
        by: who uploads it.
    """
    scope, examples = compiled["applies_to"], len(compiled["examples"])
    motions, forms = tuple(sorted(scope["motions"])), tuple(sorted(scope["forms"]))
    line = Line(compiled["policy"], version_of(compiled), motions, forms)
    return PolicyVersion(line, at, by, examples, tuple(_warning(found) for found in warnings), compiled)


def _joined(pair: re.Match[str]) -> str:
    high, low = int(pair[2], 16), int(pair[3], 16)
    return pair[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _fault(problem: places.Problem) -> TextFault:
    return TextFault("", problem.message, problem.line, problem.column, problem.hint)


def _warning(problem: places.Problem) -> dict[str, object]:
    return {"line": problem.line, "column": problem.column, "detail": problem.message, "hint": problem.hint}


def _invalid(faults: Sequence[TextFault]) -> Problem:
    detail = f"{len(faults)} thing{'s' if len(faults) != 1 else ''} to mend in the policy; see errors."
    return Problem(422, "invalid-policy", detail, faults[:MOST_FAULTS])


def _place_of_name(text: str) -> tuple[int, int]:
    found = _NAME.search(text)
    before = text[: found.end()] if found else ""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
