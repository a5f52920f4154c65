"""Everything that the policy guide shows works: policies, rules, results, mistakes, links and commands."""

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from leadgate.contracts.policy import check_policy, compile_policy
from leadgate.contracts.policy.compiler import SECTIONS
from leadgate.contracts.policy.section_examples import EXPECTATIONS
from leadgate.contracts.policy.symbols import FUNCTIONS
from leadgate.domain.outcomes import STANDARD_REASONS
from leadgate.domain.policy.facts import TYPES
from leadgate_cli.main import app
from tests.unit.policy.writing import document, result_of, write_policy

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


def _table(kind: str) -> dict[str, str]:
    (text,) = _blocks(kind)
    return dict(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize(("condition", "result"), _table("results").items())
def test_a_condition_comes_out_as_the_guide_says(condition: str, result: str) -> None:
    lead = json.loads(json.dumps(_table("lead"), default=lambda moment: moment.isoformat()))
    assert result_of(condition, lead) is {"yes": True, "no": False, "unknown": None}[result]


@pytest.mark.parametrize(("condition", "said"), _table("mistakes").items())
def test_a_mistake_gets_the_message_that_the_guide_shows(condition: str, said: str) -> None:
    problems = compile_policy(json.dumps(document({"mistaken": condition}))).problems
    assert any(said in "; ".join(filter(None, (p.message, p.hint))) for p in problems), problems


def test_links_within_the_guide_lead_to_its_headings() -> None:
    headings = re.findall(r"^#+ (.+)$", GUIDE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= anchors


def test_the_guide_has_examples_and_names_every_function_type_and_expectation() -> None:
    assert len(_blocks("policy")) >= 2
    assert len(_blocks("rules")) >= 3
    assert [name for name in (*FUNCTIONS, *TYPES, *EXPECTATIONS) if name not in GUIDE] == []


def test_the_guide_names_every_section_and_every_standard_reason() -> None:
    assert [name for name in (*SECTIONS, *STANDARD_REASONS) if name not in GUIDE] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`leadgate policy (\w+)", GUIDE))))
def test_commands_of_the_guide_exist(command: str) -> None:
    assert CliRunner().invoke(app, ["policy", command, "--help"]).exit_code == 0
