"""A batch of leads from an Arrow table, as warehouses export them: a struct for each section, signals as a list."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadgate.domain.policy.facts import Fact
from leadgate.domain.policy.signals import FIELD_TYPES
from leadgate_columnar.arrow_columns import flattened, typed_column
from leadgate_columnar.columns import Column, Numbers, Texts, expect
from leadgate_columnar.packed_form import PackedForm
from leadgate_columnar.packed_signals import PackedSignals
from leadgate_columnar.packed_values import PackedField
from leadgate_columnar.signal_table import SignalTable

_TICKS: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


class ArrowBatch:
    """The rows of an Arrow table as leads; columns that a policy reads and the table lacks are unknown."""

    def __init__(self, table: pa.Table, form: PackedForm | None = None) -> None:
        """Take the rows of a table.

        Args:
            table: the leads.
            form: how their signals are packed; None when they are lists of structs.
        """
        self.size = table.num_rows
        self._table = table
        self._form = form
        self._facts: dict[Fact, Column] = {}
        self._signals: SignalTable | None = None

    @property
    def columns(self) -> dict[str, list[str]]:
        """The columns that are there, each with its fields where it has any."""
        return {field.name: _fields_of(field.type) for field in self._table.schema}

    def fact(self, fact: Fact) -> Column:
        """Give a fact of every lead."""
        if fact not in self._facts:
            self._facts[fact] = self._typed(fact, self._array(fact.name))
        return self._facts[fact]

    def _typed(self, fact: Fact, array: pa.Array) -> Column:
        packed = self._form and self._form.fields.get(fact.name)
        if packed and not pa.types.is_null(array.type):
            return packed.column(packed.read(array), fact.type, fact.values)
        if self._form and pa.types.is_string(array.type):
            # A packed file has codes for the texts that repeat; these hardly do.
            absent = pc.is_null(array).to_numpy(zero_copy_only=False)
            codes = pa.array(np.arange(len(array), dtype=np.int32), mask=absent)
            array = pa.DictionaryArray.from_arrays(codes, pc.fill_null(array, ""))
        return typed_column(array, fact.type, fact.values)

    def signals(self) -> SignalTable:
        """Give the signals of every lead."""
        if self._signals is None:
            packed = self._packed
            self._signals = self._listed() if packed is None else packed.table()
        return self._signals

    @cached_property
    def _packed(self) -> PackedSignals | None:
        signals = self._top("signals")
        return PackedSignals(self._form.fields, signals) if self._form and pa.types.is_struct(signals.type) else None

    def _listed(self) -> SignalTable:
        counts, elements, has_signals = flattened(self._top("signals"))
        signals = pa.nulls(0) if elements is None else elements

        def read(field: str) -> Texts | Numbers:
            type_ = "duration" if field == "duration_s" else FIELD_TYPES[field]
            column = typed_column(self._child(signals, field), type_)
            return _narrow(column) if isinstance(column, Texts) else expect(column, Numbers)

        return SignalTable(counts, has_signals, read)

    def observed_at(self, fact: str) -> Numbers | None:
        """Give when a fact was observed; None when nobody said so for any lead."""
        found = self._child(self._child(self._top("provenance"), fact), "observed_at")
        return None if pa.types.is_null(found.type) else expect(typed_column(found, "timestamp"), Numbers)

    def identity(self, row: int) -> str | int | None:
        """Give the id of a lead; None when it has no usable one."""
        found = _python(self._top("id")[row])
        return found if isinstance(found, str | int) and not isinstance(found, bool) else None

    def document(self, row: int) -> Mapping[str, Any]:
        """Give a lead as the document that `decide` reads."""
        packed = self._packed
        names = [name for name in self._table.column_names if name != "signals" or packed is None]
        document = {name: _python(self._table[name][row]) for name in names}
        if packed is not None:
            document["signals"] = packed.documents(row)
        for section, name, field, stored in self._stored:
            (value,) = field.python(stored[row : row + 1])
            (document[section] if section else document)[name] = value
        return document

    @cached_property
    def _stored(self) -> list[tuple[str, str, PackedField, NDArray[Any]]]:
        """The packed facts of the batch by section and name, as they are stored."""
        fields = self._form.fields if self._form else {}
        arrays = [(path, field, self._array(path)) for path, field in fields.items() if not path.startswith("signals.")]
        return [
            (path.rpartition(".")[0], path.rpartition(".")[2], field, field.read(array))
            for path, field, array in arrays
            if not pa.types.is_null(array.type)
        ]

    def _array(self, path: str) -> pa.Array:
        section, dot, field = path.partition(".")
        return self._child(self._top(section), field) if dot else self._top(section)

    def _top(self, name: str) -> pa.Array:
        at = self._table.schema.get_field_index(name)
        if at < 0:
            return pa.nulls(self.size)
        column = self._table.column(at)
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    @staticmethod
    def _child(parent: pa.Array, field: str) -> pa.Array:
        """Give a field of a struct array; nulls when it has none, or is no struct."""
        kind = parent.type
        if not pa.types.is_struct(kind) or kind.get_field_index(field) < 0:
            return pa.nulls(len(parent))
        return pc.struct_field(parent, [kind.get_field_index(field)])


def _fields_of(kind: pa.DataType) -> list[str]:
    inner = kind.value_type if pa.types.is_list(kind) else kind
    return [field.name for field in inner] if pa.types.is_struct(inner) else []


def _narrow(texts: Texts) -> Texts:
    """Keep codes of few texts in a byte each: there are many signals, and they are gone over many times."""
    return Texts(texts.codes.astype(np.uint8), texts.vocabulary) if len(texts.vocabulary) < 256 else texts


def _python(scalar: pa.Scalar) -> Any:
    """Give an Arrow value as JSON would have it: moments and lengths of time as seconds, decimals as numbers."""
    kind = scalar.type
    if not scalar.is_valid:
        return None
    if isinstance(scalar, pa.StructScalar):
        return {name: _python(scalar[name]) for name in scalar}
    if isinstance(scalar, pa.ListScalar):
        return [_python(item) for item in scalar.values]
    if isinstance(scalar, pa.TimestampScalar | pa.DurationScalar):
        ticks = _TICKS[kind.unit]
        return scalar.value if ticks == 1 else scalar.value / ticks
    value = scalar.as_py()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
