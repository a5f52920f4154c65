"""`leadgate setup` publishes as the API does: checked as a whole, once for what changed, and never anything broken."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from leadgate_cli.setting_up import apply_setup
from leadgate_cli.setup_document import BadSetup, read_setup
from leadgate_cli.target import Target
from tests.builders.policies import DEMO, ROOT
from tests.integration.policies import STRICT, admin, page
from tests.integration.service import Service
from tests.integration.test_forms_setup import get, put

REPS = {"reps": {"zoe": {"name": "Zoe", "email": "zoe@seller.example"}}}


def target(service: Service) -> Target:
    return Target("leads", "plan", service.dynamodb, boto3.client("apigateway"))


def written(folder: Path, *policies: str, **parts: Any) -> Path:
    """Write a setup page with its policies; JSON is YAML."""
    names = []
    for number, text in enumerate(policies):
        file = folder / f"policy-{number}.yaml"
        file.write_text(text, "utf-8")
        names.append(file.name)
    whole = folder / "setup.yaml"
    whole.write_text(json.dumps({"policies": names, **parts}), "utf-8")
    return whole


def shown(service: Service, name: str) -> dict[str, Any]:
    return dict(service.manage(admin("GET", f"/policies/{name}"))[1])


def test_a_second_setup_changes_nothing(service: Service) -> None:
    before = shown(service, "inbound-saas")
    assert [change["by"] for change in before["history"]] == ["leadgate setup"]
    (live,) = apply_setup(read_setup(ROOT / "setup/demo.yaml"), target(service))
    assert live.version == before["live"]["version"]
    assert shown(service, "inbound-saas") == before
    _, version, _ = service.manage(admin("GET", f"/policies/inbound-saas/versions/{live.version}"))
    assert version["source"] == DEMO.read_text("utf-8")


def test_a_changed_policy_is_published_and_can_be_rolled_back(service: Service, tmp_path: Path) -> None:
    before = shown(service, "inbound-saas")["live"]
    (new,) = apply_setup(read_setup(written(tmp_path, page())), target(service))
    assert shown(service, "inbound-saas")["live"]["version"] == new.version
    service.manage(admin("POST", "/policies/inbound-saas/rollback"))
    assert shown(service, "inbound-saas")["live"] == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (page().replace("50 <= company.employees", "50 <= company.employes"), r"policy-1\.yaml:\d+:\d+: unknown"),
        (json.dumps(STRICT | {"routing": [{"otherwise": "nowhere"}]}), "pools that are not set up: nowhere"),
        (json.dumps(STRICT | {"examples": [STRICT["examples"][0] | {"expect": {"outcome": "review"}}]}), "example"),
        ("", "policy"),
    ],
)
def test_a_page_with_one_bad_policy_writes_nothing(text: str, said: str, service: Service, tmp_path: Path) -> None:
    before = shown(service, "inbound-saas")
    bad = written(tmp_path, page(), text, **REPS)
    service.weather.calls.clear()
    with pytest.raises(BadSetup, match=said):
        apply_setup(read_setup(bad), target(service))
    assert not {"PutItem", "TransactWriteItems"} & set(service.weather.calls)
    assert shown(service, "inbound-saas") == before


def test_a_captcha_is_no_part_of_a_page_and_stays_when_the_page_is_applied_again(
    service: Service, tmp_path: Path
) -> None:
    with pytest.raises(BadSetup, match="PUT /forms/proven"):
        read_setup(written(tmp_path, forms={"proven": {"captcha": {"provider": "turnstile", "secret": "x" * 20}}}))
    whole = written(tmp_path, forms={"proven": {"channel": "website"}})
    apply_setup(read_setup(whole), target(service))
    put(service, "proven", {"captcha": {"provider": "turnstile", "secret": "x" * 20}})
    apply_setup(read_setup(whole), target(service))
    kept = get(service, "/forms/proven")[1]
    assert (kept["channel"], kept["captcha"]) == ("website", {"provider": "turnstile", "base_url": None})
