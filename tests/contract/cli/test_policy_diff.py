"""The contract of `leadgate policy diff` and `leadgate leads pack`: what they say, where, and how they end."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from bench.leads import make_leads
from leadgate.contracts.policy import compile_policy
from leadgate.domain.policy import decide, load_policy
from leadgate_cli.main import app

DEMO = Path(str(files("leadgate").joinpath("policies/inbound-saas.yaml")))
NOW = "1790000000"
COUNT = 400


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    text = DEMO.read_text(encoding="utf-8")
    for old, changed in (("company.employees > 1000", "company.employees > 20"), ("  icp_size: 20", "  icp_size: 2")):
        text = text.replace(old, changed)
    path = tmp_path / "new.yaml"
    path.write_text(text.replace("50 <= company.employees", "5 <= company.employees"), encoding="utf-8")
    return path


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(lead) + "\n" for lead in make_leads(COUNT)))
    return path


@pytest.fixture
def parquet(tmp_path: Path, lines: Path) -> Path:
    path = tmp_path / "in.parquet"
    result = run("leads", "pack", str(lines), str(path))
    assert (result.exit_code, f"{COUNT} leads" in result.stdout) == (0, True), result.output
    return path


def diff(old: Path, new: Path, leads: Path | str, *more: str, stdin: bytes | None = None) -> Result:
    return run("policy", "diff", str(old), str(new), "--leads", str(leads), "--now", NOW, *more, stdin=stdin)


def decided(path: Path) -> list[tuple[str, str, str]]:
    compiled = compile_policy(path.read_text(encoding="utf-8")).compiled
    assert compiled is not None
    policy = load_policy(compiled)
    decisions = [decide(lead, policy, float(NOW)) for lead in make_leads(COUNT)]
    return [(str(one.outcome), one.route.pool, one.score.grade) for one in decisions]


def test_the_counts_are_those_of_deciding_each_lead_twice(new: Path, lines: Path, parquet: Path) -> None:
    before, after = decided(DEMO), decided(new)
    for leads in (lines, parquet):
        result = diff(DEMO, new, leads, "--format", "json")
        assert result.exit_code == 0, result.output
        report = json.loads(result.stdout)
        assert (report["leads"], report["bad_lines"]) == (COUNT, 0)
        for place, aspect in enumerate(("outcome", "pool", "grade")):
            moves = [(one[place], other[place]) for one, other in zip(before, after, strict=True)]
            counted = {(entry["from"], entry["to"]): entry["leads"] for entry in report[aspect]}
            assert counted == {move: moves.count(move) for move in set(moves)}
            assert report["changed"][aspect] == sum(one != other for one, other in moves) > 0


# The tests' own process has threads of pyarrow by now; that of the command has none when it forks.
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_several_processes_count_the_same_as_one(new: Path, tmp_path: Path, parquet: Path) -> None:
    split = tmp_path / "split.parquet"
    pq.write_table(pq.read_table(parquet), split, row_group_size=90)
    assert pq.read_metadata(split).num_row_groups == 5
    one, several = (json.loads(diff(DEMO, new, leads, "--format", "json").stdout) for leads in (parquet, split))
    for report in (one, several):
        for aspect in ("outcome", "pool", "grade", "rules", "examples"):
            report[aspect].sort(key=str)
    assert one == several


def test_examples_say_who_changes_and_which_gates_and_rules_are_behind_it(new: Path, parquet: Path) -> None:
    report = json.loads(diff(DEMO, new, parquet, "--format", "json", "--examples", "2").stdout)
    before, after = decided(DEMO), decided(new)
    changes = [change for change in report["examples"] if change["change"] == "outcome"]
    assert changes
    for change in changes:
        assert 1 <= len(change["leads"]) <= 2
        for example in change["leads"]:
            row = int(example["id"].removeprefix("lead_"))
            assert example["outcome"] == [before[row][0], after[row][0]] == [change["from"], change["to"]]
            assert example["gates"]
            assert example["rules"]
    assert {entry["rule"] for entry in report["rules"]} == {"icp_size", "r_enterprise", "r_large_deal"}


def test_people_read_tables_reasons_and_examples(new: Path, parquet: Path) -> None:
    result = diff(DEMO, new, parquet)
    assert result.exit_code == 0
    for text in (f"of {COUNT} leads change", "outcome: from the old policy", "icp_size", "lead_0000", "for example"):
        assert text in result.stdout


def test_the_same_policy_twice_changes_nothing(parquet: Path) -> None:
    report = json.loads(diff(DEMO, DEMO, parquet, "--format", "json").stdout)
    assert set(report["changed"].values()) == {0}
    assert not report["examples"]
    assert "0 of 400 leads change" in diff(DEMO, DEMO, parquet).stdout


def test_rules_that_only_one_policy_has_are_named(tmp_path: Path, lines: Path) -> None:
    path = tmp_path / "more.yaml"
    path.write_text(
        DEMO.read_text("utf-8").replace("\nrules:\n", "\nrules:\n  fresh: known(company.name)\n", 1), "utf-8"
    )
    report = json.loads(diff(DEMO, path, lines, "--format", "json").stdout)
    assert (report["rules_added"], report["rules_removed"]) == (["fresh"], [])
    assert "rules no longer there: fresh" in diff(path, DEMO, lines).stdout


def test_bad_lines_are_reported_by_number_and_end_with_1(new: Path, tmp_path: Path) -> None:
    content = b'{"id": "a"}\n[1]\n{bad\n\n{"company": {"employees": "many"}}\n'
    source = tmp_path / "odd.jsonl"
    source.write_bytes(content)
    for leads, stdin in ((source, None), ("-", content)):
        result = diff(DEMO, new, leads, "--format", "json", stdin=stdin)
        assert result.exit_code == 1
        assert [line.split(":")[1] for line in result.stderr.splitlines()] == ["2", "3"]
        assert (json.loads(result.stdout)["leads"], json.loads(result.stdout)["bad_lines"]) == (2, 2)
    packed = run("leads", "pack", str(source), str(tmp_path / "odd.parquet"))
    assert (packed.exit_code, pq.read_metadata(tmp_path / "odd.parquet").num_rows) == (1, 2)
    assert "company.employees is mostly str, 0" not in packed.stderr


def test_what_becomes_null_in_parquet_is_said(tmp_path: Path) -> None:
    source = tmp_path / "odd.jsonl"
    source.write_text('{"company": {"employees": 5}}\n{"company": {"employees": "many"}}\n')
    result = run("leads", "pack", str(source), str(tmp_path / "odd.parquet"))
    assert (result.exit_code, "company.employees is mostly int, 1 other values became null" in result.stderr) == (
        0,
        True,
    )


def test_no_leads_at_all_are_compared(new: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert "0 of 0 leads change" in diff(DEMO, new, empty).stdout
    assert run("leads", "pack", str(empty), str(tmp_path / "empty.parquet")).exit_code == 0
    assert "0 of 0 leads change" in diff(DEMO, new, tmp_path / "empty.parquet").stdout


def test_policies_and_files_that_are_not_right_end_with_1(new: Path, tmp_path: Path, lines: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("policy: x\n")
    result = diff(DEMO, broken, lines)
    assert (result.exit_code, "broken.yaml:1:1" in result.stderr) == (1, True)
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(b"PAR1 and then nothing")
    result = diff(DEMO, new, damaged)
    assert (result.exit_code, "no Parquet file" in result.stderr) == (1, True)


def test_wrong_usage_ends_with_2(new: Path, tmp_path: Path, lines: Path) -> None:
    nothing, out = str(tmp_path / "nothing"), str(tmp_path / "o.parquet")
    wrong: list[Any] = [
        ("policy", "diff", str(DEMO), str(new), "--leads", nothing, "--now", NOW),
        ("policy", "diff", str(DEMO), str(new), "--leads", str(tmp_path), "--now", NOW),
        ("policy", "diff", str(DEMO), str(new), "--leads", str(lines)),
        ("policy", "diff", str(DEMO), str(new), "--leads", str(lines), "--now", "soon"),
        ("policy", "diff", str(DEMO), "-", "--leads", "-", "--now", NOW),
        ("policy", "diff", str(DEMO), str(new), "--leads", str(lines), "--now", NOW, "--examples", "-1"),
        ("leads", "pack", nothing, out),
        ("leads", "pack", "-", out),
        ("leads", "pack", str(lines), str(lines)),
        ("leads", "pack", str(lines), str(tmp_path / "no" / "o.parquet")),
    ]
    for arguments in wrong:
        result = run(*arguments)
        assert result.exit_code == 2, (arguments, result.output)
        assert "Traceback" not in result.output
    assert not (tmp_path / "o.parquet").exists()


def test_other_commands_start_without_loading_columns() -> None:
    code = "import sys, leadgate_cli.main; print({'numpy', 'pyarrow'} & sys.modules.keys())"
    environment = {"PATH": "", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_packing_replaces_nothing_but_an_ordinary_file(lines: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target in (str(pipe), str(tmp_path), "-"):
        assert run("leads", "pack", str(lines), target).exit_code == 2
    assert pipe.is_fifo()
