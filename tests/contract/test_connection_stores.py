"""What stores of connections, secrets and raw deliveries promise, asked of fakes and adapters alike."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from leadgate.adapters.connection_secrets import SecretsManagerSecretStore
from leadgate.adapters.dynamodb.connection_registry import DynamoConnectionRegistry
from leadgate.adapters.dynamodb.delivery_archive import DynamoDeliveryArchive
from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
from leadgate.application.errors import BadCursor
from leadgate.application.ports import AlreadyReceived, Intake, PersonKnown, StaleLead
from leadgate.domain.capture import join
from leadgate.domain.connection_secrets import Secrets
from leadgate.domain.raw_delivery import KEPT_FOR, PostResult, Result
from tests.builders.connections import kept_connection, raw_delivery
from tests.builders.leads import intake, receipt, submission
from tests.contract.conftest import TABLE
from tests.fakes.connections import InMemoryConnectionRegistry, InMemoryDeliveryArchive, InMemorySecretStore
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.time import NOON

FULL = {
    "kind": "demo",
    "channel": "paid",
    "mapping": {"Größe": "company.employees"},
    "signature": {"scheme": "hmac-sha256", "header": "x-signature"},
    "base_url": "https://api.example.com",
}


@pytest.fixture(params=["fake", "dynamodb"])
def registry(request: pytest.FixtureRequest) -> Any:
    if request.param == "fake":
        return InMemoryConnectionRegistry()
    return DynamoConnectionRegistry(request.getfixturevalue("dynamodb"), TABLE)


@pytest.fixture(params=["fake", "dynamodb"])
def archive(request: pytest.FixtureRequest) -> Any:
    if request.param == "fake":
        return InMemoryDeliveryArchive()
    return DynamoDeliveryArchive(request.getfixturevalue("dynamodb"), TABLE)


@pytest.fixture
def secretsmanager(aws_credentials: None) -> Iterator[Any]:
    with mock_aws():
        yield boto3.Session().client("secretsmanager")


@pytest.fixture(params=["fake", "secretsmanager"])
def secrets(request: pytest.FixtureRequest) -> Any:
    if request.param == "fake":
        return InMemorySecretStore()
    return SecretsManagerSecretStore(request.getfixturevalue("secretsmanager"), "leadgate/connections")


def test_a_connection_is_found_as_it_was_set_up_last_and_a_new_one_at_once(registry: Any) -> None:
    assert registry.find("typeform", "website") is None
    registry.put(kept_connection(**FULL))
    assert registry.find("typeform", "website") == kept_connection(**FULL)
    registry.put(kept_connection(active=False))
    assert registry.find("typeform", "website") == kept_connection(active=False)
    assert registry.find("meta", "website") is None


def test_a_connection_that_is_removed_is_gone_and_may_be_removed_again(registry: Any) -> None:
    registry.put(kept_connection())
    for _ in range(2):
        registry.remove("typeform", "website")
        assert registry.find("typeform", "website") is None


def test_connections_are_listed_by_source_and_id_in_pages(registry: Any) -> None:
    for source, id_ in (("typeform", "b"), ("meta", "z"), ("typeform", "a")):
        registry.put(kept_connection(source=source, id=id_))
    first = registry.page(cursor=None, limit=2)
    second = registry.page(cursor=first.cursor, limit=2)
    names = [(kept.connection.source, kept.connection.id) for kept in (*first.items, *second.items)]
    assert names == [("meta", "z"), ("typeform", "a"), ("typeform", "b")]
    assert second.cursor is None
    with pytest.raises(BadCursor):
        registry.page(cursor="nonsense", limit=2)


def test_secrets_are_kept_replaced_and_destroyed(secrets: Any) -> None:
    name = ("typeform", "website")
    assert secrets.find(*name, no_older_than=0) is None
    for kept in (Secrets("first"), Secrets("second", "first", NOON, "token")):
        secrets.put(*name, kept)
        assert secrets.find(*name, no_older_than=30) == kept
    assert secrets.find("typeform", "other", no_older_than=30) is None
    for _ in range(2):
        secrets.remove(*name)
        assert secrets.find(*name, no_older_than=30) is None
    secrets.put(*name, Secrets("third"))
    assert secrets.find(*name, no_older_than=0) == Secrets("third")


def test_another_instance_learns_of_a_new_secret_when_it_wants_to_know(secretsmanager: Any) -> None:
    writer, reader = (SecretsManagerSecretStore(secretsmanager, "leadgate/connections") for _ in range(2))
    writer.put("typeform", "website", Secrets("first"))
    assert reader.find("typeform", "website", no_older_than=30) == Secrets("first")
    writer.put("typeform", "website", Secrets("second", "first", NOON))
    assert reader.find("typeform", "website", no_older_than=30) == Secrets("first")
    assert reader.find("typeform", "website", no_older_than=0) == Secrets("second", "first", NOON)


def test_secrets_that_are_held_stay_in_use_while_the_store_is_down(
    secretsmanager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SecretsManagerSecretStore(secretsmanager, "leadgate/connections")
    store.put("typeform", "website", Secrets("first"))
    assert store.find("typeform", "website", no_older_than=0) == Secrets("first")

    def down(**_: object) -> object:
        raise ClientError({"Error": {"Code": "InternalServiceError"}}, "GetSecretValue")

    monkeypatch.setattr(secretsmanager, "get_secret_value", down)
    assert store.find("typeform", "website", no_older_than=0) == Secrets("first")
    with pytest.raises(ClientError):
        store.find("typeform", "other", no_older_than=0)


def test_while_one_reads_a_secret_anew_others_use_what_is_held(
    secretsmanager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SecretsManagerSecretStore(secretsmanager, "leadgate/connections")
    store.put("turnstile", "demo", Secrets("first"))
    store.find("turnstile", "demo", no_older_than=0)
    seen: list[Secrets | None] = []

    def slow(**_: object) -> object:
        seen.append(store.find("turnstile", "demo", no_older_than=30))
        raise ClientError({"Error": {"Code": "InternalServiceError"}}, "GetSecretValue")

    monkeypatch.setattr(secretsmanager, "get_secret_value", slow)
    assert store.find("turnstile", "demo", no_older_than=0) == Secrets("first")
    assert seen == [Secrets("first")], "nobody waits beside whoever waits"


def page_of(archive: Any, **asked: Any) -> tuple[list[str], str | None]:
    page = archive.page("typeform", "website", **{"since": 0, "limit": 10} | asked)
    return [delivery.id for delivery in page.items], page.cursor


def test_deliveries_are_given_back_whole_and_in_the_order_of_their_arrival(archive: Any) -> None:
    ignored = PostResult(Result.IGNORED, None, "ping")
    results = (PostResult(Result.KEPT, "lead_1"), PostResult(Result.DUPLICATE, "lead_2"), ignored)
    late = raw_delivery(id="dlv_2", received_at=NOON + 0.25, body=bytes(range(256)), results=results)
    archive.keep(late)
    archive.keep(raw_delivery())
    archive.keep(raw_delivery(connection_id="other"))
    page = archive.page("typeform", "website", since=NOON, limit=10)
    assert page.items == (raw_delivery(), late)
    assert page_of(archive, since=NOON + 0.1) == (["dlv_2"], None)
    assert page_of(archive, result=Result.UNMAPPED)[0] == ["dlv_1"]
    assert page_of(archive, result=Result.KEPT)[0] == ["dlv_2"]


def test_what_became_of_a_delivery_replaces_what_was_known_of_it(archive: Any) -> None:
    archive.keep(raw_delivery())
    archive.keep(raw_delivery().with_results(PostResult(Result.KEPT, "lead_1")))
    (delivery,) = archive.page("typeform", "website", since=0, limit=10).items
    assert delivery.results == (PostResult(Result.KEPT, "lead_1"),)


def test_deliveries_come_in_pages(archive: Any) -> None:
    for n in range(5):
        archive.keep(raw_delivery(id=f"dlv_{n}", received_at=NOON + n))
    first, cursor = page_of(archive, limit=3)
    assert (first, page_of(archive, limit=3, cursor=cursor)) == (
        ["dlv_0", "dlv_1", "dlv_2"],
        (["dlv_3", "dlv_4"], None),
    )
    with pytest.raises(BadCursor):
        page_of(archive, cursor="nonsense")


@pytest.fixture(params=["fake", "dynamodb"])
def leads(request: pytest.FixtureRequest) -> Any:
    if request.param == "fake":
        repository = InMemoryLeadRepository()
        return repository, lambda: list(repository.deliveries.values())
    client = request.getfixturevalue("dynamodb")
    archive = DynamoDeliveryArchive(client, TABLE)
    return DynamoLeadRepository(client, TABLE), lambda: list(
        archive.page("typeform", "website", since=0, limit=9).items
    )


def test_a_delivery_is_kept_with_the_lead_that_it_made_or_not_at_all(leads: Any) -> None:
    repository, kept = leads
    first = replace(intake(), delivery=raw_delivery())
    repository.add(first)
    assert kept() == [raw_delivery().with_results(PostResult(Result.KEPT, "lead_1"))]
    again = replace(intake("lead_2"), delivery=raw_delivery(id="dlv_2"))
    with pytest.raises(AlreadyReceived):
        repository.add(again)
    stranger = replace(again, receipt=receipt("record-2"))
    with pytest.raises(PersonKnown):
        repository.add(stranger)
    assert len(kept()) == 1
    lead, entry = join(first.lead, submission(receipt=receipt("record-2")), "lead_1")
    merged = Intake(lead, entry, receipt("record-2"), "lead_1", (), raw_delivery(id="dlv_2"))
    repository.merge(merged)
    assert [(one.id, one.results[0].lead_id) for one in kept()] == [("dlv_1", "lead_1"), ("dlv_2", "lead_1")]
    with pytest.raises(StaleLead):
        late = replace(merged, receipt=receipt("record-3"), delivery=raw_delivery(id="dlv_3"))
        repository.merge(late)
    assert len(kept()) == 2


def test_a_raw_body_is_compressed_and_swept_away_after_thirty_days(dynamodb: Any) -> None:
    DynamoDeliveryArchive(dynamodb, TABLE).keep(raw_delivery(body=b"x" * 100_000))
    (item,) = dynamodb.scan(TableName=TABLE)["Items"]
    assert zlib.decompress(item["body"]["B"]) == b"x" * 100_000
    assert len(item["body"]["B"]) < 1_000
    assert int(item["expires_at"]["N"]) == NOON + KEPT_FOR
