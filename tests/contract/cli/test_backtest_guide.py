"""Every command of the guide to backtests runs as it stands there."""

import json
import re
import shlex
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bench.leads import make_leads
from leadgate_cli.main import app
from tests.architecture.house import ROOT

GUIDE = (ROOT / "docs/backtest.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
COMMANDS = [line for language, block in BLOCKS if not language for line in block.splitlines()]


def test_every_command_of_the_guide_ends_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leads = list(make_leads(200))
    text = Path(str(files("leadgate").joinpath("policies/inbound-saas.yaml"))).read_text(encoding="utf-8")
    (tmp_path / "live.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("50 <= company", "20 <= company"), encoding="utf-8")
    (tmp_path / "leads.jsonl").write_text("".join(json.dumps(lead) + "\n" for lead in leads))
    (tmp_path / "lead.json").write_text(json.dumps(leads[0]))
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) == 5
    for command in COMMANDS:
        program, *arguments = shlex.split(command)
        result = CliRunner().invoke(app, arguments)
        assert (program, result.exit_code) == ("leadgate", 0), (command, result.output)
