"""One person is one lead in whatever spelling their address comes, by whatever way."""

import pytest

from tests.builders.gateway import demo_body, request
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
