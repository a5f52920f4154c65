"""Forms in a real browser, on a page of another origin: what visitors see, and what arrives of them."""

from typing import Any

import pytest

from tests.e2e.browser.visiting import Visitor
from tests.e2e.driving import Api, new_address

READY = {
    "Firma": "Firm GmbH",
    "Mitarbeiter": "240",
    "Land": "DE",
    "Position": "VP Vertrieb",
    "use_case": "routing",
    "team_size": "12",
    "timeline": "now",
}
ANSWERS = {"company.country": "DE", "answers.use_case": "routing", "answers.team_size": "12", "answers.timeline": "now"}
TRACKS = "source.utm_", "source.first_", "source.gclid", "source.referrer"


def lead_of(api: Api, address: str) -> dict[str, Any]:
    found: dict[str, Any] = api.read(f"/leads/{api.decided(address)['lead_id']}").json()
    return found


def values_of(lead: dict[str, Any]) -> dict[str, Any]:
    return {name: fact["value"] for name, fact in lead["facts"].items()}


def test_without_javascript_the_form_ends_on_the_thank_you_page(visitor: Visitor, api: Api) -> None:
    visitor.preferences["profile.managed_default_content_settings.javascript"] = 2
    address = new_address()
    visitor.open("/demo")
    visitor.fill({**READY, "email": address})
    visitor.send()
    assert visitor.arrive(lambda url: url.endswith("/thanks")) == f"{visitor.site.origin}/thanks"
    assert api.decided(address)["outcome"] == "qualified"


def test_who_is_qualified_gets_the_owner_s_booking_page(visitor: Visitor, api: Api) -> None:
    address = new_address()
    visitor.open("/demo")
    visitor.fill({**READY, "email": address})
    visitor.send()
    link = visitor.see("[role=status] a.leadgate-book")
    assert link.text == "Book a meeting"
    assert str(link.get_attribute("href")).startswith("https://book.seller.example/")
    assert visitor.run("return document.forms[0].hidden && document.activeElement.role === 'status'")
    assert api.decided(address)["outcome"] == "qualified"
    assert visitor.complaints() == []


def test_who_left_something_open_is_asked_and_the_answers_qualify(visitor: Visitor, api: Api) -> None:
    address = new_address()
    visitor.open("/short")
    visitor.fill({"email": address, "Position": "VP Sales", "Firma": "Firm GmbH", "Mitarbeiter": "240"})
    visitor.send()
    visitor.see("fieldset.leadgate-questions")
    visitor.read("tell us a little more")
    asked = visitor.run(
        "return [...document.querySelectorAll('.leadgate-questions [name]')].map((field) => field.name)"
    )
    assert set(asked) == set(ANSWERS)
    assert visitor.run("return document.activeElement.name") == asked[0]
    visitor.fill(ANSWERS)
    visitor.send()
    visitor.see("[role=status] a.leadgate-book")
    lead = lead_of(api, address)
    assert lead["decision"]["outcome"] == "qualified"
    assert len({signal["id"] for signal in lead["signals"] if signal["type"] == "page_view"}) == 1


def test_whom_we_cannot_serve_is_thanked_and_nothing_more(visitor: Visitor, api: Api) -> None:
    address = new_address()
    visitor.open("/demo")
    visitor.fill({**READY, "email": address, "Mitarbeiter": "3"})
    visitor.send()
    visitor.read("Thank you. We will be in touch.")
    assert visitor.run("return document.querySelector('[role=status] a')") is None
    assert api.decided(address)["outcome"] == "disqualified"


def test_how_a_visitor_came_first_and_last_and_what_they_read_arrives_with_the_form(visitor: Visitor, api: Api) -> None:
    address = new_address()
    visitor.open("/?utm_source=newsletter&utm_campaign=may&gclid=click-1")
    visitor.open("/pricing?plan=secret")
    visitor.open("/demo?utm_source=search")
    kept = visitor.kept()
    assert kept is not None and [view["page"] for view in kept["views"]] == ["/", "/pricing", "/demo"]
    assert "secret" not in str(kept)
    visitor.fill({**READY, "email": address})
    visitor.send()
    visitor.see("[role=status] a")
    lead = lead_of(api, address)
    values = values_of(lead)
    assert {name: value for name, value in values.items() if name.startswith(TRACKS)} == {
        "source.utm_source": "search",
        "source.first_utm_source": "newsletter",
        "source.first_utm_campaign": "may",
        "source.first_gclid": "click-1",
        "source.first_page": "/",
    }
    assert values["source.page"] == "/demo"
    views = [signal for signal in lead["signals"] if signal["type"] == "page_view"]
    assert [view["page"] for view in views] == ["/", "/pricing", "/demo"]
    assert all(view["at"] and view["id"] for view in views)
    # Known now: nothing of the way here is kept any longer, and the next visit is no first one.
    assert visitor.kept() == {"id": kept["id"], "known": True, "views": []}
    visitor.open("/pricing?utm_source=later")
    after = visitor.kept()
    assert after is not None and "first" not in after and len(after["views"]) == 1
    assert api.timeline(lead["lead_id"])[0]["details"]["signals"] == 4


def test_no_more_than_thirty_page_views_are_kept(visitor: Visitor) -> None:
    for n in range(33):
        visitor.open(f"/page/{n}")
    kept = visitor.kept()
    assert kept is not None
    assert [view["page"] for view in kept["views"]] == [f"/page/{n}" for n in range(3, 33)]


@pytest.mark.parametrize("wish", ["doNotTrack: '1'", "globalPrivacyControl: true"])
def test_who_does_not_want_to_be_tracked_posts_what_they_typed_and_nothing_is_kept(
    visitor: Visitor, api: Api, wish: str
) -> None:
    address = new_address()
    visitor.open("/pricing?utm_source=before")
    assert visitor.kept()
    name, value = wish.split(": ")
    wished = f"Object.defineProperty(Navigator.prototype, '{name}', {{ get: () => {value} }})"
    visitor.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": wished})
    visitor.open("/demo?utm_source=newsletter&gclid=click-1")
    assert visitor.kept() is None
    visitor.fill({**READY, "email": address})
    visitor.send()
    visitor.see("[role=status] a")
    lead = lead_of(api, address)
    assert [signal["type"] for signal in lead["signals"]] == ["demo_request"]
    assert not [name for name in lead["facts"] if name.startswith((*TRACKS, "source.page"))]
    assert visitor.kept() is None
