"""Quarantined leads and their release, kept by the fake and on DynamoDB alike."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.stub import Stubber

from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
from leadgate.application.errors import Congested
from leadgate.application.ports import LeadRepository, StaleLead
from leadgate.domain.abuse import Suspicion
from leadgate.domain.form import Form
from leadgate.domain.quarantine import Evidence, Quarantine, Sign
from leadgate.domain.release import release
from tests.builders.leads import intake
from tests.contract.conftest import TABLE
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.time import NOON

EVIDENCE = (Evidence(Sign.HONEYPOT_FILLED, 100), Evidence(Sign.TOO_FAST, 50))


@pytest.fixture(params=["fake", "dynamodb"])
def leads(request: pytest.FixtureRequest) -> LeadRepository:
    """A repository of each kind with a lead in quarantine."""
    dynamodb = DynamoLeadRepository(request.getfixturevalue("dynamodb"), TABLE)
    kept: LeadRepository = InMemoryLeadRepository() if request.param == "fake" else dynamodb
    kept.add(intake(suspicion=Suspicion(EVIDENCE)))
    return kept


def test_a_quarantined_lead_is_kept_with_its_evidence(leads: LeadRepository) -> None:
    kept = leads.get("lead_1")
    assert kept is not None
    assert kept == intake(suspicion=Suspicion(EVIDENCE)).lead
    assert kept.quarantine == Quarantine(EVIDENCE)


def test_a_release_is_kept_with_who_released_and_its_entry(leads: LeadRepository) -> None:
    kept = leads.get("lead_1")
    assert kept is not None
    released, entry = release(kept, NOON + 60, "key-1", ["address"])
    leads.amend(released, entry)
    assert leads.get("lead_1") == released
    assert leads.timeline("lead_1", cursor=None, limit=10).items[-1] == entry


def test_what_is_amended_follows_on_what_is_kept_or_nothing_is_written(leads: LeadRepository) -> None:
    kept = leads.get("lead_1")
    assert kept is not None
    released, entry = release(kept, NOON + 60, "key-1", [])
    leads.amend(released, entry)
    before = (leads.get("lead_1"), leads.timeline("lead_1", cursor=None, limit=10).items)
    for stale in (released, replace(released, version=4), replace(released, id="lead_2")):
        with pytest.raises(StaleLead):
            leads.amend(stale, replace(entry, version=stale.version))
    assert (leads.get("lead_1"), leads.timeline("lead_1", cursor=None, limit=10).items) == before


def test_a_form_that_two_change_at_once_is_refused_to_one_of_them(dynamodb: Any) -> None:
    with Stubber(dynamodb) as stub:
        stub.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            modeled_fields={"CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]},
        )
        with pytest.raises(Congested):
            DynamoFormRegistry(dynamodb, TABLE).put(Form("demo"))
