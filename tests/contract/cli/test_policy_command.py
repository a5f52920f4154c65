"""The contract of `leadgate policy`: exit status, what goes where, and never a traceback."""

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from leadgate_cli.main import app

DEMO = str(files("leadgate").joinpath("policies/inbound-saas.yaml"))
NOW = "2026-05-04T09:00:00Z"
LEAD = {
    "id": "lead_1",
    "email": {"address": "vera@firm.example", "domain": "firm.example"},
    "person": {"title": "VP Sales [bold]\u202e"},
    "company": {"employees": "240", "country": "DE"},
    "provenance": {"company.country": {"source": "form:demo"}},
    "signals": [{"type": "demo_request", "at": "2026-05-04T08:00:00Z"}],
}
LINE_KEYS = {
    "id", "outcome", "reason", "gates", "disqualifiers", "score", "route", "questions", "near_miss", "revisit_at",
    "trace",
}  # fmt: skip


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["policy", *arguments], input=stdin)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "my.yaml"
    path.write_text(Path(DEMO).read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    path = tmp_path / "lead.json"
    path.write_text(json.dumps(LEAD))
    return path


def _break(policy: Path, old: str, new: str) -> Path:
    text = policy.read_text(encoding="utf-8")
    assert old in text
    policy.write_text(text.replace(old, new), encoding="utf-8")
    return policy


def test_checking_a_good_policy_ends_with_0() -> None:
    result = run("check", DEMO)
    assert result.exit_code == 0
    assert re.search(r"good, \d+ rules, \d+ examples", result.stdout)


def test_checking_a_wrong_policy_ends_with_1_and_points_at_the_place(policy: Path) -> None:
    result = run("check", str(_break(policy, "company.employees > 2000", "company.employes > 2000")))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    place, excerpt, caret, hint = lines[:4]
    assert place.startswith(f"{policy}:") and place.endswith(": unknown fact 'company.employes'")
    assert excerpt[caret.index("^") :].startswith("company.employes")
    assert hint.strip() == "did you mean 'company.employees'?"


def test_problems_can_be_read_by_machines(policy: Path) -> None:
    result = run("check", str(_break(policy, "lists.embargo", "lists.embargos")), "--format", "json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["ok"]) == (1, False)
    assert report["problems"][0]["hint"] == "did you mean 'lists.embargo'?"


def test_warnings_have_their_place_and_severity_for_people_and_for_machines(policy: Path) -> None:
    _break(policy, "answers.team_size >= 3", "answers.team_size >= 3 and answers.team_size < 2")
    text = run("check", str(policy)).stdout
    assert "warning: the rule q_team can never be yes" in text
    assert "good, 24 rules, 9 examples" not in text
    report = json.loads(run("check", str(policy), "--format", "json").stdout)
    found = {(problem["severity"], problem["message"].split(":")[0]) for problem in report["problems"]}
    assert {
        ("warning", "the rule q_team can never be yes"),
        ("warning", "the gate readiness can never be yes"),
    } <= found
    assert all(problem["excerpt"] and problem["line"] and problem["column"] for problem in report["problems"])


def test_warnings_fail_only_a_strict_check(policy: Path) -> None:
    line = "  - {otherwise: inbound, sla: 15m}\n"
    _break(policy, line, line + "  - {when: r_enterprise, pool: late}\n")
    assert run("check", str(policy)).exit_code == 0
    assert run("check", str(policy), "--strict").exit_code == 1


def test_a_failing_example_fails_the_check_and_the_test_shows_what_differs(policy: Path) -> None:
    _break(policy, "expect: {outcome: disqualified, reason: student}", "expect: {outcome: nurture, pool: inbound}")
    assert run("check", str(policy)).exit_code == 1
    result = run("test", str(policy))
    assert result.exit_code == 1
    assert "✗ a student is turned away" in result.stdout
    assert "- expected nurture" in result.stdout
    assert "+ got      disqualified" in result.stdout
    assert re.search(r"\d+ examples, \d+ as expected, 1 not", result.stdout)


def test_examples_that_come_out_as_expected_end_with_0() -> None:
    assert run("test", DEMO).exit_code == 0


def test_a_decision_is_explained_to_people(lead: Path) -> None:
    result = run("explain", DEMO, "--lead", str(lead), "--now", NOW)
    assert result.exit_code == 0
    for text in ("NEEDS INFO", "✓", "✗", "?", "icp_country", "company.country = DE", "(form:demo)", "ill-typed"):
        assert text in result.stdout
    assert "How many people work at your company?" in result.stdout
    assert "\u202e" not in result.stdout
    assert "[bold]" in result.stdout


def test_a_decision_is_explained_to_machines(lead: Path) -> None:
    result = run("explain", DEMO, "--lead", str(lead), "--now", "1777885200", "--format", "json")
    document = json.loads(result.stdout)
    assert document["outcome"] == "needs_info"
    assert document["now"] == NOW
    assert document["ill_typed"] == ["company.employees"]
    assert document["trace"]["icp_country"]["values"]["company.country"] == {"value": "DE", "source": "form:demo"}


def _evaluate(tmp_path: Path, lines: bytes, *more: str) -> tuple[Result, list[dict[str, Any]]]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines)
    result = run("evaluate", DEMO, "--leads", str(source), "--now", NOW, "--out", str(target), *more)
    return result, [json.loads(line) for line in target.read_text().splitlines()]


def test_many_leads_are_decided_a_line_each(tmp_path: Path) -> None:
    result, decisions = _evaluate(tmp_path, (json.dumps(LEAD) + "\n\n{}").encode())
    assert result.exit_code == 0
    assert [decision["id"] for decision in decisions] == ["lead_1", None]
    assert all(set(decision) == LINE_KEYS for decision in decisions)
    assert decisions[0]["trace"]["icp_country"] is True
    assert decisions[0]["gates"] == {"fit": None, "intent": True, "readiness": None}


def test_bad_lines_are_reported_by_number_and_do_not_stop_the_others(tmp_path: Path) -> None:
    lines = [b"{}", b"[1]", b"{bad", b'{"a": "\xff"}', b"[" * 100_000, b'{"n": ' + b"9" * 5_000 + b"}", b"5", b"{}"]
    result, decisions = _evaluate(tmp_path, b"\n".join(lines))
    assert result.exit_code == 1
    assert len(decisions) == 2
    reported = [line.split(":")[1] for line in result.stderr.splitlines()]
    assert reported == ["2", "3", "4", "5", "6", "7"]


def test_the_full_trace_holds_the_values(tmp_path: Path) -> None:
    _result, decisions = _evaluate(tmp_path, json.dumps(LEAD).encode(), "--trace", "full")
    seen = decisions[0]["trace"]["icp_size"]
    assert seen == {"result": None, "values": {"company.employees": {"value": None, "unknown": "ill_typed"}}}


def test_leads_come_from_standard_input_and_go_to_standard_output() -> None:
    result = run("evaluate", DEMO, "--leads", "-", "--now", NOW, "--out", "-", stdin=b'{"id": "x"}\n')
    assert (result.exit_code, json.loads(result.stdout)["id"]) == (0, "x")


def test_the_policy_comes_from_standard_input() -> None:
    assert run("check", "-", stdin=Path(DEMO).read_bytes()).exit_code == 0
    assert run("check", "-", stdin=b"\xff\x00").exit_code == 1


def test_the_schema_is_json() -> None:
    result = run("schema")
    assert json.loads(result.stdout)["title"] == "Leadgate policy"


def test_wrong_usage_ends_with_2(tmp_path: Path, lead: Path) -> None:
    leads = tmp_path / "in.jsonl"
    leads.write_text("{}")
    evaluate = ("evaluate", DEMO, "--leads", str(leads), "--now", NOW, "--out")
    wrong: list[tuple[str, ...]] = [
        ("check",),
        ("check", str(tmp_path / "nothing.yaml")),
        ("check", str(tmp_path)),
        ("check", DEMO, "--format", "xml"),
        ("explain", DEMO, "--lead", str(lead), "--now", "soon"),
        ("explain", DEMO, "--lead", str(tmp_path / "nothing.json")),
        ("explain", "-", "--lead", "-"),
        ("evaluate", DEMO, "--leads", str(leads), "--out", "x"),
        (*evaluate, str(leads)),
        (*evaluate, str(tmp_path / "no" / "out.jsonl")),
        ("evaluate", DEMO, "--leads", str(tmp_path / "nothing"), "--now", NOW, "--out", str(tmp_path / "o")),
    ]
    for arguments in wrong:
        result = run(*arguments)
        assert result.exit_code == 2, (arguments, result.output)
        assert "Traceback" not in result.output


def test_what_cannot_be_read_ends_with_1_and_says_so(tmp_path: Path, policy: Path, lead: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("[1, 2")
    result = run("explain", DEMO, "--lead", str(bad))
    assert (result.exit_code, "not JSON" in result.stderr) == (1, True)
    _break(policy, "gates:", "gate:")
    for arguments in (("test", str(policy)), ("explain", str(policy), "--lead", str(lead))):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "a policy has no key 'gate'" in result.stderr


def test_every_command_teaches_with_an_example() -> None:
    for command in ("check", "test", "explain", "evaluate", "schema"):
        text = run(command, "--help").stdout
        assert f"leadgate policy {command}" in text
        assert "Example:" in text


def test_the_installed_command_runs_in_a_terminal_that_knows_no_unicode() -> None:
    command = [sys.executable, "-m", "leadgate_cli.main", "policy", "test", DEMO]
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, b"")


def test_explaining_shows_what_the_lead_missed_by_and_what_that_needs(policy: Path, lead: Path) -> None:
    company = {"name": "Firm", "employees": 240, "country": "IN"}
    answers = {"use_case": "routing", "team_size": 20, "decision_maker": True, "timeline": "this_quarter"}
    lead.write_text(json.dumps({**LEAD, "company": company, "answers": answers}))
    missed = json.loads(run("explain", str(policy), "--lead", str(lead), "--now", NOW, "--format", "json").stdout)
    shown = " ".join(run("explain", str(policy), "--lead", str(lead), "--now", NOW).stdout.split())
    assert missed["near_miss"]
    for miss in missed["near_miss"]:
        assert f"for qualified: {miss['rule']} has to be {miss['turns']}" in shown


def test_a_broken_lead_is_told_with_its_line_and_an_empty_one_as_empty(policy: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    for text, said in (('{\n  "id": 1\n  "a": 2}', "line 3"), ("\n", "it is empty")):
        path.write_text(text)
        result = run("explain", str(policy), "--lead", str(path), "--now", NOW)
        assert (result.exit_code, said in result.stderr) == (1, True)
