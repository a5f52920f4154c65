"""What stores of policy versions and of publications promise, asked of the fakes and of DynamoDB alike."""

import zlib
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from leadgate.adapters.dynamodb.items import pack
from leadgate.adapters.dynamodb.policy_versions import LARGEST, DynamoPolicyVersions
from leadgate.adapters.dynamodb.publications import DynamoPublications
from leadgate.adapters.policy_store import CachedPolicyStore
from leadgate.application.errors import BadCursor, BrokenPolicy, PolicyTooLarge, StaleList
from leadgate.application.ports import PolicyStore, PolicyVersions, Publications
from leadgate.domain.policy import load_policy
from leadgate.domain.policy_scope import PolicySet
from leadgate.domain.publication import (
    Act,
    Line,
    LiveList,
    Publication,
    published,
    shadowed,
)
from tests.builders.policies import compiled_demo, compiled_for_scope, demo_policy, version_of_policy
from tests.contract.conftest import TABLE
from tests.fakes.policies import InMemoryPolicyStore, InMemoryPolicyVersions, InMemoryPublications
from tests.fakes.time import NOON

SOURCE = "policy: inbound-saas # Größe 🙂\n"


@pytest.fixture(params=["fake", "dynamodb"])
def versions(request: pytest.FixtureRequest) -> PolicyVersions:
    if request.param == "fake":
        return InMemoryPolicyVersions()
    return DynamoPolicyVersions(request.getfixturevalue("dynamodb"), TABLE)


@pytest.fixture(params=["fake", "dynamodb"])
def publications(request: pytest.FixtureRequest) -> Publications:
    if request.param == "fake":
        return InMemoryPublications()
    return DynamoPublications(request.getfixturevalue("dynamodb"), TABLE)


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> tuple[Callable[[dict[str, object]], object], Callable[[], PolicyStore]]:
    """A way to publish, and one to the policies that are live then."""
    if request.param == "fake":
        fake = InMemoryPolicyStore()
        return lambda compiled: fake.make_live(load_policy(compiled)), lambda: fake
    client = request.getfixturevalue("dynamodb")
    kept, listed = DynamoPolicyVersions(client, TABLE), DynamoPublications(client, TABLE)

    def publish(compiled: dict[str, object]) -> None:
        version = version_of_policy(compiled)
        kept.add(version, "")
        change = published(listed.current(), version.line, NOON, "me")
        assert change is not None
        listed.commit(*change)

    return publish, lambda: CachedPolicyStore(listed, kept)


def named(live: PolicySet) -> set[str]:
    return {policy.name for policy in live.policies}


def test_nothing_is_live_before_something_was_published(store: Any) -> None:
    _, look = store
    assert look().live() == PolicySet()


def test_a_published_policy_is_live_as_it_was_compiled(store: Any) -> None:
    publish, look = store
    publish(compiled_demo())
    (live,) = look().live().policies
    assert (live.name, live.version) == ("inbound-saas", demo_policy().version)
    assert (live.routes, live.rules, live.facts) == (demo_policy().routes, demo_policy().rules, demo_policy().facts)


def test_each_scope_and_each_name_has_one_live_policy(store: Any) -> None:
    publish, look = store
    publish(compiled_demo())
    publish(compiled_for_scope("partners", motions=["partner"]))
    assert named(look().live()) == {"inbound-saas", "partners"}
    publish(compiled_for_scope("new-partners", motions=["partner"]))
    assert named(look().live()) == {"inbound-saas", "new-partners"}
    publish(compiled_for_scope("new-partners", forms=["partner-form"]))
    scopes = [(live.applies_to.motions, live.applies_to.forms) for live in look().live().policies]
    assert scopes == [((), ()), ((), ("partner-form",))]


def test_a_version_is_kept_with_its_text_and_all_that_is_known_of_it(versions: PolicyVersions) -> None:
    warning = {"line": 3, "column": 1, "detail": "can never be yes", "hint": None}
    version = replace(version_of_policy(compiled_demo()), warnings=(warning,), by="key-1", at=NOON + 0.123)
    assert versions.add(version, SOURCE) is True
    assert versions.find("inbound-saas", version.line.version) == version
    assert versions.source("inbound-saas", version.line.version) == SOURCE
    loaded = versions.load("inbound-saas", version.line.version)
    assert (loaded.name, loaded.version) == ("inbound-saas", version.line.version)


def test_what_was_never_kept_is_not_there(versions: PolicyVersions) -> None:
    assert versions.find("inbound-saas", "pv_0") is None
    assert versions.source("inbound-saas", "pv_0") is None
    assert versions.page("inbound-saas", cursor=None, limit=5).items == ()
    assert list(versions.names()) == []
    with pytest.raises(BrokenPolicy):
        versions.load("inbound-saas", "pv_0")


def test_a_version_is_kept_once_as_it_came_first(versions: PolicyVersions) -> None:
    first = version_of_policy(compiled_demo())
    versions.add(first, SOURCE)
    assert versions.add(replace(first, at=NOON + 9, by="somebody else"), "other text") is False
    assert versions.find("inbound-saas", first.line.version) == first
    assert versions.source("inbound-saas", first.line.version) == SOURCE
    assert [kept.at for kept in versions.page("inbound-saas", cursor=None, limit=5).items] == [first.at]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_versions_are_listed_newest_first_without_their_forms(versions: PolicyVersions, limit: int) -> None:
    made = [
        replace(version_of_policy(compiled_demo() | {"description": f"number {n}"}), at=NOON + n / 8) for n in range(5)
    ]
    for version in made:
        versions.add(version, SOURCE)
    versions.add(version_of_policy(compiled_for_scope("partners", motions=["partner"])), SOURCE)
    found, cursor, more = [], None, True
    while more:
        page = versions.page("inbound-saas", cursor=cursor, limit=limit)
        assert len(page.items) <= limit
        found, cursor = [*found, *page.items], page.cursor
        more = cursor is not None
    assert found == [replace(version, compiled={}) for version in reversed(made)]
    assert list(versions.names()) == ["inbound-saas", "partners"]


def test_a_cursor_of_another_list_is_refused(versions: PolicyVersions) -> None:
    with pytest.raises(BadCursor):
        versions.page("inbound-saas", cursor="bWluZQ", limit=5)


def random_text(size: int) -> str:
    """Text of letters that hardly compresses."""
    return "".join(Random(7).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_äöü€", k=size))


def test_the_largest_policy_with_the_largest_builtin_lists_fits(dynamodb: Any) -> None:
    noise = random_text(240 * 1024)
    compiled = compiled_demo() | {"description": noise}
    version = version_of_policy(compiled)
    versions = DynamoPolicyVersions(dynamodb, TABLE)
    assert len(pack(compiled)) > 250_000
    versions.add(version, noise)
    assert versions.find("inbound-saas", version.line.version) == version
    assert versions.source("inbound-saas", version.line.version) == noise


@pytest.mark.parametrize("is_source", [True, False])
def test_what_does_not_fit_into_an_item_is_refused_and_nothing_is_kept(dynamodb: Any, is_source: bool) -> None:
    noise = random_text(LARGEST * 2)
    version = version_of_policy(compiled_demo() if is_source else compiled_demo() | {"description": noise})
    versions = DynamoPolicyVersions(dynamodb, TABLE)
    with pytest.raises(PolicyTooLarge):
        versions.add(version, noise if is_source else SOURCE)
    assert list(versions.names()) == []


A, B = Line("a", "pv_1"), Line("b", "pv_2", ("partner", "plg"), ("f",))


def test_the_list_starts_empty_and_is_what_was_committed_last(publications: Publications) -> None:
    assert publications.current() == LiveList()
    for change in (
        published(LiveList(), A, NOON, "me"),
        shadowed(LiveList(1, (A,)), B, NOON + 1, "me"),
    ):
        assert change is not None
        publications.commit(*change)
    assert publications.current() == LiveList(2, (A,), (B,))


@pytest.mark.parametrize("revision", [1, 3])
def test_a_change_of_a_list_that_is_not_the_current_one_is_refused_with_its_history(
    publications: Publications, revision: int
) -> None:
    first = Publication(1, Act.PUBLISHED, "a", NOON, "me", (), (A,))
    publications.commit(LiveList(1, (A,)), first)
    other = Publication(revision, Act.PUBLISHED, "b", NOON, "you", (), (B,))
    with pytest.raises(StaleList):
        publications.commit(LiveList(revision, (B,)), other)
    assert publications.current() == LiveList(1, (A,))
    assert list(publications.history("b")) == []


def test_a_policy_has_its_own_history_newest_first(publications: Publications) -> None:
    changes = [
        Publication(1, Act.PUBLISHED, "a", NOON, "me", (), (A,)),
        Publication(2, Act.SHADOWED, "b", NOON + 1, "me", (), (B,)),
        Publication(3, Act.PUBLISHED, "a", NOON + 2.5, "you", (A,), (Line("a", "pv_3"),)),
        Publication(4, Act.ROLLED_BACK, "a", NOON + 3, "you", (Line("a", "pv_3"),), (A,)),
    ]
    for change in changes:
        publications.commit(LiveList(change.revision), change)
    assert list(publications.history("a")) == [changes[3], changes[2], changes[0]]
    assert list(publications.history("a", 2)) == [changes[3], changes[2]]
    assert list(publications.history("b")) == [changes[1]]


@pytest.mark.parametrize("damage", ["gone", "no zlib", "no JSON", "no policy", "a newer form", "another policy"])
def test_a_stored_version_that_cannot_be_loaded_is_said_to_be_broken(dynamodb: Any, damage: str) -> None:
    version = version_of_policy(compiled_demo())
    versions = DynamoPolicyVersions(dynamodb, TABLE)
    versions.add(version, SOURCE)
    key = {"pk": {"S": "POLICY#inbound-saas"}, "sk": {"S": f"VERSION#{version.line.version}"}}
    if damage == "gone":
        dynamodb.delete_item(TableName=TABLE, Key=key)
    else:
        spoilt: dict[str, bytes] = {
            "no zlib": b"\0",
            "no JSON": zlib.compress(b"{"),
            "no policy": pack(["?"]),
            "a newer form": pack(compiled_demo() | {"form": 99}),
            "another policy": pack(compiled_for_scope("partners")),
        }
        dynamodb.update_item(
            TableName=TABLE, Key=key, UpdateExpression="SET compiled = :c",
            ExpressionAttributeValues={":c": {"B": spoilt[damage]}},
        )  # fmt: skip
    with pytest.raises(BrokenPolicy):
        versions.load("inbound-saas", version.line.version)
