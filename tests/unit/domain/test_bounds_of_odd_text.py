"""A lead's item is bounded as it is kept: text that JSON has to escape cannot fill it either."""

import pytest

from leadgate.adapters.dynamodb.lead_item import lead_to_item
from leadgate.domain.capture import capture, join
from tests.builders.leads import BUYER, submission


@pytest.mark.parametrize("letter", ["\x01", '"', "\U0001f600"])
def test_no_text_makes_a_lead_outgrow_its_item(letter: str) -> None:
    lead, _ = capture(submission(), "lead_1")
    for number in range(30):
        text = letter * 10_000
        signals = ({"type": "page_view", "at": 1.0 + number, "page": text},)
        lead, _ = join(lead, submission(facts=BUYER | {f"answers.a{number}": text}, signals=signals), "lead_1")
    assert len(lead_to_item(lead)["doc"]["S"].encode()) < 300_000
    assert lead.email == "vera@firm.example"
