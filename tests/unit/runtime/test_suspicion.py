"""Suspicion at the edge: when the allow-list is asked, what servers are told, and what a held visitor waits for."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

import pytest

from leadgate.application.allowed_names import allowed_names
from leadgate.contracts.submissions import Stated
from leadgate.domain.abuse import FormReturn, Suspicion
from leadgate.domain.quarantine import Sign
from leadgate.runtime.deadline import Deadline
from leadgate.runtime.suspicion import of_server, seem_to_decide, suspicion_about, warnings_of
from tests.builders.leads import BUYER, submission
from tests.builders.policies import demo_policy
from tests.fakes.policies import InMemoryPolicyStore
from tests.fakes.stores import InMemoryAllowList
from tests.fakes.time import NOON

BOT, PERSON, FAST = FormReturn(honeypot="x"), FormReturn(elapsed_ms=9_000), FormReturn(elapsed_ms=1, min_seconds=2)


def salted(*parts: str) -> str:
    return "/".join(parts)


class AskedAllowList(InMemoryAllowList):
    """An allow-list that notes how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def allows(self, names: Sequence[str]) -> bool:
        self.asked += 1
        return super().allows(names)


def stated(email: str = "vera@firm.example", **facts: Any) -> Stated:
    return Stated(email, {"email.address": email, **facts}, (), NOON, {}, ())


def about(stated: Stated, returned: FormReturn, allow_list: InMemoryAllowList | None = None, *seen: Sign) -> Suspicion:
    return suspicion_about(stated, returned, lambda _: seen, allow_list or InMemoryAllowList(), salted)


@pytest.mark.parametrize(("returned", "asked"), [(PERSON, 0), (FAST, 0), (BOT, 1)])
def test_the_allow_list_is_asked_only_about_a_post_that_would_be_held_back(returned: FormReturn, asked: int) -> None:
    allow_list = AskedAllowList()
    about(stated(), returned, allow_list)
    assert allow_list.asked == asked


@pytest.mark.parametrize("kind", ["address", "domain"])
def test_whom_the_allow_list_names_is_never_held_back(kind: str) -> None:
    allow_list = InMemoryAllowList()
    allow_list.add([allowed_names("VERA@firm.example", salted)[kind]], NOON, "key-1")
    worst = {"answers.message": "<script> http://bit.ly/a http://b.example http://c.example"}
    found = about(stated(**worst), FormReturn("x", -1, 2), allow_list, Sign.ADDRESS_FLOOD)
    assert (found.spared, found.is_quarantined, found.points) == ("allow_list", False, 400)
    assert about(stated("ben@other.example"), BOT, allow_list).is_quarantined


def test_an_address_is_not_allowed_because_a_domain_of_the_same_name_is() -> None:
    names = [name for email in ("a@b.example", "b@b.example") for name in allowed_names(email, salted).values()]
    assert len(set(names)) == 3


def test_disposable_mail_is_evidence_and_free_mail_is_none() -> None:
    found = {
        email: about(stated(email), FAST).is_quarantined
        for email in ("vera@gmail.com", "vera@mailinator.com", "vera@mx.mailinator.com", "vera@firm.example")
    }
    assert [email for email, is_held in found.items() if is_held] == ["vera@mailinator.com", "vera@mx.mailinator.com"]


def test_a_server_is_warned_and_a_visitor_is_not() -> None:
    odd = stated("info@mailinator.com", **{"answers.message": "<script>"})
    by_server = of_server(odd)
    assert [warning["pointer"] for warning in warnings_of(by_server)] == ["/email", "/email", ""]
    assert not by_server.is_quarantined
    assert warnings_of(about(odd, BOT)) == ()
    assert warnings_of(of_server(stated())) == ()


class NoPolicies(InMemoryPolicyStore):
    """A PolicyStore that cannot be read."""

    def live(self) -> Any:
        raise OSError


@pytest.mark.parametrize(
    ("policies", "seconds", "is_answered"),
    [
        (InMemoryPolicyStore(demo_policy()), 30, True),
        (InMemoryPolicyStore(demo_policy()), 0, False),
        (InMemoryPolicyStore(), 30, False),
        (NoPolicies(), 30, False),
    ],
    ids=["a policy", "no time", "no policy", "an outage"],
)
def test_a_held_visitor_is_answered_at_once_exactly_when_others_are(
    policies: InMemoryPolicyStore, seconds: float, is_answered: bool
) -> None:
    said = seem_to_decide(submission(facts=BUYER), policies, Deadline(), monotonic() + seconds)
    assert said == ({} if is_answered else None)
