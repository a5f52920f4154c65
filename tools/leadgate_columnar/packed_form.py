"""The form of signals in packed files: for each lead and field a piece of binary, the values one after the other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadgate.domain.policy.signals import FIELD_TYPES
from leadgate_columnar.arrow_columns import flattened, in_range
from leadgate_columnar.columns import Numbers, Texts, Vocabulary
from leadgate_columnar.lead_schema import MOST_TEXTS, Leaf, NotLeads

KEY: Final = b"leadgate.signals"
"""The entry of a file's metadata that says how the signals are packed; without it they are a list of structs."""

FORM: Final = 1

# Texts are kept in the file's metadata, which is read as a whole.
_MOST_CHARACTERS: Final = 1 << 22
_TYPES: Final = ("uint8", "uint16", "int8", "int16", "int32", "int64", "float64")
AGAIN: Final = "pack the leads again with `leadgate leads pack`"


@dataclass(frozen=True, slots=True)
class PackedField:
    """How the values of a field are stored: whole numbers of few bytes, floats, or codes of texts."""

    type: str
    texts: pa.Array | None = None

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of a value as numpy has it; the bytes of a value are in the order of most processors."""
        return np.dtype(self.type).newbyteorder("<")

    @property
    def nothing(self) -> float:
        """What stands for an unknown value: the code after the last one, the least whole number, or not a number."""
        if self.texts is not None:
            return len(self.texts)
        return np.nan if self.type == "float64" else int(np.iinfo(self.type).min)

    def stored(self, values: pa.Array) -> NDArray[Any]:
        """Give the values as they are stored."""
        coded = values if self.texts is None else pc.index_in(values, value_set=self.texts)
        whole = coded if self.type == "float64" else coded.cast(pa.int64())
        stored: NDArray[Any] = whole.fill_null(self.nothing).to_numpy(zero_copy_only=False).astype(self.dtype)
        return stored

    def column(self, stored: NDArray[Any], type_: str) -> Texts | Numbers:
        """Give the stored values as a column of a type of the language.

        Raises:
            NotLeads: a code stands for no text.
        """
        if self.texts is None:
            known = np.isfinite(stored) if self.type == "float64" else stored != self.nothing
            return in_range(Numbers(stored, None if known.all() else known), type_)
        if stored.max(initial=0) > len(self.texts):
            raise NotLeads(f"a signal has a text that the file does not hold: {AGAIN}")
        return Texts(stored, Vocabulary(self.texts))

    def python(self, stored: NDArray[Any]) -> list[Any]:
        """Give the stored values as a document has them."""
        values = stored.tolist()
        if self.texts is None:
            return [None if value == self.nothing or isnan(value) else value for value in values]
        texts = [*self.texts.to_pylist(), None]
        return [texts[code] for code in values]


class PackedForm:
    """How the signals of a file are stored; a field that is not named here is stored as a list for each lead."""

    def __init__(self, fields: Mapping[str, PackedField]) -> None:
        self.fields = fields

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """Give the columns of a file whose signals are packed, with this form in its metadata."""
        at = schema.get_field_index("signals")
        kept = [pa.field(field.name, self._kept(field), nullable=False) for field in schema.field(at).type.value_type]
        return schema.set(at, pa.field("signals", pa.struct(kept))).with_metadata({KEY: self.to_json()})

    def _kept(self, field: pa.Field) -> pa.DataType:
        return pa.binary() if field.name in self.fields else pa.list_(field.type)

    def fits(self, kind: pa.DataType) -> bool:
        """Say whether a column of signals is stored in this form."""
        return pa.types.is_struct(kind) and all(
            _is_binary(field.type) if field.name in self.fields else _is_list(field.type) for field in kind
        )

    def table(self, table: pa.Table, schema: pa.Schema) -> pa.Table:
        """Pack the signals of leads that hold lists of structs."""
        at = table.schema.get_field_index("signals")
        whole = table.column(at).combine_chunks()
        counts, elements, known = flattened(whole)
        ends = np.append(0, np.cumsum(counts))
        fields = enumerate(elements.type)
        children = [self._child(field.name, pc.struct_field(elements, [place]), ends) for place, field in fields]
        absent = None if known is None else pa.array(~known)
        packed = pa.StructArray.from_arrays(children, fields=list(schema.field(at).type), mask=absent)
        return table.set_column(at, schema.field(at), packed).replace_schema_metadata(schema.metadata)

    def _child(self, name: str, values: pa.Array, ends: NDArray[Any]) -> pa.Array:
        field = self.fields.get(name)
        if field is None:
            return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values)
        offsets = (ends * field.dtype.itemsize).astype(np.int32)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(field.stored(values))]
        return pa.BinaryArray.from_buffers(pa.binary(), len(ends) - 1, buffers)

    def to_json(self) -> bytes:
        """Give the form as a file's metadata keeps it."""
        fields = {
            name: {"type": field.type} | ({} if field.texts is None else {"texts": field.texts.to_pylist()})
            for name, field in self.fields.items()
        }
        return json.dumps({"form": FORM, "fields": fields}).encode()

    @staticmethod
    def of_file(metadata: Mapping[bytes, bytes] | None) -> "PackedForm | None":
        """Read the form from a file's metadata.

        Args:
            metadata: what the file says about itself.

        Returns:
            The form; None when the signals are not packed.

        Raises:
            NotLeads: the form is none that this code knows.
        """
        if not metadata or KEY not in metadata:
            return None
        try:
            found = json.loads(metadata[KEY])
            if found["form"] != FORM:
                raise NotLeads(f"its signals are packed in form {found['form']}, this command reads {FORM}: {AGAIN}")
            return PackedForm({name: _field(entry) for name, entry in found["fields"].items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotLeads(f"its metadata does not say how the signals are packed: {AGAIN}") from None


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _field(entry: Mapping[str, Any]) -> PackedField:
    if entry["type"] not in _TYPES:
        raise ValueError(entry["type"])
    return PackedField(entry["type"], pa.array(entry["texts"], pa.string()) if "texts" in entry else None)


def form_of(leaves: Mapping[str, Leaf]) -> PackedForm:
    """Choose how the signals are packed, by what was learned about their columns."""
    fields = {}
    for name, type_ in FIELD_TYPES.items():
        leaf = leaves.get(f"signals.{name}")
        field = None if leaf is None else _packed_texts(leaf) if type_ == "str" else _packed_numbers(leaf)
        if field is not None:
            fields[name] = field
    return PackedForm(fields)


def _packed_texts(leaf: Leaf) -> PackedField | None:
    texts = sorted(leaf.texts)
    if leaf.kind != "str" or len(texts) > MOST_TEXTS or sum(map(len, texts)) > _MOST_CHARACTERS:
        return None
    return PackedField("uint8" if len(texts) < 1 << 8 else "uint16", pa.array(texts, pa.string()))


def _packed_numbers(leaf: Leaf) -> PackedField | None:
    if leaf.kind != "int":
        return PackedField("float64") if leaf.kind == "float" else None
    bits = next(bits for bits in (8, 16, 32, 64) if -(1 << bits - 1) < leaf.least and leaf.most < 1 << bits - 1)
    return PackedField(f"int{bits}")
