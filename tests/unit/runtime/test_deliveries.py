"""Deliveries of several posts and of ids only, on fakes: each is tried, what failed is told, and nothing is lost."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import pytest

from leadgate.adapters.sources.fetching import AnswersUnavailable
from leadgate.application.allowed_names import allowed_names
from leadgate.application.errors import Congested
from leadgate.application.ports import StaleLead
from leadgate.application.qualify_lead import Deciding
from leadgate.contracts.sources.posts import (
    AnswersToFetch,
    Delivery,
    Erasure,
    Ignored,
    LeadPost,
    Post,
    SignalPost,
    Unmapped,
)
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection
from leadgate.domain.connection_secrets import Secrets
from leadgate.domain.raw_delivery import PostResult, RawDelivery, Result
from leadgate.domain.stages import Stage
from leadgate.runtime.deliveries import Delivering, counted, read_posts, take_delivery
from tests.builders.connections import connection, raw_delivery
from tests.fakes.connections import InMemoryDeliveryArchive, InMemorySecretStore
from tests.fakes.interleaving import Interleaving, raising
from tests.fakes.leads import InMemoryLeadRepository
from tests.fakes.policies import Counted, InMemoryPolicyStore
from tests.fakes.stores import InMemoryAllowList, InMemoryDirectoryStore
from tests.fakes.time import NOON, CountingIds, SettableClock, impatient

RAW = raw_delivery(results=(PostResult(Result.RECEIVED),))


class Answers:
    """An API of answers: what it gives by the key of a post, and the keys and tokens that it was asked with."""

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        self.given = dict(given or {})
        self.asked: list[tuple[str, str]] = []

    def __call__(
        self, _: Connection, token: str, key: str, __: Mapping[str, str], *, seconds: float
    ) -> LeadPost | Unmapped:
        assert 0 < seconds <= 2
        self.asked.append((key, token))
        found = self.given[key]
        if isinstance(found, Exception):
            raise found
        return LeadPost(key, {"email": found}) if found else Unmapped(key, "no_email")


def ports(leads: Any = None, fetch: Answers | None = None) -> Delivering:
    store = InMemoryLeadRepository() if leads is None else leads
    backoff, _ = impatient(2)
    clock = SettableClock(NOON + 1)
    deciding = Deciding(
        store, InMemoryPolicyStore(), InMemoryDirectoryStore(), CountingIds(), clock, backoff, Counted()
    )
    secrets = InMemorySecretStore()
    secrets.put("typeform", "website", Secrets("a-secret", access_token="a-token"))
    archive, allowed = InMemoryDeliveryArchive(), InMemoryAllowList()
    return Delivering(deciding, lambda *parts: "/".join(parts), archive, secrets, fetch or Answers(), allowed)


def lead_post(n: int) -> LeadPost:
    return LeadPost(f"k-{n}", {"email": f"person{n}@firm.example"})


def take(*posts: Post, to: Delivering, raw: RawDelivery = RAW, is_kept: bool = False) -> list[Result]:
    results = take_delivery(raw, connection(), posts, to, is_kept=is_kept)
    return [result.result for result in results]


def archived(at: Delivering) -> RawDelivery:
    assert isinstance(at.archive, InMemoryDeliveryArchive)
    (raw,) = at.archive.kept.values()
    return raw


def test_every_kind_of_post_comes_to_what_it_is_and_the_body_says_so() -> None:
    to = ports()
    signal = SignalPost("s", "person1@firm.example", None, ({"type": "page_view"},))
    stranger = SignalPost("t", "nobody@firm.example", None, ({"type": "page_view"},))
    anonymous = SignalPost("u", None, "a-1", ({"type": "page_view"},))
    posts = (lead_post(1), signal, stranger, anonymous, Erasure("e"), Ignored("ping"), Unmapped("k", "no_email"))
    wanted = [
        Result.KEPT, Result.KEPT, Result.UNMAPPED, Result.KEPT, Result.ERASURE_PENDING, Result.IGNORED,
        Result.UNMAPPED, Result.DUPLICATE,
    ]  # fmt: skip
    assert take(*posts, lead_post(1), to=to) == wanted
    assert [result.result for result in archived(to).results] == wanted


BOT = {
    "email": "x@mailinator.com",
    "message": "<a href='https://a.example'>pills</a> https://b.example https://c.example",
}


def test_what_somebody_filled_in_at_a_form_tool_is_judged_by_its_content() -> None:
    leads = InMemoryLeadRepository()
    to = ports(leads)
    assert take(LeadPost("k", BOT), lead_post(1), to=to) == [Result.KEPT, Result.KEPT]
    stages = {lead.email: (lead.stage, lead.asks) for lead in leads.leads.values()}
    assert stages == {
        "x@mailinator.com": (Stage.QUARANTINED, None), "person1@firm.example": (Stage.CAPTURED, "now"),
    }  # fmt: skip


def test_what_a_source_only_knows_of_somebody_is_told_and_holds_nobody_back() -> None:
    leads = InMemoryLeadRepository()
    assert take(LeadPost("k", BOT, is_asked=False), to=ports(leads)) == [Result.KEPT]
    (lead,) = leads.leads.values()
    assert lead.stage is Stage.CAPTURED


def test_whom_the_allow_list_names_is_spared_at_a_form_tool_as_well() -> None:
    leads = InMemoryLeadRepository()
    to = ports(leads)
    to.allow_list.add([allowed_names(BOT["email"], to.hash)["address"]], NOON, "key-1")
    assert take(LeadPost("k", BOT), to=to) == [Result.KEPT]
    (lead,) = leads.leads.values()
    assert lead.stage is Stage.CAPTURED


def test_what_a_stranger_does_waits_with_the_visitor_whom_the_tracker_names() -> None:
    leads = InMemoryLeadRepository()
    to = ports(leads)
    done = {"type": "page_view", "id": "e-1"}
    assert take(SignalPost("s", "nobody@firm.example", " a-1 ", (done,)), to=to) == [Result.KEPT]
    assert take(SignalPost("s", None, "a-1", (done,)), to=to) == [Result.DUPLICATE]
    (visitor,) = leads.kept_visitors.values()
    assert [signal["id"] for signal in visitor.signals] == ["e-1"]
    assert archived(to).results == (PostResult(Result.KEPT),)
    take(LeadPost("k", {"email": "ada@firm.example", "anonymous_id": "a-1"}), to=to)
    assert take(SignalPost("t", None, "a-1", ({"type": "download", "id": "e-2"},)), to=to) == [Result.KEPT]
    (lead,) = leads.leads.values()
    assert [signal["type"] for signal in lead.signals] == ["form_submit", "download"]


def test_signals_that_a_lead_never_takes_have_to_be_sent_again_and_those_it_cannot_read_are_kept_whole() -> None:
    leads = InMemoryLeadRepository()
    take(lead_post(1), to=ports(leads))
    busy = ports(Interleaving(leads, {"amend": [raising(StaleLead())] * 2}))
    done = SignalPost("s", "person1@firm.example", None, ({"type": "page_view", "id": "e-1"},))
    with pytest.raises(Congested):
        take(done, to=busy)
    assert take(done, to=busy) == [Result.KEPT]
    to = ports(leads)
    assert take(SignalPost("t", "person1@firm.example", None, ({"type": "Page view"},)), to=to) == [Result.UNMAPPED]
    assert str(archived(to).results[0].reason).startswith("invalid-body /type")


@pytest.mark.parametrize("kind", ["lead", "demo"])
@pytest.mark.parametrize("is_asked", [True, False])
def test_only_somebody_who_asked_has_done_something(kind: Literal["lead", "demo"], is_asked: bool) -> None:
    leads = InMemoryLeadRepository()
    post = LeadPost("k", {"email": "ada@firm.example", "title": "VP"}, is_asked)
    take_delivery(RAW, replace(connection(), kind=kind), (post,), ports(leads), is_kept=False)
    (lead,) = leads.leads.values()
    done = [signal["type"] for signal in lead.signals]
    assert done == (["demo_request" if kind == "demo" else "form_submit"] if is_asked else [])


@pytest.mark.parametrize("body", [{}, {"email": "nobody"}, {"email": "a@firm.example", "nickname": "x"}, {"email": 1}])
def test_a_lead_that_is_refused_is_unmapped_with_the_places_that_are_wrong(body: dict[str, Any]) -> None:
    to = ports()
    assert take(LeadPost("k", body), to=to) == [Result.UNMAPPED]
    (result,) = archived(to).results
    assert result.reason is not None and result.reason.startswith("invalid-body /")


@pytest.mark.parametrize("value", ["x" * 10_001, "nul \0", "half \ud800", [[[[[["deep"]]]]]], 2**70, ["y" * 9_000] * 9])
def test_a_lead_that_holds_what_cannot_be_kept_is_unmapped(value: object) -> None:
    to = ports()
    post = LeadPost("k", {"email": "a@firm.example", "answers": {"x": value}})
    assert take(post, to=to) == [Result.UNMAPPED]
    assert archived(to).body == RAW.body


def test_when_one_of_several_fails_the_others_are_kept_and_the_sender_has_to_come_again() -> None:
    leads = InMemoryLeadRepository()
    failing = Interleaving(leads, {"add": [lambda: None, raising(Congested())]})
    to = ports(failing)
    with pytest.raises(Congested):
        take(lead_post(1), lead_post(2), lead_post(3), to=to)
    assert sorted(lead.facts["email.address"].value for lead in leads.leads.values()) == [
        "person1@firm.example", "person3@firm.example",
    ]  # fmt: skip
    assert [result.result for result in archived(to).results] == [Result.RECEIVED]
    assert take(lead_post(1), lead_post(2), lead_post(3), to=to) == [Result.DUPLICATE, Result.KEPT, Result.DUPLICATE]


def test_a_fault_of_ours_keeps_the_body_and_is_no_error_to_the_vendor(capsys: pytest.CaptureFixture[str]) -> None:
    to = ports(Interleaving(InMemoryLeadRepository(), {"add": [raising(KeyError("vera@firm.example"))]}))
    assert take(lead_post(1), to=to) == [Result.UNMAPPED]
    assert archived(to).results[0].reason == "failed KeyError"
    assert "vera" not in capsys.readouterr().out


def test_a_reader_that_fails_keeps_the_body() -> None:
    def broken(_: Delivery, __: Connection) -> list[Post]:
        raise RecursionError

    source = Source("typeform", lambda *_: None, broken)
    given = Delivery("POST", "", {}, {}, b"", NOON)
    assert read_posts(source, given, connection()) == (Unmapped("", "failed RecursionError"),)


def test_a_reader_that_says_nothing_is_noted_as_that() -> None:
    source = Source("typeform", lambda *_: None, lambda *_: ())
    given = Delivery("POST", "", {}, {}, b"", NOON)
    assert read_posts(source, given, connection()) == (Ignored("nothing_said"),)


def test_answers_are_fetched_with_the_token_and_become_a_lead_once() -> None:
    fetch = Answers({"k": "vera@firm.example"})
    to = ports(fetch=fetch)
    post = AnswersToFetch("k", {"leadgen_id": "1"})
    assert take(post, to=to) == [Result.KEPT]
    assert take(post, to=to) == [Result.DUPLICATE]
    assert fetch.asked == [("k", "a-token")] * 2
    leads = to.deciding.leads
    assert isinstance(leads, InMemoryLeadRepository)
    assert list(leads.deliveries) == [RAW.id]


@pytest.mark.parametrize(
    ("answer", "result", "reason"),
    [
        (AnswersUnavailable("timed_out"), Result.UNFETCHED, "answers_timed_out"),
        (AnswersUnavailable("refused"), Result.UNFETCHED, "answers_refused"),
        (AnswersUnavailable("not_found"), Result.UNMAPPED, "answers_not_found"),
        ("", Result.UNMAPPED, "no_email"),
        ("nobody", Result.UNMAPPED, "invalid-body /email"),
    ],
)
def test_answers_that_cannot_be_had_leave_the_body_for_a_replay(answer: object, result: Result, reason: str) -> None:
    to = ports(fetch=Answers({"k": answer}))
    assert take(AnswersToFetch("k", {}), to=to) == [result]
    assert archived(to).results[0].reason == reason


def test_a_replay_fetches_only_what_is_missing() -> None:
    fetch = Answers({"a": "a@firm.example", "b": AnswersUnavailable("timed_out")})
    to = ports(fetch=fetch)
    posts = (AnswersToFetch("a", {}), AnswersToFetch("b", {}))
    assert take(*posts, to=to) == [Result.KEPT, Result.UNFETCHED]
    fetch.asked.clear()
    fetch.given["b"] = "b@firm.example"
    assert take(*posts, to=to, raw=archived(to), is_kept=True) == [Result.DUPLICATE, Result.KEPT]
    assert [key for key, _ in fetch.asked] == ["b"]
    assert [result.result for result in archived(to).results] == [Result.KEPT, Result.KEPT]


def test_when_time_is_up_the_rest_is_left_to_a_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadgate.runtime.deliveries.FETCHING", 0.0)
    fetch = Answers()
    to = ports(fetch=fetch)
    assert take(AnswersToFetch("a", {}), AnswersToFetch("b", {}), to=to) == [Result.UNFETCHED] * 2
    assert fetch.asked == []
    assert archived(to).results[0].reason == "no_time_left"


def test_results_are_counted_by_name() -> None:
    results = take_delivery(RAW, connection(), (lead_post(1), lead_post(1), Ignored("x")), ports(), is_kept=False)
    assert counted(results) == {"kept": 1, "duplicate": 1, "ignored": 1}
