"""Turns are fair at every moment, and somebody always takes the lead."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.routing import Directory, NoSuchPool, Pool, Rep, Turns, next_turn
from tests.builders.leads import ANNA, BEN, CHIARA, directory

WEIGHTS = st.lists(st.integers(1, 50), min_size=1, max_size=8)


def rep(rep_id: str, *, active: bool = True) -> Rep:
    return Rep(rep_id, rep_id.title(), f"{rep_id}@seller.example", active=active)


def team(weights: dict[str, int], away: frozenset[str] = frozenset()) -> Directory:
    reps = {rep_id: rep(rep_id, active=rep_id not in away) for rep_id in weights}
    return Directory({"pool": Pool("pool", tuple(weights.items()), "last")}, reps | {"last": rep("last")})


def given_to(people: Directory, count: int, turns: Turns | None = None) -> tuple[list[str], Turns]:
    """Give out so many leads in a row."""
    turns, chosen = turns or Turns("pool"), []
    for _ in range(count):
        turn = next_turn("pool", people, turns)
        assert turn.turns is not None
        assert turn.turns.version == turns.version + 1
        chosen.append(turn.rep.id)
        turns = turn.turns
    return chosen, turns


def assert_fair(chosen: list[str], weights: dict[str, int]) -> None:
    """Every prefix is within one turn of each rep's exact share (in whole numbers, so that nothing is rounded)."""
    total, had = sum(weights.values()), dict.fromkeys(weights, 0)
    for position, rep_id in enumerate(chosen, start=1):
        had[rep_id] += 1
        for each, weight in weights.items():
            assert abs(had[each] * total - weight * position) < total, (weights, chosen[:position])


@given(WEIGHTS, st.integers(1, 400))
def test_every_prefix_is_within_one_turn_of_each_exact_share(weights: list[int], count: int) -> None:
    named = {f"rep{n}": weight for n, weight in enumerate(weights)}
    chosen, _ = given_to(team(named), count)
    assert_fair(chosen, named)


@given(WEIGHTS)
def test_a_whole_round_gives_each_exactly_their_weight_and_starts_over(weights: list[int]) -> None:
    named = {f"rep{n}": weight for n, weight in enumerate(weights)}
    chosen, turns = given_to(team(named), sum(weights))
    assert {rep_id: chosen.count(rep_id) for rep_id in named} == named
    assert turns.taken == {}
    assert given_to(team(named), sum(weights), turns)[0] == chosen


def test_thousands_of_leads_stay_fair_while_people_come_and_go() -> None:
    for seed in range(60):
        random = Random(seed)
        weights = {f"rep{n}": random.randint(1, 12) for n in range(random.randint(1, 6))}
        turns, since_change, shares = Turns("pool"), [], dict(weights)
        for _ in range(8):
            change, name = random.choice(["weight", "join", "leave"]), random.choice(sorted(weights))
            if change == "leave" and len(weights) > 1:
                del weights[name]
            else:
                weights[name if change == "weight" else f"rep{random.randint(10, 99)}"] = random.randint(1, 12)
            chosen, turns = given_to(team(weights), random.randint(1, 60), turns)
            # Shares that came out as they were go on where they stood; new ones start level.
            since_change = chosen if weights != shares else since_change + chosen
            shares = dict(weights)
            assert_fair(since_change, weights)


def test_whoever_returns_is_owed_nothing_for_the_time_before() -> None:
    weights = {"anna": 1, "ben": 1}
    _, turns = given_to(team(weights, away=frozenset({"ben"})), 25)
    chosen, _ = given_to(team(weights), 10, turns)
    assert (chosen.count("anna"), chosen.count("ben")) == (5, 5)


def test_the_order_of_members_changes_nothing() -> None:
    weights = {"anna": 3, "ben": 2, "chiara": 5}
    backwards = dict(reversed(weights.items()))
    assert given_to(team(weights), 30) == given_to(team(backwards), 30)


@pytest.mark.parametrize("weight", [0, -3])
def test_who_has_no_weight_takes_no_turn(weight: int) -> None:
    chosen, _ = given_to(team({"anna": 1, "ben": weight}), 5)
    assert set(chosen) == {"anna"}


@pytest.mark.parametrize(
    "people",
    [
        team({"anna": 1, "ben": 2}, away=frozenset({"anna", "ben"})),
        team({}),
        team({"anna": 0}),
        replace(team({"anna": 1}), reps={"last": rep("last")}),
        replace(team({}), reps={"last": rep("last", active=False)}),
    ],
    ids=["all away", "no members", "no weight", "members whom nobody knows", "even the catch-all is away"],
)
def test_when_nobody_can_take_a_lead_the_catch_all_does_and_no_turn_is_used(people: Directory) -> None:
    turn = next_turn("pool", people, Turns("pool", 7, (("anna", 1),), {"anna": 1}))
    assert (turn.rep.id, turn.via, turn.turns) == ("last", "catch_all", None)


@pytest.mark.parametrize("pool", ["nowhere", "", "Inbound"])
def test_a_pool_that_is_not_set_up_is_said_so(pool: str) -> None:
    with pytest.raises(NoSuchPool):
        next_turn(pool, directory(), Turns(pool))


def test_a_pool_without_a_known_catch_all_is_not_set_up() -> None:
    with pytest.raises(NoSuchPool):
        next_turn("inbound", directory(ANNA, BEN), Turns("inbound"))
    assert next_turn("inbound", directory(CHIARA), Turns("inbound")).rep == CHIARA
