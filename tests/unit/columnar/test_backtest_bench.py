"""The benchmark of backtests counts what deciding each lead would count."""

from collections import Counter
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench import backtest
from bench.engine import bench_policy
from bench.leads import NOW, make_leads
from leadgate.domain.policy import decide
from leadgate_columnar.lead_packing import GROUP
from leadgate_columnar.work_sharing import Workers


# The tests' own process has threads of pyarrow by now; that of the benchmark has none when it forks.
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_the_tally_of_repeated_leads_is_that_of_deciding_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtest, "FOLDER", tmp_path)
    different, leads = 150, GROUP + 1_000
    path = backtest.parquet_file(leads, different)
    metadata = pq.read_metadata(path)
    assert (metadata.num_rows, metadata.num_row_groups) == (leads, 2)
    with Workers(partial(backtest.open_leads, path), 2) as workers:
        counted = backtest.tally(workers)
    policy, expected = bench_policy(), Counter[tuple[str, str, str]]()
    for number, lead in enumerate(make_leads(different)):
        decision = decide(lead, policy, NOW)
        copies = leads // different + (number < leads % different)
        expected[str(decision.outcome), decision.route.pool, decision.score.grade] += copies
    assert counted == expected


def test_repeated_leads_have_ids_and_addresses_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtest, "FOLDER", tmp_path)
    rows = pq.read_table(backtest.parquet_file(500, 100)).to_pylist()
    assert len({row["id"] for row in rows}) == 500
    addresses = [row["email"]["address"] for row in rows if row["email"]["address"]]
    assert len(set(addresses)) == len(addresses) > 400
