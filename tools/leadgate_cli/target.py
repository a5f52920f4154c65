"""The deployed stack that a command works on: its table, its usage plan, and clients for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_apigateway.client import APIGatewayClient
    from mypy_boto3_dynamodb.client import DynamoDBClient


class NoSuchStack(Exception):
    """There is no such stack where the caller's credentials look."""


@dataclass(frozen=True, slots=True)
class Target:
    """A stack's table and usage plan, with the clients to reach them."""

    table: str
    key_plan_id: str
    dynamodb: DynamoDBClient
    gateway: APIGatewayClient

    @classmethod
    def of_stack(cls, stack: str, session: Any = None) -> Self:
        """Ask CloudFormation what a stack is made of.

        Args:
            stack: the name that it was deployed under.
            session: a boto3 session; the usual AWS configuration without one.

        Raises:
            NoSuchStack: it is not there, or may not be seen; the text says what to do.
        """
        # `leadgate policy` has no use for it, and it is slow to import.
        import boto3  # noqa: PLC0415

        aws = session or boto3.Session()
        try:
            described = aws.client("cloudformation").describe_stacks(StackName=stack)
        except (ClientError, BotoCoreError) as wrong:
            raise NoSuchStack(f"{wrong}. Check the stack's name, your AWS profile and the region.") from None
        outputs = {part["OutputKey"]: part["OutputValue"] for part in described["Stacks"][0].get("Outputs", [])}
        if "TableName" not in outputs or "KeyPlanId" not in outputs:
            raise NoSuchStack(f"{stack} is no Leadgate stack: it has no outputs TableName and KeyPlanId.")
        return cls(outputs["TableName"], outputs["KeyPlanId"], aws.client("dynamodb"), aws.client("apigateway"))
