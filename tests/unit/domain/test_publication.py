"""Publishing, shadowing and rolling back, as changes of one list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.publication import (
    MOST_SHADOWS,
    Act,
    AlreadyLive,
    Line,
    LiveList,
    NothingToRollBack,
    Publication,
    ScopeTaken,
    TooManyShadows,
    last_standing,
    published,
    rolled_back,
    shadowed,
    unshadowed,
)
from tests.fakes.time import NOON

A1, A2, A3 = Line("a", "1"), Line("a", "2"), Line("a", "3")
B, B_ELSEWHERE = Line("b", "1"), Line("b", "2", ("partner",))
C = Line("c", "1")


class Desk:
    """The list with its history, as one publisher after the other changes it."""

    def __init__(self) -> None:
        self.list = LiveList()
        self.history: list[Publication] = []

    def publish(self, *lines: Line) -> None:
        for line in lines:
            self._keep(published(self.list, line, NOON, "me"))

    def roll_back(self, name: str) -> None:
        own = [change for change in reversed(self.history) if change.name == name]
        self._keep(rolled_back(self.list, last_standing(own), NOON, "me"))

    def _keep(self, change: tuple[LiveList, Publication] | None) -> None:
        if change is not None:
            self.list = change[0]
            self.history.append(change[1])


def test_a_version_takes_the_place_of_its_policy_s_others_and_of_its_scope_s() -> None:
    desk = Desk()
    desk.publish(A1, B_ELSEWHERE, A2)
    assert desk.list == LiveList(3, (B_ELSEWHERE, A2))
    desk.publish(B)
    assert desk.list.live == (B,)
    assert desk.history[-1] == Publication(4, Act.PUBLISHED, "b", NOON, "me", (B_ELSEWHERE, A2), (B,))


def test_publishing_what_is_live_changes_nothing() -> None:
    assert published(LiveList(1, (A1,)), A1, NOON, "me") is None


def test_a_version_that_goes_live_looks_on_no_longer() -> None:
    change = published(LiveList(1, (A1,), (A2, B)), A2, NOON, "me")
    assert change is not None and change[0] == LiveList(2, (A2,), (B,))


def test_roll_backs_walk_back_one_publication_after_the_other() -> None:
    desk = Desk()
    desk.publish(A1, A2, A3)
    for before in (A2, A1):
        desk.roll_back("a")
        assert desk.list.live == (before,)
    with pytest.raises(NothingToRollBack):
        desk.roll_back("a")


def test_after_a_roll_back_a_publication_is_undone_to_what_it_replaced() -> None:
    desk = Desk()
    desk.publish(A1, A2)
    desk.roll_back("a")
    desk.publish(A3)
    desk.roll_back("a")
    assert desk.list.live == (A1,)


def test_a_roll_back_brings_another_policy_back_that_was_displaced() -> None:
    desk = Desk()
    desk.publish(A1, B)
    desk.roll_back("b")
    assert desk.list.live == (A1,)
    with pytest.raises(NothingToRollBack):
        desk.roll_back("b")


def test_a_roll_back_never_displaces_who_was_published_since() -> None:
    desk = Desk()
    desk.publish(B, B_ELSEWHERE, C)
    with pytest.raises(ScopeTaken) as taken:
        desk.roll_back("b")
    assert taken.value.other == "c"
    assert desk.list.live == (B_ELSEWHERE, C)


def test_a_policy_that_is_not_live_is_not_rolled_back() -> None:
    desk = Desk()
    desk.publish(A1, A2, B)
    with pytest.raises(NothingToRollBack):
        desk.roll_back("a")


def test_a_version_looks_on_until_it_is_told_not_to() -> None:
    change = shadowed(LiveList(4, (A1,)), A2, NOON, "me")
    assert change == (LiveList(5, (A1,), (A2,)), Publication(5, Act.SHADOWED, "a", NOON, "me", (), (A2,)))
    assert shadowed(change[0], A2, NOON, "me") is None
    ended = unshadowed(change[0], "a", "2", NOON, "me")
    assert ended == (LiveList(6, (A1,)), Publication(6, Act.UNSHADOWED, "a", NOON, "me", (A2,), ()))
    assert unshadowed(ended[0], "a", "2", NOON, "me") is None


def test_what_decides_cannot_look_on_and_only_so_many_can() -> None:
    with pytest.raises(AlreadyLive):
        shadowed(LiveList(1, (A1,)), A1, NOON, "me")
    full = LiveList(9, (A1,), tuple(Line("s", str(n)) for n in range(MOST_SHADOWS)))
    with pytest.raises(TooManyShadows):
        shadowed(full, A2, NOON, "me")


LINES = st.builds(
    Line,
    st.sampled_from("abc"),
    st.sampled_from("1234"),
    st.sampled_from([(), ("partner",)]),
    st.sampled_from([(), ("f",)]),
)


@given(st.lists(st.one_of(LINES, st.sampled_from("abc")), max_size=30))
def test_whatever_is_done_each_scope_and_each_policy_has_one_live_version(steps: list[Line | str]) -> None:
    desk = Desk()
    for step in steps:
        before = desk.list
        try:
            desk.publish(step) if isinstance(step, Line) else desk.roll_back(step)
        except (NothingToRollBack, ScopeTaken):
            assert desk.list == before
        assert len({line.name for line in desk.list.live}) == len(desk.list.live)
        assert len({line.scope for line in desk.list.live}) == len(desk.list.live)
    assert [change.revision for change in desk.history] == list(range(1, len(desk.history) + 1))


@given(st.lists(LINES, min_size=1, max_size=10))
def test_undoing_every_publication_in_turn_leads_back_through_the_same_lists(lines: list[Line]) -> None:
    desk, seen = Desk(), []
    for line in lines:
        before = set(desk.list.live)
        desk.publish(line)
        if set(desk.list.live) != before:
            seen.append((line.name, before))
    while seen:
        name, before = seen.pop()
        try:
            desk.roll_back(name)
        except NothingToRollBack:
            assert before == set(desk.list.live) - {line for line in desk.list.live if line.name == name}
            return
        assert set(desk.list.live) == before
