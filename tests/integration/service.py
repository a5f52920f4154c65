"""The whole service in one process: the real handlers on one moto table that the demo setup was applied to."""

import importlib.util
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
from leadgate.application.ports import DecisionRecord
from leadgate.runtime.environment import QUEUE_URL, SALT_ARN, SECRETS, TABLE
from leadgate.runtime.telemetry import logger
from leadgate_cli.setting_up import apply_setup
from leadgate_cli.setup_document import read_setup
from leadgate_cli.target import Target
from tests.builders.policies import ROOT

FUNCTIONS = ("admin", "authorizer", "intake", "lifecycle", "qualify", "relay", "status")
SETUP = ("DIRECTORY", "POLICY", "FORM#", "FORMS")
"""How the partitions begin of what was set up; leads come and go, this stays."""


class Context:
    """What Lambda tells a handler of its invocation."""

    function_name = "leadgate"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:000000000000:function:leadgate"
    aws_request_id = "00000000-0000-0000-0000-000000000000"


class Weather:
    """What becomes of calls to AWS: they are counted, and those that a test names fail."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        # moto's transactions are not atomic over threads, as DynamoDB's are; one call at a time makes them so.
        self.one_at_a_time = RLock()
        self._failing: dict[str, tuple[str | Exception, int]] = {}

    def fail(self, operation: str, failure: str | Exception, *, after: int = 0) -> None:
        """Let an operation fail from now on, with an error code or by never arriving, after so many good calls."""
        self._failing[operation] = (failure, self.calls.count(operation) + after)

    def clear_up(self) -> None:
        """Let everything work again."""
        self._failing.clear()

    def answer(self, operation: str, request: Any) -> AWSResponse | None:
        """Note a call; gives the answer of a failing operation, or nothing when the call may go through."""
        self.calls.append(operation)
        failure, good = self._failing.get(operation, ("", len(self.calls)))
        if self.calls.count(operation) <= good:
            return None
        if isinstance(failure, Exception):
            raise failure
        body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{failure}", "message": "not now"}).encode()
        status = 500 if failure == "InternalServerError" else 400
        return AWSResponse(request.url, status, {"content-type": "application/x-amz-json-1.0"}, MockRawResponse(body))

    def over(self, aws: Callable[..., Any]) -> Callable[..., Any]:
        """Put this weather between the clients and moto."""

        def call(stubber: BotocoreStubber, event_name: str, request: Any, **kwargs: object) -> Any:
            with self.one_at_a_time:
                failed = self.answer(event_name.rpartition(".")[2], request)
                return aws(stubber, event_name, request, **kwargs) if failed is None else failed

        return call


class Service:
    """The seven functions, the table and the queue."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self.dynamodb = boto3.client("dynamodb")
        self.sqs = boto3.client("sqs")
        self.apps: dict[str, ModuleType] = {}

    def load(self, queue_url: str) -> None:
        self.queue_url = queue_url
        self.policies = policies_of(self._items())
        self.restart()

    def restart(self, *names: str) -> None:
        """Go on with new instances of some functions, or of all, which hold nothing."""
        self.apps |= {name: load_app(name) for name in names or FUNCTIONS}

    def call(self, function: str, event: dict[str, Any]) -> dict[str, Any]:
        """Run a function's real handler."""
        return self.apps[function].handler(event, Context())

    def post(self, event: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        """Run intake; gives status, document and headers (lower-case names)."""
        return read(self.call("intake", event))

    def ask(self, event: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        """Run status; gives status, document and headers (lower-case names)."""
        return read(self.call("status", event))

    def manage(self, event: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        """Run admin; gives status, document and headers (lower-case names)."""
        return read(self.call("admin", event))

    def tell(self, event: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        """Run lifecycle; gives status, document and headers (lower-case names)."""
        return read(self.call("lifecycle", event))

    def leads_decision(self, decision_id: str) -> DecisionRecord:
        """A decision as it is kept."""
        record = DynamoLeadRepository(self.dynamodb, "leads").decision(decision_id)
        assert record is not None
        return record

    def stored(self) -> list[dict[str, Any]]:
        """Everything in the table besides what was set up."""
        return [item for item in self._items() if not item["pk"]["S"].startswith(SETUP)]

    def of_kind(self, prefix: str, sk: str | None = None) -> list[dict[str, Any]]:
        """The stored items whose partition starts so."""
        return [i for i in self.stored() if i["pk"]["S"].startswith(prefix) and sk in (None, i["sk"]["S"])]

    def queued(self) -> list[str]:
        """Take what waits in the queue."""
        found: list[str] = []
        while batch := self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages", []):
            for message in batch:
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
                found.append(message["Body"])
        return found

    def clear(self) -> None:
        """Forget all leads and what became of the policies, and fair weather again."""
        self.weather.clear_up()
        items = self._items()
        self._restore_policies(policies_of(items))
        for item in items:
            if not item["pk"]["S"].startswith(SETUP):
                self.dynamodb.delete_item(TableName="leads", Key={"pk": item["pk"], "sk": item["sk"]})
        self.queued()
        self.weather.calls.clear()

    def _items(self) -> list[dict[str, Any]]:
        pages = self.dynamodb.get_paginator("scan").paginate(TableName="leads")
        return [item for page in pages for item in page["Items"]]

    def _restore_policies(self, found: dict[tuple[str, str], dict[str, Any]]) -> None:
        if found == self.policies:
            return
        for pk, sk in found.keys() - self.policies.keys():
            self.dynamodb.delete_item(TableName="leads", Key={"pk": {"S": pk}, "sk": {"S": sk}})
        for item in self.policies.values():
            self.dynamodb.put_item(TableName="leads", Item=item)
        # The functions hold what was live for half a minute.
        self.restart()


def policies_of(items: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """What there is of policies, by its key."""
    found = [item for item in items if item["pk"]["S"].startswith("POLICY")]
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in found}


def load_app(name: str) -> ModuleType:
    """Import a function's app.py as Lambda does: by itself, with its clients made at import."""
    spec = importlib.util.spec_from_file_location(f"app_{name}", ROOT / "functions" / name / "app.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(answer: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
    """Take a proxy answer apart."""
    headers = {name.lower(): values[0] for name, values in answer["multiValueHeaders"].items()}
    is_json = "json" in headers.get("content-type", "")
    return answer["statusCode"], json.loads(answer["body"]) if is_json else answer["body"], headers


@contextmanager
def running_service() -> Iterator[Service]:
    """Start the service on a new moto account, demo setup applied."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        patch.setenv(TABLE, "leads")
        weather = Weather()
        boto3.setup_default_session()
        patch.setattr(BotocoreStubber, "__call__", weather.over(BotocoreStubber.__call__))
        service = Service(weather)
        create_table(service.dynamodb, "leads")
        queue_url = service.sqs.create_queue(QueueName="qualify")["QueueUrl"]
        salt = boto3.client("secretsmanager").create_secret(Name="salt", SecretString="pepper")["ARN"]
        patch.setenv(QUEUE_URL, queue_url)
        patch.setenv(SALT_ARN, salt)
        patch.setenv(SECRETS, "leadgate/connections")
        apply_setup(
            read_setup(Path(ROOT / "setup/demo.yaml")),
            Target("leads", "plan", service.dynamodb, boto3.client("apigateway")),
        )
        service.load(queue_url)
        try:
            yield service
        finally:
            boto3.DEFAULT_SESSION = None


def create_table(client: Any, name: str) -> None:
    """Make a table with the keys of ours."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
    )


@contextmanager
def log_lines() -> Iterator[list[str]]:
    """Collect what the functions log, as it would be written."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(logger.registered_formatter)
    handler.emit = lambda record: lines.append(handler.format(record))
    inner = logging.getLogger(logger.service)
    inner.addHandler(handler)
    try:
        yield lines
    finally:
        inner.removeHandler(handler)
