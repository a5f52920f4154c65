"""Races without threads: other writers act exactly before a chosen call, as often as the test says."""

from collections.abc import Callable
from typing import Any

from tests.fakes.leads import InMemoryLeadRepository

Action = Callable[[], object]


class Interleaving:
    """A LeadRepository that lets somebody else act right before named calls.

    Args:
        leads: where both sides' writes go.
        before: by the call's name, what happens before its first, second, ... time.
    """

    def __init__(self, leads: InMemoryLeadRepository, before: dict[str, list[Action]]) -> None:
        self._leads = leads
        self._before = {name: list(actions) for name, actions in before.items()}
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._leads, name)
        if not callable(call):
            return call

        def after_the_others(*args: Any, **kwargs: Any) -> Any:
            self.calls.append(name)
            waiting = self._before.get(name)
            if waiting:
                waiting.pop(0)()
            return call(*args, **kwargs)

        return after_the_others


def raising(error: Exception) -> Action:
    """An action that makes the call fail instead."""

    def fail() -> None:
        raise error

    return fail
