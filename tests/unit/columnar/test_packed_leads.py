"""Packed files are decided as the leads that were packed, and refused with advice where they are not understood."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.engine import POLICY_FILE
from bench.leads import NOW as BENCH_NOW
from bench.leads import make_leads
from leadgate.contracts.policy import compile_policy
from leadgate_columnar.evaluation import evaluate, evaluate_documents, row_of
from leadgate_columnar.lead_packing import learn, pack
from leadgate_columnar.lead_schema import NotLeads
from leadgate_columnar.packed_form import FORM, KEY, PackedForm, form_of
from leadgate_columnar.parquet_leads import ParquetLeads
from leadgate_columnar.plan import plan_of
from tests.unit.policy.writing import NOW, compiled_policy

BENCH = compile_policy(POLICY_FILE.read_text(encoding="utf-8")).compiled or {}
ODD = 300
"""More texts than codes of a byte, each of which comes once."""


def packed(tmp_path: Path, leads: list[Any]) -> Path:
    path = tmp_path / "leads.parquet"
    pack(leads, learn(leads), str(path))
    return path


def rows_in(compiled: dict[str, Any], path: Path, now: float = NOW) -> list[dict[str, Any]]:
    plan, found = plan_of(compiled), []
    leads = ParquetLeads(path, [plan])
    for group, _size in leads.groups():
        for batch in leads.batches(group):
            verdicts = evaluate(plan, batch, now)
            found += [row_of(verdicts, row) for row in range(batch.size)]
    return found


def form_in(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pq.read_metadata(path).metadata[KEY])
    return found


def rewritten(path: Path, **entries: Any) -> Path:
    table = pq.read_table(path)
    form = json.dumps(form_in(path) | entries).encode()
    pq.write_table(table.replace_schema_metadata({KEY: form}), path)
    return path


def test_the_leads_of_the_benchmark_are_decided_as_their_documents(tmp_path: Path) -> None:
    leads = list(make_leads(1_000))
    path = packed(tmp_path, leads)
    assert rows_in(BENCH, path, BENCH_NOW) == evaluate_documents(BENCH, leads, BENCH_NOW)


def test_values_take_few_bytes_and_texts_that_repeat_are_codes(tmp_path: Path) -> None:
    leads = [
        {
            "company": {"employees": 300, "country": "DE", "name": f"Firm {number}"},
            "email": {"verified": True},
            "signals": [{"type": "call", "at": NOW, "value": 0.5, "page": f"/{number % 50}"}],
            "answers": {"tool": f"tool {number % 260}"},
        }
        for number in range(1_100)
    ]
    form = form_in(packed(tmp_path, leads))
    assert form["form"] == FORM
    assert {path: field["type"] for path, field in form["fields"].items()} == {
        "company.employees": "int16",
        "company.country": "uint8",
        "email.verified": "flags",
        "answers.tool": "uint16",
        "signals.type": "uint8",
        "signals.at": "int32",
        "signals.value": "float64",
        "signals.page": "uint8",
    }
    assert form["fields"]["company.country"]["texts"] == ["DE"]


def test_other_tools_read_numbers_as_they_are_and_signals_as_pieces_of_binary(tmp_path: Path) -> None:
    leads = [{"company": {"employees": 7}, "signals": [{"at": NOW}, {"at": NOW - 1}]}, {"company": {}}]
    path = packed(tmp_path, leads)
    one, other = pq.read_table(path).to_pylist()
    assert (one["company"], other["company"]) == ({"employees": 7}, {"employees": -128})
    assert np.frombuffer(one["signals"]["at"], "<i4").tolist() == [NOW, NOW - 1]
    assert other["signals"] is None


def test_texts_that_hardly_repeat_are_stored_as_they_are(tmp_path: Path) -> None:
    leads: list[Any] = [
        {"answers": {"note": f"note {number}"}, "signals": [{"type": "page_view", "page": f"/{number}"}, {}]}
        for number in range(ODD)
    ]
    leads += [{"answers": {"note": None}}, {"signals": []}, {"signals": [{"page": None}, "odd"]}]
    path = packed(tmp_path, leads)
    assert form_in(path)["fields"].keys() == {"signals.type"}
    compiled = compiled_policy(
        {"one": "answers.note == 'note 7'", "some": "exists(page in ['/7', '/8'])", "most": "count(known(page)) <= 1"},
        facts={"answers.note": {"type": "str"}},
    )
    assert rows_in(compiled, path) == evaluate_documents(compiled, leads, NOW)


@pytest.mark.parametrize("is_packed", [True, False])
def test_signals_are_counted_by_a_field_that_none_of_them_has(tmp_path: Path, is_packed: bool) -> None:
    leads = [{"signals": [{"type": "call"}, {"type": "chat"}]}, {"id": "x"}]
    path = packed(tmp_path, leads)
    if not is_packed:
        pq.write_table(pa.Table.from_pylist(leads), path)
    compiled = compiled_policy({"few": "count(page == '/pricing') <= 2", "more": "count(page == '/pricing') > 0"})
    assert rows_in(compiled, path) == evaluate_documents(compiled, leads, NOW)
    assert {"few": True, "more": None}.items() <= rows_in(compiled, path)[0]["trace"].items()


def test_a_packed_file_may_be_split_into_other_row_groups(tmp_path: Path) -> None:
    leads = list(make_leads(200))
    path = packed(tmp_path, leads)
    expected = rows_in(BENCH, path, BENCH_NOW)
    pq.write_table(pq.read_table(path), path, row_group_size=33)
    assert rows_in(BENCH, path, BENCH_NOW) == expected


@pytest.mark.parametrize(
    "entries",
    [{"form": FORM + 1}, {"form": None}, {"fields": []}, {"fields": {"company.employees": {"type": "int128"}}}],
    ids=str,
)
def test_a_file_that_says_it_is_packed_in_another_way_has_to_be_packed_again(
    tmp_path: Path, entries: dict[str, Any]
) -> None:
    path = rewritten(packed(tmp_path, [{"company": {"employees": 7}}]), **entries)
    with pytest.raises(NotLeads, match="pack the leads again"):
        ParquetLeads(path, [plan_of(BENCH)])


def test_columns_that_are_not_what_the_metadata_says_are_refused(tmp_path: Path) -> None:
    leads = [{"company": {"employees": 7}, "signals": [{"type": "call", "at": NOW}, {"type": "chat"}]}]
    path = packed(tmp_path, leads)
    fields = form_in(path)["fields"]
    rewritten(path, fields=fields | {"company.employees": {"type": "int32"}})
    with pytest.raises(NotLeads, match=r"company\.employees is int8, not int32"):
        ParquetLeads(path, [plan_of(BENCH)])
    no_texts = {"type": "uint8", "texts": []}
    for field, stored in (("at", {"type": "int16"}), ("at", {"type": "float64"}), ("type", no_texts)):
        rewritten(path, fields=fields | {f"signals.{field}": stored})
        with pytest.raises(NotLeads, match="pack the leads again"):
            rows_in(BENCH, path)


def test_a_form_is_read_as_it_was_written() -> None:
    form = form_of(learn(make_leads(100)))
    again = PackedForm.of_file({KEY: form.to_json()})
    assert again is not None
    assert again.to_json() == form.to_json()
    assert PackedForm.of_file(None) is None
