"""What the generated code leaves to closures: signals without a plain time or of a type that nobody declared."""

from collections.abc import Mapping, Sequence
from typing import Final

from leadgate.domain.clock import Instant
from leadgate.domain.policy.fused.facts import ODD, strict
from leadgate.domain.policy.scan import SignalScan, Test
from leadgate.domain.policy.signals import FIELD_READERS, begin_signal, read_fields

READ_AT: Final = strict(FIELD_READERS["at"])
"""Reads a time in whatever spelling; raises ODD for what is none."""


class SlowSignals:
    """Looks at the signals that have no time, a time in words, or a type that is not declared: there are few."""

    def __init__(self, scan: SignalScan, kinds: Mapping[str, int]) -> None:
        self.kinds = kinds
        self.gathered = [index for index, tracker in enumerate(scan.trackers) if tracker.read is not None]
        self._order = {index: place for place, index in enumerate(self.gathered)}
        every = {**dict.fromkeys(kinds, scan.other), **scan.by_type}
        self._windows = {kind: _by_need(tests) for kind, tests in every.items()}
        self._other = _by_need(scan.other)

    def look(
        self, signal: object, now: Instant, counts: list[int], matches: Sequence[list[object]]
    ) -> tuple[float, int]:
        """Give the signal's age and the number of its branch.

        A signal without a time is counted into the windows that it may be in, by the closures; its age is -1, so that
        no window is tried again. Raises ODD for whatever is ill-typed.
        """
        kind = signal.get("type") if type(signal) is dict else None
        if type(signal) is not dict or type(kind) is not str:
            raise ODD
        at = signal.get("at")
        if at is not None:
            return now - READ_AT(at), self.kinds.get(kind, 0)
        plain, others = self._windows.get(kind, self._other)
        for index in plain:
            counts[index] += 1
        if others:
            self._try(others, signal, now, counts, matches)
        return -1, self.kinds.get(kind, 0)

    def _try(
        self, tests: Sequence[Test], signal: object, now: Instant, counts: list[int], matches: Sequence[list[object]]
    ) -> None:
        vector = begin_signal(signal, now, _refuse)
        read_fields(signal, (field for test in tests for field in test.fields), vector, _refuse)
        for test in tests:
            if test.condition is not None and test.condition(vector) is False:
                continue
            if test.place is None:
                counts[test.index] += 1
            else:
                matches[self._order[test.index]].append((vector[test.place], False))


def _by_need(tests: Sequence[Test]) -> tuple[tuple[int, ...], tuple[Test, ...]]:
    """Tell the windows that any signal may be in, which are only counted, from those that ask for more."""
    windows = [test for test in tests if test.window is not None]
    plain = tuple(test.index for test in windows if test.condition is None and test.place is None)
    return plain, tuple(test for test in windows if test.condition is not None or test.place is not None)


def check_time(at: object) -> None:
    """Raise ODD when what was taken for a time is none; whatever lies in a window is one."""
    if at is not None:
        READ_AT(at)


def _refuse(_field: str | None) -> None:
    raise ODD
