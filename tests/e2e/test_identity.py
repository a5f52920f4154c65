"""Who is one person on the deployed stack, in every spelling of an address and before they gave it."""

from tests.e2e.driving import READY, Api, new_address


def test_two_spellings_of_a_gmail_mailbox_are_one_lead_and_either_finds_it(api: Api) -> None:
    name = new_address().partition("@")[0]
    spelled, plain = f"{name[:3]}.{name[3:]}+news@googlemail.com", f"{name}@gmail.com"
    first = api.lead({"email": spelled, **READY}).json()
    second = api.lead({"email": plain, "title": "Head of Sales"}).json()
    assert second["lead_id"] == first["lead_id"]
    assert {api.status(address)["lead_id"] for address in (spelled, plain, plain.upper())} == {first["lead_id"]}


def test_what_somebody_did_before_they_gave_their_name_counts_in_the_decision(api: Api) -> None:
    visitor, address = f"visitor-{new_address()}", new_address()
    # The demo's policy qualifies who is ready and asks for a demo.
    done = [{"anonymous_id": visitor, "type": "demo_request", "id": f"{visitor}-1"},
            {"anonymous_id": visitor, "type": "page_view", "page": "/pricing", "id": f"{visitor}-2"}]  # fmt: skip
    told = api.call("POST", "/signals", key="intake", json={"signals": done}).json()
    assert [one["result"] for one in told["results"]] == ["kept", "kept"]

    lead_id = api.lead({"email": address, **READY, "anonymous_id": visitor}).json()["lead_id"]
    assert api.decided(address)["outcome"] == "qualified"
    lead = api.read(f"/leads/{lead_id}").json()
    assert {signal.get("id") for signal in lead["signals"]} >= {f"{visitor}-1", f"{visitor}-2"}

    later = {"anonymous_id": visitor, "type": "page_view", "id": f"{visitor}-3"}
    told = api.call("POST", "/signals", key="intake", json={"signals": [later, done[0]]}).json()
    assert [(one["result"], one["lead_id"]) for one in told["results"]] == [("joined", lead_id), ("duplicate", lead_id)]
