"""What an error looks like to whoever caused it: RFC 9457 problem details."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request: where (a JSON pointer, RFC 6901) and what to do about it."""

    pointer: str
    detail: str

    def to_document(self) -> dict[str, object]:
        """Spell the fault as a member of `errors`."""
        return {"pointer": self.pointer, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class TextFault(Fault):
    """One thing that is wrong with a text: the line and the column too, from 1, and a hint where there is one."""

    line: int
    column: int
    hint: str | None = None

    def to_document(self) -> dict[str, object]:
        """Spell the fault as a member of `errors`."""
        return {
            "pointer": self.pointer, "detail": self.detail, "line": self.line, "column": self.column, "hint": self.hint,
        }  # fmt: skip


class Problem(Exception):
    """A request that is answered with an error.

    Args:
        status: the HTTP status.
        kind: a short stable name that programs may compare, such as `invalid-body`.
        detail: a sentence for the person who reads it, with what to do; never anything of our insides.
        faults: one for each thing that is wrong.
        headers: headers that the answer needs besides.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = dict(headers or {})

    def with_headers(self, headers: Mapping[str, str]) -> "Problem":
        """Give the same problem with headers added."""
        return Problem(self.status, self.kind, self.detail, self.faults, {**self.headers, **headers})

    def to_document(self, instance: str) -> dict[str, object]:
        """Spell the problem as the body of an answer; `instance` names the request that it is about."""
        return {
            "type": f"urn:leadgate:problem:{self.kind}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "errors": [fault.to_document() for fault in self.faults],
        }


@dataclass(slots=True)
class Faults:
    """Collects what is wrong with a body, so that a sender learns of all of it at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, path: Sequence[str | int], detail: str) -> None:
        """Note a fault at a path of keys and positions."""
        self.found.append(Fault(pointer_to(path), detail))

    def raise_if_any(self) -> None:
        """Raise a 422 problem when something was noted."""
        if self.found:
            raise invalid(self.found)


MOST_FAULTS = 50
"""An answer that lists thousands of faults helps nobody and costs both sides."""


def invalid(faults: Sequence[Fault]) -> Problem:
    """Make the problem of a body that can be read but not be accepted."""
    detail = f"{len(faults)} thing{'s' if len(faults) != 1 else ''} to mend; see errors."
    return Problem(422, "invalid-body", detail, faults[:MOST_FAULTS])


def pointer_to(path: Sequence[str | int]) -> str:
    """Spell a path as a JSON pointer.

    Args:
        path: keys and positions from the root; none is the whole body.

    Returns:
        The pointer; characters that cannot be sent as UTF-8 are replaced. Source: RFC 6901, section 3.
    """
    steps = (str(step).encode("utf-8", "replace").decode() for step in path)
    return "".join("/" + step.replace("~", "~0").replace("/", "~1")[:200] for step in steps)
