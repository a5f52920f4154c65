"""Everything that the policy guide shows works: its policies, its rules and the commands it names."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from leadgate.contracts.policy import check_policy
from leadgate.contracts.policy.section_examples import EXPECTATIONS
from leadgate.contracts.policy.symbols import FUNCTIONS
from leadgate.domain.policy.facts import TYPES
from leadgate_cli.main import app
from tests.unit.policy.writing import write_policy

GUIDE = (Path(__file__).parents[3] / "docs" / "policy.md").read_text(encoding="utf-8")


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```yaml {kind}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("text", _blocks("policy"))
def test_a_policy_of_the_guide_is_good_and_its_examples_hold(text: str) -> None:
    assert check_policy(text).problems == ()


@pytest.mark.parametrize("text", _blocks("rules"))
def test_rules_of_the_guide_compile(text: str) -> None:
    rules = YAML(typ="safe", pure=True).load(text)
    assert set(rules) <= {rule.id for rule in write_policy(rules).rules}


def test_the_guide_has_examples_and_names_every_function_type_and_expectation() -> None:
    assert len(_blocks("policy")) >= 1
    assert len(_blocks("rules")) >= 3
    assert [name for name in (*FUNCTIONS, *TYPES, *EXPECTATIONS) if name not in GUIDE] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`leadgate policy (\w+)", GUIDE))))
def test_commands_of_the_guide_exist(command: str) -> None:
    assert CliRunner().invoke(app, ["policy", command, "--help"]).exit_code == 0
