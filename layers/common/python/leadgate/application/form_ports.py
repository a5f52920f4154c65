"""What public forms need from the outside: how they are set up, and whom nothing is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from leadgate.application.ports import Page
    from leadgate.domain.clock import Instant
    from leadgate.domain.form import Form


class FormRegistry(Protocol):
    """Where forms are set up."""

    def find(self, form_id: str) -> Form | None:
        """Give a form by its id; at most half a minute old."""
        ...

    def put(self, form: Form) -> None:
        """Set up a form, or change one. Raises Congested."""
        ...

    def page(self, *, cursor: str | None, limit: int) -> Page[Form]:
        """Give forms in the order of their ids. Raises BadCursor."""
        ...


class AllowList(Protocol):
    """Whom nothing is held against: addresses and domains, by salted names."""

    def allows(self, names: Sequence[str]) -> bool:
        """Say whether any of some names is on the list."""
        ...

    def add(self, names: Sequence[str], at: Instant, by: str) -> None:
        """Put names on the list."""
        ...
