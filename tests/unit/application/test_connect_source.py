"""Connections are set up with their secrets apart, and a new secret takes over from the old one gently."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.application.connect_source import Connecting, connect_source, disconnect_source
from leadgate.application.errors import NoSecret, NoSuchConnection
from leadgate.domain.clock import DAY, HOUR
from leadgate.domain.connection_secrets import OVERLAP, Secrets, rotated, valid_secrets
from tests.builders.connections import connection
from tests.fakes.connections import InMemoryConnectionRegistry, InMemorySecretStore
from tests.fakes.time import NOON, SettableClock

NAME = ("typeform", "website")


@pytest.fixture
def ports() -> Any:
    return Connecting(InMemoryConnectionRegistry(), InMemorySecretStore(), SettableClock())


def test_a_new_connection_says_since_when_it_has_a_secret_and_keeps_it_apart(ports: Any) -> None:
    kept, is_new = connect_source(connection(), "first-secret", None, ports=ports)
    assert (is_new, kept.secret_updated_at, kept.access_token_updated_at) == (True, NOON, None)
    assert ports.registry.kept[NAME] == kept
    assert ports.secrets.kept[NAME] == Secrets("first-secret")
    assert "first-secret" not in repr(kept)


def test_without_a_secret_a_signed_connection_is_refused_and_nothing_is_kept(ports: Any) -> None:
    with pytest.raises(NoSecret):
        connect_source(connection(), None, "an-access-token", ports=ports)
    assert (ports.registry.kept, ports.secrets.kept) == ({}, {})
    assert connect_source(connection(unsigned=True), None, None, ports=ports)[1]


def test_a_change_without_secrets_leaves_them_as_they_are(ports: Any) -> None:
    connect_source(connection(), "first-secret", "first-token", ports=ports)
    ports.clock.now += HOUR
    kept, is_new = connect_source(connection(kind="demo"), None, None, ports=ports)
    assert (is_new, kept.connection.kind, kept.created_at, kept.updated_at) == (False, "demo", NOON, NOON + HOUR)
    assert (kept.secret_updated_at, kept.access_token_updated_at) == (NOON, NOON)
    assert ports.secrets.kept[NAME] == Secrets("first-secret", access_token="first-token")


def test_a_new_secret_leaves_the_previous_one_a_day_and_the_token_alone(ports: Any) -> None:
    connect_source(connection(), "first-secret", "first-token", ports=ports)
    ports.clock.now += HOUR
    kept, _ = connect_source(connection(), "second-secret", None, ports=ports)
    assert (kept.secret_updated_at, kept.access_token_updated_at) == (NOON + HOUR, NOON)
    secrets = ports.secrets.kept[NAME]
    assert secrets == Secrets("second-secret", "first-secret", NOON + HOUR + DAY, "first-token")
    assert valid_secrets(secrets, NOON + HOUR + DAY - 1) == ["second-secret", "first-secret"]
    assert valid_secrets(secrets, NOON + HOUR + DAY) == ["second-secret"]


def test_the_same_request_again_rotates_nothing(ports: Any) -> None:
    connect_source(connection(), "first-secret", None, ports=ports)
    for _ in range(2):
        ports.clock.now += HOUR
        kept, _ = connect_source(connection(), "second-secret", None, ports=ports)
        assert kept.secret_updated_at == NOON + HOUR
    assert ports.secrets.kept[NAME] == Secrets("second-secret", "first-secret", NOON + HOUR + DAY)
    assert ports.secrets.puts == 2


def test_a_request_that_was_cut_off_after_its_secret_is_completed_by_the_next(ports: Any) -> None:
    ports.secrets.put(*NAME, Secrets("first-secret", access_token="a-token"))
    kept, _ = connect_source(connection(), "first-secret", "a-token", ports=ports)
    assert (kept.secret_updated_at, kept.access_token_updated_at) == (NOON, NOON)


def test_an_ended_connection_leaves_no_secret(ports: Any) -> None:
    connect_source(connection(), "first-secret", None, ports=ports)
    disconnect_source(*NAME, ports=ports)
    assert (ports.registry.kept, ports.secrets.kept) == ({}, {})
    with pytest.raises(NoSuchConnection):
        disconnect_source(*NAME, ports=ports)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2 * DAY)), max_size=8), st.integers(0, 3 * DAY))
def test_at_any_moment_the_present_secret_is_good_and_at_most_one_other(
    rotations: list[tuple[str, int]], later: int
) -> None:
    secrets, now = Secrets(), NOON
    for secret, pause in rotations:
        now += pause
        before, secrets = secrets, rotated(secrets, secret, now)
        assert rotated(secrets, secret, now + 1) == secrets
        assert before.current is None or before.current in valid_secrets(secrets, now)
    good = valid_secrets(secrets, now + later)
    assert list(good[:1]) == ([secrets.current] if secrets.current else [])
    assert len(good) == len(set(good)) <= 2
    assert later < OVERLAP or len(good) <= 1
