"""Reading the signals of packed files: the pieces of a field, put together, are its column."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadgate.domain.policy.signals import FIELD_TYPES
from leadgate_columnar.arrow_columns import flattened, typed_column, validity
from leadgate_columnar.columns import Numbers, Texts
from leadgate_columnar.lead_schema import NotLeads
from leadgate_columnar.packed_values import AGAIN, PackedField
from leadgate_columnar.signal_table import SignalTable

_DAMAGED: Final = f"the fields of its signals do not fit together: {AGAIN}"


class PackedSignals:
    """The packed signals of a batch of leads."""

    def __init__(self, form: Mapping[str, PackedField], packed: pa.StructArray) -> None:
        """Look at packed signals.

        Args:
            form: how the file stores packed columns, by name.
            packed: for each lead a struct with the fields that were read; null where it has no list.

        Raises:
            NotLeads: a lead has more values of one field than of another.
        """
        self._form = form
        self._packed = packed
        self._fields = {field.name: self._field(field.name) for field in packed.type}
        self._counts, *others = [counts for counts, _values in self._fields.values()]
        if not all(np.array_equal(self._counts, counts) for counts in others):
            raise NotLeads(_DAMAGED)

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        ends: NDArray[np.int64] = np.cumsum(self._counts, dtype=np.int64)
        return ends

    def table(self) -> SignalTable:
        """Give the signals as columns."""
        return SignalTable(self._counts, validity(self._packed), self._column)

    def documents(self, row: int) -> list[dict[str, Any]] | None:
        """Give the signals of a lead as its document has them."""
        if not self._packed[row].is_valid:
            return None
        chosen = slice(self._ends[row] - self._counts[row], self._ends[row])
        columns = [self._python(name, values[chosen]) for name, (_counts, values) in self._fields.items()]
        return [dict(zip(self._fields, values, strict=True)) for values in zip(*columns, strict=True)]

    def _column(self, name: str) -> Texts | Numbers:
        type_ = "duration" if name == "duration_s" else FIELD_TYPES[name]
        if name not in self._fields:
            return cast("Texts | Numbers", typed_column(pa.nulls(int(self._counts.sum())), type_))
        values, field = self._fields[name][1], self._form.get(f"signals.{name}")
        column = typed_column(values, type_) if field is None else field.column(values, type_)
        return cast("Texts | Numbers", column)

    def _python(self, name: str, values: Any) -> list[Any]:
        field = self._form.get(f"signals.{name}")
        found: list[Any] = values.to_pylist() if field is None else field.python(values)
        return found

    def _field(self, name: str) -> tuple[NDArray[Any], Any]:
        """Give the number of values of each lead, and all values: as numpy has them, or Arrow where it is a list."""
        pieces, field = pc.struct_field(self._packed, name), self._form.get(f"signals.{name}")
        if field is None:
            counts, elements, _known = flattened(pieces)
            return counts, pa.nulls(0) if elements is None else elements
        _validity, ends, values = pieces.buffers()
        if not len(pieces):
            return np.empty(0, np.int32), np.empty(0, field.dtype)
        bounds = np.frombuffer(ends, np.int32)[pieces.offset : pieces.offset + len(pieces) + 1]
        size = field.dtype.itemsize
        if size > 1:
            if (bounds % size).any():
                raise NotLeads(_DAMAGED)
            bounds = bounds // size
        whole = np.empty(0, field.dtype) if values is None else np.frombuffer(values, field.dtype, int(bounds[-1]))
        return np.diff(bounds), whole[int(bounds[0]) :]
