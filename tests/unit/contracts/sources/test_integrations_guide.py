"""The guide for those who connect tools names every source, and its examples do what it says."""

import json
import re

from leadgate.contracts.sources.posts import LeadPost
from leadgate.contracts.sources.registry import SOURCES
from tests.builders.deliveries import GENERIC_MAPPING, WINDOWS, connection, delivery, sample, secret_of, signed
from tests.builders.policies import ROOT

GUIDE = (ROOT / "docs" / "integrations.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| \[`([a-z-]+)`\]\(#[a-z-]+\) \| (.*) \|$", GUIDE, re.MULTILINE))
EXAMPLES = [json.loads(line) for line in re.findall(r"^    (\{\".*\})$", GUIDE, re.MULTILINE)]


def test_the_table_names_every_source_and_how_long_a_signature_stays_good() -> None:
    assert list(ROWS) == [name for name in SOURCES if name in ROWS]
    assert set(ROWS) == set(SOURCES)
    minutes = {name: re.search(r"(\d) minutes", row) for name, row in ROWS.items()}
    assert {name: int(found[1]) for name, found in minutes.items() if found} == WINDOWS


def test_every_link_of_the_table_leads_to_a_heading() -> None:
    titles = re.findall(r"^## (.*)$", GUIDE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([a-z-]+)\)", GUIDE)) <= anchors


def test_the_examples_for_anything_else_do_what_they_say() -> None:
    mapping, signature = EXAMPLES
    [post] = SOURCES["generic"].read(delivery(sample("generic.lead")), connection("generic", mapping=mapping))
    assert isinstance(post, LeadPost)
    assert (post.key, post.body["full_name"], post.body["company"]) == (
        "evt-1",
        "Ada Example",
        {"name": "Example GmbH"},
    )
    assert mapping.items() <= GENERIC_MAPPING.items()
    good = signed("meta", sample("generic.lead")).headers["x-hub-signature-256"]
    posted = delivery(sample("generic.lead"), {"x-signature": good})
    SOURCES["generic"].verify(posted, connection("generic", signature=signature), secret_of("meta"))
