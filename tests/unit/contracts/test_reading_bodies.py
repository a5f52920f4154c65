"""Bodies are read without trust, and every fault is told with its place."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.json_body import LARGEST_INTEGER, MAX_BYTES, MAX_TEXT, inspect, read_object
from leadgate.contracts.lead_body import read_lead_body
from leadgate.contracts.messages import NotANudge, read_nudge
from leadgate.contracts.problem import Fault, Problem, invalid, pointer_to

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-LARGEST_INTEGER, LARGEST_INTEGER), st.text(max_size=9)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=20,
)


def refused(read: Any, *args: Any) -> Problem:
    with pytest.raises(Problem) as problem:
        read(*args)
    return problem.value


def places(problem: Problem) -> list[str]:
    return [fault.pointer for fault in problem.faults]


def deep(levels: int) -> dict[str, object]:
    value: object = 1
    for _ in range(levels):
        value = {"a": value}
    return {"a": value}


@given(st.binary(max_size=300))
def test_any_bytes_are_an_object_or_a_problem(raw: bytes) -> None:
    try:
        assert isinstance(read_object(raw), dict)
    except Problem as problem:
        assert problem.status in (400, 422)


@given(st.text(max_size=300))
def test_any_text_is_an_object_or_a_problem(text: str) -> None:
    try:
        assert isinstance(read_object(text.encode("utf-8", "surrogatepass")), dict)
    except Problem as problem:
        assert problem.status in (400, 422)


@given(st.dictionaries(st.text(max_size=9), JSON, max_size=5))
def test_what_is_accepted_is_what_was_sent_and_can_be_stored(body: dict[str, Any]) -> None:
    try:
        read = read_object(json.dumps(body).encode())
    except Problem as problem:
        assert problem.status == 422 and problem.faults
    else:
        assert read == body
        json.dumps(read, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (deep(4), []),
        (deep(5), ["/a/a/a/a/a"]),
        ({"a": [[[[[]]]]]}, ["/a/0/0/0/0"]),
        ({"a": list(range(1_998))}, []),
        ({"a": list(range(1_999))}, [""]),
        ({"a": "x" * MAX_TEXT}, []),
        ({"a": "x" * (MAX_TEXT + 1)}, ["/a"]),
        ({"x" * (MAX_TEXT + 1): 1}, [""]),
        ({"a": LARGEST_INTEGER, "b": -LARGEST_INTEGER}, []),
        ({"a": LARGEST_INTEGER + 1, "b": -LARGEST_INTEGER - 1}, ["/a", "/b"]),
        ({"a": float("inf"), "b": float("-inf"), "c": float("nan")}, ["/a", "/b", "/c"]),
        ({"a": "\0", "b": ["x", "\udfff"]}, ["/a", "/b/1"]),
        ({"a": "🙂", "ключ": "値"}, []),
        ({"a": True, "b": None}, []),
    ],
    ids=range(14),
)
def test_every_value_that_cannot_be_kept_is_pointed_at(body: dict[str, object], pointers: list[str]) -> None:
    if pointers:
        assert places(refused(inspect, body)) == pointers
    else:
        assert inspect(body) == body


def test_size_counts_bytes_and_the_limit_is_inclusive() -> None:
    body = '{"a":"' + "ü" * 100 + '"}'
    assert read_object(body.encode() + b" " * (MAX_BYTES - len(body.encode())))["a"] == "ü" * 100
    assert refused(read_object, body.encode() + b" " * (MAX_BYTES - len(body.encode()) + 1)).status == 413


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ([], ""),
        (["a", 0, "b"], "/a/0/b"),
        (["a/b", "c~d"], "/a~1b/c~0d"),
        (["\ud800"], "/?"),
        ([""], "/"),
        (["x" * 500], "/" + "x" * 200),
    ],
)
def test_a_pointer_is_spelled_as_the_standard_says(path: list[str | int], pointer: str) -> None:
    assert pointer_to(path) == pointer


@pytest.mark.parametrize(("count", "listed"), [(1, 1), (2, 2), (50, 50), (4_000, 50)])
def test_a_problem_lists_at_most_fifty_faults_and_counts_all(count: int, listed: int) -> None:
    problem = invalid([Fault(f"/{n}", "is wrong") for n in range(count)])
    assert len(problem.faults) == listed
    assert problem.detail == f"{count} thing{'' if count == 1 else 's'} to mend; see errors."


def test_a_problem_names_its_kind_its_request_and_nothing_else() -> None:
    assert Problem(409, "reused-idempotency-key", "No.", [Fault("/a", "b")]).to_document("urn:request:r") == {
        "type": "urn:leadgate:problem:reused-idempotency-key",
        "title": "Conflict",
        "status": 409,
        "detail": "No.",
        "instance": "urn:request:r",
        "errors": [{"pointer": "/a", "detail": "b"}],
    }


GOOD: dict[str, object] = {"email": "vera@firm.example"}


@pytest.mark.parametrize(
    "name", ["company", "answers", "source", "consent", "signals", "title", "test", "submitted_at"]
)
def test_null_counts_as_absent(name: str) -> None:
    assert read_lead_body(GOOD | {name: None}) == read_lead_body(dict(GOOD))


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"title": "x" * 501}, ["/title"]),
        ({"title": 7}, ["/title"]),
        ({"company": "Firm"}, ["/company"]),
        ({"company": {"team size": 1}}, ["/company/team size"]),
        ({"company": {"crm": "x", "1st": 2}}, ["/company/1st"]),
        ({"answers": {"a" * 65: 1}}, ["/answers/" + "a" * 65]),
        ({"source": {"utm": {str(n) + "x": 1 for n in range(2)}}}, ["/source/utm/0x", "/source/utm/1x"]),
        ({"source": {"utm": {f"u{n}": 1 for n in range(21)}}}, ["/source/utm"]),
        ({"signals": {}}, ["/signals"]),
        ({"signals": [{"type": "Page View"}]}, ["/signals/0/type"]),
        ({"signals": [{"type": "page_view", "value": "1"}]}, ["/signals/0/value"]),
        ({"signals": [{"type": "page_view", "value": True}]}, ["/signals/0/value"]),
        ({"signals": [{"type": "page_view", "at": "soon"}]}, ["/signals/0/at"]),
        ({"signals": [{"type": "page_view", "color": 1}]}, ["/signals/0/color"]),
        ({"consent": {"marketing": 1, "by": "x"}}, ["/consent/by", "/consent/marketing"]),
        ({"consent": {"at": True}}, ["/consent/at"]),
        ({"test": 1}, ["/test"]),
    ],
    ids=range(17),
)
def test_each_fault_of_a_lead_has_one_pointer(changes: dict[str, object], pointers: list[str]) -> None:
    problem = refused(read_lead_body, GOOD | changes)
    assert (problem.status, places(problem)) == (422, pointers)
    assert all(fault.detail[0].islower() and "pydantic" not in fault.detail for fault in problem.faults)


@given(st.dictionaries(st.sampled_from(["email", "title", "company", "answers", "signals", "source", "test"]), JSON))
def test_any_body_is_a_lead_or_a_problem_with_places(body: dict[str, Any]) -> None:
    try:
        assert read_lead_body(body).email
    except Problem as problem:
        assert problem.status == 422 and problem.faults
        assert len(set(places(problem))) == len(problem.faults)


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '"lead_1"', "{}", '{"lead_id": ""}', '{"lead_id": 7}', '{"lead": "x"}']
)
def test_a_message_without_a_lead_is_none_of_ours(body: str) -> None:
    with pytest.raises(NotANudge):
        read_nudge(body)


def test_a_nudge_may_say_more_than_we_read() -> None:
    assert read_nudge('{"lead_id": "lead_1", "why": "revisit"}') == "lead_1"
