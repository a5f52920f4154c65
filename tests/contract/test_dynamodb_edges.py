"""What only DynamoDB can do to us: partial answers, refusals of every kind, and items of other versions."""

from time import time
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from leadgate.adapters.dynamodb.batch import Incomplete, get_all
from leadgate.adapters.dynamodb.items import to_item
from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
from leadgate.adapters.dynamodb.transaction import Refused, Write, write_all
from leadgate.adapters.fresh import MOST_HELD, Fresh, FreshEach
from leadgate.adapters.secrets import SaltedHash
from leadgate.application.visitor_ports import StaleVisitor
from leadgate.domain.visitor import Visitor
from tests.contract.conftest import TABLE

WRITES = [Write(to_item({"pk": f"A#{n}", "sk": "A"}, {"n": n})) for n in range(2)]


def keys(count: int) -> list[dict[str, str]]:
    return [{"pk": f"A#{n:03d}", "sk": "A"} for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_any_number_of_items_is_read(dynamodb: Any, count: int) -> None:
    for key in keys(count):
        dynamodb.put_item(TableName=TABLE, Item=to_item(key, {}))
    assert set(get_all(dynamodb, TABLE, keys(count))) == {(key["pk"], key["sk"]) for key in keys(count)}


def stubbed() -> tuple[Any, Stubber]:
    client = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x").client(
        "dynamodb", region_name="eu-central-1"
    )
    return client, Stubber(client)


def partial(kept: list[str], left: list[str]) -> dict[str, Any]:
    spelled = {name: {"pk": {"S": name}, "sk": {"S": "A"}} for name in kept + left}
    unprocessed = {TABLE: {"Keys": [spelled[name] for name in left]}} if left else {}
    return {"Responses": {TABLE: [spelled[name] for name in kept]}, "UnprocessedKeys": unprocessed}


def test_what_an_answer_leaves_out_is_asked_for_again() -> None:
    client, stub = stubbed()
    stub.add_response("batch_get_item", partial(["A#000"], ["A#001"]))
    stub.add_response("batch_get_item", partial(["A#001"], []))
    with stub:
        assert set(get_all(client, TABLE, keys(2))) == {("A#000", "A"), ("A#001", "A")}
    stub.assert_no_pending_responses()


def test_a_table_that_keeps_leaving_items_out_is_given_up() -> None:
    client, stub = stubbed()
    for _ in range(20):
        stub.add_response("batch_get_item", partial([], ["A#000"]))
    with stub, pytest.raises(Incomplete):
        get_all(client, TABLE, keys(1))
    stub.assert_no_pending_responses()


def cancelled(*codes: str) -> tuple[Any, Stubber]:
    client, stub = stubbed()
    stub.add_client_error(
        "transact_write_items",
        "TransactionCanceledException",
        modeled_fields={"CancellationReasons": [{"Code": code} for code in codes]},
    )
    return client, stub


@pytest.mark.parametrize(
    ("codes", "positions"),
    [
        (("None", "TransactionConflict"), {1}),
        (("ConditionalCheckFailed", "None"), {0}),
        (("ConditionalCheckFailed", "TransactionConflict"), {0, 1}),
    ],
)
def test_somebody_else_was_there(codes: tuple[str, ...], positions: set[int]) -> None:
    client, stub = cancelled(*codes)
    with stub, pytest.raises(Refused) as refused:
        write_all(client, TABLE, WRITES)
    assert set(refused.value.failed) == positions


@pytest.mark.parametrize(
    "code", ["ThrottlingError", "ProvisionedThroughputExceeded", "ItemCollectionSizeLimitExceeded", "ValidationError"]
)
def test_what_is_no_race_is_an_error(code: str) -> None:
    client, stub = cancelled("ConditionalCheckFailed", code)
    with stub, pytest.raises(ClientError):
        write_all(client, TABLE, WRITES)


def test_a_fresh_value_is_read_once_in_its_time_and_survives_an_outage() -> None:
    moments, values = iter([0.0, 29.0, 31.0, 31.0, 62.0, 62.0, 63.0]), iter(["first", "second", OSError(), "third"])
    reads: list[object] = []

    def read() -> object:
        reads.append(next(values))
        if isinstance(reads[-1], Exception):
            raise reads[-1]
        return reads[-1]

    fresh = Fresh(read, now=lambda: next(moments))
    assert [fresh.get() for _ in range(4)] == ["first", "first", "second", "second"]
    assert len(reads) == 3


def test_a_clock_that_was_set_back_makes_nothing_fresh() -> None:
    moments, values = iter([1_000.0, 400.0, 400.0, 401.0]), iter(["first", "second"])
    fresh = Fresh(lambda: next(values), now=lambda: next(moments))
    assert [fresh.get() for _ in range(3)] == ["first", "second", "second"]


def test_an_age_is_told_by_the_clock_of_the_wall_which_goes_on_while_an_instance_is_frozen() -> None:
    assert Fresh.__init__.__kwdefaults__ is not None
    assert Fresh.__init__.__kwdefaults__["now"] is time


def test_without_any_value_an_outage_is_an_error() -> None:
    def fail() -> str:
        raise OSError

    with pytest.raises(OSError):
        Fresh(fail).get()


def test_each_name_is_read_once_and_what_is_not_there_every_time() -> None:
    there, read = {"a": 1}, []

    def look(name: str) -> int | None:
        read.append(name)
        return there.get(name)

    each = FreshEach(look)
    assert [each.get(name) for name in "aabb"] == [1, 1, None, None]
    there |= {"a": 2, "b": 3}
    assert [each.get(name) for name in "ab"] == [1, 3]
    each.forget("a")
    assert [each.get(name) for name in "ab"] == [2, 3]
    assert read == [*"abbba"]


def test_the_names_that_the_public_makes_up_do_not_fill_the_memory() -> None:
    reads: list[int] = []
    each = FreshEach(lambda name: reads.append(name) or name + 1)
    for name in range(MOST_HELD + 1):
        each.get(name)
    assert (each.get(MOST_HELD), len(reads)) == (MOST_HELD + 1, MOST_HELD + 1)
    each.get(0)
    assert len(reads) == MOST_HELD + 2


def test_a_salted_hash_depends_on_the_salt_and_on_where_its_parts_end(dynamodb: Any) -> None:
    secrets = boto3.Session().client("secretsmanager")
    one, two = (secrets.create_secret(Name=name, SecretString=name)["ARN"] for name in ("one", "two"))
    salted, other = SaltedHash(secrets, one), SaltedHash(secrets, two)
    assert salted("person", "ada") == SaltedHash(secrets, one)("person", "ada")
    hashes = [salted("person", "ada"), salted("persona", "da"), salted("person", "ada", ""), other("person", "ada")]
    assert len(set(hashes)) == 4
    assert all(len(digest) == 64 for digest in hashes)


def test_a_visitor_in_somebody_else_s_transaction_is_looked_at_again() -> None:
    client, stub = cancelled("TransactionConflict")
    with stub, pytest.raises(StaleVisitor):
        DynamoLeadRepository(client, TABLE).keep_visitor(Visitor("v-1", 1))
