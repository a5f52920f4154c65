"""The form of packed files: which columns are packed and how, and making the columns of a file from those of leads."""

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadgate.domain.policy.facts import SECTIONS
from leadgate_columnar.arrow_columns import flattened
from leadgate_columnar.lead_schema import Leaf, NotLeads
from leadgate_columnar.packed_values import AGAIN, PackedField, field_from, packed_field

KEY: Final = b"leadgate.packed"
"""The entry of a file's metadata that says what is packed; without it all columns are ordinary ones."""

FORM: Final = 1

_SIGNALS: Final = "signals"


class PackedForm:
    """How facts and fields of signals are stored, by name; what has no entry is stored in the ordinary way.

    A fact is a number, or bytes, for each lead and never null. The signals of a lead are a struct with a piece of
    binary for each field, in which the values stand one after the other, or with a list.
    """

    def __init__(self, fields: Mapping[str, PackedField]) -> None:
        self.fields = fields

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """Give the columns of a packed file from those of the leads, with this form in its metadata."""
        return pa.schema(map(self._packed, schema)).with_metadata({KEY: self.to_json()})

    def _packed(self, field: pa.Field) -> pa.Field:
        name, kind = field.name, field.type
        if name == _SIGNALS:
            inside = [pa.field(one.name, self._pieces(one), nullable=False) for one in kind.value_type]
            return pa.field(name, pa.struct(inside))
        if name in SECTIONS:
            inside = [self._packed(one.with_name(f"{name}.{one.name}")) for one in kind]
            inside = [one.with_name(one.name.partition(".")[2]) for one in inside]
            return pa.field(name, pa.struct(inside), nullable=False)
        return field if name not in self.fields else pa.field(name, self.fields[name].arrow, nullable=False)

    def _pieces(self, field: pa.Field) -> pa.DataType:
        return pa.binary() if f"{_SIGNALS}.{field.name}" in self.fields else pa.list_(field.type)

    def check(self, schema: pa.Schema) -> None:
        """Check that the packed columns of a file are what its metadata says.

        Raises:
            NotLeads: one is something else.
        """
        for path, field in self.fields.items():
            found = _type_of(schema, path)
            wanted = pa.binary() if path.startswith(f"{_SIGNALS}.") else field.arrow
            if found is not None and found != wanted:
                raise NotLeads(f"column {path} is {found}, not {wanted} as its metadata says: {AGAIN}")

    def table(self, table: pa.Table, schema: pa.Schema) -> pa.Table:
        """Pack leads.

        Args:
            table: the leads, with a struct for each section and a list of structs for the signals.
            schema: what `schema` gave for its columns.

        Returns:
            The leads as they are stored.
        """
        columns = [self._column(field, table[field.name].combine_chunks()) for field in schema]
        return pa.Table.from_arrays(columns, schema=schema)

    def _column(self, field: pa.Field, values: pa.Array) -> pa.Array:
        if field.name == _SIGNALS:
            return self._signals(field.type, values)
        if field.name in SECTIONS:
            inside = [self._fact(f"{field.name}.{one.name}", pc.struct_field(values, one.name)) for one in field.type]
            return pa.StructArray.from_arrays(inside, fields=list(field.type))
        return self._fact(field.name, values)

    def _fact(self, path: str, values: pa.Array) -> pa.Array:
        field = self.fields.get(path)
        if field is None:
            return values
        return pa.Array.from_buffers(field.arrow, len(values), [None, pa.py_buffer(field.stored(values))])

    def _signals(self, kind: pa.DataType, values: pa.Array) -> pa.Array:
        counts, elements, known = flattened(values)
        ends = np.append(0, np.cumsum(counts))
        inside = [self._joined(one.name, pc.struct_field(elements, one.name), ends) for one in kind]
        absent = None if known is None else pa.array(~known)
        return pa.StructArray.from_arrays(inside, fields=list(kind), mask=absent)

    def _joined(self, name: str, values: pa.Array, ends: NDArray[Any]) -> pa.Array:
        field = self.fields.get(f"{_SIGNALS}.{name}")
        if field is None:
            return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values)
        offsets = (ends * field.dtype.itemsize).astype(np.int32)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(field.stored(values))]
        return pa.Array.from_buffers(pa.binary(), len(ends) - 1, buffers)

    def to_json(self) -> bytes:
        """Give the form as a file's metadata keeps it."""
        return json.dumps(
            {"form": FORM, "fields": {name: field.to_data() for name, field in self.fields.items()}}
        ).encode()

    @staticmethod
    def of_file(metadata: Mapping[bytes, bytes] | None) -> "PackedForm | None":
        """Read the form from a file's metadata.

        Args:
            metadata: what the file says about itself.

        Returns:
            The form; None when nothing is packed.

        Raises:
            NotLeads: the form is none that this code knows.
        """
        if not metadata or KEY not in metadata:
            return None
        try:
            found = json.loads(metadata[KEY])
            if found["form"] != FORM:
                raise NotLeads(f"it is packed in form {found['form']}, this command reads {FORM}: {AGAIN}")
            return PackedForm({name: field_from(data) for name, data in found["fields"].items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotLeads(f"its metadata does not say how it is packed: {AGAIN}") from None


def _type_of(schema: pa.Schema, path: str) -> pa.DataType | None:
    top, _dot, field = path.partition(".")
    if schema.get_field_index(top) < 0:
        return None
    kind = schema.field(top).type
    if not field or not pa.types.is_struct(kind):
        return kind
    return kind.field(field).type if kind.get_field_index(field) >= 0 else None


def form_of(leaves: Mapping[str, Leaf]) -> PackedForm:
    """Choose what is packed and how, by what was learned about the columns."""
    packable = {path: leaf for path, leaf in leaves.items() if path == "created_at" or "." in path}
    fields = {path: packed_field(leaf) for path, leaf in packable.items() if not path.startswith("provenance.")}
    return PackedForm({path: field for path, field in fields.items() if field is not None})
