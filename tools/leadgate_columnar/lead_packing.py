"""Writing lead documents as Parquet, laid out so that a backtest reads it quickly, in little memory."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from leadgate.domain.policy.facts import SECTIONS
from leadgate_columnar.lead_schema import Leaf, leaves_of, schema_of
from leadgate_columnar.packed_form import form_of

GROUP: Final = 65_536
"""Leads a row group: what a process reads at a time."""

# Documents take ten times the memory of columns, so only so many are held at once.
_AT_ONCE: Final = 2_048

Leads = Iterable[Mapping[str, Any]]


def learn(leads: Leads) -> dict[str, Leaf]:
    """Go over lead documents and learn which columns they need."""
    leaves: dict[str, Leaf] = {}
    for lead in leads:
        for path, value in leaves_of(lead):
            if path not in leaves:
                leaves[path] = Leaf(path)
            leaves[path].see(value)
    return leaves


def pack(leads: Leads, leaves: Mapping[str, Leaf], path: str) -> int:
    """Write lead documents as a Parquet file.

    Args:
        leads: the documents that the columns were learned from, once more.
        leaves: what was learned.
        path: the file to write.

    Returns:
        The number of leads.

    Raises:
        OSError: the file cannot be written.
    """
    schema, form, written = schema_of(leaves), form_of(leaves), 0
    packed = form.schema(schema)
    with lead_writer(path, packed) as writer:
        for table in lead_tables(leads, leaves, schema):
            writer.write_table(form.table(table, packed), row_group_size=GROUP)
            written += table.num_rows
    return written


def lead_writer(path: str, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a Parquet file for packed leads: no compression, no statistics, so that reading is copying."""
    texts = [path for path in _text_columns("", schema) if path.endswith(".list.element") or "provenance." in path]
    return pq.ParquetWriter(path, schema, compression="none", write_statistics=False, use_dictionary=texts)


def lead_tables(leads: Leads, leaves: Mapping[str, Leaf], schema: pa.Schema) -> Iterator[pa.Table]:
    """Give lead documents as tables of one row group each."""
    batches: list[pa.RecordBatch] = []
    for documents in batched(leads, _AT_ONCE, strict=False):
        rows = [_row(document, leaves) for document in documents]
        batches.append(pa.RecordBatch.from_pylist(rows, schema))
        if len(batches) * _AT_ONCE >= GROUP:
            yield pa.Table.from_batches(batches)
            batches = []
    if batches:
        yield pa.Table.from_batches(batches)


def _row(lead: Mapping[str, Any], leaves: Mapping[str, Leaf]) -> dict[str, Any]:
    """Give a lead with only what its columns can store."""
    row: dict[str, Any] = {name: _kept(name, lead.get(name), leaves) for name in ("id", "created_at")}
    for section in SECTIONS:
        row[section] = _section(section, lead.get(section), leaves)
    signals, provenance = lead.get("signals"), lead.get("provenance")
    if isinstance(signals, list):
        row["signals"] = [_section("signals", signal, leaves) for signal in signals]
    if isinstance(provenance, Mapping):
        row["provenance"] = {fact: _section(f"provenance.{fact}", entry, leaves) for fact, entry in provenance.items()}
    return row


def _section(path: str, values: object, leaves: Mapping[str, Leaf]) -> dict[str, Any] | None:
    if not isinstance(values, Mapping):
        return None
    return {name: _kept(f"{path}.{name}", value, leaves) for name, value in values.items()}


def _kept(path: str, value: object, leaves: Mapping[str, Leaf]) -> Any:
    leaf = leaves.get(path)
    return None if leaf is None or value is None else leaf.stored(value)


def _text_columns(parent: str, fields: Iterable[pa.Field]) -> Iterator[str]:
    for field in fields:
        path, kind = f"{parent}{field.name}", field.type
        if pa.types.is_list(kind):
            path, kind = f"{path}.list.element", kind.value_type
        if pa.types.is_struct(kind):
            yield from _text_columns(f"{path}.", kind)
        elif pa.types.is_string(kind):
            yield path
