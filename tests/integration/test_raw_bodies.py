"""Raw bodies: a mapping that is mended today is run over yesterday's posts, and nothing comes twice."""

import json
from typing import Any

import pytest

from leadgate.domain.clock import DAY, to_rfc3339
from tests.builders.gateway import request
from tests.integration.deliveries import connect, delivery, in_the_past, listed, replay, response, segment_event
from tests.integration.service import Service

NONE = {"kept": 0, "duplicates": 0, "still_unmapped": 0, "still_unfetched": 0}


@pytest.fixture(autouse=True)
def new_instance(service: Service) -> None:
    service.restart("intake")


def unmapped(n: int) -> dict[str, Any]:
    """A response whose address stands in a field that only a mapping gives a meaning."""
    return response(f"event-{n}", None, kontakt=f"person{n}@firm.example")


def test_a_mended_mapping_turns_what_was_unmapped_into_leads_once(service: Service) -> None:
    connect(service, mapping={"kontakt": "answers.kontakt"})
    for n in range(3):
        assert service.post(delivery(unmapped(n)))[1] == {"results": {"unmapped": 1}}
    service.post(delivery(response("event-9")))
    assert replay(service)[1] == NONE | {"seen": 4, "duplicates": 1, "still_unmapped": 3, "next_cursor": None}
    connect(service, mapping={"kontakt": "email"})
    assert replay(service)[1] == NONE | {"seen": 4, "kept": 3, "duplicates": 1, "next_cursor": None}
    assert len(service.of_kind("LEAD#", "LEAD")) == 4
    assert listed(service, outcome="unmapped") == []
    before = service.stored()
    assert replay(service)[1] == NONE | {"seen": 4, "duplicates": 4, "next_cursor": None}
    assert service.stored() == before


def test_a_retry_of_the_vendor_after_a_replay_is_a_duplicate(service: Service) -> None:
    connect(service, mapping={"kontakt": "answers.kontakt"})
    service.post(delivery(unmapped(1)))
    connect(service, mapping={"kontakt": "email"})
    replay(service)
    service.restart("intake")
    assert service.post(delivery(unmapped(1)))[1] == {"results": {"duplicate": 1}}


def test_a_lead_from_a_replay_states_what_it_stated_when_it_came(service: Service) -> None:
    connect(service, mapping={"kontakt": "answers.kontakt"})
    body = unmapped(1)
    del body["form_response"]["submitted_at"]
    service.post(delivery(body))
    (raw,) = service.of_kind("RAW#")
    connect(service, mapping={"kontakt": "email"})
    replay(service)
    (lead,) = service.of_kind("LEAD#", "LEAD")
    assert {fact[2] for fact in json.loads(lead["doc"]["S"])["facts"].values()} == {float(raw["received_at"]["N"])}
    assert float(lead["created_at"]["N"]) > float(raw["received_at"]["N"])


def test_a_replay_goes_on_where_its_cursor_says(service: Service) -> None:
    connect(service, mapping={"kontakt": "answers.kontakt"})
    for n in range(5):
        service.post(delivery(unmapped(n)))
    connect(service, mapping={"kontakt": "email"})
    said, cursor, seen = [], None, 0
    while cursor or not said:
        document = replay(service, limit="2", **({"cursor": cursor} if cursor else {}))[1]
        said.append(document["kept"])
        cursor, seen = document["next_cursor"], seen + document["seen"]
    assert (seen, sum(said)) == (5, 5)
    assert len(said) <= 4


def test_a_replay_begins_at_its_moment_and_never_before_thirty_days(service: Service) -> None:
    connect(service)
    service.post(delivery(b"{}"))
    (raw,) = service.of_kind("RAW#")
    assert replay(service, since=in_the_past(60))[1]["seen"] == 1
    assert replay(service, since="2030-01-01T00:00:00Z")[1]["seen"] == 0
    old = float(raw["received_at"]["N"]) - 31 * DAY
    raw["sk"]["S"] = f"DELIVERY#{round(old * 1000):015d}#dlv_old"
    service.dynamodb.put_item(TableName="leads", Item=raw)
    assert replay(service, since=to_rfc3339(old))[1]["seen"] == 1


@pytest.mark.parametrize(
    ("verb", "query", "kind"),
    [
        ("POST", {"since": "yesterday"}, "bad-since"),
        ("POST", {"cursor": "nonsense"}, "bad-cursor"),
        ("POST", {"limit": "0"}, "bad-limit"),
        ("GET", {"outcome": "lost"}, "bad-outcome"),
        ("GET", {"cursor": "nonsense"}, "bad-cursor"),
    ],
)
def test_what_cannot_be_asked_is_told(service: Service, verb: str, query: dict[str, str], kind: str) -> None:
    connect(service)
    place = "/connections/typeform/website/" + ("replay" if verb == "POST" else "deliveries")
    status, document, _ = service.manage(request(verb, place, query=query, scopes="admin"))
    assert (status, document["type"]) == (400, f"urn:leadgate:problem:{kind}")


def test_only_administrators_replay_and_look(service: Service) -> None:
    connect(service)
    for verb, what in (("POST", "replay"), ("GET", "deliveries")):
        for scopes, status in (("intake status sales", 403), ("admin", 404)):
            id_ = "website" if status == 403 else "other"
            event = request(verb, f"/connections/typeform/{id_}/{what}", scopes=scopes)
            assert service.manage(event)[0] == status


def test_a_replay_that_is_cut_off_may_be_made_again(service: Service) -> None:
    connect(service, mapping={"kontakt": "answers.kontakt"})
    for n in range(4):
        service.post(delivery(unmapped(n)))
    connect(service, mapping={"kontakt": "email"})
    service.weather.fail("TransactWriteItems", "ProvisionedThroughputExceededException", after=2)
    assert replay(service)[0] == 503
    service.weather.clear_up()
    assert replay(service)[1] == NONE | {"seen": 4, "kept": 2, "duplicates": 2, "next_cursor": None}
    assert len(service.of_kind("LEAD#", "LEAD")) == 4


def test_a_signal_of_somebody_unknown_joins_them_by_a_replay_once_they_are_known(service: Service) -> None:
    connect(service)
    connect(service, "segment")
    service.post(segment_event(event="Trial Started", context={"traits": {"email": "vera@firm.example"}}))
    service.post(delivery(response()))
    assert replay(service, "segment")[1] == NONE | {"seen": 1, "kept": 1, "next_cursor": None}


def test_a_deleted_connection_that_is_set_up_again_finds_its_bodies(service: Service) -> None:
    connect(service)
    service.post(delivery(b"{}"))
    service.manage(request("DELETE", "/connections/typeform/website", scopes="admin"))
    assert replay(service)[0] == 404
    connect(service)
    assert replay(service)[1]["seen"] == 1
