"""A local stack keeps what it knows over a stop, and stopping it touches nobody else."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadgate_local import emulator, ports, processes
from leadgate_local.place import HOST, Place
from leadgate_local.stack import aws
from leadgate_local.trouble import StepFailed


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An empty place that keeps its state; its emulator is ended afterwards."""
    new = Place(folder=tmp_path, wanted_port=ports.any_free())
    yield new
    emulator.stop(new)


def test_what_was_stored_is_there_after_a_stop_and_a_start(place: Place) -> None:
    first = emulator.start(place)
    emulator.wait(place, first)
    aws("sqs", place.endpoint(first.port)).create_queue(QueueName="kept")
    assert emulator.stop(place) == first
    second = emulator.start(place)
    emulator.wait(place, second)
    assert "kept" in aws("sqs", place.endpoint(second.port)).list_queues()["QueueUrls"][0]
    assert second.port == first.port


def test_a_stop_ends_only_the_process_that_was_started(place: Place) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        # The number of an emulator that died long ago, now another program's.
        place.emulator.write_text(f'{{"pid": {stranger.pid}, "born": "long ago", "port": 4566}}')
        assert emulator.stop(place) is None
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_process_that_is_gone_has_no_birth() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert processes.birth(gone.pid) is None


def test_a_port_that_another_program_holds_is_passed_over(place: Place) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        started = emulator.start(replace(place, wanted_port=taken))
        assert started.port != taken
        emulator.wait(place, started)


def test_an_emulator_that_dies_says_what_to_do_and_shows_its_log(place: Place) -> None:
    started = emulator.start(place)
    processes.end(started.pid, started.born)
    with pytest.raises(StepFailed, match=str(started.port)) as failure:
        emulator.wait(place, started)
    assert "make clean" in failure.value.remedy
