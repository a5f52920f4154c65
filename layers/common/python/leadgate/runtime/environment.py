"""What a function is told by its environment: the only place that reads it, and where clients of AWS are made."""

import os
from typing import Any

import boto3
from botocore.config import Config

TABLE = "LEADGATE_TABLE"
QUEUE_URL = "LEADGATE_QUEUE_URL"
SALT_ARN = "LEADGATE_SALT_ARN"
SECRETS = "LEADGATE_SECRETS"

# A call that hangs must not eat the time of a request: it is given up and repeated within the longest budget.
_CALLS = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    tcp_keepalive=True,
)


class NotConfigured(Exception):
    """An environment variable that this function needs is not set; the template sets all of them."""


def setting(name: str) -> str:
    """Give an environment variable. Raises NotConfigured when it is not set."""
    value = os.environ.get(name)
    if not value:
        raise NotConfigured(name)
    return value


def client_of(service: Any) -> Any:
    """Make a client of an AWS service."""
    return boto3.client(service, config=_CALLS)
