"""Fills a local stack with what a newcomer needs: a policy, reps, pools, a form and a key for each scope."""

from dataclasses import replace

from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.domain.access import Scope, digest_of
from leadgate_cli.setting_up import apply_setup, create_key
from leadgate_cli.setup_document import BadSetup, read_setup
from leadgate_cli.target import Target
from leadgate_local.place import ROOT
from leadgate_local.stack import Stack
from leadgate_local.trouble import StepFailed

# One key a scope; cadence tools read the status.
KEYS = {"intake": Scope.INTAKE, "cadence": Scope.STATUS, "sales": Scope.SALES, "admin": Scope.ADMIN}
DEMO = ROOT / "setup" / "demo.yaml"


def seed(stack: Stack, before: Stack | None) -> Stack:
    """Set the demo up; a second time changes nothing that is as it should be.

    Args:
        stack: the deployed stack.
        before: what the stack file said, whose keys are kept as long as the stack knows them.

    Returns:
        The stack with its keys.

    Raises:
        StepFailed: the demo's page or its policy has faults.
    """
    target = Target(stack.table, stack.key_plan_id, stack.client("dynamodb"), stack.client("apigateway"))
    try:
        apply_setup(read_setup(DEMO), target)
    except BadSetup as wrong:
        raise StepFailed(f"The demo could not be set up.\n{wrong}", f"Mend {DEMO} and run `make run` again.") from None
    keyring = DynamoKeyring(target.dynamodb, target.table)
    kept = before.keys if before is not None else {}
    keys: dict[str, str] = {}
    for name, scope in KEYS.items():
        secret = kept.get(name, "")
        known = bool(secret) and keyring.find(digest_of(secret)) is not None
        keys[name] = secret if known else create_key(name, (scope,), None, target)
    return replace(stack, keys=keys)
