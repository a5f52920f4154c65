"""Quarantine on the deployed stack: a bot's post is kept, released by call, and decided by the queue."""

from tests.e2e.driving import Api, new_address
from tests.e2e.test_forms import FIELDS, OURS


def test_a_bot_is_held_back_until_sales_releases_it_and_is_trusted_from_then_on(api: Api) -> None:
    address, headers = new_address(), {"Origin": OURS, "Prefer": "wait=10"}
    post = FIELDS | {"email": address, "website_url_2": "https://pills.example"}
    answer = api.call("POST", "/forms/demo", json=post, headers=headers)
    assert (answer.status_code, answer.json()["next_step"]["action"]) == (200, "thanks")
    status = api.status(address)
    assert (status["stage"], status["cadence_action"], status["outcome"]) == ("quarantined", "hold", None)

    release = f"/leads/{status['lead_id']}/release"
    assert api.call("POST", release, key="cadence").status_code == 403
    answers = [api.call("POST", release, key="sales") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert api.decided(address)["outcome"] == "qualified"
    again = api.call("POST", "/forms/demo", json=post | {"message": "Hello?"}, headers=headers)
    assert again.json()["next_step"]["action"] == "book"


def test_a_form_is_set_up_over_http_and_watched_as_it_says(api: Api) -> None:
    setup = {"origins": [OURS], "honeypot": "homepage", "min_seconds": 0}
    assert api.call("PUT", "/forms/watched", key="admin", json=setup).status_code == 200
    assert api.call("GET", "/forms/watched", key="admin").json()["honeypot"] == "homepage"
    assert "watched" in [form["id"] for form in api.call("GET", "/forms", key="admin").json()["items"]]
    address = new_address()
    post = {"email": address, "homepage": "x"}
    assert api.call("POST", "/forms/watched", json=post, headers={"Origin": OURS}).status_code == 202
    assert api.status(address)["stage"] == "quarantined"
