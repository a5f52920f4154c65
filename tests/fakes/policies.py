"""Policies in memory: their versions, what is live of them, and every change of that."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import RLock

from leadgate.application.errors import BadCursor, BrokenPolicy, PolicyTooLarge, StaleList
from leadgate.application.ports import Page
from leadgate.domain.policy import Policy, load_policy
from leadgate.domain.policy_scope import PolicySet
from leadgate.domain.publication import LiveList, PolicyVersion, Publication


class InMemoryPolicyStore:
    """A PolicyStore that holds what it was given; like the real one, one live policy for a scope and for a name."""

    def __init__(self, *policies: Policy) -> None:
        self._live = PolicySet()
        for policy in policies:
            self.make_live(policy)

    def live(self) -> PolicySet:
        return self._live

    def make_live(self, policy: Policy) -> None:
        scope = policy.applies_to
        others = [old for old in self._live.policies if old.applies_to != scope and old.name != policy.name]
        self._live = replace(self._live, policies=(*others, policy))

    def look_on(self, *shadows: Policy, lost: int = 0) -> None:
        self._live = replace(self._live, shadows=shadows, lost_shadows=lost)


class InMemoryPolicyVersions:
    """PolicyVersions, up to a size."""

    def __init__(self, largest: int = 1_000_000) -> None:
        self.kept: dict[tuple[str, str], PolicyVersion] = {}
        self._sources: dict[tuple[str, str], str] = {}
        self._largest = largest

    def add(self, version: PolicyVersion, source: str) -> bool:
        key = version.line.name, version.line.version
        if len(source) > self._largest:
            raise PolicyTooLarge
        if key in self.kept:
            return False
        self.kept[key], self._sources[key] = version, source
        return True

    def find(self, name: str, version: str) -> PolicyVersion | None:
        return self.kept.get((name, version))

    def source(self, name: str, version: str) -> str | None:
        return self._sources.get((name, version))

    def load(self, name: str, version: str) -> Policy:
        found = self.find(name, version)
        try:
            policy = None if found is None else load_policy(found.compiled)
        except ValueError as wrong:
            raise BrokenPolicy(f"{name} {version}") from wrong
        if policy is None or (policy.name, policy.version) != (name, version):
            raise BrokenPolicy(f"{name} {version}")
        return policy

    def page(self, name: str, *, cursor: str | None, limit: int) -> Page[PolicyVersion]:
        if cursor is not None and not cursor.isdecimal():
            raise BadCursor
        of_name = [version for version in self.kept.values() if version.line.name == name]
        newest = sorted(of_name, key=lambda version: (version.at, version.line.version), reverse=True)
        start = int(cursor or 0)
        shown = tuple(replace(version, compiled={}) for version in newest[start : start + limit])
        return Page(shown, str(start + limit) if start + limit < len(newest) else None)

    def names(self) -> Sequence[str]:
        return sorted({name for name, _ in self.kept})

    def damage(self, name: str, version: str, compiled: Mapping[str, object]) -> None:
        """Let what is kept of a version be something else."""
        self.kept[name, version] = replace(self.kept[name, version], compiled=compiled)


class InMemoryPublications:
    """Publications, each commit under the condition that nobody was faster."""

    def __init__(self) -> None:
        self._current = LiveList()
        self.changes: list[Publication] = []
        self._one_at_a_time = RLock()

    def current(self) -> LiveList:
        return self._current

    def commit(self, following: LiveList, change: Publication) -> None:
        with self._one_at_a_time:
            if following.revision != self._current.revision + 1:
                raise StaleList
            self._current = following
            self.changes.append(change)

    def history(self, name: str, limit: int | None = None) -> Sequence[Publication]:
        return [change for change in reversed(self.changes) if change.name == name][:limit]


class Counted(Counter[str]):
    """A Count that remembers."""

    def __call__(self, name: str, value: int = 1) -> None:
        self[name] += value
