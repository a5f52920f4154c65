"""Driving the deployed stack over HTTP: requests with a key, and waiting for what the queue does."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from leadgate_local.stack import Stack

_numbers = count(time.time_ns())
PATIENCE = 300.0
"""Seconds that anything may take: a local function starts as a process of its own, two seconds of a processor each, and
a machine may have one slow processor and other work. What never comes is still noticed."""
READY: dict[str, Any] = {
    "title": "VP Marketing",
    "company": {"name": "Firm GmbH", "country": "DE", "employees": 240},
    "answers": {"use_case": "routing", "team_size": 12, "timeline": "this_quarter"},
}
"""What a person states who is ready for sales, but for the address."""


def new_address() -> str:
    """An address that nobody has posted before."""
    return f"person{next(_numbers)}@firm.example"


@dataclass
class Api:
    """The deployed API as its callers see it."""

    stack: Stack
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        limits = httpx.Limits(max_connections=64)
        self.client = httpx.Client(base_url=self.stack.api_url, timeout=PATIENCE, trust_env=False, limits=limits)

    def call(self, method: str, path: str, *, key: str | None = None, **request: Any) -> httpx.Response:
        headers = dict(request.pop("headers", {}))
        if key is not None:
            headers["Authorization"] = f"Bearer {self.stack.keys.get(key, key)}"
        if isinstance(request.get("json"), dict):
            request["content"] = json.dumps(request.pop("json"))
            headers.setdefault("Content-Type", "application/json")
        return self.client.request(method, path, headers=headers, **request)

    def demo(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        # The functions of this machine share two cores with the suite: the default budget is tested on its own.
        return self.call("POST", "/demo-requests", key="intake", json=body, headers={"Prefer": "wait=10"} | headers)

    def lead(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        return self.call("POST", "/leads", key="intake", json=body, headers=headers)

    def read(self, path: str, **request: Any) -> httpx.Response:
        return self.call("GET", path, key="cadence", **request)

    def status(self, address: str) -> dict[str, Any]:
        found: dict[str, Any] = self.read("/status", params={"email": address}).json()
        return found

    def decided(self, address: str) -> dict[str, Any]:
        """The status of a person, once somebody has decided on them."""
        return until(lambda: self.status(address), lambda status: status["outcome"] is not None)

    def timeline(self, lead_id: str) -> list[dict[str, Any]]:
        return list(self.read(f"/leads/{lead_id}/timeline").json()["items"])


def until[T](look: Callable[[], T], is_there: Callable[[T], bool], seconds: float = PATIENCE) -> T:
    """Look again until something is there; fails with what was seen last."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if is_there(seen):
            return seen
        assert time.monotonic() < end, f"did not happen within {seconds} s: {seen}"
        time.sleep(0.2)
