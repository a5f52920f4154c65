"""Values in packed files: numbers of few bytes, codes of texts, and flags, with one of them for what is unknown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadgate_columnar.arrow_columns import typed_numbers, typed_texts, unknown
from leadgate_columnar.columns import Column, Numbers, Texts, Vocabulary
from leadgate_columnar.lead_schema import MOST_TEXTS, Leaf, NotLeads
from leadgate_columnar.ternary import MEANING, UNKNOWN

AGAIN: Final = "pack the leads again with `leadgate leads pack`"

FLAGS: Final = "flags"
"""The type of yes and no, which is stored as the evaluation has it."""

_NUMBERS: Final = ("int8", "int16", "int32", "int64", "float64")
_CODES: Final = ("uint8", "uint16")
# Texts are kept in the file's metadata, which is read as a whole; those that hardly repeat are no help there.
_MOST_CHARACTERS: Final = 1 << 22
_FEW_TEXTS: Final = 255
_REPEATED: Final = 4


@dataclass(frozen=True)
class PackedField:
    """How the values of a fact, or of a field of signals, are stored."""

    type: str
    texts: pa.Array | None = None

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of a value as numpy has it; its bytes are in the order that most processors have."""
        return np.dtype("int8" if self.type == FLAGS else self.type).newbyteorder("<")

    @property
    def arrow(self) -> pa.DataType:
        """The type of a fact's column: numbers are readable as such, codes and flags are bytes."""
        if self.type in _NUMBERS:
            return pa.from_numpy_dtype(np.dtype(self.type))
        return pa.binary(self.dtype.itemsize)

    @property
    def nothing(self) -> float:
        """What stands for an unknown value: the code after the last one, the least whole number, or not a number."""
        if self.texts is not None:
            return len(self.texts)
        if self.type == FLAGS:
            return UNKNOWN
        return nan if self.type == "float64" else int(np.iinfo(self.type).min)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The texts that the codes stand for, with what was found out about them for earlier batches."""
        return Vocabulary([] if self.texts is None else self.texts)

    @cached_property
    def _meaning(self) -> Sequence[Any]:
        return MEANING if self.texts is None else [*self.texts.to_pylist(), None]

    def stored(self, values: pa.Array) -> NDArray[Any]:
        """Give an array of what the leads hold as it is stored."""
        if self.texts is not None:
            values = pc.index_in(values, value_set=self.texts)
        elif self.type == FLAGS:
            values = pc.multiply(values.cast(pa.int8()), pa.scalar(2, pa.int8()))
        wide = values.cast(pa.float64() if self.type == "float64" else pa.int64())
        stored: NDArray[Any] = wide.fill_null(self.nothing).to_numpy(zero_copy_only=False).astype(self.dtype)
        return stored

    def read(self, array: pa.Array) -> NDArray[Any]:
        """Give the stored values of a fact's column without copying them.

        Raises:
            NotLeads: the column has nulls.
        """
        if array.null_count:
            raise NotLeads(f"a packed column has nulls: {AGAIN}")
        if not len(array):
            return np.empty(0, self.dtype)
        return np.frombuffer(array.buffers()[1], self.dtype)[array.offset : array.offset + len(array)]

    def column(self, stored: NDArray[Any], type_: str, values: Collection[str] = ()) -> Column:
        """Give stored values as a column of a type of the language.

        Args:
            stored: the values.
            type_: a type of facts.
            values: the possible values when the type is `enum`.

        Returns:
            The column; unknown where what is stored is not of that type.

        Raises:
            NotLeads: something is stored that stands for nothing.
        """
        if self.type not in _NUMBERS:
            most = self.nothing if self.texts is not None else len(MEANING) - 1
            if len(stored) and not 0 <= stored.min() <= stored.max() <= most:
                raise NotLeads(f"a column holds codes that stand for nothing: {AGAIN}")
        if self.texts is not None:
            return typed_texts(Texts(stored, self.vocabulary), type_, frozenset(values))
        if self.type == FLAGS:
            return stored if type_ == "bool" else unknown(len(stored), type_)
        known = np.isfinite(stored) if self.type == "float64" else stored != self.nothing
        return typed_numbers(Numbers(stored, None if known.all() else known), type_)

    def python(self, stored: NDArray[Any]) -> list[Any]:
        """Give stored values as a document has them."""
        found = stored.tolist()
        if self.type in _NUMBERS:
            return [None if value == self.nothing or isnan(value) else value for value in found]
        return [self._meaning[code] for code in found]

    def to_data(self) -> dict[str, Any]:
        """Give the field as a file's metadata keeps it."""
        return {"type": self.type} | ({} if self.texts is None else {"texts": self.texts.to_pylist()})


def field_from(data: Any) -> PackedField:
    """Read a field as a file's metadata keeps it.

    Raises:
        ValueError: it is none.
    """
    match data:
        case {"type": str(type_), "texts": list(texts)} if type_ in _CODES:
            return PackedField(type_, pa.array(texts, pa.string()))
        case {"type": str(type_)} if type_ in (*_NUMBERS, FLAGS):
            return PackedField(type_)
    raise ValueError("no packed field")


def packed_field(leaf: Leaf) -> PackedField | None:
    """Choose how the values of a column are packed; None when they are stored as they are."""
    match leaf.kind:
        case "str":
            return _packed_texts(leaf)
        case "bool":
            return PackedField(FLAGS)
        case "float":
            return PackedField("float64")
        case "int":
            bits = next(bits for bits in (8, 16, 32, 64) if max(-leaf.least, leaf.most) < 1 << bits - 1)
            return PackedField(f"int{bits}")
    return None


def _packed_texts(leaf: Leaf) -> PackedField | None:
    texts = sorted(leaf.texts)
    are_worth_it = len(texts) <= max(_FEW_TEXTS, min(MOST_TEXTS, leaf.kinds["str"] // _REPEATED))
    if not are_worth_it or sum(map(len, texts)) > _MOST_CHARACTERS:
        return None
    return PackedField("uint8" if len(texts) <= _FEW_TEXTS else "uint16", pa.array(texts, pa.string()))
