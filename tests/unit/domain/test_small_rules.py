"""The small pure rules: moments, scopes of policies, who may post a form, who a person is, how long a key lasts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leadgate.domain.access import Key, Scope, digest_of, is_valid
from leadgate.domain.clock import EARLIEST, LATEST, to_instant, to_rfc3339
from leadgate.domain.form import Form, admits
from leadgate.domain.policy_scope import policy_for
from tests.builders.policies import policy_for_scope
from tests.fakes.time import NOON


@given(st.integers(int(EARLIEST) * 1000, int(LATEST) * 1000))
def test_every_instant_comes_back_from_its_spelling(milliseconds: int) -> None:
    at = milliseconds / 1000
    assert to_instant(to_rfc3339(at)) == pytest.approx(at, abs=0.000_5)


@given(st.datetimes(timezones=st.timezones()).filter(lambda moment: 2 < moment.year < 9998))
def test_every_zone_is_read_as_the_same_instant(moment: datetime) -> None:
    # RFC 3339 spells offsets to the minute; the zones of the nineteenth century had seconds too.
    assume(moment.utcoffset() % timedelta(minutes=1) == timedelta(0))
    assert to_instant(moment.isoformat()) == moment.timestamp()


@given(st.one_of(st.text(max_size=45), st.floats(), st.integers(), st.none(), st.booleans(), st.lists(st.none())))
def test_whatever_is_taken_for_a_moment_can_be_written_again(value: object) -> None:
    at = to_instant(value)
    assert at is None or (EARLIEST <= at <= LATEST and to_rfc3339(at).endswith("Z"))


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("2026-05-04T10:00:00Z", "2026-05-04T10:00:00Z"),
        ("2026-05-04 12:00:00+02:00", "2026-05-04T10:00:00Z"),
        ("2026-05-04T10:00Z", "2026-05-04T10:00:00Z"),
        ("2026-05-04T10:00:00.2504Z", "2026-05-04T10:00:00.250Z"),
        (NOON, "2026-05-04T10:00:00Z"),
        (0, "1970-01-01T00:00:00Z"),
        (-1.5, "1969-12-31T23:59:58.500Z"),
    ],
)
def test_people_and_programs_write_moments_in_many_ways(text: object, spelled: str) -> None:
    at = to_instant(text)
    assert at is not None and to_rfc3339(at) == spelled


@pytest.mark.parametrize(
    "value",
    [
        "2026-05-04", "2026-05-04T10:00:00", "yesterday", "", "1777888800", "2026-13-04T10:00:00Z",
        "2026-05-04T10:00:00Z" + " " * 40, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
        True, float("nan"), float("inf"), 10**400, -(10**12), {}, None,
    ],
)  # fmt: skip
def test_what_is_no_moment_between_the_years_1_and_9999_is_none(value: object) -> None:
    assert to_instant(value) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-04t09:00:00z", 1_777_885_200.0),
        ("2016-12-31T23:59:60Z", 1_483_228_800.0),
        ("2017-01-01T00:59:60.5+01:00", 1_483_228_800.5),
        ("2016-12-31T22:59:60Z", None),
        ("2016-12-31T23:59:61Z", None),
        ("9999-12-31T23:59:60Z", None),
    ],
)
def test_small_letters_and_leap_seconds_are_moments(text: str, expected: float | None) -> None:
    assert to_instant(text) == expected


def test_midnight_is_written_alike_everywhere() -> None:
    assert to_rfc3339(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) == "2026-01-01T00:00:00Z"


DEFAULT = policy_for_scope("default")
PARTNERS = policy_for_scope("partners", motions=("partner", "plg"))
DEMO_FORM = policy_for_scope("demo-form", forms=("demo",))
PARTNER_FORM = policy_for_scope("partner-form", motions=("partner",), forms=("demo", "contact"))
LIVE = (DEFAULT, PARTNERS, DEMO_FORM, PARTNER_FORM)


@pytest.mark.parametrize(
    ("motion", "form", "chosen"),
    [
        (None, None, "default"),
        ("inbound", "other", "default"),
        ("partner", None, "partners"),
        ("plg", "other", "partners"),
        ("inbound", "demo", "demo-form"),
        (None, "demo", "demo-form"),
        ("partner", "demo", "partner-form"),
        ("partner", "contact", "partner-form"),
        ("plg", "demo", "demo-form"),
        (["partner"], 7, "default"),
    ],
)
@pytest.mark.parametrize("live", [LIVE, LIVE[::-1]], ids=["as published", "backwards"])
def test_the_policy_whose_scope_says_most_decides(live: tuple, motion: object, form: object, chosen: str) -> None:
    policy = policy_for(live, motion=motion, form=form)
    assert policy is not None and policy.name == chosen


def test_a_lead_in_no_scope_has_no_policy() -> None:
    assert policy_for((PARTNERS, DEMO_FORM), motion="inbound", form="other") is None
    assert policy_for((), motion=None, form=None) is None


@pytest.mark.parametrize(
    ("origins", "origin", "admitted"),
    [
        ((), None, True),
        ((), "https://a.example", False),
        (("https://a.example",), "https://a.example", True),
        (("https://a.example",), "http://a.example", False),
        (("https://a.example",), "https://a.example.evil.example", False),
        (("https://a.example",), "https://sub.a.example", False),
        (("https://a.example",), "null", False),
        (("https://a.example",), "", False),
        (("*",), "https://b.example", True),
        (("https://a.example", "*"), "null", True),
    ],
)
def test_a_form_is_posted_by_its_own_pages_and_by_programs(origins: tuple, origin: str | None, admitted: bool) -> None:
    assert admits(Form("demo", origins=origins), origin) is admitted


@pytest.mark.parametrize(
    ("expires_at", "revoked", "valid"),
    [(None, False, True), (NOON + 1, False, True), (NOON, False, False), (NOON - 1, False, False), (None, True, False)],
)
def test_a_key_opens_until_it_expires_or_is_revoked(expires_at: float | None, revoked: bool, valid: bool) -> None:
    assert is_valid(Key("d", "n", (Scope.INTAKE,), expires_at, revoked), NOON) is valid


def test_a_digest_does_not_hold_the_secret() -> None:
    digests = {digest_of(secret) for secret in ("lg_a", "lg_b", "lg_\ud800")}
    assert len(digests) == 3 and all(len(digest) == 64 and "lg_" not in digest for digest in digests)
