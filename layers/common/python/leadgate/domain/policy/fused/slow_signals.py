"""What the generated code leaves to a function: signals without a plain time or of a type that nobody declared."""

from collections.abc import Mapping
from typing import Final

from leadgate.domain.clock import Instant
from leadgate.domain.policy.fused.facts import ODD, strict
from leadgate.domain.policy.signals import FIELD_READERS

READ_AT: Final = strict(FIELD_READERS["at"])
"""Reads a time in whatever spelling; raises ODD for what is none."""


def look(kinds: Mapping[str, int], signal: object, now: Instant) -> tuple[float | None, int]:
    """Give a signal's age, None where it has no time, and the number of its type; raises ODD for what is ill-typed."""
    if type(signal) is not dict:
        raise ODD
    kind, at = signal.get("type"), signal.get("at")
    if type(kind) is not str:
        raise ODD
    return None if at is None else now - READ_AT(at), kinds.get(kind, 0)


def check_time(at: object) -> None:
    """Raise ODD when what was taken for a time is none; whatever lies in a window is one."""
    READ_AT(at)
