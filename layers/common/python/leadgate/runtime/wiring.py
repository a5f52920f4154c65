"""The composition root: the only place that knows which adapter fills which port."""

# Every function imports this module, and each needs other adapters: imports stand where they are needed, so that
# an authorizer does not wait for what only intake uses.
# ruff: noqa: PLC0415
from __future__ import annotations

import gc
from functools import cache, wraps
from time import time
from typing import TYPE_CHECKING, Any

from leadgate.runtime.environment import QUEUE_URL, SALT_ARN, SECRETS, TABLE, client_of, setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadgate.adapters.secrets import SaltedHash
    from leadgate.application.connection_ports import SecretStore
    from leadgate.application.keyring import Keyring
    from leadgate.application.ports import QualificationQueue
    from leadgate.application.publishing import Publishing
    from leadgate.application.qualify_lead import Deciding
    from leadgate.domain.captcha import Captcha, Proof, Verdict
    from leadgate.domain.policy import Policy
    from leadgate.runtime.admin import AdminServices
    from leadgate.runtime.deliveries import Delivering
    from leadgate.runtime.intake import IntakeServices
    from leadgate.runtime.lifecycle import LifecycleServices
    from leadgate.runtime.status import StatusServices
    from leadgate.runtime.watching import Watching
    from leadgate.runtime.webhooks import WebhookServices


def _for_good[S](wire: Callable[[], S]) -> Callable[[], S]:
    """Exempt what a function has imported and wired when it starts from garbage collection: it lives as long.

    Some 90,000 objects, all of them alive: a collection that goes over them, which may fall into any request, takes
    tens of milliseconds. Not twice in a process, so that in tests nothing is kept but the first time.
    """

    @wraps(wire)
    def wired() -> S:
        services = wire()
        if not gc.get_freeze_count():
            gc.freeze()
        return services

    return wired


@_for_good
def intake_services() -> IntakeServices:
    """Wire the `intake` function."""
    from leadgate.adapters.dynamodb.allow_list import DynamoAllowList
    from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
    from leadgate.runtime.deadline import Deadline
    from leadgate.runtime.intake import IntakeServices

    client, vault = client_of("dynamodb"), client_of("secretsmanager")
    forms, allow_list = DynamoFormRegistry(client, setting(TABLE)), DynamoAllowList(client, setting(TABLE))
    deciding, salted = _deciding(client), _salted_hash(vault)
    webhooks = cache(lambda: _webhooks(client, vault, deciding, salted))
    watching = _watching(client, vault, salted)
    return IntakeServices(deciding, forms, allow_list, watching, salted, Deadline(), webhooks)


def _watching(client: Any, vault: Any, salted: SaltedHash) -> Watching:
    from leadgate.adapters.dynamodb.post_counter import DynamoPostCounter
    from leadgate.runtime.deadline import Deadline
    from leadgate.runtime.watching import Watching

    # Threads of their own: a service that hangs must not keep decisions or counts waiting.
    counter, secrets = DynamoPostCounter(client, setting(TABLE)), _secret_store(vault)
    return Watching(counter, secrets, _verify_captcha, Deadline(), Deadline(), time, salted)


def _verify_captcha(captcha: Captcha, proof: Proof, *, seconds: float) -> Verdict:
    from leadgate.adapters.captcha import verify_captcha

    return verify_captcha(captcha, proof, seconds=seconds)


def _webhooks(client: Any, vault: Any, deciding: Deciding, salted: SaltedHash) -> WebhookServices:
    from leadgate.adapters.dynamodb.connection_registry import DynamoConnectionRegistry
    from leadgate.runtime.webhooks import WebhookServices

    registry, secrets = DynamoConnectionRegistry(client, setting(TABLE)), _secret_store(vault)
    return WebhookServices(registry, secrets, _delivering(client, deciding, salted, secrets))


def _delivering(client: Any, deciding: Deciding, salted: SaltedHash, secrets: SecretStore) -> Delivering:
    from leadgate.adapters.dynamodb.allow_list import DynamoAllowList
    from leadgate.adapters.dynamodb.delivery_archive import DynamoDeliveryArchive
    from leadgate.adapters.sources.fetching import fetch_answers
    from leadgate.runtime.deliveries import Delivering

    archive, allow_list = DynamoDeliveryArchive(client, setting(TABLE)), DynamoAllowList(client, setting(TABLE))
    return Delivering(deciding, salted, archive, secrets, fetch_answers, allow_list)


@_for_good
def status_services() -> StatusServices:
    """Wire the `status` function."""
    from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
    from leadgate.adapters.dynamodb.policy_versions import DynamoPolicyVersions
    from leadgate.adapters.dynamodb.publications import DynamoPublications
    from leadgate.runtime.status import StatusServices

    client, table = client_of("dynamodb"), setting(TABLE)
    publications, versions = DynamoPublications(client, table), DynamoPolicyVersions(client, table)
    salted = _salted_hash(client_of("secretsmanager"))
    return StatusServices(DynamoLeadRepository(client, table), publications, versions, salted)


@_for_good
def lifecycle_services() -> LifecycleServices:
    """Wire the `lifecycle` function."""
    from leadgate.adapters.dynamodb.allow_list import DynamoAllowList
    from leadgate.adapters.dynamodb.lead_mergers import DynamoLeadMergers
    from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
    from leadgate.application.merge_leads import Merging
    from leadgate.application.release_lead import Releasing
    from leadgate.application.retry import Backoff
    from leadgate.contracts.mail_domains import is_free
    from leadgate.runtime.lifecycle import LifecycleServices
    from leadgate.runtime.merges import MergeServices

    client, table = client_of("dynamodb"), setting(TABLE)
    leads, allow_list = DynamoLeadRepository(client, table), DynamoAllowList(client, table)
    salted = _salted_hash(client_of("secretsmanager"))
    merging = Merging(leads, DynamoLeadMergers(client, table), time, Backoff())
    releasing = Releasing(leads, allow_list, salted, is_free, time, Backoff())
    return LifecycleServices(releasing, MergeServices(merging, salted))


@_for_good
def admin_services() -> AdminServices:
    """Wire the `admin` function."""
    from leadgate.adapters.dynamodb.connection_registry import DynamoConnectionRegistry
    from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
    from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
    from leadgate.application.connect_source import Connecting
    from leadgate.runtime.admin import AdminServices

    client, table, vault = client_of("dynamodb"), setting(TABLE), client_of("secretsmanager")
    secrets = _secret_store(vault)
    # Whoever changes a form or a connection sees it as it is.
    forms = DynamoFormRegistry(client, table, seconds=0)
    connecting = Connecting(DynamoConnectionRegistry(client, table, seconds=0), secrets, time)
    delivering = cache(lambda: _delivering(client, _deciding(client), _salted_hash(vault), secrets))
    leads = DynamoLeadRepository(client, table)
    return AdminServices(publishing(client, table), leads, forms, connecting, delivering)


def publishing(client: Any, table: str) -> Publishing:
    """Wire publishing, for the `admin` function and for the command line alike.

    Args:
        client: a DynamoDB client.
        table: the table's name.
    """
    from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
    from leadgate.adapters.dynamodb.policy_versions import DynamoPolicyVersions
    from leadgate.adapters.dynamodb.publications import DynamoPublications
    from leadgate.application.publishing import Publishing
    from leadgate.application.retry import Backoff

    # A pool that was set up a moment ago shall count: nothing is held.
    directory = DynamoDirectoryStore(client, table, seconds=0)
    publications, versions = DynamoPublications(client, table), DynamoPolicyVersions(client, table)
    return Publishing(versions, publications, directory, _failing_examples, time, Backoff())


def _failing_examples(policy: Policy, compiled: Mapping[str, Any]) -> tuple[str, ...]:
    from leadgate.contracts.policy.example_runs import failing_examples

    return failing_examples(policy, compiled)


@_for_good
def qualify_services() -> Deciding:
    """Wire the `qualify` function."""
    return _deciding(client_of("dynamodb"))


@_for_good
def relay_queue() -> QualificationQueue:
    """Wire the `relay` function."""
    from leadgate.adapters.sqs import SqsQualificationQueue

    return SqsQualificationQueue(client_of("sqs"), setting(QUEUE_URL))


@_for_good
def authorizer_keyring() -> Keyring:
    """Wire the `authorizer` function."""
    from leadgate.adapters.dynamodb.keyring import DynamoKeyring

    return DynamoKeyring(client_of("dynamodb"), setting(TABLE))


def _deciding(client: Any) -> Deciding:
    from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
    from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
    from leadgate.adapters.dynamodb.policy_versions import DynamoPolicyVersions
    from leadgate.adapters.dynamodb.publications import DynamoPublications
    from leadgate.adapters.ids import new_id
    from leadgate.adapters.policy_store import CachedPolicyStore
    from leadgate.application.qualify_lead import Deciding
    from leadgate.application.retry import Backoff
    from leadgate.runtime.telemetry import count

    table = setting(TABLE)
    policies = CachedPolicyStore(DynamoPublications(client, table), DynamoPolicyVersions(client, table))
    leads, directory = DynamoLeadRepository(client, table), DynamoDirectoryStore(client, table)
    return Deciding(leads, policies, directory, new_id, time, Backoff(), count)


def _salted_hash(vault: Any) -> SaltedHash:
    from leadgate.adapters.secrets import SaltedHash

    return SaltedHash(vault, setting(SALT_ARN))


def _secret_store(vault: Any) -> SecretStore:
    from leadgate.adapters.connection_secrets import SecretsManagerSecretStore

    return SecretsManagerSecretStore(vault, setting(SECRETS))
