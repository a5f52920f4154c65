"""What wiring a function does besides filling its ports."""

import gc
from collections.abc import Iterator

import pytest

from leadgate.runtime.environment import QUEUE_URL, TABLE
from leadgate.runtime.wiring import authorizer_keyring, relay_queue


@pytest.fixture(autouse=True)
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nothing be exempt yet, and nothing stay so."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv(QUEUE_URL, "https://sqs.example/queue")
    monkeypatch.setenv(TABLE, "table")
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_what_a_function_starts_with_is_not_collected_over_again() -> None:
    relay_queue()
    held = gc.get_freeze_count()
    assert held > 10_000
    authorizer_keyring()
    assert gc.get_freeze_count() <= held
