"""Whose turn it is: fair weighted turns over a pool, and a named catch-all when nobody can take a lead.

The turns follow the quota method: before a rep is given the n-th lead, their share of n must not be used up, and
among those with share left the one whose next turn is due soonest takes it. Every prefix of the sequence stays
within one turn of each rep's exact share. Source: Steiner and Yeomans, "Level Schedules for Mixed-Model,
Just-in-Time Processes", Management Science 39(6), 1993.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rep:
    """A person of sales who takes leads."""

    id: str
    name: str
    email: str
    booking_url: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Pool:
    """A group of reps who share leads by weight, and the rep who takes what nobody else can."""

    id: str
    members: tuple[tuple[str, int], ...]
    catch_all: str


@dataclass(frozen=True, slots=True)
class Directory:
    """All pools and reps, by id."""

    pools: Mapping[str, Pool] = field(default_factory=dict)
    reps: Mapping[str, Rep] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turns:
    """Who had how many turns since the shares last changed; `version` is the optimistic lock (0: never stored)."""

    pool: str
    version: int = 0
    shares: tuple[tuple[str, int], ...] = ()
    taken: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """The rep who is given a lead, why them, and the turns after it (None when no turn was used)."""

    rep: Rep
    via: Literal["turn", "catch_all"]
    turns: Turns | None


class NoSuchPool(Exception):
    """A route leads to a pool that nobody has set up, or whose catch-all is no known rep."""


def next_turn(pool_id: str, directory: Directory, turns: Turns) -> Turn:
    """Choose the rep who takes the next lead of a pool.

    Args:
        pool_id: the pool that the decision's route names.
        directory: the pools and reps as they are now.
        turns: the pool's turns so far.

    Returns:
        The rep, whether by turn or as the catch-all, and the turns to store with the decision.

    Raises:
        NoSuchPool: the pool or its catch-all is not set up.
    """
    pool = directory.pools.get(pool_id)
    if pool is None or pool.catch_all not in directory.reps:
        raise NoSuchPool(pool_id)
    shares = tuple(sorted((rep, weight) for rep, weight in pool.members if weight > 0 and _takes(directory, rep)))
    if not shares:
        return Turn(directory.reps[pool.catch_all], "catch_all", None)
    # New shares start level: whoever joins or returns is owed nothing for the time before.
    taken = dict(turns.taken) if turns.shares == shares else {}
    chosen = _due(shares, taken)
    taken[chosen] = taken.get(chosen, 0) + 1
    if all(taken.get(rep, 0) == weight for rep, weight in shares):
        taken = {}
    return Turn(directory.reps[chosen], "turn", Turns(pool_id, turns.version + 1, shares, taken))


def _takes(directory: Directory, rep_id: str) -> bool:
    rep = directory.reps.get(rep_id)
    return rep is not None and rep.active


def _due(shares: tuple[tuple[str, int], ...], taken: Mapping[str, int]) -> str:
    total = sum(weight for _, weight in shares)
    position = sum(taken.values()) + 1
    due: list[tuple[int, int, str]] = []
    for rep, weight in shares:
        had = taken.get(rep, 0)
        if had * total < weight * position:
            # The last position at which this turn keeps the rep within one of their share.
            latest = -(-(had + 1) * total // weight)
            due.append((latest, -weight, rep))
    return min(due)[2]
