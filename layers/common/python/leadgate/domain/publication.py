"""Which policy versions decide and which look on, and how publishing, shadowing and rolling back change that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from leadgate.domain.clock import Instant

MOST_SHADOWS = 5
"""How many versions may look on at once: each of them costs every decision its time."""


class Act(StrEnum):
    """What was done to the list of live and shadowing versions."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"
    SHADOWED = "shadowed"
    UNSHADOWED = "unshadowed"


@dataclass(frozen=True, slots=True)
class Line:
    """A policy version and its scope: the motions and forms whose leads it decides; none are the default."""

    name: str
    version: str
    motions: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def scope(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The motions and the forms."""
        return self.motions, self.forms

    def meets(self, other: "Line") -> bool:
        """Say whether only one of two may be live: they are of one policy, or for one scope."""
        return self.name == other.name or self.scope == other.scope


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version as it was uploaded: its line, when and by whom, what the check warned of, and the compiled form.

    What release 0.1.0 kept names no moment (0) and no uploader.
    """

    line: Line
    at: Instant
    by: str
    examples: int
    warnings: tuple[Mapping[str, object], ...] = ()
    compiled: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class LiveList:
    """The versions that decide now and those that look on; `revision` counts the changes of the list."""

    revision: int = 0
    live: tuple[Line, ...] = ()
    shadow: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """One change of the list, as it is kept for ever: who made it when, what it took out, and what it put in."""

    revision: int
    act: Act
    name: str
    at: Instant
    by: str
    before: tuple[Line, ...]
    after: tuple[Line, ...]


class NothingToRollBack(Exception):
    """Nothing was live before the version that is, or the policy is not live at all."""


class OtherLive(Exception):
    """Another version is live than the one that was to be undone; `live` is that version, None when there is none."""

    def __init__(self, live: str | None) -> None:
        super().__init__(live)
        self.live = live


class ScopeTaken(Exception):
    """What was live before cannot come back, because another policy was published for its scope since."""

    def __init__(self, other: str) -> None:
        super().__init__(other)
        self.other = other


class AlreadyLive(Exception):
    """A version that decides cannot look on as well."""


class TooManyShadows(Exception):
    """As many versions look on as may."""


Change = tuple[LiveList, Publication]


def published(current: LiveList, line: Line, at: Instant, by: str) -> Change | None:
    """Make a version live in place of whatever is live for its scope, and of other versions of its policy.

    Args:
        current: the list as it is.
        line: the version.
        at: the moment.
        by: who does it.

    Returns:
        The next list and what to keep of the change; None when the version is live for this scope already.
    """
    if line in current.live:
        return None
    before = tuple(old for old in current.live if old.meets(line))
    live = (*(old for old in current.live if old not in before), line)
    shadow = tuple(old for old in current.shadow if (old.name, old.version) != (line.name, line.version))
    change = Publication(current.revision + 1, Act.PUBLISHED, line.name, at, by, before, (line,))
    return LiveList(change.revision, live, shadow), change


def rolled_back(current: LiveList, last: Publication | None, at: Instant, by: str) -> Change:
    """Undo a publication: its version goes, and what it replaced is live again.

    Args:
        current: the list as it is.
        last: the latest publication of the policy that is not undone yet, None when there is none.
        at: the moment.
        by: who does it.

    Returns:
        The next list and what to keep of the change.

    Raises:
        NothingToRollBack: the publication is not what is live, or it replaced nothing.
        ScopeTaken: what it replaced would now displace another policy.
    """
    if last is None or not last.before or not set(last.after) <= set(current.live):
        raise NothingToRollBack
    others = tuple(line for line in current.live if line not in last.after)
    for line in others:
        if any(line.meets(old) for old in last.before):
            raise ScopeTaken(line.name)
    shadow = tuple(line for line in current.shadow if line not in last.before)
    live = (*others, *last.before)
    change = Publication(current.revision + 1, Act.ROLLED_BACK, last.name, at, by, last.after, last.before)
    return LiveList(change.revision, live, shadow), change


def shadowed(current: LiveList, line: Line, at: Instant, by: str) -> Change | None:
    """Let a version look on; None when it does already. Raises AlreadyLive or TooManyShadows."""
    if line in current.live:
        raise AlreadyLive
    if line in current.shadow:
        return None
    if len(current.shadow) >= MOST_SHADOWS:
        raise TooManyShadows
    change = Publication(current.revision + 1, Act.SHADOWED, line.name, at, by, (), (line,))
    return LiveList(change.revision, current.live, (*current.shadow, line)), change


def unshadowed(current: LiveList, name: str, version: str, at: Instant, by: str) -> Change | None:
    """Let a version look on no longer; None when it does not."""
    before = tuple(line for line in current.shadow if (line.name, line.version) == (name, version))
    if not before:
        return None
    shadow = tuple(line for line in current.shadow if line not in before)
    change = Publication(current.revision + 1, Act.UNSHADOWED, name, at, by, before, ())
    return LiveList(change.revision, current.live, shadow), change


def last_standing(history: Iterable[Publication]) -> Publication | None:
    """Find the publication of a policy that a roll-back undoes: each earlier roll-back stands for one already.

    Args:
        history: the policy's changes, newest first.

    Returns:
        The newest publication that is not undone, or None.
    """
    undone = 0
    for publication in history:
        if publication.act is Act.ROLLED_BACK:
            undone += 1
        elif publication.act is Act.PUBLISHED:
            if not undone:
                return publication
            undone -= 1
    return None
