"""A delivery is taken when its source signed it lately with the connection's secret, and in no other case."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.sources.posts import Delivery, Unverified
from leadgate.contracts.sources.registry import SOURCES
from leadgate.domain.connection import Connection
from tests.builders.deliveries import WINDOWS, connection, delivery, sample, secret_of, signed, with_key
from tests.fakes.time import NOON

MINUTE = 60
GOOD = {
    "typeform": "typeform.response", "tally": "tally.response", "webflow": "webflow.submission",
    "hubspot": "hubspot.contacts", "calendly": "calendly.booked", "calcom": "calcom.booked", "meta": "meta.leads",
    "linkedin": "linkedin.created", "segment": "segment.identify", "intercom": "intercom.contact",
    "formbricks": "formbricks.finished", "generic": "generic.lead",
}  # fmt: skip


def verdict(source: str, given_: Delivery, secret: str | None = None, **settings: object) -> str | None:
    """Give the reason of a refusal, or None when the delivery is taken."""
    try:
        SOURCES[source].verify(given_, connection(source, **settings), secret_of(source) if secret is None else secret)
    except Unverified as refused:
        return refused.reason
    return None


def test_every_source_has_an_adapter_under_its_own_name() -> None:
    assert set(SOURCES) == {*GOOD, "google-ads", "fillout"}
    assert all(name == source.name for name, source in SOURCES.items())


@pytest.mark.parametrize("source", GOOD)
def test_a_good_signature_is_taken(source: str) -> None:
    assert verdict(source, signed(source, sample(GOOD[source]))) is None


@pytest.mark.parametrize("source", GOOD)
def test_one_other_byte_in_the_body_is_refused(source: str) -> None:
    posted = signed(source, sample(GOOD[source]))
    assert verdict(source, replace(posted, body=posted.body + b" ")) == "wrong_signature"


@pytest.mark.parametrize("source", GOOD)
def test_the_signature_of_another_secret_is_refused(source: str) -> None:
    other = "whsec_b3RoZXI=" if source in ("formbricks", "generic") else "other"
    assert verdict(source, signed(source, sample(GOOD[source]), secret=other)) == "wrong_signature"


@pytest.mark.parametrize("source", GOOD)
def test_without_a_signature_only_an_unsigned_connection_takes_it(source: str) -> None:
    posted = delivery(sample(GOOD[source]))
    assert verdict(source, posted) == "unsigned"
    assert verdict(source, posted, unsigned=True) is None


@pytest.mark.parametrize("source", GOOD)
def test_an_unsigned_connection_with_a_secret_still_refuses_a_wrong_signature(source: str) -> None:
    posted = signed(source, sample(GOOD[source]))
    assert verdict(source, replace(posted, body=b"{}"), unsigned=True) == "wrong_signature"


@pytest.mark.parametrize("source", GOOD)
@pytest.mark.parametrize("secret", ["", "whsec_"])
def test_an_empty_secret_never_verifies(source: str, secret: str) -> None:
    posted = signed(source, sample(GOOD[source]), secret="")
    if secret == "" or source in ("formbricks", "generic"):
        assert verdict(source, posted, secret) == "no_secret"


@pytest.mark.parametrize(("source", "minutes"), WINDOWS.items())
def test_a_replay_is_refused_once_its_window_has_passed(source: str, minutes: int) -> None:
    posted = signed(source, sample(GOOD[source]))
    for seconds, expected in ((-1, None), (0, None), (1, "too_old")):
        at = NOON + minutes * MINUTE + seconds
        assert verdict(source, replace(posted, received_at=at)) == expected
    assert verdict(source, signed(source, sample(GOOD[source]), at=NOON + minutes * MINUTE + 1)) == "too_old"


@pytest.mark.parametrize(
    ("source", "header"),
    [("webflow", "x-webflow-timestamp"), ("hubspot", "x-hubspot-request-timestamp"), ("generic", "webhook-timestamp")],
)
@pytest.mark.parametrize("moment", ["", "now", "-1", "1e9", "9" * 400, "１７７７８８８８００", "1777888800.5"])
def test_a_moment_that_was_not_signed_is_no_moment(source: str, header: str, moment: str) -> None:
    posted = signed(source, sample(GOOD[source]))
    assert verdict(source, replace(posted, headers={**posted.headers, header: moment})) == "wrong_signature"


def test_hubspot_signs_the_address_with_its_own_characters_decoded() -> None:
    posted = signed("hubspot", sample("hubspot.contacts"))
    assert verdict("hubspot", replace(posted, url=posted.url.replace(":", "%3a").replace("/", "%2F"))) is None
    assert verdict("hubspot", replace(posted, url=posted.url + "%20")) == "wrong_signature"
    assert verdict("hubspot", replace(posted, method="PUT")) == "wrong_signature"


def test_calcom_s_word_for_no_secret_is_no_signature() -> None:
    posted = delivery(sample("calcom.booked"), {"x-cal-signature-256": "no-secret-provided"})
    assert verdict("calcom", posted) == "unsigned"
    assert verdict("calcom", posted, unsigned=True) is None


def test_one_of_several_signatures_suffices_while_a_secret_is_changed() -> None:
    posted = signed("generic", sample("generic.lead"))
    both = f"v1,AAAA v2,x {posted.headers['webhook-signature']}"
    assert verdict("generic", replace(posted, headers={**posted.headers, "webhook-signature": both})) is None
    twice = signed("calendly", sample("calendly.booked"))
    header = twice.headers["calendly-webhook-signature"].replace(",", ",v1=00,")
    assert verdict("calendly", replace(twice, headers={"calendly-webhook-signature": header})) is None
    assert verdict("calendly", replace(twice, headers={"calendly-webhook-signature": "v1=" + "0" * 64})) is not None


@pytest.mark.parametrize(
    ("signature", "header"),
    [
        ({"scheme": "hmac-sha256", "header": "X-Sig", "encoding": "hex", "prefix": "sha256="},
         "sha256=" + "a9ea0a4d0f5d0c8b1bd9e7ba55e2ef5fe0e8b3c4c1c9ac4d0f0c0c0c0c0c0c0c"),
        ({"scheme": "hmac-sha256", "header": "X-Sig", "encoding": "base64"}, "AAAA"),
    ],
)  # fmt: skip
def test_a_generic_source_signs_as_its_connection_says(signature: dict[str, str], header: str) -> None:
    body = sample("generic.lead")
    other = "tally" if signature["encoding"] == "base64" else "meta"
    good = next(iter(signed(other, body).headers.values()))
    assert verdict("generic", delivery(body, {"x-sig": good}), "the-secret", signature=signature) is None
    assert verdict("generic", delivery(body, {"x-sig": header}), "the-secret", signature=signature) == "wrong_signature"
    assert verdict("generic", delivery(body), "the-secret", signature=signature) == "unsigned"


@pytest.mark.parametrize(
    "signature",
    [{"scheme": "none"}, {"scheme": "hmac-sha256"}, {"scheme": "hmac-sha256", "header": "x", "encoding": "rot13"}],
)
def test_a_scheme_that_nobody_knows_takes_nothing(signature: dict[str, str]) -> None:
    assert verdict("generic", signed("generic", b"{}"), signature=signature) == "unknown_scheme"


@pytest.mark.parametrize(
    ("key", "secret", "expected"),
    [
        ("the-secret", "the-secret", None), ("The-secret", "the-secret", "wrong_signature"),
        ("", "the-secret", "unsigned"), (None, "the-secret", "unsigned"), (7, "7", "unsigned"),
        ("", "", "unsigned"), ("x", "", "no_secret"), ("schlüssel", "schlüssel", None),
    ],
)  # fmt: skip
def test_google_ads_proves_itself_by_the_key_in_the_body(key: object, secret: str, expected: str | None) -> None:
    assert verdict("google-ads", delivery(with_key(sample("google-ads.lead"), key)), secret) == expected


def test_what_does_not_sign_needs_a_connection_that_says_so() -> None:
    posted = delivery(sample("fillout.submission"))
    assert verdict("fillout", posted) is None
    assert verdict("fillout", posted, unsigned=False) == "unsigned"


ODD = st.one_of(st.text(), st.just("v1," * 5_000), st.just("sha256=" + "é" * 64), st.just("\ud800"))
HEADERS = sorted({name for source in GOOD for name in signed(source, b"{}").headers})


@given(st.sampled_from(sorted(SOURCES)), st.dictionaries(st.sampled_from(HEADERS), ODD), st.binary(), ODD)
def test_no_header_body_or_secret_whatsoever_raises_anything_else(
    source: str, headers: Mapping[str, str], body: bytes, secret: str
) -> None:
    posted = Delivery("POST", "https://é\ud800", {}, headers, body, NOON)
    with pytest.raises(Unverified):
        SOURCES[source].verify(posted, Connection(source, "c1", signature={}), secret)
