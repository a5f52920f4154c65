"""The policies and lists that the package ships, and the schema that editors use."""

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from bench.engine import POLICY_FILE
from leadgate.contracts.mail_domains import BUILTIN_LISTS, NEVER_DISPOSABLE, NOT_FREE
from leadgate.contracts.policy import check_policy, compile_policy, policy_schema
from leadgate.contracts.policy.compiler import SECTIONS
from leadgate.domain.policy import load_policy
from tests.unit.policy.shipped import NAMES, SHIPPED
from tests.unit.policy.test_problems import FINE
from tests.unit.policy.writing import document, result_of

DEMO = SHIPPED["inbound-saas"]


def test_three_policies_ship_as_data_of_the_package_and_each_file_is_called_as_its_policy() -> None:
    assert NAMES == ["inbound-saas", "partner-and-plg", "real-estate"]
    assert [(compile_policy(SHIPPED[name]).compiled or {})["policy"] for name in NAMES] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_policy_has_no_problem_not_even_a_warning(name: str) -> None:
    assert check_policy(SHIPPED[name]).problems == ()


def test_the_demo_policy_is_good_and_routes_to_its_two_pools() -> None:
    policy = load_policy(compile_policy(DEMO).compiled or {})
    assert policy.pools == ("enterprise", "inbound")
    assert policy.sla == {"enterprise": 300, "inbound": 900}


def test_the_policy_of_the_benchmark_has_no_problems() -> None:
    assert check_policy(POLICY_FILE.read_text(encoding="utf-8")).problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_compiled_policy_that_ships_is_small_enough_to_be_stored_in_one_item(name: str) -> None:
    compiled = compile_policy(SHIPPED[name]).compiled
    assert len(json.dumps(compiled)) < 200_000


@pytest.mark.parametrize("domain", ["mailinator.com", "guerrillamail.com", "yopmail.com"])
def test_throw_away_domains_are_disposable_and_not_free(domain: str) -> None:
    assert domain in BUILTIN_LISTS["disposable_mail"].members()
    assert domain not in BUILTIN_LISTS["free_mail"].members()


@pytest.mark.parametrize("domain", sorted(NEVER_DISPOSABLE))
def test_mailboxes_that_people_keep_are_free_and_never_disposable(domain: str) -> None:
    assert domain not in BUILTIN_LISTS["disposable_mail"].members()
    assert domain in BUILTIN_LISTS["free_mail"].members()


def test_builtin_lists_can_be_used_in_rules() -> None:
    lists = {"free_mail": "builtin", "disposable_mail": "builtin"}
    lead = {"email": {"domain": "gmail.com"}}
    assert result_of("email.domain in lists.free_mail", lead, lists=lists) is True
    assert result_of("email.domain in lists.disposable_mail", lead, lists=lists) is False


def _parsed(text: str) -> object:
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


@pytest.mark.parametrize("text", [*SHIPPED.values(), POLICY_FILE.read_text(), FINE], ids=[*NAMES, "bench", "small"])
def test_good_policies_are_good_by_the_schema(text: str) -> None:
    jsonschema.validate(_parsed(text), policy_schema())


def test_the_schema_knows_every_section_and_refuses_others() -> None:
    assert set(policy_schema()["properties"]) == set(SECTIONS)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document({}), "rulez": {}}, policy_schema())


def test_domains_that_organisations_write_from_are_not_free_mail() -> None:
    assert NOT_FREE.isdisjoint(BUILTIN_LISTS["free_mail"].members())
