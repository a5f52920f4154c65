"""What a stack has stored stays readable: an update must not stop at what an earlier release wrote."""

import json
from typing import Any

from leadgate.adapters.dynamodb.directory_store import DynamoDirectoryStore
from leadgate.adapters.dynamodb.form_registry import DynamoFormRegistry
from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.adapters.dynamodb.live_policies import DynamoLivePolicies
from leadgate.domain.access import Key, Scope
from leadgate.domain.form import Form
from leadgate.domain.routing import Directory, Pool, Rep
from tests.contract.conftest import TABLE

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

    assert DynamoLivePolicies(dynamodb, TABLE).named() == [("inbound-saas", "pv_1"), ("partners", "pv_2")]
    assert DynamoLivePolicies(dynamodb, TABLE).lines()[1].forms == ["p"]
    anna = Rep("anna", "Anna", "a@s.example")
    assert DynamoDirectoryStore(dynamodb, TABLE).current() == Directory(
        {"inbound": Pool("inbound", (("anna", 2),), "anna")}, {"anna": anna}
    )
    demo = Form("demo", "demo", ("https://s.example",), {"Firma": "company.name"})
    assert DynamoFormRegistry(dynamodb, TABLE).find("demo") == demo
    assert DynamoKeyring(dynamodb, TABLE).find("digest") == Key("digest", "crm", (Scope.INTAKE, Scope.STATUS))
