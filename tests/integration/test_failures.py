"""What fails before a lead is kept leaves nothing; what fails after it loses nothing; and no log tells who it was."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
from tests.builders.gateway import ORIGIN, authorizer_request, changes, demo_body, messages, nudges, request
from tests.builders.leads import ENTERPRISE, INBOUND
from tests.fakes.stores import InMemoryQualificationQueue
from tests.integration.service import Context, Service, load_app, log_lines, read

NEVER = ConnectTimeoutError(endpoint_url="https://dynamodb.eu-central-1.amazonaws.com")
SILENT = ReadTimeoutError(endpoint_url="https://dynamodb.eu-central-1.amazonaws.com")
THROTTLED = "ProvisionedThroughputExceededException"
DEMO = request("POST", "/demo-requests", demo_body(), headers={"Idempotency-Key": "k"})


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between repeated calls are noted, not taken."""
    taken: list[float] = []
    monkeypatch.setattr(time, "sleep", taken.append)
    return taken


@pytest.fixture
def started(service: Service) -> Iterator[Service]:
    """The service with an intake function that has just started and holds nothing yet."""
    before = service.apps["intake"]
    service.apps["intake"] = load_app("intake")
    yield service
    service.apps["intake"] = before


def relayed(service: Service) -> InMemoryQualificationQueue:
    """Run the real relay over the leads as the stream shows them; gives what it queued."""
    relay, queue = load_app("relay"), InMemoryQualificationQueue()
    relay.queue = queue
    assert relay.handler(changes(*service.of_kind("LEAD#")), Context()) == {"batchItemFailures": []}
    return queue


def decide_by_hand(service: Service) -> dict[str, Any]:
    """Do what the stream and the queue would do; gives the status of the one lead."""
    queue = relayed(service)
    (lead_id,) = [name for name, _ in queue.nudges]
    assert service.call("qualify", nudges(lead_id)) == {"batchItemFailures": []}
    _, status, _ = service.ask(request("GET", "/status", query={"lead_id": lead_id}))
    assert relayed(service).nudges == []
    return status


@pytest.mark.parametrize("path", ["/leads", "/demo-requests", "/forms/demo"])
@pytest.mark.parametrize("failure", [THROTTLED, "RequestLimitExceeded", "InternalServerError", NEVER, SILENT])
def test_a_table_that_cannot_be_written_is_a_503_and_nothing_is_stored(
    path: str, failure: Any, service: Service, pauses: list[float]
) -> None:
    service.weather.fail("TransactWriteItems", failure)
    status, document, headers = service.post(request("POST", path, demo_body(), headers={"Origin": ORIGIN}))
    assert (status, headers["retry-after"]) == (503, "1")
    assert document["type"] == "urn:leadgate:problem:storage-unavailable"
    assert "amazonaws" not in json.dumps(document) and "not now" not in json.dumps(document)
    assert service.stored() == []
    assert 1 <= len(pauses) <= 2


def test_a_page_may_read_that_its_form_was_not_kept_and_when_to_try_again(service: Service) -> None:
    service.weather.fail("TransactWriteItems", "ThrottlingException")
    form = request("POST", "/forms/demo", {"email": "vera@firm.example"}, headers={"Origin": ORIGIN})
    status, document, headers = service.post(form)
    assert (status, document["type"]) == (503, "urn:leadgate:problem:storage-unavailable")
    assert (headers["access-control-allow-origin"], headers["retry-after"]) == (ORIGIN, "1")


def test_a_salt_that_cannot_be_read_is_a_503_and_nothing_is_stored(started: Service) -> None:
    started.weather.fail("GetSecretValue", NEVER)
    assert started.post(DEMO)[0] == 503
    assert started.stored() == []


def test_the_same_request_counts_once_the_table_is_back(service: Service) -> None:
    service.weather.fail("TransactWriteItems", THROTTLED)
    service.post(DEMO)
    service.weather.clear_up()
    status, document, headers = service.post(DEMO)
    assert (status, document["outcome"]) == (200, "qualified")
    assert "idempotency-replayed" not in headers


def settle_throttled(service: Service) -> None:
    service.weather.fail("TransactWriteItems", THROTTLED, after=1)


def turns_unreadable(service: Service) -> None:
    service.weather.fail("BatchGetItem", NEVER)


def policy_unreadable(service: Service) -> None:
    service.weather.fail("GetItem", THROTTLED)


def pools_unreadable(service: Service) -> None:
    service.weather.fail("Query", THROTTLED)


def pools_missing(service: Service) -> None:
    for pool in (INBOUND, ENTERPRISE):
        key = {"pk": {"S": "DIRECTORY"}, "sk": {"S": f"POOL#{pool.id}"}}
        service.dynamodb.delete_item(TableName="leads", Key=key)


def mended(service: Service) -> None:
    service.weather.clear_up()
    for pool in (INBOUND, ENTERPRISE):
        DynamoDirectoryStore(service.dynamodb, "leads").put_pool(pool)


AFTER_IT_WAS_KEPT = [settle_throttled, turns_unreadable, policy_unreadable, pools_unreadable, pools_missing]


@pytest.mark.parametrize("trouble", AFTER_IT_WAS_KEPT, ids=lambda trouble: trouble.__name__)
def test_what_fails_after_a_demo_request_was_kept_is_left_to_the_queue(
    trouble: Callable[[Service], None], started: Service
) -> None:
    trouble(started)
    status, document, headers = started.post(DEMO)
    mended(started)
    assert (status, headers["preference-applied"]) == (202, "respond-async")
    (kept,) = started.of_kind("LEAD#", "LEAD")
    assert (kept["asks"]["S"], kept["version"]["N"], kept["id"]["S"]) == ("soon", "1", document["lead_id"])
    decided = decide_by_hand(started)
    assert (decided["outcome"], decided["stage"], decided["owner_id"]) == ("qualified", "mql", "anna")
    assert len(started.of_kind("DECISION#")) == 1


def test_a_form_that_cannot_be_decided_at_once_is_answered_all_the_same(started: Service) -> None:
    settle_throttled(started)
    status, document, headers = started.post(request("POST", "/forms/demo", demo_body(), scopes=None))
    assert (status, headers["preference-applied"]) == (202, "respond-async")
    assert not {"outcome", "reason", "score", "owner", "version"} & set(document)
    mended(started)
    assert decide_by_hand(started)["outcome"] == "qualified"


def test_a_repeated_request_decides_what_was_cut_off(started: Service) -> None:
    settle_throttled(started)
    _, cut_off, _ = started.post(DEMO)
    mended(started)
    status, document, headers = started.post(DEMO)
    assert (status, document["outcome"], headers["idempotency-replayed"]) == (200, "qualified", "true")
    assert document["lead_id"] == cut_off["lead_id"]
    assert started.post(DEMO)[1] == document
    assert len(started.of_kind("DECISION#")) == 1


class Late:
    """A deadline that is always missed; the work goes on when the test says so."""

    def __init__(self) -> None:
        self.work: Callable[[], Any] | None = None

    def run(self, work: Callable[[], Any], seconds: float) -> None:
        assert 0 < seconds <= 1.5
        self.work = work


def test_a_decision_over_its_budget_is_left_to_the_queue_and_its_late_end_changes_nothing(started: Service) -> None:
    app, late = started.apps["intake"], Late()
    app.services = replace(app.services, deadline=late)
    status, _, headers = started.post(DEMO)
    assert (status, headers["preference-applied"]) == (202, "respond-async")
    decided = decide_by_hand(started)
    before = started.stored()
    assert late.work is not None
    said = late.work()
    assert (said["outcome"], said["version"]) == ("qualified", decided["version"])
    assert started.stored() == before


def test_a_worker_that_fails_gives_its_message_back_and_the_next_delivery_decides(service: Service) -> None:
    _, document, _ = service.post(request("POST", "/leads", demo_body()))
    service.weather.fail("TransactWriteItems", THROTTLED)
    given_back = service.call("qualify", nudges(document["lead_id"]))
    assert given_back == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    service.weather.clear_up()
    assert decide_by_hand(service)["version"] == 2
    assert len(service.of_kind("DECISION#")) == 1


def test_a_new_lead_takes_one_transaction_and_an_unchanged_one_one_read(service: Service) -> None:
    service.post(request("POST", "/leads", demo_body(email="warm@firm.example")))
    service.weather.calls.clear()
    _, document, _ = service.post(request("POST", "/leads", demo_body()))
    assert service.weather.calls == ["TransactWriteItems"]
    for calls in (["BatchGetItem", "TransactWriteItems"], ["BatchGetItem"], ["BatchGetItem"]):
        service.call("qualify", nudges(document["lead_id"]))
        counted = [call for call in service.weather.calls[1:] if call not in ("GetItem", "Query")]
        assert counted == calls
        del service.weather.calls[1:]


SECRET = "lg_do-not-log-me"
PERSONAL = (
    "vera",
    "vogt",
    "firm",
    "901820",
    "4930901820",
    "too slowly",
    "marketing",
    "routing",
    "this_quarter",
    SECRET,
)


def flows(service: Service) -> None:
    """Everything that a person's data passes through, when it works and when it does not."""
    demo = request("POST", "/demo-requests", demo_body(answers={"team_size": "routing"}, phone="vera"))
    for event in (DEMO, DEMO, demo, request("POST", "/forms/demo", demo_body(), headers={"Origin": ORIGIN})):
        service.post(event)
    for body in (demo_body(email="vera vogt"), demo_body(vera="vogt"), '{"email": "vera@firm.example" vogt}'):
        service.post(request("POST", "/leads", body))
    service.post(request("POST", "/leads", demo_body(), headers={"Idempotency-Key": "vera vogt"}))
    service.post(request("POST", "/leads", demo_body(title="CEO"), headers={"Idempotency-Key": "vera vogt"}))
    for query in ({"email": "vera@firm.example"}, {"email": "vera vogt"}, {"lead_id": "vera@firm.example"}):
        service.ask(request("GET", "/status", query=query))
    service.call("qualify", nudges("lead_1"))
    service.call("qualify", messages("vera@firm.example", '{"lead_id": ["vera"]}'))
    with pytest.raises(Exception, match="Unauthorized"):
        service.call("authorizer", authorizer_request(SECRET))
    service.weather.fail("TransactWriteItems", "ValidationException", after=1)
    service.post(request("POST", "/demo-requests", demo_body(title="Vera's")))
    service.weather.fail("TransactWriteItems", THROTTLED)
    service.post(request("POST", "/forms/demo", demo_body(title="Vera's twin"), scopes=None))
    service.call("qualify", nudges(service.of_kind("LEAD#", "LEAD")[0]["id"]["S"]))


def test_no_log_line_and_no_metric_tells_who_it_was(started: Service, capsys: pytest.CaptureFixture[str]) -> None:
    with log_lines() as lines:
        flows(started)
    written = capsys.readouterr()
    assert len(lines) > 10 and "LeadReceived" in written.out
    told = [*lines, *written.out.splitlines(), *written.err.splitlines()]
    found = [(word, line) for line in told for word in PERSONAL if word in line.lower()]
    assert not found


def test_no_key_of_the_table_tells_who_it_was(service: Service) -> None:
    service.post(DEMO)
    service.post(request("POST", "/forms/demo", demo_body(), scopes=None))
    told = [item["pk"]["S"] + item["sk"]["S"] for item in service.stored()]
    assert len(told) > 8
    assert not [key for key in told for word in PERSONAL if word in key.lower()]


def test_what_goes_wrong_in_a_way_nobody_thought_of_says_nothing_of_our_insides(started: Service) -> None:
    app = started.apps["intake"]
    app.services = replace(app.services, forms=None)
    status, document, headers = read(started.call("intake", request("POST", "/forms/demo", demo_body())))
    assert (status, document["type"]) == (500, "urn:leadgate:problem:internal-error")
    assert "retry-after" not in headers
    assert document["detail"] == "This failed on our side; nothing more is known here."
