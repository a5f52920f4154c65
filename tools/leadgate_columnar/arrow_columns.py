"""From Arrow arrays to typed columns: what is not of the fact's type is unknown, as in a document."""

from collections.abc import Callable, Collection
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadgate.domain.clock import EARLIEST, LATEST, to_instant
from leadgate_columnar.columns import Column, Numbers, TextLists, Texts, Vocabulary, both_known
from leadgate_columnar.ternary import UNKNOWN, Flags, Mask, decided

_UNITS: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_NOTHING: Final = Vocabulary([])


def typed_column(array: pa.Array, type_: str, values: Collection[str] = ()) -> Column:
    """Read an Arrow array as a type of the language.

    Args:
        array: any array; null is unknown.
        type_: a type of facts: str, int, num, bool, timestamp, duration, enum or list.
        values: the possible values when the type is `enum`.

    Returns:
        The column, unknown where the array holds nothing of that type. Arrow's own moments and lengths of time
        are read as such; a moment without a time zone is taken as UTC.
    """
    return _READERS[type_](_plain(array), frozenset(values))


def validity(array: pa.Array) -> Mask | None:
    """Say which elements are not null; None when all are."""
    if array.null_count == 0:
        return None
    if pa.types.is_null(array.type):
        return np.zeros(len(array), np.bool_)
    return _bits(array.buffers()[0], array)


def _plain(array: pa.Array) -> pa.Array:
    """Take an array out of its wrappings: chunks, extensions, runs, and dictionaries of other things than texts."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return _plain(array.storage)
    if pa.types.is_run_end_encoded(kind):
        return _plain(pc.run_end_decode(array))
    if pa.types.is_dictionary(kind) and not _is_text(kind.value_type):
        return _plain(array.dictionary_decode())
    return array


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _bits(buffer: pa.Buffer, array: pa.Array) -> Mask:
    packed = np.frombuffer(buffer, np.uint8)
    return np.unpackbits(packed, count=array.offset + len(array), bitorder="little")[array.offset :].view(np.bool_)


def _unknown_numbers(size: int) -> Numbers:
    return Numbers(np.zeros(size), np.zeros(size, np.bool_))


def _unknown_texts(size: int) -> Texts:
    return Texts(np.zeros(size, np.int32), _NOTHING)


def _texts(array: pa.Array, _values: Collection[str] = ()) -> Texts:
    if not pa.types.is_dictionary(array.type):
        if not _is_text(array.type):
            return _unknown_texts(len(array))
        array = array.dictionary_encode()
    known, vocabulary = validity(array), array.dictionary
    codes = _values_of(array.indices)
    if vocabulary.null_count:
        # A dictionary may itself hold nulls; codes of these are as unknown as null codes.
        holds = validity(vocabulary)
        known = both_known(known, None if holds is None else holds.take(np.where(_all(known, codes), codes, 0)))
        vocabulary = pc.fill_null(vocabulary, "")
    if known is not None:
        # Numbers of places are what they are used as, many times.
        codes = np.where(known, codes, np.intp(len(vocabulary)))
    return Texts(codes, Vocabulary(vocabulary))


def _all(known: Mask | None, codes: NDArray[Any]) -> Mask:
    return np.ones(len(codes), np.bool_) if known is None else known


def typed_texts(texts: Texts, type_: str, values: Collection[str] = ()) -> Column:
    """Read texts as a type of the language, as `typed_column` does."""
    if type_ == "enum":
        return _possible(texts, frozenset(values))
    if type_ == "timestamp":
        return _spelled_moments(texts)
    return texts if type_ == "str" else unknown(len(texts.codes), type_)


def typed_numbers(numbers: Numbers, type_: str) -> Column:
    """Read numbers as a type of the language, as `typed_column` does."""
    values = numbers.values
    match type_:
        case "int" if np.issubdtype(values.dtype, np.floating):
            return _where(numbers, np.trunc(values) == values)
        case "duration":
            return _where(numbers, values >= 0)
        case "timestamp" if values.dtype.itemsize > 4:
            return _where(numbers, (values >= EARLIEST) & (values <= LATEST))
        case "int" | "num" | "timestamp":
            return numbers
    return unknown(len(values), type_)


def unknown(size: int, type_: str) -> Column:
    """Give a column of which nothing is known."""
    return typed_column(pa.nulls(size), type_)


def _enum(array: pa.Array, possible: frozenset[str]) -> Texts:
    return _possible(_texts(array), possible)


def _possible(texts: Texts, possible: frozenset[str]) -> Texts:
    allowed = texts.vocabulary.among(possible)
    if allowed.all():
        return texts
    unknown = len(texts.vocabulary)
    codes = np.append(np.where(allowed, np.arange(unknown), unknown), unknown).take(texts.codes)
    return Texts(codes, texts.vocabulary)


def _flags(array: pa.Array, _values: Collection[str]) -> Flags:
    if not pa.types.is_boolean(array.type):
        return np.full(len(array), UNKNOWN, np.int8)
    return decided(_bits(array.buffers()[1], array) if len(array) else np.empty(0, np.bool_), validity(array))


def _values_of(array: pa.Array) -> NDArray[Any]:
    """Give the values of an array of fixed width without copying them; anything stands where it is null."""
    if not len(array):
        return np.empty(0, array.type.to_pandas_dtype())
    values = np.frombuffer(array.buffers()[1], array.type.to_pandas_dtype())
    return values[array.offset : array.offset + len(array)]


def _numbers(array: pa.Array, _values: Collection[str] = ()) -> Numbers:
    kind = array.type
    if pa.types.is_decimal(kind):
        array = array.cast(pa.float64())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return _unknown_numbers(len(array))
    values, known = _values_of(array), validity(array)
    if np.issubdtype(values.dtype, np.floating):
        values = values.astype(np.float64, copy=False)
        return _where(Numbers(values, known), np.isfinite(values))
    return Numbers(values, known)


def _where(numbers: Numbers, right: Mask) -> Numbers:
    return numbers if right.all() else Numbers(numbers.values, both_known(numbers.known, right))


def _integers(array: pa.Array, _values: Collection[str]) -> Column:
    return typed_numbers(_numbers(array), "int")


def _durations(array: pa.Array, _values: Collection[str]) -> Column:
    if pa.types.is_duration(array.type):
        numbers = Numbers(array.view(pa.int64()).to_numpy(zero_copy_only=False) / _UNITS[array.type.unit])
        return typed_numbers(Numbers(numbers.values, validity(array)), "duration")
    return typed_numbers(_numbers(array), "duration")


def _timestamps(array: pa.Array, _values: Collection[str]) -> Column:
    kind = array.type
    if pa.types.is_dictionary(kind) or _is_text(kind):
        return _spelled_moments(_texts(array))
    if pa.types.is_timestamp(kind):
        ticks = _values_of(array.view(pa.int64()))
        unit = _UNITS[kind.unit]
        numbers = Numbers(ticks if unit == 1 else ticks / unit, validity(array))
    else:
        numbers = _numbers(array)
    return typed_numbers(numbers, "timestamp")


def _spelled_moments(texts: Texts) -> Numbers:
    """Read moments that are written out, each distinct text once."""
    moments = [to_instant(text) for text in texts.vocabulary.texts]
    known = np.array([*(at is not None for at in moments), False], np.bool_).take(texts.codes)
    values = np.array([*(0.0 if at is None else at for at in moments), 0.0]).take(texts.codes)
    return Numbers(values, None if known.all() else known)


def _lists(array: pa.Array, _values: Collection[str]) -> TextLists:
    lengths, items, known = flattened(array)
    owners = np.repeat(np.arange(len(array), dtype=np.int32), lengths)
    everything = np.ones(len(array), np.bool_) if known is None else known.copy()
    if items is None:
        return TextLists(owners, _unknown_texts(0), everything & False)
    texts = _texts(_plain(items))
    # One element that is no text makes the whole list ill-typed.
    everything[owners[~texts.known]] = False
    return TextLists(owners, texts, everything)


def flattened(array: pa.Array) -> tuple[NDArray[Any], pa.Array | None, Mask | None]:
    """Take the lists of an array apart.

    Args:
        array: any array.

    Returns:
        The number of elements of each list, the elements (None when the array holds no lists), and which rows
        hold a list (None when all do).
    """
    array = _plain(array)
    kind = array.type
    if pa.types.is_fixed_size_list(kind):
        array = array.cast(pa.list_(kind.value_type))
    elif not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return np.zeros(len(array), np.int32), None, np.zeros(len(array), np.bool_)
    known = validity(array)
    lengths = np.diff(array.offsets.to_numpy(zero_copy_only=False))
    if known is not None:
        lengths = lengths * known
    return lengths, array.flatten(), known


_READERS: Final[dict[str, Callable[[pa.Array, frozenset[str]], Column]]] = {
    "str": _texts,
    "enum": _enum,
    "bool": _flags,
    "int": _integers,
    "num": _numbers,
    "timestamp": _timestamps,
    "duration": _durations,
    "list": _lists,
}
