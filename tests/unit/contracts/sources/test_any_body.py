"""Whatever a body holds, nothing is raised, and each lead that comes out is one that `POST /leads` would take."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadgate.contracts.json_body import MAX_BYTES, inspect
from leadgate.contracts.lead_body import SignalBody, read_lead_body
from leadgate.contracts.sources.posts import LeadPost, SignalPost, Unmapped
from leadgate.contracts.sources.registry import SOURCES
from tests.builders.deliveries import SAMPLES, connection, delivery, sample

NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))
NUMBERS = st.sampled_from(
    ["1e400", "-1e400", "NaN", "Infinity", "9" * 30, "9" * 5_000, "1E-999", "18446744073709551616"]
)
TEXTS = st.text() | st.sampled_from(["\0", "\ud800", "x" * 20_000, "ada@firm.example", "2026-05-04T09:58:00Z", "on"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def read(source: str, body: bytes) -> None:
    """Read a body and check all that comes of it."""
    for post in SOURCES[source].read(delivery(body), connection(source)):
        if isinstance(post, LeadPost):
            raw = json.dumps(post.body, ensure_ascii=False).encode()
            assert len(raw) <= MAX_BYTES
            read_lead_body(inspect(json.loads(raw)))
        if isinstance(post, SignalPost):
            assert post.email or post.anonymous_id
            assert [SignalBody.model_validate(signal) for signal in post.signals]
        if isinstance(post, LeadPost | SignalPost | Unmapped):
            assert post.key.strip() and len(post.key) < 1_100


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, step))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


SPOTS = [(name, path) for name in NAMES for path in places(json.loads(sample(name)))]


@settings(max_examples=400)
@given(st.sampled_from(SPOTS), ANY)
def test_any_value_in_any_place_of_a_real_body_is_read(spot: tuple[str, tuple[Any, ...]], value: Any) -> None:
    name, path = spot
    read(name.partition(".")[0], json.dumps(replaced(json.loads(sample(name)), path, value)).encode())


@settings(max_examples=150)
@given(st.sampled_from(SPOTS), NUMBERS)
def test_numbers_that_no_float_holds_are_read(spot: tuple[str, tuple[Any, ...]], number: str) -> None:
    name, path = spot
    marked = json.dumps(replaced(json.loads(sample(name)), path, "@@"))
    read(name.partition(".")[0], marked.replace('"@@"', number).encode())


@given(st.sampled_from(sorted(SOURCES)), ANY)
def test_any_json_is_read(source: str, value: Any) -> None:
    read(source, json.dumps(value).encode())


@given(st.sampled_from(sorted(SOURCES)), st.binary())
def test_any_bytes_are_read(source: str, body: bytes) -> None:
    read(source, body)


@pytest.mark.parametrize("source", sorted(SOURCES))
@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 200_000, b'{"a":' * 200_000, b"null", b'"x"', b"[null]", b"\xef\xbb\xbf{}"]
)
def test_what_is_no_json_or_says_nothing_is_kept_whole(source: str, body: bytes) -> None:
    [post] = SOURCES[source].read(delivery(body), connection(source))
    assert isinstance(post, Unmapped)
    assert post.key.startswith("sha256:") and len(post.key) == 71


def test_a_lead_of_a_huge_form_is_no_larger_than_one_that_is_posted() -> None:
    fields = [{"key": str(n), "label": f"Frage {n}", "value": "ü" * 5_000} for n in range(2_000)]
    fields[40] = {"key": "mail", "label": "E-Mail", "value": "ada@firm.example"}
    read("tally", json.dumps({"eventType": "FORM_RESPONSE", "data": {"fields": fields}}).encode())
    lists = [{"key": str(n), "label": f"utm_{n}", "value": ["x"] * 2_000} for n in range(200)]
    lists[1] = fields[40]
    read("tally", json.dumps({"eventType": "FORM_RESPONSE", "data": {"fields": lists}}).encode())
