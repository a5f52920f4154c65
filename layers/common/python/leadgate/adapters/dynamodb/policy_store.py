"""Published policies: every version for ever, and the list of those that are live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import pack, to_item, unpack
from leadgate.adapters.dynamodb.live_policies import DynamoLivePolicies, LiveLine
from leadgate.adapters.fresh import Fresh
from leadgate.application.ports import PolicySet
from leadgate.domain.policy import Policy, load_policy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class BrokenPolicy(Exception):
    """The list of live policies names a version that is not there."""


class DynamoPolicyStore:
    """A PolicyStore on DynamoDB that compiles a version once and asks for news every half minute."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table
        self._list = DynamoLivePolicies(client, table)
        self._compiled: dict[tuple[str, str], Policy] = {}
        self._live = Fresh(self._read)

    def live(self) -> PolicySet:
        """Give the policies that decide now, at most half a minute old."""
        return self._live.get()

    def publish(self, compiled: Mapping[str, object]) -> Policy:
        """Keep a compiled policy and make it live in place of what was live for its scope.

        Args:
            compiled: the checked, compiled form; a form that does not load is refused.

        Returns:
            The policy that is live now.

        Raises:
            ValueError: the form does not load.
        """
        policy = load_policy(compiled)
        version = to_item(keys.policy_version(policy.name, policy.version), {"compiled": pack(compiled)})
        self._client.put_item(TableName=self._table, Item=version)
        own = LiveLine(policy.name, policy.version, sorted(policy.applies_to.motions), sorted(policy.applies_to.forms))
        others = [line for line in self._list.lines() if line.name != own.name and line[2:] != own[2:]]
        self._list.replace([*others, own])
        self._live = Fresh(self._read)
        return policy

    def _read(self) -> PolicySet:
        policies = tuple(self._version(name, version) for name, version in self._list.named())
        self._compiled = {(policy.name, policy.version): policy for policy in policies}
        return PolicySet(policies)

    def _version(self, name: str, version: str) -> Policy:
        known = self._compiled.get((name, version))
        if known is not None:
            return known
        key = keys.policy_version(name, version)
        spelled = {part: {"S": value} for part, value in key.items()}
        item = self._client.get_item(TableName=self._table, Key=spelled, ConsistentRead=True).get("Item")
        if item is None:
            raise BrokenPolicy(f"{name} {version}")
        return load_policy(cast(Mapping[str, object], unpack(item, "compiled")))
