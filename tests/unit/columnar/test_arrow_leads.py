"""Leads in Arrow and Parquet are decided as the documents that they stand for, however a warehouse stores them."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.engine import POLICY_FILE
from bench.leads import NOW as BENCH_NOW
from bench.leads import make_leads
from leadgate.contracts.policy import compile_policy
from leadgate_columnar.arrow_batch import ArrowBatch
from leadgate_columnar.batch import Batch
from leadgate_columnar.document_batch import DocumentBatch
from leadgate_columnar.evaluation import evaluate, row_of
from leadgate_columnar.lead_packing import learn, pack
from leadgate_columnar.lead_schema import NotLeads
from leadgate_columnar.packed_form import PackedForm
from leadgate_columnar.parquet_leads import ParquetLeads
from leadgate_columnar.plan import Plan, plan_of
from tests.unit.columnar.every_expression import LEADS, LEADS_WITH_LARGE_NUMBERS, every_expression
from tests.unit.policy.writing import NOW, compiled_policy

EVERY = plan_of(every_expression())
BENCH = plan_of(compile_policy(POLICY_FILE.read_text(encoding="utf-8")).compiled or {})


def rows(plan: Plan, batch: Batch, now: float) -> list[dict[str, Any]]:
    verdicts = evaluate(plan, batch, now)
    return [row_of(verdicts, row) for row in range(batch.size)]


def rows_of(plan: Plan, table: pa.Table, now: float) -> list[dict[str, Any]]:
    return rows(plan, ArrowBatch(table), now)


def rows_in(plan: Plan, path: Path, now: float) -> list[dict[str, Any]]:
    found = []
    leads = ParquetLeads(path, [plan], identities=True)
    for group, _size in leads.groups():
        for batch in leads.batches(group):
            found += rows(plan, batch, now)
    return found


def results(table: pa.Table, expression: str, **sections: Any) -> list[bool | None]:
    return [
        row["trace"]["asked"]
        for row in rows_of(plan_of(compiled_policy({"asked": expression}, **sections)), table, NOW)
    ]


def test_what_from_pylist_makes_of_leads_is_decided_as_the_leads() -> None:
    leads = list(make_leads(1_000))
    assert rows_of(BENCH, pa.Table.from_pylist(leads), BENCH_NOW) == rows(BENCH, DocumentBatch(leads), BENCH_NOW)


@pytest.mark.parametrize("row_group_size", [10_000, 333])
def test_a_parquet_file_is_decided_as_the_leads(tmp_path: Path, row_group_size: int) -> None:
    leads = list(make_leads(1_000))
    pq.write_table(pa.Table.from_pylist(leads), tmp_path / "leads.parquet", row_group_size=row_group_size)
    assert rows_in(BENCH, tmp_path / "leads.parquet", BENCH_NOW) == rows(BENCH, DocumentBatch(leads), BENCH_NOW)


@settings(max_examples=80)
@given(leads=st.lists(st.one_of(LEADS, LEADS_WITH_LARGE_NUMBERS), min_size=1, max_size=6))
def test_packed_leads_are_decided_as_the_documents_without_what_no_column_can_store(
    tmp_path_factory: pytest.TempPathFactory, leads: list[Any]
) -> None:
    path = tmp_path_factory.mktemp("packed") / "leads.parquet"
    leaves = learn(leads)
    assert pack(leads, leaves, str(path)) == len(leads)
    if not any(leaf.lost for leaf in leaves.values()):
        assert rows_in(EVERY, path, NOW) == rows(EVERY, DocumentBatch(leads), NOW)


def test_packing_keeps_the_standard_type_and_counts_what_becomes_null(tmp_path: Path) -> None:
    leads = [
        {"company": {"employees": "many", "name": 5}, "created_at": "2026-05-04T09:00:00Z", "answers": {"x": 1}},
        {"company": {"employees": 7, "name": "Firm"}, "created_at": NOW - 1, "answers": {"x": 2.5}},
        {"company": {"employees": "few"}, "signals": [{"at": "then"}, {"at": NOW}], "answers": {"x": True}},
    ]
    leaves = learn(leads)
    pack(leads, leaves, str(tmp_path / "leads.parquet"))
    lost = {leaf.path: leaf.lost for leaf in leaves.values() if leaf.lost}
    assert lost == {"company.employees": 2, "company.name": 1, "signals.at": 1, "answers.x": 1}
    table = pq.read_table(tmp_path / "leads.parquet")
    batch = ArrowBatch(table, PackedForm.of_file(table.schema.metadata))
    rows = [batch.document(row) for row in range(batch.size)]
    assert [row["company"]["employees"] for row in rows] == [None, 7, None]
    assert [row["created_at"] for row in rows] == [NOW, NOW - 1, None]
    assert [row["answers"]["x"] for row in rows] == [1.0, 2.5, None]
    assert [row["signals"] for row in rows] == [None, None, [{"at": None}, {"at": NOW}]]


def _moments(array: pa.Array) -> pa.Table:
    return pa.table({"created_at": array})


_AT = dt.datetime(2026, 5, 3, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "array",
    [
        pa.array([NOW - 86_400, None]),
        pa.array([NOW - 86_400, None], pa.int32()),
        pa.array([float(NOW - 86_400), float("nan")]),
        pa.array(["2026-05-03T09:00:00Z", "soon"]),
        pa.array(["2026-05-03T11:00:00+02:00", None], pa.large_string()),
        pa.array(["2026-05-03T09:00:00Z", None]).dictionary_encode(),
        pa.array([_AT, None], pa.timestamp("us", "Europe/Berlin")),
        pa.array([_AT.replace(tzinfo=None), None], pa.timestamp("ns")),
        pa.array([_AT, None], pa.timestamp("s", "UTC")),
    ],
    ids=lambda array: str(array.type),
)
def test_moments_are_read_in_every_way_that_they_are_stored(array: pa.Array) -> None:
    assert results(_moments(array), "age(created_at) == days(1)") == [True, None]
    assert results(_moments(array), "age(created_at) <= hours(23)") == [False, None]


@pytest.mark.parametrize(
    "array",
    [
        pa.array([50, 51, None], pa.uint16()),
        pa.array([50.0, 51.0, 50.5]),
        pa.array([Decimal(50), Decimal(51), None], pa.decimal128(38, 0)),
        pa.array([50, 51, None]).dictionary_encode(),
        pa.chunked_array([[50], [51, None]]),
    ],
    ids=lambda array: str(array.type),
)
def test_whole_numbers_are_read_in_every_way_that_they_are_stored(array: Any) -> None:
    section = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    table = pa.table({"company": pa.StructArray.from_arrays([section], ["employees"])})
    assert results(table, "company.employees > 50") == [False, True, None]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.large_string())], ids=str)
def test_texts_and_lists_of_them_are_read_in_every_way_that_they_are_stored(kind: pa.DataType) -> None:
    company = pa.StructArray.from_arrays(
        [pa.array(["DE", "US", None]).cast(kind), pa.array([["aws"], ["php", None], []], pa.list_(pa.string()))],
        ["country", "tech"],
    )
    table = pa.table({"company": company})
    assert results(table, "company.country in lists.countries") == [True, False, None]
    assert results(table, "startswith(company.country, 'U')") == [False, True, None]
    assert results(table, "any_in(company.tech, ['aws', 'gcp'])") == [True, None, False]


def test_columns_of_a_wrong_type_are_unknown_and_never_raise() -> None:
    strange: list[Any] = [1, "x", None, True, 2.5, [1], {"a": 1}, dt.date(2026, 5, 4), b"x", dt.timedelta(1)]
    for value in strange:
        array = pa.array([value])
        for name in ("answers", "signals", "created_at", "email", "id", "person"):
            table = pa.table({name: array})
            lead = {name: value} if not isinstance(value, dt.date | dt.timedelta | bytes) else {}
            assert rows_of(EVERY, table, NOW) == rows(EVERY, DocumentBatch([lead]), NOW), (name, value)
        fields = ["n", "i", "s", "t", "a", "list", "colour"]
        table = pa.table({"answers": pa.StructArray.from_arrays([array] * len(fields), fields)})
        assert len(rows_of(EVERY, table, NOW)) == 1


def test_slices_and_null_lists_with_elements_are_read_right() -> None:
    signals = pa.ListArray.from_arrays(
        pa.array([0, 1, 3, 4]),
        pa.array([{"type": "call"}, {"type": "download"}, {"type": "call"}, {"type": "call"}]),
        mask=pa.array([False, True, False]),
    )
    table = pa.table({"signals": signals})
    assert results(table, "exists(type == 'call')") == [True, None, True]
    assert results(table.slice(1), "count(type == 'call') == 1") == [None, True]


def test_what_is_no_file_of_leads_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "leads.parquet"
    path.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(NotLeads, match="no Parquet file"):
        ParquetLeads(path, [EVERY])
    pq.write_table(pa.table({"signals": ["[]"]}), path)
    with pytest.raises(NotLeads, match="signals is string"):
        ParquetLeads(path, [EVERY])
    pq.write_table(pa.table({"provenance": ["{}"]}), path)
    with pytest.raises(NotLeads, match="provenance is string"):
        ParquetLeads(path, [EVERY])


def test_only_the_columns_that_a_policy_asks_for_are_read(tmp_path: Path) -> None:
    path = tmp_path / "leads.parquet"
    pq.write_table(pa.Table.from_pylist(list(make_leads(10))), path)
    compiled = compiled_policy({"r": "company.employees > 5 and count(type == 'call') > 1"})
    (batch,) = ParquetLeads(path, [plan_of(compiled)]).batches(0)
    assert batch.columns == {"company": ["employees"], "signals": ["type"]}
