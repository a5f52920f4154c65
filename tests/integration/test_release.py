"""Leads are released from quarantine over HTTP, decided then, and not held back again."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from leadgate.domain.form import ELAPSED, HONEYPOT
from leadgate.runtime import lifecycle
from leadgate.runtime.request import read_request
from leadgate.runtime.wiring import lifecycle_services
from tests.builders.gateway import demo_body, nudges, request
from tests.integration.service import Service
from tests.integration.test_abuse import BOT, lead_of, post, timeline_of


def release(service: Service, lead_id: str, body: object = None, scopes: str = "sales") -> tuple[int, Any]:
    return service.tell(request("POST", f"/leads/{lead_id}/release", body, scopes=scopes))[:2]


def held(service: Service, email: str = "vera@firm.example") -> str:
    return str(post(service, demo_body(email) | BOT)[1]["lead_id"])


def test_a_released_lead_is_decided_and_gets_its_owner(service: Service) -> None:
    lead_id = held(service)
    status, answer = release(service, lead_id)
    assert (status, answer["lead_id"], answer["stage"]) == (200, lead_id, "captured")
    assert (answer["version"], answer["being_decided"], answer["quarantine"]["released_by"]) == (2, True, "caller")
    assert service.of_kind("LEAD#", "LEAD")[0]["asks"]["S"] == "now"
    service.call("qualify", nudges(lead_id))
    lead = lead_of(service, lead_id)
    assert (lead["stage"], lead["owner"]["id"]) == ("mql", "anna")
    assert [entry["type"] for entry in timeline_of(service, lead_id)] == ["captured", "released", "decided", "assigned"]


def test_a_released_address_is_not_held_back_again_and_others_still_are(service: Service) -> None:
    lead_id = held(service)
    release(service, lead_id)
    assert post(service, demo_body(message="once more") | BOT)[1]["next_step"]["action"] == "book"
    lead = lead_of(service, lead_id)
    assert (lead["stage"], lead["facts"]["answers.message"]["value"]) == ("mql", "once more")
    noted = timeline_of(service, lead_id)[2]["details"]["suspicion"]
    assert (noted["spared"], noted["quarantined"], noted["points"]) == ("allow_list", False, 100)
    assert lead_of(service, held(service, "bot@firm.example"))["stage"] == "quarantined"


def test_the_allow_list_knows_an_address_in_any_case(service: Service) -> None:
    release(service, held(service))
    assert post(service, demo_body("VERA@Firm.example", message="x") | BOT)[1]["next_step"]["action"] == "book"


def test_a_domain_is_allowed_on_request(service: Service) -> None:
    assert release(service, held(service), {"allow_domain": True})[0] == 200
    answer = post(service, demo_body("other@firm.example") | BOT | {ELAPSED: 1})[1]
    assert answer["next_step"]["action"] == "book"
    assert lead_of(service, held(service, "other@mail.firm.example"))["stage"] == "quarantined"


def test_a_domain_of_free_mail_is_never_allowed(service: Service) -> None:
    lead_id = held(service, "vera@gmail.com")
    status, problem = release(service, lead_id, {"allow_domain": True})
    assert (status, problem["errors"][0]["pointer"]) == (422, "/allow_domain")
    assert lead_of(service, lead_id)["stage"] == "quarantined"
    assert release(service, lead_id)[0] == 200
    assert lead_of(service, held(service, "other@gmail.com"))["stage"] == "quarantined"


def test_a_domain_of_disposable_mail_can_be_allowed_and_is_decided_by_the_policy(service: Service) -> None:
    body = demo_body("vera@mailinator.com") | {ELAPSED: 1}
    lead_id = post(service, body)[1]["lead_id"]
    assert lead_of(service, lead_id)["stage"] == "quarantined"
    assert release(service, lead_id, {"allow_domain": True})[0] == 200
    other = post(service, body | {"email": "ben@mailinator.com"})[1]
    # The policy has the last word on addresses of disposable mail.
    assert lead_of(service, other["lead_id"])["stage"] == "disqualified"


def test_releasing_twice_is_the_same_and_what_was_never_held_is_refused(service: Service) -> None:
    lead_id = held(service)
    first, second = release(service, lead_id), release(service, lead_id)
    assert first == second
    never = post(service, demo_body("clean@firm.example"))[1]["lead_id"]
    status, problem = release(service, never)
    assert (status, problem["type"]) == (409, "urn:leadgate:problem:not-quarantined")
    for unknown in ("lead_nobody", "x" * 65, "ü"):
        assert release(service, unknown)[0] == 404


def test_many_releases_at_once_are_one(service: Service) -> None:
    lead_id = held(service)
    event = request("POST", f"/leads/{lead_id}/release", scopes="sales")
    instances = [lifecycle_services() for _ in range(8)]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda own: lifecycle.post_release(read_request(event), own, lead_id), instances))
    assert Counter(answer.status_code for answer in answers) == {200: 8}
    assert [entry["type"] for entry in timeline_of(service, lead_id)] == ["captured", "released"]


def test_a_lead_is_released_by_the_id_that_a_form_answered_too(service: Service) -> None:
    lead_id = held(service)
    receipt = post(service, demo_body(message="again") | BOT)[1]["lead_id"]
    assert release(service, receipt)[1]["lead_id"] == lead_id != receipt


@pytest.mark.parametrize("scopes", ["intake", "status", "admin", ""])
def test_only_sales_releases(service: Service, scopes: str) -> None:
    lead_id = held(service)
    assert release(service, lead_id, scopes=scopes)[0] == 403
    assert lead_of(service, lead_id)["stage"] == "quarantined"


@pytest.mark.parametrize(
    "body", [{"allow_domain": "yes"}, {"allow_domain": None}, {"allow": True}, {"allow_domain": 1}]
)
def test_a_body_that_says_something_else_is_refused(service: Service, body: dict[str, Any]) -> None:
    lead_id = held(service)
    assert release(service, lead_id, body)[0] == 422
    assert lead_of(service, lead_id)["stage"] == "quarantined"


def test_when_the_table_fails_the_lead_stays_held_and_the_next_call_releases_it(service: Service) -> None:
    lead_id = held(service)
    service.weather.fail("TransactWriteItems", "ProvisionedThroughputExceededException")
    assert release(service, lead_id)[0] == 503
    service.weather.clear_up()
    assert lead_of(service, lead_id)["stage"] == "quarantined"
    assert release(service, lead_id)[0] == 200


def test_no_key_and_no_log_of_a_release_names_a_person(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    release(service, held(service), {"allow_domain": True})
    keys = " ".join(item["pk"]["S"] + item["sk"]["S"] for item in service.stored())
    assert len(service.of_kind("ALLOWED#")) == 2
    assert not [text for text in ("vera", "firm.example", HONEYPOT) if text in keys + capsys.readouterr().out]
