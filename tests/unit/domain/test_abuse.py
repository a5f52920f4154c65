"""Evidence against a post: each sign is seen, weighs what it should, and never adds up to less."""

from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.domain.abuse import (
    THRESHOLD,
    WEIGHTS,
    FormReturn,
    Suspicion,
    spare,
    suspicion_of,
    to_document,
)
from leadgate.domain.quarantine import Evidence, Sign

ADA: dict[str, Any] = {"email.address": "ada@firm.example", "person.full_name": "Ada Obi"}


def signs(facts: dict[str, Any] | None = None, **how: Any) -> list[str]:
    return [found.sign.value for found in suspicion_of(ADA | (facts or {}), **how).evidence]


def returned(**values: Any) -> FormReturn:
    return FormReturn(**{"min_seconds": 2} | values)


MESSAGES = [
    ("a question", "Do you have an API? We answer 40 leads a day, see https://firm.example/about", []),
    ("two links", "https://firm.example and http://firm.example/team", []),
    ("three links", "http://a.example http://b.example www.c.example", ["many_links"]),
    ("three links run together", "http://a.examplehttp://b.examplehttp://c.example", ["many_links"]),
    ("a shortener", "look: https://bit.ly/3xYz", ["hidden_link"]),
    ("a shortener without a scheme", "look: bit.ly/3xYz.", ["hidden_link"]),
    ("a shortener behind a user and a port", "https://firm.example@bit.ly:443/x", ["hidden_link"]),
    ("a shortener in wide letters", "ｈｔｔｐｓ：／／ｂｉｔ．ｌｙ／x", ["hidden_link"]),
    ("a shortener with an ideographic stop", "https://bit。ly/x", ["hidden_link"]),
    ("a shortener with a one dot leader", "https://bit․ly/x", ["hidden_link"]),
    ("a shortener cut by invisible characters", "ht\u200btps://bi\u00adt.l\u2060y/x", ["hidden_link"]),
    ("a host in two alphabets", "https://p\u0430ypal.example/login", ["hidden_link"]),
    ("a host in two alphabets, encoded", "https://xn--pypal-4ve.example/login", ["hidden_link"]),
    ("a host that is encoded wrongly", "https://xn--а.example xn--9999999999999999999 https://xn--.example", []),
    ("a host in one alphabet that is not ours", "https://пример.example/", []),
    ("a host with an umlaut", "https://müller.example/", []),
    ("a script", "Hi <script>alert(1)</script>", ["markup"]),
    ("a script in capitals and wide brackets", "Hi ＜SCRIPT src=x＞", ["markup"]),
    ("a picture that is not closed", "Hi <img/src=x onerror=alert(1)>", ["markup"]),
    ("a link of a forum", "[URL=http://a.example]pills[/URL]", ["markup"]),
    ("a script as a link", "javascript:alert(1)", ["markup"]),
    ("what an editor writes", "<p>We <b>need</b> it<br></p>", []),
    ("an address in brackets", "Write to Ada <ada@firm.example>", []),
    ("less than", "we have a <b and c> d, x<a, y >2", []),
    ("nothing but brackets", "<<<<>>>>", []),
    ("half a scheme", "://", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in MESSAGES], ids=[case[0] for case in MESSAGES])
def test_a_message_shows_what_spam_does(text: str, expected: list[str]) -> None:
    assert signs({"answers.message": text}) == expected


FACTS = [
    ("nobody special", {}, []),
    ("names that look mashed are names", {"person.full_name": "Xzqj Ng", "person.first_name": "asdfgh"}, []),
    ("a link in a name", {"person.first_name": "Win http://a.example"}, ["link_in_name"]),
    ("a host as the company's name", {"company.name": "www.firm.example"}, ["link_in_name"]),
    ("a company called like a host", {"company.name": "Firm.io"}, []),
    ("markup in a name", {"person.last_name": "<a href=x>"}, ["markup"]),
    ("markup in an answer of several parts", {"answers.tools": ["crm", "<iframe src=x>"]}, ["markup"]),
    ("links where links belong", {"company.website": "https://bit.ly/x", "source.page": "https://bit.ly/x"}, []),
    ("first and full name alike", {"person.first_name": "Madonna", "person.full_name": "Madonna"}, []),
    (
        "one text in three fields",
        {"person.first_name": "Buy pills", "person.last_name": "buy pills ", "answers.message": "Buy Pills"},
        ["repeated_text"],
    ),
    ("the same choice three times", {"answers.a": "not sure", "answers.b": "not sure", "answers.c": "not sure"}, []),
    ("a short word three times", {"person.title": "none", "answers.message": "none", "answers.b": "none"}, []),
    ("numbers and yes-or-no", {"answers.a": 12, "answers.b": True, "answers.c": 12.5}, []),
    ("a role", {"email.address": "Info+web@firm.example"}, ["role_address"]),
    ("a person who is called like a role", {"email.address": "infolea@firm.example"}, []),
    ("no address at all", {"email.address": ""}, []),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), [case[1:] for case in FACTS], ids=[case[0] for case in FACTS])
def test_facts_show_what_spam_does(facts: dict[str, Any], expected: list[str]) -> None:
    assert signs(facts) == expected


RETURNS = [
    ("a person", {"elapsed_ms": 41_200, "honeypot": ""}, []),
    ("no script on the page", {}, []),
    ("an empty time", {"elapsed_ms": ""}, []),
    ("as text", {"elapsed_ms": " 2000 "}, []),
    ("just too fast", {"elapsed_ms": 1_999.9}, ["too_fast"]),
    ("too fast as text", {"elapsed_ms": "0"}, ["too_fast"]),
    ("fast, and the form has no least time", {"elapsed_ms": 0, "min_seconds": 0}, []),
    ("a tab that was open for a month", {"elapsed_ms": 30 * 86_400_000}, []),
    ("before it was opened", {"elapsed_ms": -1}, ["impossible_timing"]),
    ("the time of day", {"elapsed_ms": 1_777_885_200_000}, ["impossible_timing"]),
    ("too many digits", {"elapsed_ms": "9" * 5_000}, ["impossible_timing"]),
    ("a huge integer", {"elapsed_ms": 10**400}, ["impossible_timing"]),
    ("not a number", {"elapsed_ms": "NaN"}, ["impossible_timing"]),
    ("really not a number", {"elapsed_ms": float("nan")}, ["impossible_timing"]),
    ("endless", {"elapsed_ms": float("inf")}, ["impossible_timing"]),
    ("with an exponent", {"elapsed_ms": "1e3"}, ["impossible_timing"]),
    ("digits of another script", {"elapsed_ms": "٣٠٠٠٠"}, ["impossible_timing"]),
    ("yes", {"elapsed_ms": True}, ["impossible_timing"]),
    ("several times", {"elapsed_ms": ["5000", "5000"]}, ["impossible_timing"]),
    ("an object", {"elapsed_ms": {"ms": 5000}}, ["impossible_timing"]),
    ("the honeypot", {"honeypot": "https://a.example"}, ["honeypot_filled"]),
    ("a number in the honeypot", {"honeypot": 0}, ["honeypot_filled"]),
    ("yes in the honeypot", {"honeypot": True}, ["honeypot_filled"]),
    ("a list in the honeypot", {"honeypot": ["", "x"]}, ["honeypot_filled"]),
    ("an object in the honeypot", {"honeypot": {"a": None}}, ["honeypot_filled"]),
    ("an honeypot repeated and empty", {"honeypot": ["", None, []]}, []),
    ("a box without a tick", {"honeypot": False}, []),
    ("spaces", {"honeypot": " \t\n"}, []),
    ("an empty object", {"honeypot": {}}, []),
]


@pytest.mark.parametrize(("values", "expected"), [case[1:] for case in RETURNS], ids=[case[0] for case in RETURNS])
def test_a_form_that_comes_back_oddly_is_noticed(values: dict[str, Any], expected: list[str]) -> None:
    assert signs(returned=returned(**values)) == expected


def test_only_what_no_person_does_is_enough_by_itself() -> None:
    enough = [sign for sign, (points, _) in WEIGHTS.items() if Suspicion((Evidence(sign, points),)).is_quarantined]
    assert enough == [Sign.HONEYPOT_FILLED, Sign.ADDRESS_FLOOD, Sign.CAPTCHA_REFUSED]


def test_two_medium_signs_are_enough_and_a_medium_with_a_weak_one_is_not() -> None:
    fast = returned(elapsed_ms=5)
    assert suspicion_of(ADA, is_disposable=True, returned=fast).is_quarantined
    assert not suspicion_of(ADA | {"email.address": "info@firm.example"}, returned=fast).is_quarantined


def test_every_sign_has_a_weight_and_says_why() -> None:
    assert set(WEIGHTS) == set(Sign)
    assert all(0 < points <= THRESHOLD and says for points, says in WEIGHTS.values())


@pytest.mark.parametrize("by", ["allow_list", "server"])
def test_whoever_is_spared_is_never_quarantined_and_the_evidence_stays(by: Any) -> None:
    worst = Suspicion(tuple(Evidence(sign, points) for sign, (points, _) in WEIGHTS.items()))
    assert not spare(worst, by).is_quarantined
    assert spare(worst, by).points == worst.points
    assert to_document(spare(worst, by))["spared"] == by


def test_what_is_told_of_evidence_holds_nothing_of_the_post() -> None:
    found = suspicion_of(
        ADA | {"answers.message": "SECRETWORD https://bit.ly/SECRETPATH"}, returned=returned(honeypot="SECRETFIELD")
    )
    told = str(to_document(found))
    assert found.points == 150
    assert "SECRET" not in told and "ada" not in told.lower().split("'")


FREE_TEXT = st.text(max_size=60) | st.sampled_from([case[1] for case in MESSAGES])
VALUES = FREE_TEXT | st.integers() | st.floats() | st.booleans() | st.lists(FREE_TEXT, max_size=3)
NAMES = st.sampled_from(["email.address", "person.full_name", "person.title", "company.name", "answers.message"])
FACT_MAPS = st.dictionaries(NAMES | st.sampled_from(["answers.a", "answers.b", "answers.c"]), VALUES)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | FREE_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
RETURNED = st.builds(FormReturn, ANYTHING, ANYTHING, st.floats(0, 3600))


@given(FACT_MAPS, FACT_MAPS, RETURNED, st.booleans())
def test_more_that_speaks_against_a_post_never_makes_it_less_suspicious(
    facts: dict[str, Any], more: dict[str, Any], returned: FormReturn, is_disposable: bool
) -> None:
    some = suspicion_of(facts)
    every = suspicion_of(more | facts, is_disposable=is_disposable, returned=returned)
    assert set(some.evidence) <= set(every.evidence)
    assert every.points >= some.points
    assert every.is_quarantined or not some.is_quarantined


@given(FACT_MAPS, RETURNED)
def test_the_same_post_is_always_as_suspicious(facts: dict[str, Any], returned: FormReturn) -> None:
    assert suspicion_of(facts, returned=returned) == suspicion_of(dict(reversed(facts.items())), returned=returned)


HOSTILE = [
    "<" * 10_000, "</a" * 3_333, "://" * 3_333, "http://" * 1_428, "www." * 2_500, "\u0301" * 10_000,
    "\u0323\u0301" * 5_000, "\ufdfa" * 10_000, "\u200b" * 10_000, "a\u0430." * 3_333, "@" * 10_000, "[url=" * 2_000,
    "http://xn--" + "9z" * 4_990, "https://xn--" + "a" * 200 + "-" + "z" * 9_000,
    " " * 10_000, "." * 10_000, "http://" + "a" * 9_990, "\U0001f468\u200d" * 5_000, "ß" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_read_in_a_moment(text: str) -> None:
    facts = ADA | {"answers.message": text, "person.full_name": text[:500], "answers.a": text, "answers.b": [text]}
    best = min(_seconds(facts) for _ in range(3))
    # Three texts of 10,000 characters; what grows with the square of that would take many seconds.
    assert best < 1


def _seconds(facts: dict[str, Any]) -> float:
    start = perf_counter()
    suspicion_of(facts)
    return perf_counter() - start
