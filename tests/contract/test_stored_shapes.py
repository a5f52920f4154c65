"""What a stack has stored stays readable: an update must not stop at what an earlier release wrote."""

import json
from typing import Any

from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.adapters.dynamodb.items import pack, to_item
from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.adapters.dynamodb.lead_repository import DynamoLeadRepository
from leadgate.adapters.dynamodb.policy_versions import DynamoPolicyVersions
from leadgate.adapters.dynamodb.publications import DynamoPublications
from leadgate.adapters.policy_store import CachedPolicyStore
from leadgate.application.ports import DecisionRecord
from leadgate.application.replay_decision import full_result, replay_decision
from leadgate.domain.access import Key, Scope
from leadgate.domain.form import Form
from leadgate.domain.policy import decide
from leadgate.domain.publication import Act, Line, LiveList, PolicyVersion, Publication
from leadgate.domain.routing import Directory, Pool, Rep
from tests.builders.policies import compiled_demo, demo_policy
from tests.contract.conftest import TABLE
from tests.fakes.time import NOON

# As release 0.1.0 wrote them. A new shape is added here; an old one stays as long as its readers do.
STORED: dict[tuple[str, str], dict[str, object]] = {
    ("POLICY", "LIVE"): {
        "doc": [
            {"name": "inbound-saas", "version": "pv_1", "scope": [[], []]},
            {"name": "partners", "version": "pv_2", "scope": [["partner"], ["p"]]},
        ]
    },
    ("DIRECTORY", "REP#anna"): {
        "doc": {"id": "anna", "name": "Anna", "email": "a@s.example", "booking_url": None, "active": True}
    },
    ("DIRECTORY", "POOL#inbound"): {"doc": {"id": "inbound", "members": [["anna", 2]], "catch_all": "anna"}},
    ("FORM#demo", "FORM"): {
        "doc": {
            "id": "demo", "kind": "demo", "origins": ["https://s.example"], "mapping": {"Firma": "company.name"},
            "thank_you_url": None, "channel": None,
        }
    },
    ("KEY#digest", "KEY"): {"name": "crm", "scopes": "intake status"},
}  # fmt: skip


def test_what_an_earlier_release_stored_is_read(dynamodb: Any) -> None:
    for (pk, sk), values in STORED.items():
        item = {"pk": pk, "sk": sk} | {k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items()}
        dynamodb.put_item(TableName=TABLE, Item={name: {"S": value} for name, value in item.items()})

    assert DynamoPublications(dynamodb, TABLE).current() == LiveList(
        0, (Line("inbound-saas", "pv_1"), Line("partners", "pv_2", ("partner",), ("p",)))
    )
    anna = Rep("anna", "Anna", "a@s.example")
    assert DynamoDirectoryStore(dynamodb, TABLE).current() == Directory(
        {"inbound": Pool("inbound", (("anna", 2),), "anna")}, {"anna": anna}
    )
    demo = Form("demo", "demo", ("https://s.example",), {"Firma": "company.name"})
    assert DynamoFormRegistry(dynamodb, TABLE).find("demo") == demo
    assert DynamoKeyring(dynamodb, TABLE).find("digest") == Key("digest", "crm", (Scope.INTAKE, Scope.STATUS))


def keep_version_of_0_1_0(dynamodb: Any) -> Line:
    """Write a version and the list as release 0.1.0 published them."""
    line = Line("inbound-saas", demo_policy().version)
    key = {"pk": f"POLICY#{line.name}", "sk": f"VERSION#{line.version}"}
    dynamodb.put_item(TableName=TABLE, Item=to_item(key, {"compiled": pack(compiled_demo())}))
    listed = json.dumps([{"name": line.name, "version": line.version, "scope": [[], []]}])
    dynamodb.put_item(TableName=TABLE, Item=to_item({"pk": "POLICY", "sk": "LIVE"}, {"doc": listed}))
    return line


def test_a_policy_that_an_earlier_release_published_decides_and_can_be_followed_by_another(dynamodb: Any) -> None:
    line = keep_version_of_0_1_0(dynamodb)
    publications, versions = DynamoPublications(dynamodb, TABLE), DynamoPolicyVersions(dynamodb, TABLE)
    (live,) = CachedPolicyStore(publications, versions).live().policies
    assert (live.name, live.version) == (line.name, line.version)
    kept = versions.find(line.name, line.version)
    assert kept is not None and (kept.line, kept.at, kept.by, kept.compiled) == (line, 0, "", compiled_demo())
    assert versions.source(line.name, line.version) is None
    change = Publication(1, Act.PUBLISHED, line.name, NOON, "me", (line,), ())
    publications.commit(LiveList(1), change)
    assert publications.current() == LiveList(1)


def test_a_version_of_an_earlier_release_is_completed_by_an_upload_of_the_same_rules(dynamodb: Any) -> None:
    line = keep_version_of_0_1_0(dynamodb)
    versions = DynamoPolicyVersions(dynamodb, TABLE)
    again = PolicyVersion(line, NOON, "me", 3, (), compiled_demo())
    assert versions.add(again, "policy: inbound-saas") is True
    assert versions.find(line.name, line.version) == again
    assert versions.source(line.name, line.version) == "policy: inbound-saas"
    assert versions.add(again, "policy: inbound-saas") is False


def test_a_decision_of_an_earlier_release_is_shown_and_replayed(dynamodb: Any) -> None:
    keep_version_of_0_1_0(dynamodb)
    lead = {"id": "lead_1", "person": {"title": "VP Sales"}, "company": {"employees": 240}, "signals": []}
    result = decide(lead, demo_policy(), NOON).to_document(trace="full")
    values: dict[str, Any] = {
        "id": "dec_1", "lead_id": "lead_1", "at": NOON, "policy": "inbound-saas",
        "policy_version": demo_policy().version, "lead_version": 1, "lead": pack(lead), "result": pack(result),
    }  # fmt: skip
    dynamodb.put_item(TableName=TABLE, Item=to_item({"pk": "DECISION#dec_1", "sk": "DECISION"}, values))
    record = DynamoLeadRepository(dynamodb, TABLE).decision("dec_1")
    version = demo_policy().version
    assert record == DecisionRecord("dec_1", "lead_1", NOON, "inbound-saas", version, 1, lead, result)
    versions = DynamoPolicyVersions(dynamodb, TABLE)
    assert replay_decision(record, versions).identical
    assert full_result(record, versions) == (result, None)
