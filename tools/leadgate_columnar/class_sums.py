"""Adding up for each lead what the classes of its signals say, for as many measures at once as fit into an integer."""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from leadgate_columnar.columns import Bounds
from leadgate_columnar.signal_table import SignalTable
from leadgate_columnar.ternary import NO, YES, Flags, forget

_WORD: Final = 64
# The bits that hold the most signals that a lead has, and what the counts of all leads are kept in.
_WIDTHS: Final = ((8, np.int16), (16, np.int32), (32, np.int64))


class ClassSums:
    """Goes from the classes of signals to their leads."""

    def __init__(self, table: SignalTable, joint: NDArray[np.intp]) -> None:
        """Find where the signals of each lead begin.

        Args:
            table: the signals.
            joint: the class of each of them.
        """
        self._table = table
        self._joint = joint
        self._who = np.flatnonzero(table.counts)
        self._starts = (np.cumsum(table.counts) - table.counts)[self._who]

    def counts(self, flags: Mapping[int, Flags]) -> dict[int, Bounds]:
        """Count the signals of each lead.

        Args:
            flags: for each measure what it says to each class.

        Returns:
            For each measure how many signals match for certain, and how many can.
        """
        most = int(self._table.counts.max(initial=0))
        width, kind = next((width, kind) for width, kind in _WIDTHS if most < 1 << width)
        found = {}
        for some in batched(flags.items(), _WORD // width // 2, strict=False):
            ends = [end for _index, said in some for end in (said == YES, said != NO)]
            low_and_high = iter(self._unpacked(np.add, ends, width, kind))
            for index, _said in some:
                found[index] = Bounds(next(low_and_high), next(low_and_high), self._table.has_signals)
        return found

    def any(self, flags: Mapping[int, Flags]) -> dict[int, Flags]:
        """Say of each lead whether one of its signals matches.

        Args:
            flags: for each measure what it says to each class.

        Returns:
            For each measure yes, no or unknown.
        """
        found = {}
        for some in batched(flags.items(), _WORD // 2, strict=False):
            # No is no bit, unknown the lower one, yes both: the bits of several signals together say the same.
            bits = [said + (said == YES) for _index, said in some]
            for (index, _said), both in zip(some, self._unpacked(np.bitwise_or, bits, 2, np.int8), strict=True):
                result: Flags = both - (both >> 1)
                if self._table.has_signals is not None:
                    forget(result, self._table.has_signals)
                found[index] = result
        return found

    def _unpacked(
        self, together: np.ufunc, parts: Sequence[NDArray[Any]], width: int, kind: type[np.signedinteger[Any]]
    ) -> list[NDArray[Any]]:
        """Pack small numbers for each class into one, put these together for each lead, and take them apart."""
        words = np.zeros(len(parts[0]), np.uint64)
        for place, part in enumerate(parts):
            words |= part.astype(np.uint64) << np.uint64(place * width)
        of_lead = np.zeros(self._table.leads, np.uint64)
        if len(self._who):
            of_lead[self._who] = together.reduceat(words.take(self._joint), self._starts)
        mask = np.uint64((1 << width) - 1)
        return [((of_lead >> np.uint64(place * width)) & mask).astype(kind) for place in range(len(parts))]
