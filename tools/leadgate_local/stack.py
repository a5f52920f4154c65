"""What people and tools need to know about a deployed local stack, as `.local/stack.json` says it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import boto3
from botocore.config import Config

from leadgate_local.emulator import Emulator
from leadgate_local.place import CREDENTIAL, REGION, Place


def aws(service: str, endpoint: str) -> Any:
    """Return a client of the local AWS, deaf to the user's own AWS configuration."""
    session: Any = boto3.Session(aws_access_key_id=CREDENTIAL, aws_secret_access_key=CREDENTIAL, region_name=REGION)
    quiet = Config(retries={"max_attempts": 3, "mode": "standard"}, proxies={}, connect_timeout=5)
    return session.client(service, endpoint_url=endpoint, config=quiet)


@dataclass(frozen=True, slots=True)
class Stack:
    """A deployed stack: where its API answers, its keys, and its parts by name."""

    api_url: str
    aws_endpoint: str
    table: str
    salt_arn: str
    queue_url: str
    dead_letters_url: str
    relay_dead_letters_url: str
    key_plan_id: str
    api_id: str
    stage: str
    stack_name: str
    pid: int
    port: int
    region: str = REGION
    keys: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, place: Place, emulator: Emulator) -> Self:
        """Ask the local AWS what the stack is made of."""
        endpoint = place.endpoint(emulator.port)
        described = aws("cloudformation", endpoint).describe_stacks(StackName=place.stack_name)
        parts = {item["OutputKey"]: item["OutputValue"] for item in described["Stacks"][0]["Outputs"]}
        return cls(
            api_url=f"{endpoint}/restapis/{parts['ApiId']}/{parts['StageName']}/_user_request_",
            aws_endpoint=endpoint,
            table=parts["TableName"],
            salt_arn=parts["SaltArn"],
            queue_url=parts["QueueUrl"],
            dead_letters_url=parts["DeadLettersUrl"],
            relay_dead_letters_url=parts["RelayDeadLettersUrl"],
            key_plan_id=parts["KeyPlanId"],
            api_id=parts["ApiId"],
            stage=parts["StageName"],
            stack_name=place.stack_name,
            pid=emulator.pid,
            port=emulator.port,
        )

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Return the stack that the file describes, or None when there is no such file."""
        try:
            return cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Write the file; it holds keys, so only its owner may read it."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self), indent=2) + "\n")

    def client(self, service: str) -> Any:
        """Return a client of the AWS that this stack runs on."""
        return aws(service, self.aws_endpoint)
