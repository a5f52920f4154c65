"""Work that may take only so long: what is late goes on behind, and its caller does not wait."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError


class Deadline:
    """Runs work in a thread of its own for at most so many seconds.

    Late work is not stopped: whatever it still writes is conditional, so that it either holds or is refused.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="in-time")

    def run[T](self, work: Callable[[], T], seconds: float) -> T | None:
        """Give what the work returns, or None when it takes longer than `seconds`.

        Raises:
            Exception: whatever the work raises in time.
        """
        if seconds <= 0:
            return None
        try:
            return self._threads.submit(work).result(timeout=seconds)
        except LateError:
            return None
