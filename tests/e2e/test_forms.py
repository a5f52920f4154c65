"""Browser forms on the deployed stack: plain posts, scripts, origins, and what a visitor may learn."""

from base64 import b64encode
from hashlib import sha384

import pytest

from leadgate.contracts.browser_scripts import INTEGRITY
from tests.e2e.driving import READY, Api, new_address

OURS, FOREIGN = "https://www.seller.example", "https://evil.example"
FIELDS = {
    "Firma": "Firm GmbH",
    "Mitarbeiter": "240",
    "Land": "DE",
    "Position": "VP Vertrieb",
    "use_case": "routing",
    "team_size": "12",
    "timeline": "now",
}


def test_a_plain_html_form_ends_on_the_thank_you_page_and_its_lead_is_decided(api: Api) -> None:
    address = new_address()
    answer = api.call("POST", "/forms/demo", data=FIELDS | {"email": address}, headers={"Origin": OURS})
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://www.seller.example/thanks")
    status = api.decided(address)
    assert status["outcome"] == "qualified"
    facts = api.read(f"/leads/{status['lead_id']}").json()["facts"]
    assert facts["company.employees"] | {"observed_at": ""} == {
        "value": 240,
        "source": "form:demo",
        "confidence": 1.0,
        "observed_at": "",
    }
    assert facts["source.form"]["value"] == "demo"


def test_a_script_gets_the_next_step_and_nothing_that_is_ours(api: Api) -> None:
    headers = {"Origin": OURS, "Prefer": "wait=10"}
    answer = api.call("POST", "/forms/demo", json=FIELDS | {"email": new_address()}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    assert set(answer.json()) == {"lead_id", "next_step"}
    assert answer.json()["next_step"]["action"] == "book"


def test_a_visitor_cannot_tell_a_known_person_from_a_new_one(api: Api) -> None:
    known, unknown = new_address(), new_address()
    lead_id = api.demo({"email": known, **READY}).json()["lead_id"]
    headers = {"Origin": OURS, "Prefer": "wait=10"}
    answers = {
        address: api.call("POST", "/forms/demo", json={"email": address}, headers=headers).json()
        for address in (known, unknown)
    }
    assert answers[known]["next_step"] == answers[unknown]["next_step"]
    assert answers[known]["lead_id"] != lead_id
    # Who may read leads finds the person by either id.
    assert api.read(f"/leads/{answers[known]['lead_id']}").json()["lead_id"] == lead_id


def test_a_page_of_another_origin_may_not_post_and_learns_why(api: Api) -> None:
    address = new_address()
    answer = api.call("POST", "/forms/demo", json={"email": address}, headers={"Origin": FOREIGN})
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert api.status(address)["found"] is False


@pytest.mark.parametrize(("origin", "status"), [(OURS, 204), (FOREIGN, 403)])
def test_a_preflight_allows_the_forms_own_origins_only(api: Api, origin: str, status: int) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = api.call("OPTIONS", "/forms/demo", headers=asked)
    assert answer.status_code == status
    assert answer.headers.get("Access-Control-Allow-Origin") == (origin if status == 204 else None)


def test_a_fault_is_shown_at_the_field_of_the_form(api: Api) -> None:
    answer = api.call("POST", "/forms/demo", json={"email": "none", "Position": 7}, headers={"Origin": OURS})
    assert answer.status_code == 422
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/email", "/Position"}


def test_every_page_may_load_the_script_check_it_and_keep_it(api: Api) -> None:
    answer = api.call("GET", "/static/v1/leadgate.js", headers={"Origin": FOREIGN})
    assert answer.status_code == 200
    assert INTEGRITY["v1"] == f"sha384-{b64encode(sha384(answer.content).digest()).decode()}"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = api.call("GET", "/static/v1/leadgate.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_form_that_nobody_set_up_is_not_there(api: Api) -> None:
    answer = api.call("POST", "/forms/nowhere", json={"email": new_address()})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
