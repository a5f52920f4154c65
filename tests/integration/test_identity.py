"""One person is one lead in whatever spelling their address comes, by whatever way, and of one account."""

import pytest

from tests.builders.gateway import demo_body, nudges, request
from tests.integration.service import Service

SAME = [
    ("v.era+news@gmail.com", "VERA@GoogleMail.com"),
    ("vera+a@outlook.de", "vera+b@outlook.de"),
    ("vera@b\u00fccher.example", "VERA@xn--bcher-kva.example"),
    ("zoe\u0308@firm.example", "ZO\u00cb@firm.example"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_an_address_are_one_lead(one: str, other: str, service: Service) -> None:
    _, first, _ = service.post(request("POST", "/leads", demo_body(email=one)))
    _, second, _ = service.post(request("POST", "/leads", demo_body(email=other, title="Head of Sales")))
    assert second["lead_id"] == first["lead_id"]
    for spelling in (one, other):
        _, status, _ = service.ask(request("GET", "/status", query={"email": spelling}))
        assert (status["lead_id"], status["version"]) == (first["lead_id"], 2)
    assert len(service.of_kind("PERSON#")) == 1


def test_the_address_stays_as_it_was_written_last(service: Service) -> None:
    service.post(request("POST", "/leads", demo_body(email="vera@gmail.com")))
    _, said, _ = service.post(request("POST", "/leads", demo_body(email="V.era+News@gmail.com")))
    _, lead, _ = service.ask(request("GET", f"/leads/{said['lead_id']}"))
    assert lead["facts"]["email.address"]["value"] == "V.era+News@gmail.com"
    _, timeline, _ = service.ask(request("GET", f"/leads/{said['lead_id']}/timeline"))
    assert [entry["details"]["stated"]["email.address"] for entry in timeline["items"]] == [
        "vera@gmail.com",
        "V.era+News@gmail.com",
    ]


def test_colleagues_are_told_apart_by_dots_and_tags(service: Service) -> None:
    addresses = ["vera.vogt@firm.example", "veravogt@firm.example", "vera.vogt+eu@firm.example"]
    ids = [service.post(request("POST", "/leads", demo_body(email=one)))[1]["lead_id"] for one in addresses]
    assert len(set(ids)) == 3


def account(service: Service, lead_id: str) -> tuple[str | None, str | None]:
    """The account of a lead as it is shown, and as it is kept."""
    _, lead, _ = service.ask(request("GET", f"/leads/{lead_id}"))
    (item,) = service.of_kind(f"LEAD#{lead_id}", "LEAD")
    return lead["account"], item.get("account", {}).get("S")


def test_a_lead_is_of_the_organisation_whose_address_it_has(service: Service) -> None:
    _, said, _ = service.post(request("POST", "/leads", demo_body(email="vera@eu.mail.firm.co.uk")))
    assert account(service, said["lead_id"]) == ("firm.co.uk", "firm.co.uk")


def test_the_account_follows_what_is_stated_later_and_free_mail_never_is_one(service: Service) -> None:
    def post(company: dict[str, object], n: int) -> str:
        body = demo_body(email="vera@gmail.com", company=company, answers={"n": n})
        return str(service.post(request("POST", "/leads", body))[1]["lead_id"])

    lead_id = post({"domain": "googlemail.com", "website": "https://www.mailinator.com"}, 1)
    assert account(service, lead_id) == (None, None)
    post({"domain": "https://www.Firm.example:443/en"}, 2)
    assert account(service, lead_id) == ("firm.example", "firm.example")
    service.call("qualify", nudges(lead_id))
    assert account(service, lead_id) == ("firm.example", "firm.example")
    post({"domain": "other.co.uk"}, 3)
    assert account(service, lead_id) == ("other.co.uk", "other.co.uk")


def test_a_lead_that_was_kept_without_an_account_shows_it_and_gets_it_with_its_next_change(service: Service) -> None:
    _, said, _ = service.post(request("POST", "/leads", demo_body()))
    (item,) = service.of_kind("LEAD#", "LEAD")
    service.dynamodb.put_item(TableName="leads", Item={k: v for k, v in item.items() if k != "account"})
    assert account(service, said["lead_id"]) == ("firm.example", None)
    service.call("qualify", nudges(said["lead_id"]))
    assert account(service, said["lead_id"]) == ("firm.example", "firm.example")
