"""A release goes live by `sam deploy` alone, whatever part of it changed."""

from pathlib import Path
from typing import Any

import pytest
from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

from tests.contract.test_template import NoManagedPolicies

TEMPLATE = Path(__file__).parents[2] / "template.yaml"


def versions(*, code: str = "code", layer: str = "layer", level: str = "INFO") -> set[str]:
    """The names of the function versions that a deployment makes; CloudFormation publishes under a new name only."""
    document: dict[str, Any] = yaml_parse(TEMPLATE.read_text())
    for name, part in document["Resources"].items():
        for uri in {"CodeUri", "ContentUri"} & part.get("Properties", {}).keys():
            part["Properties"][uri] = f"s3://bucket/{layer if uri == 'ContentUri' else code + name}"
    document["Globals"]["Function"]["Environment"]["Variables"]["POWERTOOLS_LOG_LEVEL"] = level
    made = transform(document, {}, NoManagedPolicies())["Resources"]
    return {name for name, part in made.items() if part["Type"] == "AWS::Lambda::Version"}


@pytest.mark.parametrize("change", [{"code": "new"}, {"layer": "new"}, {"level": "DEBUG"}])
def test_every_function_gets_a_new_version_when_anything_of_it_changes(
    change: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    before = versions()
    assert before == versions()
    assert len(before) == 7
    assert not before & versions(**change)
