"""The composition root: the only place that reads the environment and knows which adapter fills which port."""

# Every function imports this module, and each needs other adapters: imports stand where they are needed, so that
# an authorizer does not wait for what only intake uses.
# ruff: noqa: PLC0415
from __future__ import annotations

import os
from time import time
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from leadgate.adapters.secrets import SaltedHash
    from leadgate.application.ports import Keyring, QualificationQueue
    from leadgate.application.qualify_lead import Deciding
    from leadgate.runtime.intake import IntakeServices
    from leadgate.runtime.status import StatusServices

TABLE = "LEADGATE_TABLE"
QUEUE_URL = "LEADGATE_QUEUE_URL"
SALT_ARN = "LEADGATE_SALT_ARN"

# A call that hangs must not eat the time of a request: it is given up and repeated within the longest budget.
_CALLS = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    tcp_keepalive=True,
)


class NotConfigured(Exception):
    """An environment variable that this function needs is not set; the template sets all of them."""


def intake_services() -> IntakeServices:
    """Wire the `intake` function."""
    from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
    from leadgate.runtime.deadline import Deadline
    from leadgate.runtime.intake import IntakeServices

    client = _client("dynamodb")
    forms = DynamoFormRegistry(client, _setting(TABLE))
    return IntakeServices(_deciding(client), forms, _salted_hash(), Deadline())


def status_services() -> StatusServices:
    """Wire the `status` function."""
    from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
    from leadgate.adapters.dynamodb.live_policies import DynamoLivePolicies
    from leadgate.runtime.status import StatusServices

    client, table = _client("dynamodb"), _setting(TABLE)
    return StatusServices(DynamoLeadRepository(client, table), DynamoLivePolicies(client, table), _salted_hash())


def qualify_services() -> Deciding:
    """Wire the `qualify` function."""
    return _deciding(_client("dynamodb"))


def relay_queue() -> QualificationQueue:
    """Wire the `relay` function."""
    from leadgate.adapters.sqs import SqsQualificationQueue

    return SqsQualificationQueue(_client("sqs"), _setting(QUEUE_URL))


def authorizer_keyring() -> Keyring:
    """Wire the `authorizer` function."""
    from leadgate.adapters.dynamodb.keyring import DynamoKeyring

    return DynamoKeyring(_client("dynamodb"), _setting(TABLE))


def _deciding(client: Any) -> Deciding:
    from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
    from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
    from leadgate.adapters.dynamodb.policy_store import DynamoPolicyStore
    from leadgate.adapters.ids import new_id
    from leadgate.application.qualify_lead import Deciding
    from leadgate.application.retry import Backoff

    table = _setting(TABLE)
    leads, policies = DynamoLeadRepository(client, table), DynamoPolicyStore(client, table)
    return Deciding(leads, policies, DynamoDirectoryStore(client, table), new_id, time, Backoff())


def _salted_hash() -> SaltedHash:
    from leadgate.adapters.secrets import SaltedHash

    return SaltedHash(_client("secretsmanager"), _setting(SALT_ARN))


def _setting(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise NotConfigured(name)
    return value


def _client(service: Any) -> Any:
    return boto3.client(service, config=_CALLS)
