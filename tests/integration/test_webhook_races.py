"""Deliveries at once, each to an instance of its own: a vendor's retry counts once, several people are all kept."""

from collections import Counter

from leadgate.runtime.webhooks import receive_delivery
from tests.integration.deliveries import connect, delivery, response
from tests.integration.service import Service
from tests.integration.test_races import post_at_once, the_lead, versions

CROWD = 16
NAME = ("typeform", "website")


def test_the_same_delivery_sixteen_times_at_once_is_one_lead_and_one_body(service: Service) -> None:
    connect(service)
    answers = post_at_once(receive_delivery, [delivery(response())] * CROWD, *NAME)
    assert Counter(status for status, _ in answers) == {200: CROWD}
    assert Counter(next(iter(document["results"])) for _, document in answers) == {"kept": 1, "duplicate": CROWD - 1}
    assert versions(service) == [1]
    assert len(service.of_kind("RAW#")) == len(service.of_kind("RECEIPT#")) == 1


def test_sixteen_deliveries_of_one_person_at_once_are_one_lead_with_all_of_them(service: Service) -> None:
    connect(service)
    events = [delivery(response(f"event-{n}", **{f"answer_{n}": "x"})) for n in range(CROWD)]
    answers = post_at_once(receive_delivery, events, *NAME)
    kept = [document for status, document in answers if status == 200]
    # Who lost every race is told to come again, and nothing of it is there.
    assert {status for status, _ in answers} <= {200, 503}
    assert the_lead(service)["version"]["N"] == str(len(kept))
    assert len(service.of_kind("RAW#")) == len(service.of_kind("RECEIPT#")) == len(kept)
    for _ in range(3):
        answers = post_at_once(receive_delivery, events, *NAME)
        if {status for status, _ in answers} == {200}:
            break
    assert versions(service) == list(range(1, CROWD + 1))
