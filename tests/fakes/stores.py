"""Pools, forms, keys and the queue in memory."""

from collections.abc import Sequence

from leadgate.application.errors import BadCursor
from leadgate.application.ports import Page
from leadgate.domain.access import Key
from leadgate.domain.clock import Instant
from leadgate.domain.form import Form
from leadgate.domain.rates import MOST_MEMBERS, Tally, window_of
from leadgate.domain.routing import Directory, Pool, Rep


class InMemoryDirectoryStore:
    """A DirectoryStore that can be changed between two looks."""

    def __init__(self, reps: Sequence[Rep] = (), pools: Sequence[Pool] = ()) -> None:
        self._reps = {rep.id: rep for rep in reps}
        self._pools = {pool.id: pool for pool in pools}

    def current(self) -> Directory:
        return Directory(dict(self._pools), dict(self._reps))

    def put_rep(self, rep: Rep) -> None:
        self._reps[rep.id] = rep

    def put_pool(self, pool: Pool) -> None:
        self._pools[pool.id] = pool


class InMemoryFormRegistry:
    """A FormRegistry."""

    def __init__(self) -> None:
        self._forms: dict[str, Form] = {}

    def find(self, form_id: str) -> Form | None:
        return self._forms.get(form_id)

    def put(self, form: Form) -> None:
        self._forms[form.id] = form

    def page(self, *, cursor: str | None, limit: int) -> Page[Form]:
        if cursor and not cursor.startswith("after "):
            raise BadCursor
        after = (cursor or "").removeprefix("after ")
        following = [self._forms[form_id] for form_id in sorted(self._forms) if form_id > after]
        page = following[:limit]
        return Page(tuple(page), f"after {page[-1].id}" if len(following) > limit else None)


class InMemoryAllowList:
    """An AllowList."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[Instant, str]] = {}

    def allows(self, names: Sequence[str]) -> bool:
        return any(name in self.names for name in names)

    def add(self, names: Sequence[str], at: Instant, by: str) -> None:
        self.names |= dict.fromkeys(names, (at, by))


class InMemoryPostCounter:
    """A PostCounter that notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Tally] = []
        self._posts: dict[tuple[str, int], int] = {}
        self._members: dict[tuple[str, int], set[str]] = {}

    def count(self, tallies: Sequence[Tally], now: Instant) -> Sequence[int]:
        self.asked += tallies
        return [self._add(tally, (tally.name, window_of(tally.seconds, now))) for tally in tallies]

    def _add(self, tally: Tally, window: tuple[str, int]) -> int:
        if tally.member is None:
            self._posts[window] = self._posts.get(window, 0) + 1
            return self._posts[window]
        members = self._members.setdefault(window, set())
        if len(members) < MOST_MEMBERS:
            members.add(tally.member)
        return len(members)


class InMemoryKeyring:
    """A Keyring."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self.asked: list[str] = []

    def find(self, digest: str) -> Key | None:
        self.asked.append(digest)
        return self._keys.get(digest)

    def put(self, key: Key) -> None:
        self._keys[key.digest] = key


class InMemoryQualificationQueue:
    """A QualificationQueue that shows what it was asked, and refuses the ids that it is told to."""

    def __init__(self, refuses: Sequence[str] = ()) -> None:
        self.nudges: list[tuple[str, int]] = []
        self._refuses = frozenset(refuses)

    def ask(self, nudges: Sequence[tuple[str, int]]) -> tuple[str, ...]:
        self.nudges += [nudge for nudge in nudges if nudge[0] not in self._refuses]
        return tuple(lead_id for lead_id, _ in nudges if lead_id in self._refuses)
