"""Going over the row groups of a Parquet file with several processes, which share nothing but the file."""

import ctypes
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Final

import pyarrow as pa

from leadgate_columnar.arrow_batch import ArrowBatch
from leadgate_columnar.parquet_leads import ParquetLeads
from leadgate_columnar.plan import Plan

Work = Callable[[Sequence[Plan], ArrowBatch], Any]
"""What is done with a batch; the function and its result travel between processes."""

# Options of glibc's mallopt, and the most bytes that it keeps.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_KEPT: Final = 1 << 30

_prepared: list[tuple[ParquetLeads, Sequence[Plan]]] = []


class Workers:
    """Processes that have opened a file and prepared the policies, ready for row groups."""

    def __init__(self, open_leads: Callable[[], tuple[ParquetLeads, Sequence[Plan]]], count: int | None = None) -> None:
        """Start the processes.

        Args:
            open_leads: opens the file and prepares the policies; called once here and in each process.
            count: how many processes; None for one for each processor, but no more than there are row groups.
        """
        self.leads, self.plans = open_leads()
        groups = self.leads.metadata.num_row_groups
        self._count = min(count or os.process_cpu_count() or 1, max(groups, 1))
        self._pool = None if self._count == 1 else _pool(self._count, open_leads)

    def map(self, work: Work) -> Iterator[tuple[int, Any]]:
        """Do some work for every batch of the file.

        Args:
            work: what to do with a batch.

        Yields:
            In the order of the file, the number of leads of each row group and the results of its batches.
        """
        groups = [group for group, _leads in self.leads.groups()]
        if self._pool is None:
            found: Iterator[Any] = (_work_on(self.leads, self.plans, work, group) for group in groups)
        else:
            found = self._pool.map(_work, [work] * len(groups), groups)
        for (_group, size), results in zip(self.leads.groups(), found, strict=True):
            yield size, results

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()


def _pool(count: int, open_leads: Callable[[], tuple[ParquetLeads, Sequence[Plan]]]) -> ProcessPoolExecutor:
    # A fork has everything imported already; where forks are not safe to use a fresh process has to do.
    how = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(how)
    pool = ProcessPoolExecutor(count, context, initializer=_prepare, initargs=(open_leads,))
    # They start with the first work, which has to come before this process has threads.
    list(pool.map(_ready, range(count)))
    return pool


def _ready(number: int) -> int:
    return number


def _prepare(open_leads: Callable[[], tuple[ParquetLeads, Sequence[Plan]]]) -> None:
    _keep_memory()
    _prepared[:] = [open_leads()]


def _keep_memory() -> None:
    """Let freed memory be used again, for Arrow too: else large pieces go back and come anew page by page."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library is not None and hasattr(library, "mallopt"):
        for option in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
            library.mallopt(option, _KEPT)
        pa.set_memory_pool(pa.system_memory_pool())


def _work(work: Work, group: int) -> list[Any]:
    leads, plans = _prepared[0]
    return _work_on(leads, plans, work, group)


def _work_on(leads: ParquetLeads, plans: Sequence[Plan], work: Work, group: int) -> list[Any]:
    return [work(plans, batch) for batch in leads.batches(group)]
