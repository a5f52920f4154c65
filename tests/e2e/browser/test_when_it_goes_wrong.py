"""Forms in a real browser when something is in the way: the form is posted all the same, once, or says what to do."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from tests.e2e.browser.test_script_on_a_page import ANSWERS, READY, values_of
from tests.e2e.browser.visiting import Visitor
from tests.e2e.driving import Api, new_address, until

COUNTS_FETCHES = """
const real = window.fetch;
window.fetches = 0;
window.fetch = (...given) => { window.fetches += 1; return real(...given); };
"""
# The first answer is lost on its way, though the post arrived; the keys of all posts are noted.
LOSES_AN_ANSWER = """
const real = window.fetch;
window.keys = [];
window.fetch = async (address, given) => {
  const answer = await real(address, given);
  window.keys.push(given.headers["Idempotency-Key"]);
  if (window.keys.length === 1) throw new TypeError("lost");
  return answer;
};
"""
# The form has had too many posts, whoever asks.
REFUSES = """
window.fetches = 0;
window.fetch = async () => {
  window.fetches += 1;
  return new Response(JSON.stringify({ status: 429, errors: [] }), { status: 429, headers: { "Retry-After": "540" } });
};
"""
# A widget as the vendors' are: a hidden field whose token proves one post, and is another one after `reset`.
WIDGET = """
window.resets = 0;
window.bodies = [];
const real = window.fetch;
window.fetch = (address, given) => {
  window.bodies.push(JSON.parse(given.body));
  return real(address, given);
};
document.addEventListener("DOMContentLoaded", () => {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "cf-turnstile-response" });
  const set = () => { field.value = `0.token-${window.resets}`; };
  document.forms[0].append(field);
  set();
  window.turnstile = { reset() { window.resets += 1; set(); } };
});
"""


def happened(api: Api, address: str) -> list[str]:
    """What happened to a lead by its own doing, not by being decided."""
    timeline = api.timeline(api.decided(address)["lead_id"])
    return [entry["type"] for entry in timeline if entry["type"] in ("captured", "inquired_again")]


def test_a_double_click_posts_once(visitor: Visitor, api: Api) -> None:
    visitor.before_each_page.append(COUNTS_FETCHES)
    address = new_address()
    visitor.open("/demo")
    visitor.fill({**READY, "email": address})
    visitor.take_time()
    button = visitor.driver.find_element(By.CSS_SELECTOR, "form button")
    ActionChains(visitor.driver).double_click(button).perform()
    visitor.see("[role=status] a")
    assert visitor.run("return window.fetches") == 1
    assert happened(api, address) == ["captured"]


def test_a_post_whose_answer_was_lost_is_sent_again_under_its_key_and_counts_once(visitor: Visitor, api: Api) -> None:
    visitor.before_each_page.append(LOSES_AN_ANSWER)
    address = new_address()
    visitor.open("/demo")
    visitor.fill({**READY, "email": address})
    visitor.send()
    visitor.see("[role=status] a")
    keys = visitor.run("return window.keys")
    assert len(keys) == 2 and len(set(keys)) == 1
    assert happened(api, address) == ["captured"]


def test_where_the_page_may_not_fetch_the_form_is_posted_plainly_with_how_its_visitor_came(
    visitor: Visitor, api: Api
) -> None:
    address = new_address()
    visitor.open("/?utm_source=newsletter")
    visitor.open("/blocked/demo")
    visitor.fill({**READY, "email": address})
    visitor.send()
    visitor.arrive(lambda url: url.endswith("/thanks"))
    assert any("another way" in words for words in visitor.heard())
    lead = api.read(f"/leads/{api.decided(address)['lead_id']}").json()
    values = values_of(lead)
    assert (values["source.utm_source"], values["source.first_utm_source"]) == ("newsletter", "newsletter")
    assert happened(api, address) == ["captured"]


def test_without_the_script_the_form_is_posted_plainly(visitor: Visitor, api: Api) -> None:
    visitor.driver.execute_cdp_cmd("Network.enable", {})
    visitor.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*leadgate.js*"]})
    address = new_address()
    visitor.open("/demo")
    assert visitor.kept() is None
    visitor.fill({**READY, "email": address})
    visitor.send()
    visitor.arrive(lambda url: url.endswith("/thanks"))
    assert happened(api, address) == ["captured"]


def test_a_page_whose_origin_is_not_listed_says_so_kindly_and_the_plain_post_is_refused_by_the_api(
    visitor: Visitor, api: Api
) -> None:
    address = new_address()
    visitor.open("/demo", origin=visitor.site.foreign)
    visitor.fill({**READY, "email": address})
    # Where a post may go is up to the page; here the API alone says no.
    visitor.send()
    visitor.arrive(lambda url: url.endswith("/forms/web"))
    assert "foreign-origin" in visitor.driver.page_source
    visitor.open("/demo", origin=visitor.site.foreign)
    assert any("another way" in words for words in visitor.heard())
    assert api.status(address)["found"] is False


def test_who_is_offline_keeps_what_they_typed_and_sends_it_later(visitor: Visitor, api: Api) -> None:
    address = new_address()
    visitor.open("/demo")
    visitor.fill({**READY, "email": address})
    conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    visitor.driver.execute_cdp_cmd("Network.enable", {})
    visitor.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **conditions})
    visitor.send()
    visitor.read("You are offline")
    visitor.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **conditions})
    visitor.send()
    visitor.see("[role=status] a")
    assert happened(api, address) == ["captured"]


def test_a_fault_is_shown_at_its_field(visitor: Visitor) -> None:
    visitor.open("/demo")
    visitor.fill({**READY, "email": "vera@firm"})
    visitor.send()
    visitor.read("Please check what you entered.")
    assert visitor.run("return document.activeElement.name") == "email"
    assert visitor.run("return document.forms[0].elements.email.getAttribute('aria-invalid')") == "true"


def test_what_somebody_else_wrote_into_the_store_is_in_nobody_s_way(visitor: Visitor, api: Api) -> None:
    address = new_address()
    visitor.open("/")
    visitor.run("""localStorage.setItem("leadgate", '{"id": {"a": 1}, "views": [7], "first": "no"}')""")
    visitor.open("/demo")
    visitor.fill({**READY, "email": address})
    visitor.send()
    visitor.arrive(lambda url: url.endswith("/thanks"))
    assert happened(api, address) == ["captured"]
    kept = visitor.kept()
    assert kept is not None and isinstance(kept["id"], str) and kept["first"]["page"] == "/thanks"


def test_programs_that_fill_every_field_are_given_one_that_people_do_not_see(visitor: Visitor) -> None:
    visitor.open("/demo")
    trap = visitor.driver.find_element(By.NAME, "website_url_2")
    assert not trap.is_displayed()
    assert (trap.get_attribute("tabindex"), trap.get_attribute("autocomplete")) == ("-1", "off")
    assert (
        visitor.run("return document.querySelector('[name=website_url_2]').closest('[aria-hidden=true]') !== null")
        is True
    )


def test_who_comes_when_the_form_has_too_many_posts_may_send_it_again_later(visitor: Visitor) -> None:
    visitor.before_each_page.append(REFUSES)
    address = new_address()
    visitor.open("/demo")
    visitor.fill({**READY, "email": address})
    visitor.send()
    visitor.read("This form is busy")
    assert visitor.run("return [window.fetches, document.forms[0].email.value]") == [1, address]
    visitor.send()
    until(lambda: visitor.run("return window.fetches"), lambda fetches: fetches == 2)
    assert visitor.run("return document.forms[0].getAttribute('aria-busy')") == "false"


def test_a_captcha_s_token_goes_with_the_form_and_questions_are_answered_with_another(
    visitor: Visitor, api: Api
) -> None:
    visitor.before_each_page.append(WIDGET)
    address = new_address()
    visitor.open("/short")
    visitor.fill({"email": address, "Position": "VP Sales", "Firma": "Firm GmbH", "Mitarbeiter": "240"})
    visitor.send()
    visitor.see("fieldset.leadgate-questions")
    visitor.fill(ANSWERS)
    visitor.send()
    visitor.see("[role=status] a.leadgate-book")
    tokens = visitor.run("return window.bodies.map((body) => body['cf-turnstile-response'])")
    assert tokens == ["0.token-0", "0.token-1"]
    lead = api.read(f"/leads/{api.decided(address)['lead_id']}").json()
    assert not [name for name in values_of(lead) if "turnstile" in name]
