"""Rates: counts against limits say what they should, never less for more posts, and refuse nothing below a limit."""

from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.abuse import THRESHOLD, WEIGHTS
from leadgate.domain.network import network_of
from leadgate.domain.quarantine import Sign
from leadgate.domain.rates import (
    ADDRESS_SECONDS,
    FORM_SECONDS,
    NO_LIMITS,
    Counts,
    Limits,
    signs_of_rates,
    wait_of_rates,
    window_of,
)
from leadgate.domain.repeated_text import LONG_ANSWER, LONG_MESSAGE, text_to_compare
from tests.fakes.time import NOON

COUNTS = st.builds(Counts, *[st.integers(0, 5_000)] * 3)
LIMITS = st.builds(Limits, *[st.none() | st.integers(1, 5_000)] * 6)
MOMENTS = st.floats(0, 4e9, allow_nan=False)


def points(counts: Counts, limits: Limits) -> int:
    return sum(WEIGHTS[sign][0] for sign in signs_of_rates(counts, limits))


RATES = [
    (Counts(20, 300, 2), []),
    (Counts(21, 0, 0), [Sign.BUSY_ADDRESS]),
    (Counts(100, 301, 0), [Sign.BUSY_ADDRESS, Sign.BUSY_FORM]),
    (Counts(101, 0, 3), [Sign.ADDRESS_FLOOD, Sign.SHARED_TEXT]),
]


@pytest.mark.parametrize(("counts", "signs"), RATES)
def test_counts_above_a_limit_are_signs(counts: Counts, signs: list[Sign]) -> None:
    assert signs_of_rates(counts, Limits()) == signs


def test_rates_alone_hold_nobody_back_below_a_hundred_posts_from_one_address() -> None:
    assert points(Counts(100, 3_000, 2), Limits()) < THRESHOLD <= points(Counts(101), Limits())


@given(COUNTS, COUNTS, LIMITS)
def test_more_posts_never_look_better(first: Counts, more: Counts, limits: Limits) -> None:
    both = Counts(**{name: value + asdict(more)[name] for name, value in asdict(first).items()})
    assert points(both, limits) >= points(first, limits)
    if wait_of_rates(first, limits, NOON) is not None:
        assert wait_of_rates(both, limits, NOON) is not None


@given(COUNTS, LIMITS, MOMENTS)
def test_nothing_is_refused_unless_a_limit_that_is_set_is_passed(counts: Counts, limits: Limits, now: float) -> None:
    over = [
        limit is not None and count > limit
        for count, limit in (
            (counts.of_address, limits.per_address_refused),
            (counts.of_form, limits.per_form_refused),
        )
    ]
    wait = wait_of_rates(counts, limits, now)
    assert (wait is not None) == any(over)
    assert wait is None or 1 <= wait <= (ADDRESS_SECONDS if over[0] else FORM_SECONDS)


@given(COUNTS, MOMENTS)
def test_without_limits_nothing_is_said_and_nothing_refused(counts: Counts, now: float) -> None:
    assert not signs_of_rates(counts, NO_LIMITS)
    assert wait_of_rates(counts, NO_LIMITS, now) is None


@given(st.sampled_from([field.name for field in fields(Limits)]), COUNTS)
def test_a_limit_that_is_not_looked_at_says_no_more_than_one_that_is(name: str, counts: Counts) -> None:
    without: Limits = replace(Limits(), **{name: None})
    assert points(counts, without) <= points(counts, Limits())


def test_who_is_refused_may_post_again_when_the_window_is_over() -> None:
    begun = NOON + 30.5
    assert wait_of_rates(Counts(of_form=3_001), Limits(), begun) == 30
    assert wait_of_rates(Counts(301, 3_001), Limits(), begun) == 570
    assert window_of(ADDRESS_SECONDS, begun + 570) == window_of(ADDRESS_SECONDS, begun) + ADDRESS_SECONDS


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.10", "203.0.113.10"),
        ("::ffff:203.0.113.10", "203.0.113.10"),
        ("2001:db8:1:2::1", "20010db800010002"),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "20010db800010002"),
        ("2001:db8:1:3::1", "20010db800010003"),
        ("fe80::1%eth0", "fe80000000000000"),
        (None, None),
        ("", None),
        ("test-invoke-source-ip", None),
        ("203.0.113.10, 198.51.100.7", None),
        ("203.0.113.010", None),
        ("٢٠٣.0.113.10", None),
        ("1" * 10_000, None),
    ],
)
def test_a_network_is_what_one_office_has_for_itself(address: str | None, network: str | None) -> None:
    assert network_of(address) == network


PITCH = "We have the best prices for your web site and 100 links"


@pytest.mark.parametrize(
    "same",
    [
        "we have the  best PRICES for your web-site and 250 links!",
        "WE HAVE THE BEST PRICES FOR YOUR WEB SITE AND LINKS",
        "Ｗｅ have the best prices for your web site and links",
        "We ha\u200bve the best prices for your web\u00a0site\nand 100 links",
    ],
)
def test_a_text_is_the_same_in_other_capitals_digits_signs_and_spaces(same: str) -> None:
    assert text_to_compare({"answers.message": same}) == text_to_compare({"answers.message": PITCH}) is not None


WORD = "ab " * 100
TEXTS: list[tuple[str, dict[str, Any], bool]] = [
    ("nothing", {}, False),
    ("a short message", {"answers.message": "Hi! Please call me back: +49 30 901820 901820 901820"}, False),
    ("just short", {"answers.message": "a" * (LONG_MESSAGE - 1)}, False),
    ("just long", {"answers.message": "a" * LONG_MESSAGE}, True),
    ("just short between spaces", {"answers.message": "a 1 " * (LONG_MESSAGE - 1)}, False),
    ("digits and signs alone", {"answers.message": "1234567890 !?" * 50}, False),
    ("an answer that may be a choice", {"answers.when": "a" * (LONG_ANSWER - 1)}, False),
    ("a long answer", {"answers.when": "a" * LONG_ANSWER}, True),
    ("choices of a list", {"answers.tools": [WORD, WORD]}, False),
    ("numbers and boxes", {"answers.a": 1, "answers.b": True, "answers.message": 12.5}, False),
    ("names, however long", {"person.full_name": WORD, "company.name": WORD}, False),
    ("a text in another alphabet", {"answers.message": "я хочу купить вашу программу для нашей фирмы завтра"}, True),
]


@pytest.mark.parametrize(("facts", "compared"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_only_what_somebody_wrote_at_length_is_compared(facts: dict[str, Any], compared: bool) -> None:
    assert (text_to_compare(facts) is not None) == compared


def test_beside_a_long_message_answers_make_no_difference() -> None:
    texts = {text_to_compare({"answers.message": PITCH, "answers.why": "ab " * n}) for n in (10, 50, 90)}
    assert len(texts) == 1
    assert text_to_compare({"answers.message": "Hi", "answers.why": WORD}) == WORD.strip()


@given(st.dictionaries(st.sampled_from(["answers.message", "answers.a", "answers.b"]), st.text(max_size=300)))
def test_any_text_can_be_compared_and_comes_out_the_same_in_capitals(facts: dict[str, str]) -> None:
    found = text_to_compare(facts)
    assert found is None or found == text_to_compare(dict(reversed(facts.items())))
