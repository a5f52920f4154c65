"""What `leadgate policy` does with streams and files that are closed, full, too large or no text."""

import os
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


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["policy", *arguments])


def _installed(*arguments: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "leadgate_cli.main", "policy", *arguments]
    environment = {"PATH": "", "PYTHONPATH": ":".join(sys.path)}
    return subprocess.run(command, env=environment, check=False, timeout=300, **streams)


@pytest.mark.parametrize("command", [("check", DEMO), ("test", DEMO), ("schema",)])
def test_output_that_cannot_be_written_ends_with_2_and_one_sentence(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _installed(*command, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (2, b"leadgate: standard output: No space left on device\n")


def test_decisions_that_cannot_be_written_name_the_file(tmp_path: Path) -> None:
    leads = tmp_path / "in.jsonl"
    leads.write_text("{}")
    result = run("evaluate", DEMO, "--leads", str(leads), "--now", NOW, "--out", "/dev/full")
    assert (result.exit_code, "/dev/full" in result.stderr) == (2, True)


def test_closed_standard_input_ends_with_2() -> None:
    for arguments in (("check", "-"), ("evaluate", DEMO, "--leads", "-", "--now", NOW, "--out", "-")):
        done = _installed(*arguments, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(0))
        assert (done.returncode, b"standard input is closed" in done.stderr) == (2, True)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_policy_that_is_too_large_is_refused_and_never_cut(tmp_path: Path, start: bytes) -> None:
    policy, text = tmp_path / "my.yaml", Path(DEMO).read_bytes()
    policy.write_bytes(start + text + b"# padding\r\n" * 30_000 + b"oops: [")
    result = run("check", str(policy))
    assert (result.exit_code, "at most 256 kB" in result.stdout) == (1, True)
    policy.write_bytes(start + text + b"#" * (256 * 1024 - len(text)) + b"\noops: [")
    assert run("check", str(policy)).exit_code == 1


def test_a_lead_that_is_no_utf_8_is_said_to_be_none(tmp_path: Path) -> None:
    lead = tmp_path / "lead.json"
    lead.write_bytes(b'{"id": "\xff"}')
    result = run("explain", DEMO, "--lead", str(lead))
    assert (result.exit_code, "no UTF-8" in result.stderr) == (1, True)
