"""What use cases refuse, and why; the HTTP edge says which status each is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadgate.domain.absorbed import Obstacle


class ReusedKey(Exception):
    """The same Idempotency-Key came with another body."""


class Congested(Exception):
    """Too many writers changed the same thing at once; nothing was kept, the same request may be made again."""


class NoSuchLead(Exception):
    """No lead has this id."""


class NotQuarantined(Exception):
    """This lead was never held back, so there is nothing to release."""


class SharedDomain(Exception):
    """Anybody can get an address of this domain: to allow it would be to allow everybody."""


class NoSuchOtherLead(Exception):
    """The lead that was to be merged is not there."""


class CannotMerge(Exception):
    """Two leads that must not become one; `obstacle` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


class NoSuchMerge(Exception):
    """The lead holds no such other lead."""


class BadCursor(Exception):
    """A cursor that we did not hand out."""


class StaleList(Exception):
    """The list of live policies, or a version, was changed by somebody else at the same time."""


class NoSuchVersion(Exception):
    """No version of this name was uploaded for the policy, or there is no such policy."""


class BrokenPolicy(Exception):
    """A version that somebody relies on is not there, or this release cannot load it."""


class BrokenRecord(Exception):
    """What is kept of a decision cannot be read any more."""


class PolicyTooLarge(Exception):
    """A policy that does not fit into the table, compressed as it is."""


class NotFit(Exception):
    """A version that must not become live; `reasons` say why, and what to do about each."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(f"{len(reasons)} reasons")
        self.reasons = reasons


class NoSuchConnection(Exception):
    """There is no connection of this name, or it is switched off."""


class NoSecret(Exception):
    """A connection whose deliveries have to be signed has no secret to check them with."""


class NoCaptchaSecret(Exception):
    """A form's captcha has no secret with which its service could be asked."""
