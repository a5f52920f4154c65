"""A mocked AWS in this process that counts calls and the capacity that they use, by DynamoDB's own rules."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import boto3
from moto import mock_aws

TABLE = "bench"
_SETTINGS = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "LEADGATE_TABLE": TABLE,
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "Leadgate",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "LOG_LEVEL": "CRITICAL",
}


@dataclass
class Ledger:
    """What was called, and the write and read units that it cost.

    Source: Amazon DynamoDB Developer Guide, "DynamoDB on-demand capacity mode" and "DynamoDB item sizes".
    """

    calls: Counter[str] = field(default_factory=Counter)
    write_units: float = 0.0
    read_units: float = 0.0

    def take(self) -> "Ledger":
        """Give what has been counted since the last time, and begin anew."""
        taken = Ledger(self.calls, self.write_units, self.read_units)
        self.calls, self.write_units, self.read_units = Counter(), 0.0, 0.0
        return taken

    def on_request(self, params: dict[str, Any], model: Any, **_: object) -> None:
        """Count a call; registered at botocore, so nothing that leaves the process is missed."""
        self.calls[model.name] += 1
        if model.name == "TransactWriteItems":
            self.write_units += sum(2 * _writes(write) for write in params["TransactItems"])

    def on_answer(self, parsed: dict[str, Any], model: Any, **_: object) -> None:
        """Count the units of strongly consistent reads from what they returned."""
        if model.name == "GetItem":
            self.read_units += max(1, ceil(item_bytes(parsed.get("Item", {})) / 4096))
        elif model.name == "BatchGetItem":
            found = [item for items in parsed["Responses"].values() for item in items]
            self.read_units += sum(max(1, ceil(item_bytes(item) / 4096)) for item in found)
        elif model.name == "Query":
            self.read_units += max(1, ceil(sum(item_bytes(item) for item in parsed["Items"]) / 4096))


def item_bytes(item: dict[str, Any]) -> int:
    """Give the size of an item as DynamoDB counts it: names and values, numbers by their digits."""
    size = 0
    for name, value in item.items():
        kind, content = next(iter(value.items()))
        size += len(name.encode())
        size += ceil(len(content) / 2) + 1 if kind == "N" else len(content.encode() if kind == "S" else content)
    return size


def _writes(write: dict[str, Any]) -> int:
    put = write.get("Put")
    # An update is charged for the whole item; the one that we make is of a receipt, which is under a kilobyte.
    return max(1, ceil(item_bytes(put["Item"]) / 1024)) if put else 1


@contextmanager
def counted_aws() -> Iterator[Ledger]:
    """Run the body against a mocked AWS with our table, queue and salt; everything it calls is counted."""
    before = dict(os.environ)
    os.environ.update(_SETTINGS)
    ledger = Ledger()
    try:
        with mock_aws():
            boto3.setup_default_session()
            session: Any = boto3.DEFAULT_SESSION
            session.events.register("provide-client-params", ledger.on_request)
            session.events.register("after-call", ledger.on_answer)
            _create_parts()
            ledger.take()
            yield ledger
    finally:
        os.environ.clear()
        os.environ.update(before)
        boto3.DEFAULT_SESSION = None


def _create_parts() -> None:
    keys = {"pk": "HASH", "sk": "RANGE"}
    client: Any = boto3.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
    )
    queue = boto3.client("sqs").create_queue(QueueName="bench")
    salt = boto3.client("secretsmanager").create_secret(Name="bench", SecretString="salt of the benchmark")
    os.environ["LEADGATE_QUEUE_URL"] = queue["QueueUrl"]
    os.environ["LEADGATE_SALT_ARN"] = salt["ARN"]
    os.environ["LEADGATE_SECRETS"] = "bench/connections"
