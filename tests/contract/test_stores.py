"""What every store of pools, forms and keys promises, and the queue, asked of fakes and adapters alike."""

import json
from typing import Any

import boto3
import pytest

from leadgate.adapters.dynamodb.allow_list import DynamoAllowList
from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.adapters.dynamodb.post_counter import DynamoPostCounter
from leadgate.adapters.sqs import SqsQualificationQueue
from leadgate.application.errors import BadCursor
from leadgate.application.ports import Page
from leadgate.domain.access import Key, Scope
from leadgate.domain.captcha import Captcha
from leadgate.domain.form import Form
from leadgate.domain.rates import MOST_MEMBERS, NO_LIMITS, Limits, Tally
from leadgate.domain.routing import Directory, Pool
from tests.builders.leads import ANNA, BEN, CHIARA, ENTERPRISE, INBOUND
from tests.contract.conftest import TABLE
from tests.fakes.stores import (
    InMemoryAllowList,
    InMemoryDirectoryStore,
    InMemoryFormRegistry,
    InMemoryKeyring,
    InMemoryPostCounter,
    InMemoryQualificationQueue,
)
from tests.fakes.time import NOON

STORES = {
    "directory": (InMemoryDirectoryStore, DynamoDirectoryStore),
    "forms": (InMemoryFormRegistry, DynamoFormRegistry),
    "allowed": (InMemoryAllowList, DynamoAllowList),
    "keys": (InMemoryKeyring, DynamoKeyring),
    "counter": (InMemoryPostCounter, DynamoPostCounter),
}


def both(port: str) -> Any:
    """A fixture that gives the port's fake and its adapter."""

    @pytest.fixture(params=["fake", "dynamodb"], name=port)
    def store(request: pytest.FixtureRequest) -> Any:
        fake, adapter = STORES[port]
        return fake() if request.param == "fake" else adapter(request.getfixturevalue("dynamodb"), TABLE)

    return store


directory, forms, allowed, keys = both("directory"), both("forms"), both("allowed"), both("keys")
counter = both("counter")


def test_a_directory_starts_empty(directory: Any) -> None:
    assert directory.current() == Directory()


def test_a_directory_gives_what_was_set_up_last(directory: Any) -> None:
    for rep in (ANNA, BEN, CHIARA):
        directory.put_rep(rep)
    for pool in (INBOUND, ENTERPRISE):
        directory.put_pool(pool)
    changed = Pool("inbound", (("ben", 3),), "anna")
    directory.put_pool(changed)
    current = directory.current()
    assert current.reps == {"anna": ANNA, "ben": BEN, "chiara": CHIARA}
    assert current.pools == {"inbound": changed, "enterprise": ENTERPRISE}


def test_a_form_is_found_by_its_id_as_it_is_set_up(forms: Any) -> None:
    form = Form(
        "demo",
        "demo",
        ("https://a.example", "*"),
        {"Größe": "company.employees", "会社": "company.name"},
        "https://a.example/thanks",
        "website",
        honeypot="homepage",
        min_seconds=4.5,
        limits=Limits(per_form=None, shared_text=7),
        captcha=Captcha("hcaptcha", "https://captcha.example.com"),
    )
    assert forms.find("demo") is None
    forms.put(form)
    assert forms.find("demo") == form
    assert forms.find("Demo") is None
    forms.put(Form("demo"))
    assert forms.find("demo") == Form("demo")
    bare = Form("demo", honeypot=None, min_seconds=0, limits=NO_LIMITS)
    forms.put(bare)
    assert forms.find("demo") == bare


def test_forms_are_listed_in_pages_each_once_and_as_they_are_now(forms: Any) -> None:
    assert forms.page(cursor=None, limit=2) == Page(())
    for form_id in ("b", "c", "a", "e", "d"):
        forms.put(Form(form_id))
    forms.put(Form("b", "demo"))
    found, cursor = [], None
    while len(found) < 9:
        page = forms.page(cursor=cursor, limit=2)
        found += page.items
        cursor = page.cursor
        if cursor is None:
            break
    assert found == [Form("a"), Form("b", "demo"), Form("c"), Form("d"), Form("e")]


@pytest.mark.parametrize("cursor", ["x", "TkFNRSM", "é", "VEwjMDAwMDAwMDAwMiMw"])
def test_a_cursor_of_another_list_is_none_of_forms(forms: Any, cursor: str) -> None:
    with pytest.raises(BadCursor):
        forms.page(cursor=cursor, limit=2)


def test_the_list_allows_whom_it_was_taught_however_often(allowed: Any) -> None:
    assert not allowed.allows(["a", "b"])
    allowed.add(["b", "c"], NOON, "key-1")
    allowed.add(["c"], NOON + 1, "key-2")
    assert allowed.allows(["a", "b"])
    assert allowed.allows(["c"])
    assert not allowed.allows(["a", "d"])


def test_posts_are_counted_by_name_and_window_each_window_from_one(counter: Any) -> None:
    posts, other = Tally("a" * 64, 600), Tally("b" * 64, 60)
    assert counter.count([], NOON) == []
    assert counter.count([posts, other], NOON) == [1, 1]
    assert counter.count([posts, posts], NOON + 599) == [2, 3]
    assert counter.count([other], NOON + 60) == [1]
    assert counter.count([posts, other], NOON + 600) == [1, 1]


def test_members_are_counted_once_each_and_no_more_of_them_than_are_told_apart(counter: Any) -> None:
    def seen(member: str, at: float = NOON) -> int:
        return int(counter.count([Tally("c" * 64, 86_400, member)], at)[0])

    assert [seen("ada"), seen("ada"), seen("ben"), seen("ada")] == [1, 1, 2, 2]
    assert [seen(f"p{n}") for n in range(20)] == [min(n + 3, MOST_MEMBERS) for n in range(20)]
    assert seen("ada") == MOST_MEMBERS
    assert seen("ada", NOON + 86_400) == 1


def test_counts_are_swept_away_an_hour_after_their_window_and_stay_small(dynamodb: Any) -> None:
    counter = DynamoPostCounter(dynamodb, TABLE)
    for n in range(2 * MOST_MEMBERS):
        counter.count([Tally("a" * 64, 600), Tally("c" * 64, 86_400, f"p{n}")], NOON + 1)
    items = {item["pk"]["S"].split("#")[1]: item for item in dynamodb.scan(TableName=TABLE)["Items"]}
    assert items.keys() == {"a" * 64, "c" * 64}
    assert int(items["a" * 64]["expires_at"]["N"]) == NOON + 600 + 3_600
    assert len(items["c" * 64]["counted"]["SS"]) == MOST_MEMBERS


@pytest.mark.parametrize(
    "key",
    [
        Key("d" * 64, "intake", (Scope.INTAKE,)),
        Key("d" * 64, "all of them", tuple(Scope), expires_at=NOON + 0.5),
        Key("d" * 64, "revoked", (Scope.STATUS, Scope.SALES), revoked=True),
        Key("d" * 64, "over", (Scope.ADMIN,), expires_at=1.0, revoked=True),
    ],
)
def test_a_key_is_found_by_its_digest_with_all_that_ends_it(keys: Any, key: Key) -> None:
    assert keys.find(key.digest) is None
    keys.put(key)
    assert keys.find(key.digest) == key
    assert keys.find("e" * 64) is None


def test_a_revoked_key_is_revoked_at_once(keys: Any) -> None:
    keys.put(Key("d" * 64, "sales", (Scope.SALES,)))
    keys.put(Key("d" * 64, "sales", (Scope.SALES,), revoked=True))
    assert keys.find("d" * 64).revoked


@pytest.fixture(params=["fake", "sqs"])
def queue(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """A queue of each kind, and a function that takes out what it was asked."""
    if request.param == "fake":
        fake = InMemoryQualificationQueue()
        return fake, lambda: [lead_id for lead_id, _ in fake.nudges]
    request.getfixturevalue("dynamodb")
    client = boto3.Session().client("sqs")
    url = client.create_queue(QueueName="qualify")["QueueUrl"]

    def take() -> list[str]:
        found: list[str] = []
        while batch := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for message in batch:
                client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"])["lead_id"])
        return found

    return SqsQualificationQueue(client, url), take


@pytest.mark.parametrize("count", [0, 1, 10, 11, 25])
def test_every_nudge_is_queued_once(queue: Any, count: int) -> None:
    asked, take = queue
    ids = [f"lead_{n}" for n in range(count)]
    assert asked.ask([(lead_id, 0) for lead_id in ids]) == ()
    assert sorted(take()) == sorted(ids)


def test_the_queue_is_told_each_delay_and_names_what_it_refused() -> None:
    sent: list[dict[str, Any]] = []

    class Sqs:
        """Answers like SQS does when it takes only a part of a batch."""

        def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
            sent.extend(Entries)
            return {"Successful": [], "Failed": [{"Id": entry["Id"]} for entry in Entries if entry["Id"] in ("1", "3")]}

    nudges = [(f"lead_{n}", n % 2) for n in range(12)]
    refused = SqsQualificationQueue(Sqs(), "url").ask(nudges)
    assert refused == ("lead_1", "lead_3", "lead_11")
    assert [entry["DelaySeconds"] for entry in sent] == [delay for _, delay in nudges]
