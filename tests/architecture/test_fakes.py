"""Every port has a fake with the same calls."""

import inspect
from typing import Any, Protocol

import pytest

from leadgate.application import connection_ports, form_ports, keyring, ports, visitor_ports
from tests.fakes.captchas import ToldCaptchas
from tests.fakes.connections import InMemoryConnectionRegistry, InMemoryDeliveryArchive, InMemorySecretStore
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.policies import Counted, InMemoryPolicyStore, InMemoryPolicyVersions, InMemoryPublications
from tests.fakes.stores import (
    InMemoryAllowList,
    InMemoryDirectoryStore,
    InMemoryFormRegistry,
    InMemoryKeyring,
    InMemoryPostCounter,
    InMemoryQualificationQueue,
)
from tests.fakes.time import CountingIds, SettableClock
from tests.fakes.visitors import InMemoryVisitors

FAKES: dict[type[Any], type[Any]] = {
    ports.Clock: SettableClock,
    ports.Ids: CountingIds,
    ports.LeadRepository: InMemoryLeadRepository,
    visitor_ports.Visitors: InMemoryVisitors,
    ports.PolicyStore: InMemoryPolicyStore,
    ports.PolicyVersions: InMemoryPolicyVersions,
    ports.Publications: InMemoryPublications,
    ports.Count: Counted,
    ports.DirectoryStore: InMemoryDirectoryStore,
    form_ports.FormRegistry: InMemoryFormRegistry,
    form_ports.AllowList: InMemoryAllowList,
    form_ports.PostCounter: InMemoryPostCounter,
    form_ports.CaptchaVerifier: ToldCaptchas,
    keyring.Keyring: InMemoryKeyring,
    ports.QualificationQueue: InMemoryQualificationQueue,
    connection_ports.ConnectionRegistry: InMemoryConnectionRegistry,
    connection_ports.SecretStore: InMemorySecretStore,
    connection_ports.DeliveryArchive: InMemoryDeliveryArchive,
}


def calls(kind: type[Any]) -> dict[str, list[tuple[str, Any]]]:
    public = {name: call for name, call in vars(kind).items() if inspect.isfunction(call)}
    return {
        name: [(parameter.name, parameter.kind) for parameter in inspect.signature(call).parameters.values()]
        for name, call in public.items()
        if name == "__call__" or not name.startswith("_")
    }


def test_no_port_is_without_a_fake() -> None:
    modules = (ports, form_ports, connection_ports, keyring, visitor_ports)
    found = [kind for module in modules for kind in vars(module).values() if inspect.isclass(kind)]
    own = {kind for kind in found if kind.__module__ in {module.__name__ for module in modules}}
    assert {kind for kind in own if Protocol in kind.__bases__} == set(FAKES)


@pytest.mark.parametrize("port", FAKES, ids=lambda port: port.__name__)
def test_a_fake_is_called_like_its_port(port: type[Any]) -> None:
    fake, wanted = calls(FAKES[port]), calls(port)
    assert wanted
    assert {name: fake.get(name) for name in wanted} == wanted
