"""Answers that are problems: many routes share them, so the document says each of them once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from openapi.headers import header_refs
from openapi.problems import KINDS, problem_content

_RETRIED = frozenset({429, 503, 504})


@dataclass(slots=True)
class Refusals:
    """The refusals that routes have asked for so far, by the name that the document gives them."""

    responses: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, problems: Iterable[str]) -> dict[int, dict[str, Any]]:
        """Point at the refusals of a route.

        Args:
            problems: the kinds of problems that the route may answer with.

        Returns:
            A reference by status; routes that refuse for the same reasons share one.
        """
        wanted = frozenset(problems)
        by_status: dict[int, list[str]] = {}
        for name, kind in KINDS.items():
            if name in wanted:
                by_status.setdefault(kind.status, []).append(name)
        return {status: self._shared(status, names) for status, names in by_status.items()}

    def _shared(self, status: int, names: list[str]) -> dict[str, Any]:
        response = _refusal(status, names)
        phrase = HTTPStatus(status).phrase.replace(" ", "")
        number = 1
        while self.responses.setdefault(f"{phrase}{number}", response) != response:
            number += 1
        return {"$ref": f"#/components/responses/{phrase}{number}"}


def _refusal(status: int, names: list[str]) -> dict[str, Any]:
    headers = ("Retry-After",) if status in _RETRIED else ("WWW-Authenticate",) if status == 401 else ()
    said = " ".join(f"`{name}`: {KINDS[name].when}" for name in names)
    return {
        "description": f"{HTTPStatus(status).phrase}. {said}",
        "headers": header_refs(headers),
        "content": problem_content(names),
    }
