"""The edge of the functions: what a caller prefers, how a repetition is recognised, how long work may take."""

import json
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.problem import Problem
from leadgate.domain.access import Key, Scope, digest_of
from leadgate.runtime.authorizer import Unauthorized, authorize
from leadgate.runtime.batches import handle_each
from leadgate.runtime.deadline import Deadline
from leadgate.runtime.preferences import wait_of
from leadgate.runtime.receipts import receipt_of
from leadgate.runtime.relay import relay_batch
from leadgate.runtime.request import Request, read_request
from tests.builders.gateway import authorizer_request, changes, lead_image, request
from tests.fakes.stores import InMemoryKeyring, InMemoryQualificationQueue
from tests.fakes.time import NOON


def asked(**headers: Any) -> Request:
    return read_request(request("POST", "/leads", {}, headers={k.replace("_", "-"): v for k, v in headers.items()}))


@pytest.mark.parametrize(
    ("preference", "seconds"),
    [
        ([], 1.5), ("wait=5", 5), ("WAIT=5", 5), ('wait="5"', 5), ("wait=10", 10), ("wait=11", 10), ("wait=0", 0),
        ("respond-async", 0), ("Respond-Async", 0), ("respond-async, wait=5", 5), ("wait=5; x=y, respond-async", 5),
        (["respond-async", "wait=2"], 2), ("wait=-5", 1.5), ("wait=five", 1.5), ("await=5", 1.5), ("wait", 1.5),
        ("wait=12345", 1.5), ("handling=strict", 1.5), ("", 1.5),
    ],
)  # fmt: skip
def test_a_caller_says_how_long_to_wait(preference: Any, seconds: float) -> None:
    assert wait_of(asked(Prefer=preference)) == seconds


@given(st.text(max_size=40))
def test_no_preference_is_an_error_or_longer_than_ten_seconds(preference: str) -> None:
    assert 0 <= wait_of(asked(Prefer=preference)) <= 10


def salted(*parts: str) -> str:
    return json.dumps(parts)


def receipt(
    posted: dict[str, object] | None = None, *, key: Any = None, path: str = "/leads", who: str = "caller"
) -> Any:
    event = request("POST", path, {}, headers={"Idempotency-Key": key} if key is not None else {})
    event["requestContext"]["authorizer"]["key_id"] = who
    return receipt_of(read_request(event), posted or {"email": "a@b.example"}, "person-1", salted, NOON)


def test_a_key_names_the_post_of_one_caller_at_one_path_for_a_day() -> None:
    one = receipt(key="k")
    assert one.until == NOON + 86_400
    assert receipt({"email": "other@b.example"}, key="k").record == one.record
    records = {
        one.record,
        receipt(key="l").record,
        receipt(key="k", path="/x").record,
        receipt(key="k", who="b").record,
    }
    assert len(records) == 4


def test_under_a_key_every_change_of_the_content_shows() -> None:
    bodies: list[dict[str, object]] = [{"a": 1}, {"a": 2}, {"a": "1"}, {"b": 1}, {"a": 1, "submitted_at": 1}]
    assert len({receipt(body, key="k").digest for body in bodies}) == len(bodies)
    assert receipt({"a": 1, "b": 2}, key="k").digest == receipt({"b": 2, "a": 1}, key="k").digest


def test_without_a_key_content_names_the_post_for_ten_minutes() -> None:
    one = receipt({"a": 1})
    assert one.until == NOON + 600
    assert receipt({"a": 1, "submitted_at": "now"}) == one
    assert receipt({"a": 2}).record != one.record
    assert receipt({"a": 1}, path="/demo-requests").record != one.record
    assert receipt({"a": 1}, who="another server") == one


@pytest.mark.parametrize("key", ["", " ", "k" * 256, "a\nb", "a\x00", "\u200b", "\ud800"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(Problem) as problem:
        receipt(key=key)
    assert (problem.value.status, problem.value.kind) == (400, "bad-idempotency-key")


def test_work_in_time_gives_its_result_or_raises_its_error() -> None:
    deadline = Deadline()
    assert deadline.run(lambda: 7, 5) == 7
    with pytest.raises(ZeroDivisionError):
        deadline.run(lambda: 1 // 0, 5)


def test_late_work_goes_on_behind_and_its_caller_does_not_wait() -> None:
    go_on, done = Event(), Event()

    def work() -> int:
        go_on.wait()
        done.set()
        return 7

    assert Deadline().run(work, 0.01) is None
    assert not done.is_set()
    go_on.set()
    assert done.wait(5)


@pytest.mark.parametrize("seconds", [0, -1])
def test_without_time_no_work_begins(seconds: float) -> None:
    begun: list[int] = []
    assert Deadline().run(lambda: begun.append(1), seconds) is None
    assert begun == []


def test_one_bad_record_holds_up_no_other() -> None:
    handled: list[str] = []

    def work(record: Any) -> None:
        if record["id"] in "bd":
            raise ValueError(record["id"])
        handled.append(record["id"])

    failures = handle_each([{"id": letter} for letter in "abcde"], lambda record: record["id"], work)
    assert failures == {"batchItemFailures": [{"itemIdentifier": "b"}, {"itemIdentifier": "d"}]}
    assert handled == ["a", "c", "e"]


def given_back(event: dict[str, Any], queue: InMemoryQualificationQueue) -> list[str]:
    return [failure["itemIdentifier"] for failure in relay_batch(event, queue)["batchItemFailures"]]


ENTRY = {"pk": {"S": "LEAD#lead_1"}, "sk": {"S": "TL#0000000001#0"}, "id": {"S": "lead_1"}, "asks": {"S": "now"}}
RELAYED = [
    ("who asks is queued", [lead_image("lead_1", "now")], [("lead_1", 0)]),
    ("a request that decides by itself has a head start", [lead_image("lead_1", "soon")], [("lead_1", 3)]),
    ("an urgency of a later version is queued at once", [lead_image("lead_1", "whenever")], [("lead_1", 0)]),
    ("who asks for nothing is not", [lead_image("lead_1")], []),
    ("entries and other items are not", [ENTRY, {"pk": {"S": "POOL#x"}, "sk": {"S": "TURNS"}}, {}], []),
    ("who asks twice is queued once", [lead_image("lead_1", "now"), lead_image("lead_1", "soon")], [("lead_1", 3)]),
    ("who was decided meanwhile is not", [lead_image("lead_1", "now"), lead_image("lead_1")], []),
    (
        "who asks again after a decision is",
        [lead_image("lead_1", "now"), lead_image("lead_1"), lead_image("lead_1", "now")],
        [("lead_1", 0)],
    ),
    (
        "each lead for itself",
        [lead_image("lead_1", "now"), lead_image("lead_2", "soon"), lead_image("lead_1")],
        [("lead_2", 3)],
    ),
]


@pytest.mark.parametrize(("images", "nudges"), [case[1:] for case in RELAYED], ids=[case[0] for case in RELAYED])
def test_the_relay_queues_each_lead_that_asks_last(images: list[Any], nudges: list[Any]) -> None:
    queue = InMemoryQualificationQueue()
    assert given_back(changes(*images), queue) == []
    assert queue.nudges == nudges


def test_an_item_that_is_gone_is_passed_over() -> None:
    removed = {"Records": [{"eventName": "REMOVE", "dynamodb": {"OldImage": lead_image("l"), "SequenceNumber": "1"}}]}
    assert given_back(removed, InMemoryQualificationQueue()) == []


@pytest.mark.parametrize(
    ("refused", "from_there"),
    [((), []), (("lead_3",), ["103"]), (("lead_2", "lead_3"), ["102"]), (("lead_0",), ["104"])],
)
def test_the_stream_goes_on_from_the_first_lead_that_the_queue_refused(refused: Any, from_there: list[str]) -> None:
    images = [lead_image(f"lead_{n}", "now") for n in range(4)] + [lead_image("lead_0", "now")]
    assert given_back(changes(*images), InMemoryQualificationQueue(refused)) == from_there


def test_sequence_numbers_are_compared_as_numbers() -> None:
    event = changes(lead_image("lead_1", "now"), lead_image("lead_2", "now"))
    event["Records"][0]["dynamodb"]["SequenceNumber"] = "99999999999999999999999"
    event["Records"][1]["dynamodb"]["SequenceNumber"] = "100000000000000000000000"
    assert given_back(event, InMemoryQualificationQueue(["lead_1", "lead_2"])) == ["99999999999999999999999"]


SECRET = "lg_secret"


@pytest.fixture
def keyring() -> InMemoryKeyring:
    known = InMemoryKeyring()
    known.put(Key(digest_of(SECRET), "crm", (Scope.INTAKE, Scope.STATUS), expires_at=NOON))
    return known


@pytest.mark.parametrize(
    ("header", "scheme"), [("Authorization", "Bearer"), ("authorization", "bearer"), ("AUTHORIZATION", "BEARER ")]
)
def test_a_known_key_opens_every_route_of_the_stage_with_its_scopes(
    header: str, scheme: str, keyring: InMemoryKeyring
) -> None:
    answer = authorize(authorizer_request(SECRET, header, scheme), keyring, NOON - 1)
    (statement,) = answer["policyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", "execute-api:Invoke")
    assert statement["Resource"] == "arn:aws:execute-api:eu-central-1:000000000000:a1b2c3d4e5/prod/*"
    assert answer["context"] == {"scopes": "intake status", "key_id": digest_of(SECRET)[:16], "name": "crm"}
    assert answer["usageIdentifierKey"] == digest_of(SECRET)
    assert SECRET not in json.dumps(answer)


@pytest.mark.parametrize(
    ("event", "looked_up"),
    [
        (authorizer_request(SECRET), 1),
        (authorizer_request("lg_other"), 1),
        (authorizer_request(None), 0),
        (authorizer_request(SECRET, scheme="Basic"), 0),
        (authorizer_request(SECRET, scheme=""), 0),
        (authorizer_request(SECRET.upper()), 0),
        (authorizer_request("lg_" + "x" * 198), 0),
        (authorizer_request(SECRET, header="X-Api-Key"), 0),
        ({"methodArn": "a/b/c", "headers": None}, 0),
    ],
    ids=["expired", "unknown", "none", "basic", "no scheme", "other case", "too long", "other header", "no headers"],
)
def test_what_is_no_valid_key_opens_nothing_and_costs_at_most_one_look(
    event: dict[str, Any], looked_up: int, keyring: InMemoryKeyring
) -> None:
    with pytest.raises(Unauthorized, match=r"^Unauthorized$"):
        authorize(event, keyring, NOON)
    assert len(keyring.asked) == looked_up


def test_headers_are_found_in_any_case_and_with_every_value() -> None:
    event = {"headers": {"X-One": "1", "both": "single"}, "multiValueHeaders": {"BOTH": ["a", "b"], "Two": ["2"]}}
    headers = read_request(event).headers
    assert headers == {"x-one": ("1",), "both": ("a", "b"), "two": ("2",)}


@pytest.mark.parametrize(
    ("host", "whole", "base"),
    [
        ("api.example.com", "/prod/leads", "https://api.example.com/prod"),
        ("api.example.com", "/leads", "https://api.example.com"),
        ("api.example.com", "/elsewhere", ""),
        ("evil.example", "/prod/leads", ""),
        ([], "/prod/leads", ""),
    ],
)
def test_the_api_s_own_address_is_never_one_that_a_caller_made_up(host: Any, whole: str, base: str) -> None:
    event = request("POST", "/leads", headers={"Host": host})
    event["requestContext"]["path"] = whole
    assert read_request(event).base_url == base
