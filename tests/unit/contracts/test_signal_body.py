"""What is read of signals that come by themselves, and what of them is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.problem import Problem
from leadgate.contracts.signal_body import MOST_SIGNALS, IllFormed, ToldSignal, read_signal, read_signals_body
from tests.fakes.time import NOON

VIEW = {"email": "Vera@Firm.example", "type": "page_view"}
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("email", "lead_id", "anonymous_id", "type", "at", "page", "value", "duration_s", "source", "id")
ITEMS = st.dictionaries(st.sampled_from(NAMES), JSON | st.sampled_from(["a@b.example", "page_view", NOON]))


def test_a_signal_says_who_did_what_and_when() -> None:
    told = {"lead_id": " lead_1 ", "type": "pricing_view", "at": "2026-05-04T09:00:00Z", "page": "/p", "value": 2,
            "duration_s": 3.5, "source": "tracker", "id": "e-1"}  # fmt: skip
    assert read_signal(told, NOON) == ToldSignal(
        None, "lead_1", None,
        {"type": "pricing_view", "at": 1777885200.0, "page": "/p", "value": 2.0, "duration_s": 3.5,
         "source": "tracker", "id": "e-1"},
    )  # fmt: skip


def test_without_a_moment_it_is_the_arrival_s_and_null_is_absent() -> None:
    read = read_signal(VIEW | {"at": None, "id": None, "lead_id": None}, NOON)
    assert read == ToldSignal("Vera@firm.example", None, None, {"type": "page_view", "at": NOON})


def test_a_moment_ahead_is_taken_as_now_and_said() -> None:
    read = read_signal(VIEW | {"at": NOON + 9_000}, NOON)
    assert isinstance(read, ToldSignal) and read.signal["at"] == NOON
    assert read.remark == "/at lies in the future; the time of arrival is used"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("page_view", "has to be an object"),
        ([], "has to be an object"),
        (None, "has to be an object"),
        ({"type": "x"}, "exactly one of email, lead_id and anonymous_id; this has none"),
        (VIEW | {"lead_id": "lead_1"}, "this has email and lead_id"),
        (VIEW | {"lead_id": "l", "anonymous_id": "a"}, "this has anonymous_id and email and lead_id"),
        ({"email": "", "type": "x"}, "/email"),
        ({"lead_id": " ", "type": "x"}, "this has none"),
        (VIEW | {"email": "nobody"}, "/email is no e-mail address"),
        (VIEW | {"type": "Page view"}, "/type"),
        ({"email": "a@b.example"}, "/type is required"),
        (VIEW | {"at": "soon"}, "/at is no time"),
        (VIEW | {"at": True}, "/at is no time"),
        (VIEW | {"value": "9"}, "/value has to be a number"),
        (VIEW | {"page": "x" * 10_001}, "/page is longer than 10000"),
        (VIEW | {"page": "a\0b"}, "/page holds a NUL character"),
        (VIEW | {"page": "\ud800"}, "/page holds half a surrogate pair"),
        (VIEW | {"id": "x" * 501}, "/id"),
        (VIEW | {"id": 7}, "/id has to be text"),
        (VIEW | {"colour": "red"}, "/colour is not a field of this request"),
        (VIEW | {"value": 2**70}, "/value is an integer over 64 bits"),
        (VIEW | {"page": [[[[[["deep"]]]]]]}, "/page"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(told: object, says: str) -> None:
    read = read_signal(told, NOON)
    assert isinstance(read, IllFormed) and says in read.detail


def test_at_most_three_things_are_said() -> None:
    read = read_signal({"email": 1, "type": 1, "id": 1, "page": 1, "x": 1}, NOON)
    assert isinstance(read, IllFormed) and read.detail.count(";") == 2


@given(st.lists(ITEMS | JSON, min_size=1, max_size=4))
def test_every_body_of_signals_is_read_in_order_and_nothing_of_it_fails(told: list[Any]) -> None:
    read = read_signals_body({"signals": told}, NOON)
    assert len(read) == len(told)
    for one in read:
        if isinstance(one, ToldSignal):
            assert sum(name is not None for name in (one.email, one.lead_id, one.anonymous_id)) == 1
            assert isinstance(one.signal["at"], int | float) and one.signal["at"] <= NOON


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/signals"]),
        ({"signals": None}, ["/signals"]),
        ({"signals": {}}, ["/signals"]),
        ({"signals": []}, ["/signals"]),
        ({"signals": [VIEW] * (MOST_SIGNALS + 1)}, ["/signals"]),
        ({"signals": [VIEW], "email": "a@b.example"}, ["/email"]),
        ({"a/b": 1}, ["/a~1b", "/signals"]),
    ],
)
def test_a_body_that_is_no_list_of_signals_is_refused_as_a_whole(body: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(Problem) as refused:
        read_signals_body(body, NOON)
    assert [fault.pointer for fault in refused.value.faults] == pointers


def test_as_many_signals_as_may_be_are_read() -> None:
    assert len(read_signals_body({"signals": [VIEW] * MOST_SIGNALS}, NOON)) == MOST_SIGNALS
