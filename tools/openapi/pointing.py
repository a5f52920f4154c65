"""Following the references of an OpenAPI document."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pointing:
    """A document whose references can be followed."""

    document: dict[str, Any]

    def resolve(self, part: dict[str, Any]) -> dict[str, Any]:
        """Give a part of the document.

        Args:
            part: the part itself, or a reference to it with further words beside.

        Returns:
            What it refers to, overlaid with what stands beside the reference.
        """
        if "$ref" not in part:
            return part
        found: Any = self.document
        for step in str(part["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        beside = {key: value for key, value in part.items() if key != "$ref"}
        return {**self.resolve(found), **beside}
