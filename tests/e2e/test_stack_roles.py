"""The functions' roles are enforced on the deployed stack: what a role does not allow does not happen."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.driving import Api, new_address, until

DENIED = "denied-by-the-suite"


@pytest.fixture
def blind(api: Api) -> Iterator[None]:
    """Forbid the status function to read the table, for the time of a test."""
    iam = api.stack.client("iam")
    roles = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    (role,) = (name for name in roles if name.startswith(f"{api.stack.stack_name}-StatusRole"))
    statement = {"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName=DENIED, PolicyDocument=document)
    yield
    iam.delete_role_policy(RoleName=role, PolicyName=DENIED)
    until(lambda: api.read("/status", params={"email": new_address()}).status_code, lambda status: status == 200)


def test_a_function_that_may_not_read_says_nothing_but_that_it_cannot(api: Api, blind: None) -> None:
    answer = api.read("/status", params={"email": new_address()})
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:leadgate:problem:storage-unavailable")
    assert [word for word in ("AccessDenied", "dynamodb", "arn:") if word in answer.text] == []
