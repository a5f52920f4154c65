"""Who is one person on the deployed stack."""

from tests.e2e.driving import READY, Api, new_address


def test_two_spellings_of_a_gmail_mailbox_are_one_lead_and_either_finds_it(api: Api) -> None:
    name = new_address().partition("@")[0]
    spelled, plain = f"{name[:3]}.{name[3:]}+news@googlemail.com", f"{name}@gmail.com"
    first = api.lead({"email": spelled, **READY}).json()
    second = api.lead({"email": plain, "title": "Head of Sales"}).json()
    assert second["lead_id"] == first["lead_id"]
    assert {api.status(address)["lead_id"] for address in (spelled, plain, plain.upper())} == {first["lead_id"]}
