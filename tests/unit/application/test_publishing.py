"""Publishing: what is not fit never goes live, races lose nothing, and shadows and roll-backs are changes as well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from leadgate.application.errors import Congested, NoSuchVersion, NotFit, StaleList
from leadgate.application.publish_policy import publish_policy
from leadgate.application.publishing import Publishing
from leadgate.application.roll_back_policy import roll_back_policy
from leadgate.application.shadow_policy import end_shadow, shadow_policy
from leadgate.application.simulate_policy import simulate_policy
from leadgate.application.upload_policy import upload_policy
from leadgate.contracts.policy.example_runs import failing_examples
from leadgate.domain.policy import decide
from leadgate.domain.publication import (
    Act,
    AlreadyLive,
    LiveList,
    NothingToRollBack,
    OtherLive,
    PolicyVersion,
    Publication,
)
from tests.builders.leads import ANNA, BEN, CHIARA, ENTERPRISE, INBOUND
from tests.builders.policies import compiled_demo, compiled_for_scope, demo_policy, version_of_policy
from tests.fakes.policies import InMemoryPolicyVersions, InMemoryPublications
from tests.fakes.stores import InMemoryDirectoryStore
from tests.fakes.time import NOON, SettableClock, impatient

NAME = "inbound-saas"


class Busy(InMemoryPublications):
    """Publications that somebody else changes right before the next commits."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def commit(self, following: LiveList, change: Publication) -> None:
        if self.times:
            self.times -= 1
            now = self.current()
            other = LiveList(now.revision + 1, now.live, now.shadow)
            super().commit(other, Publication(other.revision, Act.UNSHADOWED, "other", NOON, "you", (), ()))
        super().commit(following, change)


@dataclass
class Office:
    """The fakes that publishing needs, pools set up."""

    versions: InMemoryPolicyVersions = field(default_factory=InMemoryPolicyVersions)
    publications: InMemoryPublications = field(default_factory=InMemoryPublications)
    directory: InMemoryDirectoryStore = field(
        default_factory=lambda: InMemoryDirectoryStore((ANNA, BEN, CHIARA), (INBOUND, ENTERPRISE))
    )
    clock: SettableClock = field(default_factory=SettableClock)

    @property
    def ports(self) -> Publishing:
        backoff, _ = impatient()
        return Publishing(self.versions, self.publications, self.directory, failing_examples, self.clock, backoff)

    def upload(self, compiled: Mapping[str, Any] | None = None) -> str:
        version = version_of_policy(dict(compiled or compiled_demo()), self.clock())
        return upload_policy(version, "text", ports=self.ports)[0].line.version

    def publish(self, compiled: Mapping[str, Any] | None = None) -> str:
        version = self.upload(compiled)
        publish_policy(str((compiled or compiled_demo())["policy"]), version, "me", ports=self.ports)
        return version

    def live(self) -> list[tuple[str, str]]:
        return [(line.name, line.version) for line in self.publications.current().live]


@pytest.fixture
def office() -> Office:
    return Office()


def changed(text: str) -> dict[str, Any]:
    return compiled_demo() | {"description": text}


def test_an_upload_decides_nothing_and_counts_once(office: Office) -> None:
    version = version_of_policy(compiled_demo())
    assert upload_policy(version, "text", ports=office.ports) == (version, True)
    office.clock.now += 60
    later = version_of_policy(compiled_demo(), office.clock())
    assert upload_policy(later, "other text", ports=office.ports) == (version, False)
    assert office.live() == []


def test_an_upload_that_meets_others_every_time_gives_up(office: Office) -> None:
    class Contested(InMemoryPolicyVersions):
        def add(self, version: PolicyVersion, source: str) -> bool:
            raise StaleList

    office.versions = Contested()
    with pytest.raises(Congested):
        office.upload()


def test_a_published_version_is_live_and_its_publication_is_remembered(office: Office) -> None:
    old, new = office.publish(), office.upload(changed("new"))
    office.clock.now += 5
    kept, change = publish_policy(NAME, new, "key-1", ports=office.ports)
    assert change is not None and office.live() == [(NAME, new)] and kept.line.version == new
    assert (change[1].act, change[1].at, change[1].by) == (Act.PUBLISHED, NOON + 5, "key-1")
    assert [line.version for line in change[1].before] == [old]
    assert publish_policy(NAME, new, "key-1", ports=office.ports) == (kept, None)


def test_what_was_never_uploaded_is_not_published(office: Office) -> None:
    for act in (publish_policy, shadow_policy, end_shadow):
        with pytest.raises(NoSuchVersion):
            act(NAME, "pv_0", "me", ports=office.ports)


FAILING = [{**example, "expect": {"outcome": "nurture"}} for example in compiled_demo()["examples"][:1]]
DAMAGE: dict[str, tuple[dict[str, Any], str]] = {
    "a newer form": (compiled_demo() | {"form": 99}, "release cannot load"),
    "nothing": ({}, "release cannot load"),
    "no catch-all": (compiled_demo() | {"routing": []}, "release cannot load"),
    "another policy": (compiled_for_scope("partners"), "not what was uploaded"),
    "changed rules": (changed("changed"), "not what was uploaded"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_version_never_goes_live(office: Office, damage: str) -> None:
    good, broken = office.publish(), office.upload(changed("next"))
    compiled, said = DAMAGE[damage]
    office.versions.damage(NAME, broken, compiled)
    for act in (publish_policy, shadow_policy):
        with pytest.raises(NotFit) as unfit:
            act(NAME, broken, "me", ports=office.ports)
        assert said in unfit.value.reasons[0]
    assert office.publications.current() == LiveList(1, office.publications.current().live)
    assert office.live() == [(NAME, good)]


def test_a_version_whose_examples_fail_or_whose_pools_are_missing_never_goes_live(office: Office) -> None:
    office.directory = InMemoryDirectoryStore((ANNA, CHIARA), (INBOUND,))
    version = office.upload(compiled_demo() | {"examples": FAILING})
    with pytest.raises(NotFit) as unfit:
        publish_policy(NAME, version, "me", ports=office.ports)
    pools, example = unfit.value.reasons
    assert "'enterprise'" in pools and "leadgate setup" in pools
    assert FAILING[0]["name"] in example and "expected nurture" in example
    assert office.live() == []


def test_publishers_at_once_lose_nothing_of_one_another(office: Office) -> None:
    office.publications = Busy(3)
    version = office.publish()
    assert office.publications.current().revision == 4
    assert [change.revision for change in office.publications.changes] == [1, 2, 3, 4]
    assert office.live() == [(NAME, version)]


def test_who_always_meets_others_gives_up(office: Office) -> None:
    office.publications = Busy(99)
    version = office.upload()
    with pytest.raises(Congested):
        publish_policy(NAME, version, "me", ports=office.ports)
    assert office.live() == []


def test_roll_backs_walk_back_until_there_is_nothing(office: Office) -> None:
    first, second = office.publish(), office.publish(changed("second"))
    office.publish(changed("third"))
    for before in (second, first):
        current, change = roll_back_policy(NAME, "me", ports=office.ports)
        assert office.live() == [(NAME, before)] and current == office.publications.current()
        assert change.act is Act.ROLLED_BACK
    with pytest.raises(NothingToRollBack):
        roll_back_policy(NAME, "me", ports=office.ports)


def test_a_roll_back_of_a_named_version_goes_back_once_however_often_it_is_sent(office: Office) -> None:
    first, second = office.publish(), office.publish(changed("second"))
    office.publish(changed("third"))
    with pytest.raises(OtherLive, match=office.live()[0][1]):
        roll_back_policy(NAME, "me", undoes=second, ports=office.ports)
    roll_back_policy(NAME, "me", undoes=office.live()[0][1], ports=office.ports)
    roll_back_policy(NAME, "me", undoes=second, ports=office.ports)
    with pytest.raises(OtherLive, match=first):
        roll_back_policy(NAME, "me", undoes=second, ports=office.ports)
    assert office.live() == [(NAME, first)]


def test_a_version_that_broke_meanwhile_does_not_come_back(office: Office) -> None:
    first, second = office.publish(), office.publish(changed("second"))
    office.versions.damage(NAME, first, {})
    with pytest.raises(NotFit):
        roll_back_policy(NAME, "me", ports=office.ports)
    del office.versions.kept[NAME, first]
    with pytest.raises(NotFit, match="1 reasons"):
        roll_back_policy(NAME, "me", ports=office.ports)
    assert office.live() == [(NAME, second)]


def test_a_shadow_needs_no_pools_and_is_no_live_version(office: Office) -> None:
    live = office.publish()
    office.directory = InMemoryDirectoryStore()
    shadow = office.upload(changed("candidate"))
    assert shadow_policy(NAME, shadow, "me", ports=office.ports) is not None
    assert shadow_policy(NAME, shadow, "me", ports=office.ports) is None
    assert [line.version for line in office.publications.current().shadow] == [shadow]
    with pytest.raises(AlreadyLive):
        shadow_policy(NAME, live, "me", ports=office.ports)
    office.versions.damage(NAME, shadow, {})
    assert end_shadow(NAME, shadow, "me", ports=office.ports) is not None
    assert end_shadow(NAME, live, "me", ports=office.ports) is None
    assert office.publications.current().shadow == ()


def test_a_simulation_says_what_would_be_decided_and_changes_nothing(office: Office) -> None:
    version = office.upload()
    lead = {"company": {"employees": 240}, "person": {"title": 7}}
    said = simulate_policy(lead, NAME, version, NOON, ports=office.ports)
    assert said == decide(lead, demo_policy(), NOON).to_document(trace="full")
    assert office.publications.current() == LiveList()
