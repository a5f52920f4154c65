"""What checking a bearer key needs from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from leadgate.domain.access import Key


class Keyring(Protocol):
    """Where keys are remembered by their digest."""

    def find(self, digest: str) -> Key | None:
        """Give the key with this digest."""
        ...
