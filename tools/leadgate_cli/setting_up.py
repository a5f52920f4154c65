"""Writing a setup page, and new keys, to a stack."""

from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from time import time

from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.adapters.dynamodb.policy_store import DynamoPolicyStore
from leadgate.contracts.policy import compile_policy, run_examples
from leadgate.domain.access import PREFIX, Key, Scope, digest_of
from leadgate.domain.policy import Policy, load_policy
from leadgate_cli.setup_document import BadSetup, SetupPage
from leadgate_cli.target import Target


def apply_setup(page: SetupPage, target: Target) -> list[Policy]:
    """Write reps, pools and forms, then make the policies live.

    Args:
        page: the checked page.
        target: the stack.

    Returns:
        The policies that are live now.

    Raises:
        BadSetup: a policy has problems, a failing example, or a route to a pool that nobody set up. Then nothing
            has been written.
    """
    directory = DynamoDirectoryStore(target.dynamodb, target.table)
    known = {pool.id for pool in page.to_pools()} | set(directory.current().pools)
    compiled = [_checked(file, known) for file in page.policies]
    for rep in page.to_reps():
        directory.put_rep(rep)
    for pool in page.to_pools():
        directory.put_pool(pool)
    forms = DynamoFormRegistry(target.dynamodb, target.table)
    for form in page.to_forms():
        forms.put(form)
    policies = DynamoPolicyStore(target.dynamodb, target.table)
    return [policies.publish(form) for form in compiled]


def _checked(file: Path, pools: set[str]) -> dict[str, object]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadSetup(f"{file}: {wrong}") from None
    result = compile_policy(text, name=str(file))
    errors = [str(problem) for problem in result.problems if problem.severity == "error"]
    if result.compiled is None or errors:
        raise BadSetup("\n".join(errors) or f"{file}: is no policy")
    policy = load_policy(result.compiled)
    failing = [run.name for run in run_examples(policy, result.compiled) if not run.passed]
    if failing:
        raise BadSetup(f"{file}: examples fail: {', '.join(failing)}; see leadgate policy test {file}")
    missing = sorted(set(policy.pools) - pools)
    if missing:
        raise BadSetup(f"{file}: routes to pools that are not set up: {', '.join(missing)}")
    return result.compiled


def create_key(name: str, scopes: tuple[Scope, ...], valid_for: timedelta | None, target: Target) -> str:
    """Make a key, known to the stack and to its usage plan by nothing but its digest.

    Args:
        name: who uses it.
        scopes: what for.
        valid_for: after which time it ends; None for no end.
        target: the stack.

    Returns:
        The secret; it cannot be shown again.
    """
    secret = PREFIX + token_urlsafe(32)
    ends = None if valid_for is None else time() + valid_for.total_seconds()
    key = Key(digest_of(secret), name, scopes, ends)
    DynamoKeyring(target.dynamodb, target.table).put(key)
    # The gateway counts and throttles by this value; it is the digest, so that no secret lies there.
    gateway_key = target.gateway.create_api_key(name=f"leadgate-{name}", enabled=True, value=key.digest)
    target.gateway.create_usage_plan_key(usagePlanId=target.key_plan_id, keyId=gateway_key["id"], keyType="API_KEY")
    return secret


def revoke_key(secret: str, target: Target) -> bool:
    """End a key; False when the stack never knew it. The gateway may honour it for a minute more."""
    keyring = DynamoKeyring(target.dynamodb, target.table)
    key = keyring.find(digest_of(secret))
    if key is None:
        return False
    keyring.put(Key(key.digest, key.name, key.scopes, key.expires_at, revoked=True))
    return True
