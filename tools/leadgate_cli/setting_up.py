"""Writing a setup page, and new keys, to a stack."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from time import time

from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.application.errors import Congested, NotFit, PolicyTooLarge
from leadgate.application.publish_policy import publish_policy
from leadgate.application.publishing import Publishing
from leadgate.application.upload_policy import upload_policy
from leadgate.contracts.policy import check_policy
from leadgate.contracts.policy_upload import checked_version
from leadgate.domain.access import PREFIX, Key, Scope, digest_of
from leadgate.domain.publication import Line, PolicyVersion
from leadgate_cli.setup_document import BadSetup, SetupPage
from leadgate_cli.target import Target

BY = "leadgate setup"
"""Who published, as the history of a policy names this command."""


def apply_setup(page: SetupPage, target: Target) -> list[Line]:
    """Write reps, pools and forms, then upload the policies and make them live.

    Args:
        page: the checked page.
        target: the stack.

    Returns:
        The versions that are live now.

    Raises:
        BadSetup: a policy has problems, a failing example, or a route to a pool that nobody set up. Then nothing
            has been written.
    """
    # `leadgate policy` has no use for AWS, and it is slow to import.
    from leadgate.runtime.wiring import publishing  # noqa: PLC0415

    directory = DynamoDirectoryStore(target.dynamodb, target.table)
    known = {pool.id for pool in page.to_pools()} | set(directory.current().pools)
    checked = [_checked(file, known) for file in page.policies]
    for rep in page.to_reps():
        directory.put_rep(rep)
    for pool in page.to_pools():
        directory.put_pool(pool)
    forms = DynamoFormRegistry(target.dynamodb, target.table)
    for form in page.to_forms():
        before = forms.find(form.id)
        try:
            # A captcha is set over HTTP, because its secret belongs into no file; a page leaves it as it is.
            forms.put(form if before is None else replace(form, captcha=before.captcha))
        except Congested:
            raise BadSetup(f"the form {form.id}: others were changing it at the same time; run this again") from None
    ports = publishing(target.dynamodb, target.table)
    return [_publish(source, version, ports) for source, version in checked]


def _checked(file: Path, pools: set[str]) -> tuple[str, PolicyVersion]:
    try:
        source = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadSetup(f"{file}: {wrong}") from None
    result = check_policy(source, name=str(file))
    if result.errors or result.compiled is None:
        raise BadSetup("\n".join(map(str, result.errors)))
    missing = sorted({line["pool"] for line in result.compiled["routing"]} - pools)
    if missing:
        raise BadSetup(f"{file}: routes to pools that are not set up: {', '.join(missing)}")
    return source, checked_version(result.compiled, result.problems, time(), BY)


def _publish(source: str, version: PolicyVersion, ports: Publishing) -> Line:
    line = version.line
    try:
        upload_policy(version, source, ports=ports)
        return publish_policy(line.name, line.version, BY, ports=ports)[0].line
    except PolicyTooLarge:
        raise BadSetup(f"{line.name}: does not fit into the table; shorten its lists and texts") from None
    except NotFit as unfit:
        raise BadSetup("\n".join(f"{line.name} {line.version}: {reason}" for reason in unfit.reasons)) from None
    except Congested:
        raise BadSetup(f"{line.name}: others were publishing at the same time; run this again") from None


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
