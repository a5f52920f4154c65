"""The policies that decide now: loaded once, and asked after every half minute."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from leadgate.adapters.fresh import Fresh
from leadgate.domain.policy_scope import PolicySet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from leadgate.application.ports import PolicyVersions, Publications
    from leadgate.domain.policy import Policy
    from leadgate.domain.publication import Line

_log = logging.getLogger(__name__)


class CachedPolicyStore:
    """A PolicyStore over publications and versions.

    A list that names a version which cannot be loaded is no news: the policies of before go on deciding.

    Args:
        publications: says what is live.
        versions: loads it.
        now: the clock, in seconds; the system's unless a test sets another.
    """

    def __init__(
        self, publications: Publications, versions: PolicyVersions, now: Callable[[], float] | None = None
    ) -> None:
        self._publications = publications
        self._versions = versions
        self._live = Fresh(self._read) if now is None else Fresh(self._read, now=now)

    def live(self) -> PolicySet:
        """Give the policies that decide now, at most half a minute old."""
        return self._live.get()

    def _read(self) -> PolicySet:
        current = self._publications.current()
        policies = tuple(self._versions.load(line.name, line.version) for line in current.live)
        shadows = tuple(self._shadows(current.shadow))
        return PolicySet(policies, shadows, len(current.shadow) - len(shadows))

    def _shadows(self, lines: Sequence[Line]) -> list[Policy]:
        found: list[Policy] = []
        for line in lines:
            try:
                found.append(self._versions.load(line.name, line.version))
            except Exception as error:  # a version that only looks on must not keep the others from deciding
                _log.warning("a shadow cannot be loaded: %s %s %s", line.name, line.version, type(error).__name__)
        return found
