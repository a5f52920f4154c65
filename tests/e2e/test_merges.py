"""One person with two addresses on the deployed stack: merged, decided as one, posted to, and taken apart."""

from tests.e2e.driving import READY, Api, new_address, until


def test_two_addresses_are_one_lead_until_the_merge_is_undone(api: Api) -> None:
    one, two = new_address(), new_address()
    needed = READY["answers"]
    first = api.lead(READY | {"email": one, "answers": {"use_case": needed["use_case"]}}).json()["lead_id"]
    second = api.demo({"email": two, "answers": needed}).json()["lead_id"]
    assert api.decided(one)["outcome"] != "qualified"

    merges = f"/leads/{first}/merges"
    assert api.call("POST", merges, key="cadence", json={"email": two}).status_code == 403
    merged = api.call("POST", merges, key="sales", json={"email": two})
    assert (merged.status_code, merged.json()["merged"][0]["lead_id"]) == (200, second)
    together = until(lambda: api.status(two), lambda status: status["outcome"] == "qualified")
    assert together == api.status(one) | {"email": together["email"]}
    assert together["lead_id"] == first
    assert api.lead({"email": two, "message": "me again"}).json()["lead_id"] == first

    apart = api.call("DELETE", f"{merges}/{second}", key="sales")
    assert (apart.status_code, apart.json()["restored"]["lead_id"]) == (200, second)
    assert api.status(two)["lead_id"] == second
    kept = api.read(f"/leads/{second}").json()["facts"]
    assert kept["answers.message"]["value"] == "me again"
    assert "company.employees" not in kept
    assert until(lambda: api.status(one), lambda status: status["outcome"] != "qualified")["lead_id"] == first
