"""The policies that decide on a running instance: news within a minute, and never anything broken."""

import pytest

from leadgate.adapters.policy_store import CachedPolicyStore
from leadgate.application.errors import BrokenPolicy
from leadgate.domain.publication import Change, LiveList, published, shadowed, unshadowed
from tests.builders.policies import compiled_demo, compiled_for_scope, version_of_policy
from tests.fakes.policies import InMemoryPolicyVersions, InMemoryPublications
from tests.fakes.time import NOON


class Instance:
    """A running instance, and the publishers that it hears from."""

    def __init__(self) -> None:
        self.versions, self.publications, self.seconds = InMemoryPolicyVersions(), InMemoryPublications(), 0.0
        self.reads = 0
        self.store = CachedPolicyStore(self, self.versions, lambda: self.seconds)

    def current(self) -> LiveList:
        self.reads += 1
        return self.publications.current()

    def publish(self, compiled: dict[str, object]) -> str:
        version = version_of_policy(compiled)
        self.versions.add(version, "")
        self._commit(published(self.publications.current(), version.line, NOON, "me"))
        return version.line.version

    def shadow(self, compiled: dict[str, object]) -> str:
        version = version_of_policy(compiled)
        self.versions.add(version, "")
        self._commit(shadowed(self.publications.current(), version.line, NOON, "me"))
        return version.line.version

    def end_shadow(self, version: str) -> None:
        self._commit(unshadowed(self.publications.current(), "inbound-saas", version, NOON, "me"))

    def _commit(self, change: Change | None) -> None:
        assert change is not None
        self.publications.commit(*change)

    def deciding(self) -> list[str]:
        return [policy.version for policy in self.store.live().policies]


def changed(text: str) -> dict[str, object]:
    return compiled_demo() | {"description": text}


def test_a_published_version_decides_within_a_minute_and_the_list_is_read_twice_a_minute_at_most() -> None:
    instance = Instance()
    old = instance.publish(compiled_demo())
    assert instance.deciding() == [old]
    new = instance.publish(changed("new"))
    heard = {}
    for instance.seconds in range(60):
        heard[instance.seconds] = instance.deciding()
    assert heard[1] == [old] and heard[59] == [new]
    assert min(second for second, versions in heard.items() if versions == [new]) <= 30
    assert instance.reads == 2


def test_a_list_that_names_what_cannot_be_loaded_leaves_all_as_it_was() -> None:
    for damage in (compiled_demo() | {"form": 99}, {}, compiled_for_scope("another")):
        instance = Instance()
        old = instance.publish(compiled_demo())
        assert instance.deciding() == [old]
        instance.publish(compiled_for_scope("partners", motions=["partner"]))
        broken = instance.publish(changed("broken"))
        instance.versions.damage("inbound-saas", broken, damage)
        for instance.seconds in (31, 62, 3600):
            assert instance.deciding() == [old]
        mended = instance.publish(changed("mended"))
        instance.seconds += 31
        assert mended in instance.deciding() and len(instance.deciding()) == 2


def test_an_instance_that_starts_with_a_broken_list_decides_nothing_rather_than_by_the_wrong_policy() -> None:
    instance = Instance()
    instance.publish(compiled_demo())
    broken = instance.publish(compiled_for_scope("partners", motions=["partner"]))
    instance.versions.damage("partners", broken, {})
    with pytest.raises(BrokenPolicy):
        instance.deciding()


def test_a_shadow_that_cannot_be_loaded_keeps_nobody_from_deciding() -> None:
    instance = Instance()
    live = instance.publish(compiled_demo())
    good, broken = instance.shadow(changed("good")), instance.shadow(changed("broken"))
    instance.versions.damage("inbound-saas", broken, {})
    found = instance.store.live()
    assert instance.deciding() == [live]
    assert ([shadow.version for shadow in found.shadows], found.lost_shadows) == ([good], 1)
    instance.end_shadow(broken)
    instance.seconds = 31
    assert instance.store.live().lost_shadows == 0
