"""Rates and repeated texts of public forms: evidence above a limit, 429 above the last one, and nobody lost below."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from leadgate.domain.form import HONEYPOT, Form
from leadgate.domain.rates import NO_LIMITS, Limits
from tests.builders.gateway import ORIGIN, request
from tests.fakes.time import NOON, SettableClock
from tests.integration.service import Service, log_lines
from tests.integration.test_abuse import lead_of, set_up, timeline_of

PITCH = "We have the best prices for links to your web site, {n} of them"
OFFICE, ELSEWHERE = "203.0.113.10", "2001:db8::1"
TIGHT = Limits(per_address=2, per_address_held=4, per_address_refused=6, per_form=None, per_form_refused=None)


@pytest.fixture
def clock(service: Service, monkeypatch: pytest.MonkeyPatch) -> SettableClock:
    """A clock for the counts, so that no window ends in the middle of a test."""
    settable = SettableClock()
    app: Any = service.apps["intake"]
    services = replace(app.services, watching=replace(app.services.watching, clock=settable))
    monkeypatch.setattr(app, "services", services)
    return settable


def post(
    service: Service, form: str, number: int, *, address: object = OFFICE, **body: Any
) -> tuple[int, Any, dict[str, str]]:
    sent = {"email": f"p{number}@firm{number}.example", **body}
    event = request("POST", f"/forms/{form}", sent, headers={"Origin": ORIGIN}, scopes=None)
    event["requestContext"]["identity"] = {"sourceIp": address}
    return service.post(event)


def burst(service: Service, form: str, times: int, **how: Any) -> list[tuple[int, Any, dict[str, str]]]:
    return [post(service, form, number, **how) for number in range(times)]


def signs_of(service: Service, lead_id: str) -> list[str]:
    noted = timeline_of(service, lead_id)[0]["details"].get("suspicion") or {"evidence": []}
    return [found["sign"] for found in noted["evidence"]]


def test_a_burst_from_one_address_looks_odd_then_is_held_then_refused_and_what_was_kept_stays(
    service: Service, clock: SettableClock
) -> None:
    set_up(service, Form("burst", origins=(ORIGIN,), limits=TIGHT))
    answers = burst(service, "burst", 8)
    assert [status for status, _, _ in answers] == [202] * 6 + [429] * 2
    leads = [lead_of(service, document["lead_id"]) for _, document, _ in answers[:6]]
    assert [lead["stage"] for lead in leads] == ["captured"] * 4 + ["quarantined"] * 2
    seen = [signs_of(service, lead["lead_id"]) for lead in leads]
    assert seen == [[], [], ["busy_address"], ["busy_address"], ["address_flood"], ["address_flood"]]
    assert len(service.of_kind("LEAD#", "LEAD")) == 6


def test_a_refusal_says_when_and_may_be_read_by_the_page_and_nothing_is_kept(
    service: Service, clock: SettableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(service, Form("refusing", origins=(ORIGIN,), limits=replace(TIGHT, per_address_refused=4)))
    burst(service, "refusing", 4)
    clock.now += 100
    before = len(service.stored())
    capsys.readouterr()
    with log_lines() as lines:
        status, document, headers = post(service, "refusing", 9)
    assert (status, document["type"]) == (429, "urn:leadgate:problem:too-many-posts")
    assert headers["retry-after"] == "500"
    assert headers["access-control-allow-origin"] == ORIGIN
    assert "retry-after" in headers["access-control-expose-headers"]
    assert headers["content-type"] == "application/problem+json"
    assert len(service.stored()) == before
    written = capsys.readouterr().out
    assert '"FormPostRefused":[1' in written
    assert not [text for text in (written, *lines) if OFFICE in text or "firm9" in text]
    clock.now += 500
    assert post(service, "refusing", 9)[0] == 202


def test_another_network_and_another_form_are_counted_apart(service: Service, clock: SettableClock) -> None:
    for name in ("apart", "other"):
        set_up(service, Form(name, origins=(ORIGIN,), limits=replace(TIGHT, per_address_refused=4)))
    assert {answer[0] for answer in burst(service, "apart", 4)} == {202}
    assert post(service, "apart", 5)[0] == 429
    assert post(service, "other", 5)[0] == 202
    assert post(service, "apart", 6, address=ELSEWHERE)[0] == 202
    # Whoever has one address of a network has all of them.
    for number in range(3):
        post(service, "apart", 7 + number, address=f"2001:db8::{number}:7")
    assert post(service, "apart", 10, address="2001:db8:0:0:ffff::1")[0] == 429
    assert post(service, "apart", 10, address="2001:db8:0:1::1")[0] == 202


def test_what_headers_say_of_an_address_counts_for_nothing(service: Service, clock: SettableClock) -> None:
    set_up(service, Form("headers", origins=(ORIGIN,), limits=replace(TIGHT, per_address_refused=4)))
    statuses = []
    for number in range(6):
        spoofed = {
            "X-Forwarded-For": f"198.51.100.{number}",
            "Forwarded": f"for=198.51.100.{number}",
            "X-Real-IP": f"198.51.100.{number}",
            "CF-Connecting-IP": f"198.51.100.{number}",
        }
        body = {"email": f"p{number}@firm.example"}
        event = request("POST", "/forms/headers", body, headers={"Origin": ORIGIN, **spoofed}, scopes=None)
        statuses.append(service.post(event)[0])
    assert statuses == [202] * 4 + [429] * 2


@pytest.mark.parametrize(
    "identity", [None, {}, {"sourceIp": None}, {"sourceIp": ["203.0.113.10"]}, "x", {"sourceIp": "x"}]
)
def test_a_post_from_nowhere_is_kept_and_counted_by_its_form_alone(
    service: Service, clock: SettableClock, identity: object
) -> None:
    set_up(service, Form("nowhere", origins=(ORIGIN,), limits=replace(TIGHT, per_form=2, per_form_refused=None)))
    found = []
    for number in range(8):
        body = {"email": f"p{number}@firm.example"}
        event = request("POST", "/forms/nowhere", body, headers={"Origin": ORIGIN}, scopes=None)
        event["requestContext"]["identity"] = identity
        status, document, _ = service.post(event)
        found.append((status, signs_of(service, document["lead_id"])))
    assert found == [(202, [])] * 2 + [(202, ["busy_form"])] * 6


def test_a_form_that_is_flooded_from_everywhere_is_refused_for_the_rest_of_the_minute(
    service: Service, clock: SettableClock
) -> None:
    set_up(service, Form("flooded", origins=(ORIGIN,), limits=replace(NO_LIMITS, per_form=2, per_form_refused=3)))
    clock.now += 20
    answers = [post(service, "flooded", number, address=f"198.51.100.{number}") for number in range(5)]
    assert [status for status, _, _ in answers] == [202] * 3 + [429] * 2
    assert answers[4][2]["retry-after"] == "40"
    assert signs_of(service, answers[2][1]["lead_id"]) == ["busy_form"]
    clock.now += 40
    assert post(service, "flooded", 6)[0] == 202


def test_a_rate_and_another_sign_add_up_and_the_allow_list_spares(service: Service, clock: SettableClock) -> None:
    set_up(service, Form("adding", origins=(ORIGIN,), limits=replace(TIGHT, per_address=1)))
    assert lead_of(service, post(service, "adding", 1)[1]["lead_id"])["stage"] == "captured"
    held = post(service, "adding", 2, message="<script>x</script>")[1]["lead_id"]
    assert [found["sign"] for found in lead_of(service, held)["quarantine"]["evidence"]] == ["markup", "busy_address"]
    service.tell(request("POST", f"/leads/{held}/release", {}, scopes="sales"))
    assert lead_of(service, held)["stage"] == "captured"
    again = post(service, "adding", 2, message="<script>y</script>", **{HONEYPOT: "x"})
    assert again[0] == 202
    assert lead_of(service, held)["stage"] == "captured"
    assert timeline_of(service, held)[-1]["details"]["suspicion"]["spared"] == "allow_list"


def test_one_text_of_several_persons_is_evidence_from_the_third_person_on(
    service: Service, clock: SettableClock
) -> None:
    for name in ("texts", "texts-2"):
        set_up(service, Form(name, origins=(ORIGIN,), limits=replace(NO_LIMITS, shared_text=3)))
    forms = ["texts", "texts-2", "texts", "texts-2"]
    answers = [post(service, form, n, message=PITCH.format(n=n).upper()) for n, form in enumerate(forms)]
    seen = [signs_of(service, document["lead_id"]) for _, document, _ in answers]
    assert seen == [[], [], ["shared_text"], ["shared_text"]]
    assert lead_of(service, answers[2][1]["lead_id"])["stage"] == "captured"
    bot = post(service, "texts", 9, message=PITCH.format(n=9), lg_elapsed_ms=3)[1]["lead_id"]
    assert lead_of(service, bot)["stage"] == "quarantined"


def test_the_same_person_may_say_the_same_again_and_short_texts_are_everybodys(
    service: Service, clock: SettableClock
) -> None:
    set_up(service, Form("patient", origins=(ORIGIN,), limits=replace(NO_LIMITS, shared_text=2)))
    for number in range(4):
        lead_id = post(service, "patient", 1, message=PITCH.format(n=number), page=str(number))[1]["lead_id"]
        post(service, "patient", 10 + number, message="Please call me back!")
    assert [entry["type"] for entry in timeline_of(service, lead_id)] == ["captured"] + ["inquired_again"] * 3
    assert not [lead for lead in service.of_kind("LEAD#", "LEAD") if "quarantine" in lead]
    entries = [entry for entry in service.stored() if entry["sk"]["S"].startswith("TL#")]
    assert "shared_text" not in str(entries)


def test_what_is_kept_of_the_counts_names_nobody_and_ends(service: Service, clock: SettableClock) -> None:
    set_up(service, Form("quiet", origins=(ORIGIN,)))
    post(service, "quiet", 1, message=PITCH.format(n=1))
    tallies = service.of_kind("TALLY#")
    assert len(tallies) == 3
    assert not [item for item in tallies if any(word in str(item) for word in (OFFICE, "firm1", "quiet", "prices"))]
    ends = sorted(int(item["expires_at"]["N"]) - NOON for item in tallies)
    assert ends == [60 + 3_600, 600 + 3_600, 86_400 - NOON % 86_400 + 3_600]


def test_counting_costs_one_small_write_for_each_name_and_servers_pay_nothing(
    service: Service, clock: SettableClock
) -> None:
    set_up(service, Form("paying", origins=(ORIGIN,)))
    post(service, "paying", 1)
    service.weather.calls.clear()
    post(service, "paying", 2)
    assert Counter(service.weather.calls) == {"UpdateItem": 2, "TransactWriteItems": 1}
    service.weather.calls.clear()
    post(service, "paying", 3, message=PITCH.format(n=3))
    assert Counter(service.weather.calls) == {"UpdateItem": 3, "TransactWriteItems": 1}
    service.weather.calls.clear()
    service.post(request("POST", "/leads", {"email": "s@firm.example", "message": PITCH}, scopes="intake"))
    assert Counter(service.weather.calls) == {"TransactWriteItems": 1}


def test_a_post_that_cannot_be_read_is_not_counted(service: Service, clock: SettableClock) -> None:
    set_up(service, Form("unread", origins=(ORIGIN,), limits=replace(TIGHT, per_address_refused=4)))
    statuses = [post(service, "unread", number, email="none")[0] for number in range(9)]
    assert statuses == [422] * 9
    assert service.of_kind("TALLY#") == []


@pytest.mark.parametrize(
    "failure", ["ProvisionedThroughputExceededException", "AccessDeniedException", OSError("down")]
)
def test_when_counting_fails_the_lead_is_kept_and_nothing_is_held_against_it(
    service: Service, clock: SettableClock, failure: str | Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(service, Form("failing", origins=(ORIGIN,), limits=TIGHT))
    burst(service, "failing", 7)
    capsys.readouterr()
    service.weather.fail("UpdateItem", failure)
    status, document, _ = post(service, "failing", 9)
    service.weather.clear_up()
    assert (status, lead_of(service, document["lead_id"])["stage"]) == (202, "captured")
    assert signs_of(service, document["lead_id"]) == []
    assert '"FormPostNotCounted":[1' in capsys.readouterr().out
