"""Two addresses of one person become one lead over HTTP, and two again."""

from typing import Any

import pytest

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.cursors import cursor_of
from tests.builders.gateway import demo_body, nudges, request
from tests.integration.service import Service

ONE, TWO = "vera@firm.example", "vera.vogt@mail.example"


def post(service: Service, email: str, **changes: object) -> str:
    status, answer, _ = service.post(request("POST", "/leads", demo_body(email, **changes)))
    assert status == 202
    return str(answer["lead_id"])


def merge(service: Service, lead_id: str, body: object, scopes: str = "sales") -> tuple[int, Any]:
    return service.tell(request("POST", f"/leads/{lead_id}/merges", body, scopes=scopes))[:2]


def undo(service: Service, lead_id: str, other_id: str, scopes: str = "sales") -> tuple[int, Any]:
    return service.tell(request("DELETE", f"/leads/{lead_id}/merges/{other_id}", scopes=scopes))[:2]


def shown(service: Service, lead_id: str) -> Any:
    status, lead, _ = service.ask(request("GET", f"/leads/{lead_id}"))
    assert status == 200
    return lead


def status_of(service: Service, email: str) -> Any:
    return service.ask(request("GET", "/status", query={"email": email}))[1]


@pytest.fixture
def both(service: Service) -> tuple[str, str]:
    """Two leads of one person; only the second says how large the team is."""
    first = post(service, ONE, answers={"use_case": "routing", "timeline": "this_quarter"})
    return first, post(service, TWO, title="CFO", answers={"team_size": 12})


@pytest.mark.parametrize("by", ["lead_id", "email"])
def test_what_is_merged_is_one_lead_under_both_addresses_and_ids(by: str, service: Service, both: Any) -> None:
    first, second = both
    status, answer = merge(service, first, {by: second if by == "lead_id" else "Vera.Vogt@MAIL.example"})
    assert (status, answer["lead_id"], answer["being_decided"]) == (200, first, True)
    assert [(one["lead_id"], one["email"], one["by"]) for one in answer["merged"]] == [(second, TWO, "caller")]
    lead = shown(service, second)
    assert (lead["lead_id"], lead["merged"]) == (first, answer["merged"])
    assert (lead["facts"]["answers.team_size"]["value"], lead["facts"]["answers.use_case"]["value"]) == (12, "routing")
    assert status_of(service, TWO)["lead_id"] == status_of(service, ONE)["lead_id"] == first
    assert service.of_kind("LEAD#", "LEAD")[0]["asks"]["S"] == "now"
    assert service.call("qualify", nudges(first, second)) == {"batchItemFailures": []}
    assert shown(service, first)["version"] == answer["version"] + 1


def test_a_person_who_posts_from_the_other_address_reaches_the_one_lead(service: Service, both: Any) -> None:
    first, second = both
    merge(service, first, {"lead_id": second})
    assert post(service, TWO, message="me again") == first
    assert shown(service, first)["facts"]["answers.message"]["value"] == "me again"
    timeline = service.ask(request("GET", f"/leads/{first}/timeline"))[1]["items"]
    assert [entry["type"] for entry in timeline] == ["captured", "merged", "inquired_again"]


def test_undone_each_has_what_its_address_said_before_and_since(service: Service, both: Any) -> None:
    first, second = both
    merge(service, first, {"lead_id": second})
    post(service, TWO, message="me again")
    status, answer = undo(service, first, second)
    assert (status, answer["lead_id"], answer["merged"]) == (200, first, [])
    assert answer["restored"] == {"lead_id": second, "version": answer["version"]}
    assert "answers.team_size" not in shown(service, first)["facts"]
    lead = shown(service, second)
    assert (lead["facts"]["answers.message"]["value"], lead["facts"]["answers.team_size"]["value"]) == ("me again", 12)
    assert status_of(service, TWO)["lead_id"] == second
    assert [item["asks"]["S"] for item in service.of_kind("LEAD#", "LEAD")] == ["now", "now"]
    assert not service.of_kind("LEAD#", "PART")
    assert undo(service, first, second)[0] == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"lead_id": "lead_1", "email": TWO}, ""),
        ({"lead": "lead_1"}, ""),
        ({"lead_id": 7}, "/lead_id"),
        ({"lead_id": ""}, "/lead_id"),
        ({"email": "nobody"}, "/email"),
        ({"email": "x" * 400}, "/email"),
        ({"email": ["a@b.example"]}, "/email"),
    ],
)
def test_a_body_that_names_no_other_lead_is_refused_with_what_to_write(
    body: dict[str, Any], pointer: str, service: Service, both: Any
) -> None:
    status, problem = merge(service, both[0], body)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_what_is_not_there_or_must_not_be_is_refused_and_changes_nothing(service: Service, both: Any) -> None:
    first, second = both
    before = service.stored()
    refusals = [
        (merge(service, "lead_9", {"lead_id": first}), 404, "no-such-lead"),
        (merge(service, first, {"lead_id": "lead_9"}), 404, "no-such-other-lead"),
        (merge(service, first, {"lead_id": "ö" * 64}), 404, "no-such-other-lead"),
        (merge(service, first, {"email": "nobody@firm.example"}), 404, "no-such-other-lead"),
        (merge(service, first, {"email": ONE}), 409, "not-to-be-merged"),
        (merge(service, first, {"lead_id": second}, scopes="intake status"), 403, "missing-scope"),
        (undo(service, first, second), 404, "no-such-merge"),
        (undo(service, "lead_9", second), 404, "no-such-lead"),
        (undo(service, first, "x" * 99), 404, "no-such-merge"),
        (undo(service, first, second, scopes="admin"), 403, "missing-scope"),
    ]
    for (status, problem), wanted, kind in refusals:
        assert (status, problem["type"]) == (wanted, f"urn:leadgate:problem:{kind}")
    assert service.stored() == before


def test_a_lead_in_quarantine_is_released_before_it_is_merged(service: Service, both: Any) -> None:
    bot = {**demo_body("bot@firm.example"), "website_url_2": "x"}
    held = service.post(request("POST", "/forms/demo", bot, scopes=None))[1]["lead_id"]
    status, problem = merge(service, both[0], {"lead_id": held})
    assert (status, problem["detail"]) == (
        409,
        "One of the leads is in quarantine; release it first, or leave it there.",
    )


def test_the_timeline_of_a_lead_that_was_merged_ends_where_it_ended(service: Service, both: Any) -> None:
    first, second = both
    merge(service, first, {"lead_id": second})
    post(service, ONE, message="again")
    pages = [service.ask(request("GET", f"/leads/{second}/timeline", query={"limit": "1"}))[1]]
    while pages[-1]["next_cursor"]:
        query = {"limit": "1", "cursor": pages[-1]["next_cursor"]}
        pages.append(service.ask(request("GET", f"/leads/{second}/timeline", query=query))[1])
    assert [entry["type"] for page in pages for entry in page["items"]] == ["captured", "merged_into"]
    # A table says that there is more after a full last page, which the one of these tests does not.
    end = cursor_of(f"{keys.TIMELINE}{2:010d}#0")
    assert service.ask(request("GET", f"/leads/{second}/timeline", query={"cursor": end}))[1]["items"] == []
