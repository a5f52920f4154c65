"""Reading leads from a Parquet file: only the columns that a policy asks for, a batch of rows at a time."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from leadgate_columnar.arrow_batch import ArrowBatch
from leadgate_columnar.lead_schema import NotLeads
from leadgate_columnar.packed_form import PackedForm
from leadgate_columnar.plan import Plan

BATCH: Final = 65_536
"""Leads a batch: many enough that the part of Python is small, few enough for little memory."""


class ParquetLeads:
    """A Parquet file of leads, seen through what some policies ask for."""

    def __init__(self, path: str | Path, plans: Iterable[Plan], *, identities: bool = False) -> None:
        """Open a file.

        Args:
            path: the file.
            plans: the policies; what none of them reads is not read from the file.
            identities: read the ids of leads as well.

        Raises:
            NotLeads: it is no Parquet file, or its signals or provenance are stored in a way that is not read.
            OSError: it cannot be opened.
        """
        self._path = path
        try:
            self.metadata = pq.read_metadata(path)
        except pa.ArrowException as error:
            raise NotLeads(f"no Parquet file that can be read: {str(error).splitlines()[0]}") from None
        self._wanted = _wanted(plans) | ({"id"} if identities else set())
        self._fields = frozenset().union(*(plan.signal_fields for plan in plans))
        self._form = PackedForm.of_file(self.metadata.metadata)
        self._check()
        leaves = [self.metadata.schema.column(at) for at in range(self.metadata.num_columns)]
        self._columns = [leaf.path for leaf in leaves if self._is_wanted(leaf.path)]
        # A column that is asked for and not there leaves nothing to count the rows by, nor the signals.
        signals = [leaf.path for leaf in leaves if leaf.path.startswith("signals.")]
        if self._fields and not set(signals) & set(self._columns):
            self._columns += signals[:1]
        self._columns = self._columns or [leaf.path for leaf in leaves[:1]]
        texts = [(at, leaf) for at, leaf in enumerate(leaves) if self._is_text(leaf)]
        self._texts = [leaf.path for at, leaf in texts if self._form is None or self._repeats(at)]

    @property
    def leads(self) -> int:
        """How many leads the file holds."""
        return int(self.metadata.num_rows)

    def groups(self) -> list[tuple[int, int]]:
        """Give the number and the leads of each row group; a group is what one thread reads."""
        return [(at, self.metadata.row_group(at).num_rows) for at in range(self.metadata.num_row_groups)]

    def batches(self, group: int) -> Iterator[ArrowBatch]:
        """Read a row group, a batch at a time.

        Raises:
            NotLeads: the file is damaged.
        """
        try:
            with pq.ParquetFile(
                self._path, metadata=self.metadata, memory_map=True, read_dictionary=self._texts
            ) as file:
                for batch in file.iter_batches(BATCH, [group], self._columns, use_threads=False):
                    yield ArrowBatch(pa.Table.from_batches([batch]), self._form)
        except (pa.ArrowException, OSError) as error:
            raise NotLeads(f"row group {group} cannot be read: {str(error).splitlines()[0]}") from None

    def _check(self) -> None:
        schema = self.metadata.schema.to_arrow_schema()
        names = set(schema.names)
        if self._form is not None:
            self._form.check(schema)
        if self._fields and "signals" in names:
            kind = schema.field("signals").type
            if self._form is None and not _is_list_of_structs(kind):
                raise NotLeads(f"column signals is {kind}, not a list of structs")
        needs = any(name.startswith("provenance.") for name in self._wanted)
        if needs and "provenance" in names and not pa.types.is_struct(schema.field("provenance").type):
            raise NotLeads(f"column provenance is {schema.field('provenance').type}, not a struct with a field a fact")

    def _is_wanted(self, path: str) -> bool:
        if path.partition(".")[0] == "signals":
            return not self._fields.isdisjoint(path.split("."))
        return any(path == name or path.startswith(f"{name}.") for name in self._wanted)

    def _is_text(self, leaf: pq.ColumnSchema) -> bool:
        is_bytes = leaf.path in self._columns and leaf.physical_type == "BYTE_ARRAY"
        return is_bytes and leaf.logical_type.type in {"STRING", "ENUM"}

    def _repeats(self, column: int) -> bool:
        """Say whether a packed file keeps each distinct text of a column once."""
        return self.leads > 0 and bool(self.metadata.row_group(0).column(column).has_dictionary_page)


def _wanted(plans: Iterable[Plan]) -> set[str]:
    facts = {name for plan in plans for name in plan.facts}
    return facts | {f"provenance.{name}.observed_at" for plan in plans for name in plan.freshness}


def _is_list_of_structs(kind: pa.DataType) -> bool:
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    return bool(pa.types.is_null(kind) or (is_list and pa.types.is_struct(kind.value_type)))
