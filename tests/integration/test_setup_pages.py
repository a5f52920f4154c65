"""Every setup page works on a new stack, and its policy then decides the leads that it is for."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
from leadgate_cli.setting_up import apply_setup
from leadgate_cli.setup_document import read_setup
from leadgate_cli.target import Target
from tests.builders.gateway import demo_body, request
from tests.builders.policies import ROOT
from tests.integration.service import Service, running_service

PAGES = sorted(path.stem for path in (ROOT / "setup").glob("*.yaml"))
VIEWING = {
    "email": "post@brandt.example",
    "Area": "harbour",
    "Home": "flat",
    "Price": "600000",
    "Move-in": "within_6_months",
    "Financing": "bank_agreed",
    "Country": "DE",
}


@pytest.fixture
def fresh() -> Iterator[Service]:
    """A service of its own, since these tests change what is set up."""
    with running_service() as service:
        yield service


def set_up(service: Service, page: str) -> list[str]:
    target = Target("leads", "plan", service.dynamodb, boto3.client("apigateway"))
    return [policy.name for policy in apply_setup(read_setup(ROOT / f"setup/{page}.yaml"), target)]


def decided(service: Service, **changes: Any) -> tuple[str, str, str]:
    """Post a demo request; gives the outcome, the policy and the pool of its decision."""
    patient = {"Prefer": "wait=10"}
    status, answer, _ = service.post(request("POST", "/demo-requests", demo_body(**changes), headers=patient))
    assert status == 200, answer
    _, kept, _ = service.ask(request("GET", f"/decisions/{answer['decision_id']}"))
    return answer["outcome"], kept["policy"], kept["route"]


@pytest.mark.parametrize("page", PAGES)
def test_a_setup_page_can_be_applied_and_brings_a_pool_for_every_route(fresh: Service, page: str) -> None:
    (name,) = set_up(fresh, page)
    assert name == ("inbound-saas" if page == "demo" else page)
    written = read_setup(ROOT / f"setup/{page}.yaml")
    pools = DynamoDirectoryStore(fresh.dynamodb, "leads").current().pools
    assert set(written.pools) <= set(pools)


def test_partner_and_product_leads_have_their_policy_and_all_others_keep_theirs(fresh: Service) -> None:
    set_up(fresh, "partner-and-plg")
    partner = {"motion": "partner", "partner": {"tier": "gold", "role": "resells"}}
    assert decided(fresh, email="p@firm.example", source=partner) == ("qualified", "partner-and-plg", "channel")
    assert decided(fresh, email="u@firm.example", source={"motion": "plg"}) == (
        "qualified", "partner-and-plg", "growth",
    )  # fmt: skip
    assert decided(fresh, email="i@firm.example") == ("qualified", "inbound-saas", "inbound")


def test_a_viewing_that_is_asked_for_on_the_form_is_decided_and_finds_its_rep(fresh: Service) -> None:
    set_up(fresh, "real-estate")
    headers = {"Origin": "https://www.homes.example"}
    _, answer, _ = fresh.post(request("POST", "/forms/viewing", VIEWING, headers=headers))
    assert answer["next_step"]["booking_url"] == "https://book.homes.example/hanna"


def test_a_viewing_without_the_financing_is_asked_for_it_in_words(fresh: Service) -> None:
    set_up(fresh, "real-estate")
    open_ = {name: value for name, value in VIEWING.items() if name != "Financing"}
    headers = {"Origin": "https://www.homes.example"}
    _, answer, _ = fresh.post(request("POST", "/forms/viewing", open_, headers=headers))
    (question,) = answer["next_step"]["questions"]
    assert (question["fact"], "financing" in question["ask"]) == ("answers.financing", True)
