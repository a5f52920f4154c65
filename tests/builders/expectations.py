"""What an answer is expected to be, so that a table of many reads like one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Check = Callable[[Any, dict[str, str]], bool]


@dataclass(frozen=True)
class Expected:
    """What an HTTP event is answered with, and the events that come before it."""

    status: int
    check: Check
    given: tuple[str, ...] = ()


def problem(kind: str, *pointers: str) -> Check:
    return lambda document, headers: (
        headers["content-type"] == "application/problem+json"
        and document["type"] == f"urn:leadgate:problem:{kind}"
        and [fault["pointer"] for fault in document["errors"]] == list(pointers)
    )


def decided(outcome: str, action: str, owner: str | None = None, reason: str | None = None) -> Check:
    return lambda document, _: (
        (document["outcome"], document["next_step"]["action"], document["reason"]) == (outcome, action, reason)
        and (document["owner"] or {}).get("id") == owner
    )


def asks(*facts: str) -> Check:
    return lambda document, _: (
        document["outcome"] == "needs_info"
        and [question["fact"] for question in document["next_step"]["questions"]] == list(facts)
    )


def shows(**wanted: object) -> Check:
    return lambda document, _: {name: document[name] for name in wanted} == wanted


def became(*results: str) -> Check:
    return lambda document, _: [one["result"] for one in document["results"]] == list(results)
