"""How long a backtest of a million leads takes, and what many JSON lines cost in time and memory."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.engine import POLICY_FILE
from bench.leads import NOW, make_leads
from leadgate.contracts.policy import compile_policy
from leadgate_columnar.arrow_batch import ArrowBatch
from leadgate_columnar.evaluation import evaluate
from leadgate_columnar.lead_packing import GROUP, lead_tables, lead_writer, learn
from leadgate_columnar.lead_schema import schema_of
from leadgate_columnar.packed_form import FORM, PackedForm, form_of
from leadgate_columnar.parquet_leads import ParquetLeads
from leadgate_columnar.plan import Plan, plan_of
from leadgate_columnar.verdicts import GRADES, OUTCOMES
from leadgate_columnar.work_sharing import Workers

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".local/bench"
LEADS = 1_000_000
# Making a million leads in Python takes minutes, so there are this many, repeated with other names.
DIFFERENT = 50_000
LINES = 100_000
PROCESSES = 2
ROUNDS = 7

# Memory is watched from a small process: a child of a large one counts as large as its parent until it begins.
_WATCH = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
kilobytes = used.ru_maxrss / (1 if sys.platform == "linux" else 1024)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, kilobytes)
"""

Tally = Counter[tuple[str, str, str]]
"""Leads by outcome, pool and grade."""


def measure(
    leads: int = LEADS, different: int = DIFFERENT, lines: int = LINES, rounds: int = ROUNDS
) -> dict[str, float]:
    """Measure backtests of the benchmark's policy.

    Args:
        leads: how many leads the Parquet file holds.
        different: how many of them are made; the others repeat these with other ids, addresses and names.
        lines: how many leads the JSON lines hold.
        rounds: how often each backtest runs; one more round, which warms the file cache, is not counted.

    Returns:
        `backtest.1m.seconds`: the median for outcome, pool and grade of every lead, counted, from the Parquet file
        in a warm file cache, by two processes that have started and imported before; and with their start and
        imports and the compilation of the policy, `backtest.1m.command_seconds`; `.command_cpu_seconds` are those of
        all processors together, which a busy machine changes less. `backtest.1m.bytes`: the file.
        `evaluate.100k.seconds` and `.peak_mb`: `leadgate policy evaluate` over JSON lines, the command as a whole.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = parquet_file(leads, different)
    with Workers(partial(open_leads, path), PROCESSES) as workers:
        times = [_seconds(lambda: tally(workers)) for _ in range(rounds + 1)][1:]
    command = [sys.executable, "-m", "bench.backtest", str(path)]
    whole = [_watched(command) for _ in range(3)]
    evaluated, peak = _evaluate_lines(lines)
    return {
        "backtest.1m.seconds": round(median(times), 3),
        "backtest.1m.command_seconds": round(median(seconds for seconds, _cpu, _memory in whole), 3),
        "backtest.1m.command_cpu_seconds": round(median(cpu for _seconds, cpu, _memory in whole), 3),
        "backtest.1m.bytes": path.stat().st_size,
        "evaluate.100k.seconds": round(evaluated, 1),
        "evaluate.100k.peak_mb": round(peak, 1),
    }


def open_leads(path: Path) -> tuple[ParquetLeads, Sequence[Plan]]:
    """Open the file of leads for the benchmark's policy, with only the rules that the results depend on."""
    compiled = compile_policy(POLICY_FILE.read_text(encoding="utf-8"), name=POLICY_FILE.name).compiled
    plans = (plan_of(compiled or {}, every_rule=False),)
    return ParquetLeads(path, plans), plans


def tally(workers: Workers) -> Tally:
    """Decide about every lead and count outcomes, pools and grades."""
    counted: Tally = Counter()
    for _leads, results in workers.map(count_batch):
        for result in results:
            counted.update(result)
    return counted


def count_batch(plans: Sequence[Plan], batch: ArrowBatch) -> Tally:
    """Decide about the leads of a batch and count them."""
    verdicts = evaluate(plans[0], batch, NOW)
    lines, grades = len(verdicts.routing), len(GRADES)
    codes = (verdicts.outcome.astype(np.int64) * lines + verdicts.line) * grades + verdicts.grade
    found: Tally = Counter()
    for code, leads in enumerate(np.bincount(codes).tolist()):
        if leads:
            rest, grade = divmod(code, grades)
            pool = plans[0].policy.routes[rest % lines].pool
            found[str(OUTCOMES[rest // lines]), pool, GRADES[grade]] += leads
    return found


def parquet_file(leads: int, different: int) -> Path:
    """Give the file of leads, made once for each way of making it."""
    path = FOLDER / f"leads-{leads}-{different}-form{FORM}.parquet"
    if not path.exists():
        leaves = learn(make_leads(different))
        schema, fields = schema_of(leaves), form_of(leaves).fields
        # What is renamed has other texts than those that were learned.
        form = PackedForm({path: field for path, field in fields.items() if tuple(path.split(".")) not in _RENAMED})
        packed = form.schema(schema)
        made = pa.concat_tables(lead_tables(make_leads(different), leaves, schema)).combine_chunks()
        unfinished = path.with_suffix(".part")
        with lead_writer(str(unfinished), packed) as writer:
            for start in range(0, leads, GROUP):
                rows = form.table(_rows(made, start, min(start + GROUP, leads)), packed)
                writer.write_table(rows, row_group_size=GROUP)
        unfinished.replace(path)
    return path


def _rows(made: pa.Table, start: int, end: int) -> pa.Table:
    """Give some rows of the endless repetition of the leads that were made."""
    parts = []
    while start < end:
        copy, at = divmod(start, made.num_rows)
        part = made.slice(at, min(end - start, made.num_rows - at))
        parts.append(_renamed(part, copy))
        start += part.num_rows
    return pa.concat_tables(parts).combine_chunks()


def _renamed(part: pa.Table, copy: int) -> pa.Table:
    """Give the leads of a copy ids, addresses and company names of their own, as long as real ones are."""
    for (column, *field), rename in _RENAMED.items():
        change = partial(rename, copy)
        whole = part[column].combine_chunks()
        at = part.schema.get_field_index(column)
        part = part.set_column(at, part.schema.field(at), _changed(whole, field, change))
    return part


_RENAMED: Mapping[tuple[str, ...], Callable[[int, pa.Array], pa.Array]] = {
    ("id",): lambda copy, texts: pc.binary_join_element_wise(texts, str(copy), "-"),
    ("email", "address"): lambda copy, texts: pc.replace_substring(texts, "@", f".{copy}@"),
    ("company", "name"): lambda copy, texts: pc.binary_join_element_wise(texts, str(copy), " "),
}


def _changed(array: pa.Array, field: Sequence[str], change: Any) -> pa.Array:
    if not field:
        return change(array)
    kind = array.type
    children = [pc.struct_field(array, [at]) for at in range(kind.num_fields)]
    children[kind.get_field_index(field[0])] = change(children[kind.get_field_index(field[0])])
    return pa.StructArray.from_arrays(children, fields=list(kind), mask=pc.is_null(array))


def _evaluate_lines(lines: int) -> tuple[float, float]:
    """Run `leadgate policy evaluate` and give its seconds and its largest memory in millions of bytes."""
    source = FOLDER / f"leads-{lines}.jsonl"
    if not source.exists():
        unfinished = source.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(lead) + "\n" for lead in make_leads(lines))
        unfinished.replace(source)
    command = [sys.executable, "-m", "leadgate_cli.main", "policy", "evaluate", str(POLICY_FILE)]
    command += ["--leads", str(source), "--now", str(NOW), "--out", os.devnull]
    seconds, _cpu, megabytes = _watched(command)
    return seconds, megabytes


def _watched(command: Sequence[str]) -> tuple[float, float, float]:
    """Run a command and give its seconds, those of all processors together, and its largest memory in MB."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'tools'}{os.pathsep}{ROOT / 'layers/common/python'}"}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", _WATCH, *command], env=environment, check=True, capture_output=True, text=True
    )
    seconds, cpu, kilobytes = map(float, done.stdout.split())
    return seconds, cpu, kilobytes * 1024 / 1e6


def _seconds(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    with Workers(partial(open_leads, Path(sys.argv[1])), PROCESSES) as started:
        for (outcome, pool, grade), leads_there in tally(started).most_common():
            print(f"{outcome} {pool} {grade}: {leads_there}")
