"""Every sample event is run by the real handler of its function and does what its name says."""

import json
from typing import Any

import boto3
import pytest

from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.domain.access import Key, Scope, digest_of
from tests.builders.policies import ROOT
from tests.integration.sample_answers import HTTP
from tests.integration.service import Service, read

EVENTS = ROOT / "events"
FILES = sorted(str(path.relative_to(EVENTS)) for path in EVENTS.glob("*/*"))


BATCHES: dict[str, tuple[list[str], int]] = {
    "qualify/batch.lead-gone.json": ([], 0),
    "qualify/batch.one-is-garbage.json": (["00000000-0000-0000-0000-000000000000"], 0),
    "relay/batch.already-decided.json": ([], 0),
    "relay/batch.lead-asks.json": ([], 1),
}
"""What a batch gives back, and how many nudges it queues."""

AUTHORIZER: dict[str, str | None] = {
    "authorizer/request.known-key.json": "intake",
    "authorizer/request.no-key.json": None,
    "authorizer/request.unknown-key.json": None,
}
"""The scopes that a key opens, or None when it opens nothing."""


def event(file: str) -> dict[str, Any]:
    return json.loads((EVENTS / file).read_text("utf-8"))


def test_every_sample_event_has_an_expectation_and_every_expectation_an_event() -> None:
    assert sorted([*HTTP, *BATCHES, *AUTHORIZER]) == FILES


@pytest.mark.parametrize("file", HTTP)
def test_a_request_is_answered_as_its_name_says(file: str, service: Service) -> None:
    function, expected = file.partition("/")[0], HTTP[file]
    for earlier in expected.given:
        service.call(earlier.partition("/")[0], event(earlier))
    status, document, headers = read(service.call(function, event(file)))
    assert status == expected.status
    assert expected.check(document, headers), document
    assert headers["x-request-id"] == event(file)["requestContext"]["requestId"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("file", BATCHES)
def test_a_batch_gives_back_what_failed_and_queues_who_asks(file: str, service: Service) -> None:
    given_back, queued = BATCHES[file]
    answer = service.call(file.partition("/")[0], event(file))
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == given_back
    assert len(service.queued()) == queued


@pytest.mark.parametrize("file", AUTHORIZER)
def test_a_key_opens_what_it_is_for(file: str, service: Service) -> None:
    secret = event("authorizer/request.known-key.json")["headers"]["Authorization"].removeprefix("Bearer ")
    DynamoKeyring(boto3.client("dynamodb"), "leads").put(Key(digest_of(secret), "sample", (Scope.INTAKE,)))
    scopes = AUTHORIZER[file]
    if scopes is None:
        with pytest.raises(Exception, match=r"^Unauthorized$"):
            service.call("authorizer", event(file))
    else:
        answer = service.call("authorizer", event(file))
        assert answer["context"]["scopes"] == scopes
        assert answer["policyDocument"]["Statement"][0]["Effect"] == "Allow"
