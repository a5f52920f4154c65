"""What people do becomes signals, what is told by ids is fetched, and what is deleted is erased."""

from collections.abc import Sequence

import pytest

from leadgate.contracts.lead_body import SignalBody
from leadgate.contracts.sources.posts import AnswersToFetch, Erasure, Ignored, LeadPost, Post, SignalPost
from leadgate.contracts.sources.registry import SOURCES
from tests.builders.deliveries import connection, delivery, sample


def posts(name: str) -> Sequence[Post]:
    source = name.partition(".")[0]
    return SOURCES[source].read(delivery(sample(name)), connection(source))


@pytest.mark.parametrize(
    ("name", "type_", "at"),
    [
        ("calendly.canceled", "meeting_canceled", "2026-05-04T10:05:00.000000Z"),
        ("calendly.moved", "meeting_moved", "2026-05-04T10:05:00.000000Z"),
        ("calendly.no-show", "meeting_no_show", "2026-05-06T08:20:00.000000Z"),
        ("calcom.canceled", "meeting_canceled", "2026-05-04T10:05:00.538Z"),
        ("calcom.moved", "meeting_moved", "2026-05-04T10:05:00.538Z"),
        ("calcom.no-show", "meeting_no_show", "2026-05-06T08:20:00.000Z"),
    ],
)
def test_what_becomes_of_a_meeting_is_a_signal_of_who_booked_it(name: str, type_: str, at: str) -> None:
    [post] = posts(name)
    assert isinstance(post, SignalPost)
    assert (post.email, post.anonymous_id) == ("ada@firm.example", None)
    [signal] = post.signals
    assert (signal["type"], signal["at"], signal["id"]) == (type_, at, post.key)
    SignalBody.model_validate(signal)


@pytest.mark.parametrize(
    ("name", "starts"), [("calendly.booked", "2026-05-06T08:00:00.000000Z"), ("calcom.booked", "2026-05-06T08:00:00Z")]
)
def test_a_booking_is_a_lead_with_a_signal_and_the_meeting_s_time(name: str, starts: str) -> None:
    [post] = posts(name)
    assert isinstance(post, LeadPost)
    assert post.body["full_name"] == "Ada Example"
    assert post.body["company"] == {"name": "Example GmbH"}
    assert post.body["answers"]["meeting_at"] == starts
    [signal] = post.body["signals"]
    assert (signal["type"], signal["at"]) == ("meeting_booked", post.body["submitted_at"])
    assert not {"your_name", "email_address", "location", "additional_guests"} & set(post.body["answers"])


def test_a_moved_meeting_is_one_lead_whose_meeting_was_moved_and_never_cancelled() -> None:
    told = [post for name in ("calendly.moved", "calendly.booked") for post in posts(name)]
    types = [
        signal["type"]
        for post in told
        for signal in (post.signals if isinstance(post, SignalPost) else dict(getattr(post, "body", {}))["signals"])
    ]
    assert types == ["meeting_moved", "meeting_booked"]
    assert {getattr(post, "email", None) or getattr(post, "body", {}).get("email") for post in told} == {
        "ada@firm.example"
    }


def test_what_somebody_unknown_does_is_theirs_until_they_are_known() -> None:
    [track], [page] = posts("segment.track"), posts("segment.page")
    at = "2026-05-04T09:58:00.000Z"
    pricing = "https://www.seller.example/pricing"
    assert track == SignalPost("m-2", None, "507f191e810c", (
        {"type": "trial_started", "source": "segment", "id": "m-2", "at": at, "page": pricing, "value": 49.5},
    ))  # fmt: skip
    assert page == SignalPost("m-3", "ada@firm.example", "97980cfea0067", (
        {"type": "page_view", "source": "segment", "id": "m-3", "at": at, "page": pricing},
    ))  # fmt: skip


def test_ids_of_64_bits_stay_exact() -> None:
    created, other, changed = posts("hubspot.contacts")
    assert isinstance(created, AnswersToFetch) and isinstance(changed, AnswersToFetch)
    assert (created.key, changed.key, other) == ("3181526809", "3181526811", Ignored("other_event"))
    assert created.ids["objectId"] == changed.ids["objectId"] == "9007199254740993"
    first, feed, second = posts("meta.leads")
    assert isinstance(first, AnswersToFetch) and isinstance(second, AnswersToFetch)
    assert (first.key, second.key, feed) == ("9223372036854775807", "444444444444444", Ignored("other_field"))
    assert first.ids["leadgen_id"] == "9223372036854775807"


def test_a_deleted_response_erases_what_was_posted_under_the_same_key() -> None:
    [created], [deleted] = posts("linkedin.created"), posts("linkedin.deleted")
    assert isinstance(created, AnswersToFetch)
    assert deleted == Erasure(created.key)
    assert created.key == "urn:li:leadGenFormResponse:dacc6404-21c2-476d-b4a6-4730e8b1ad24-9"
