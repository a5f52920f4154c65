"""Fields of forms and values of answers: whatever the page calls them, all of it is kept, typed where it can be."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.contact import read_email, read_phone
from leadgate.contracts.form_fields import read_fields, to_lead_body
from leadgate.contracts.lead_body import read_lead_body
from leadgate.contracts.problem import Fault, Problem
from leadgate.contracts.submissions import Stated, read_statement
from leadgate.contracts.typed_facts import typed
from leadgate.domain.form import Form
from leadgate.domain.policy import Fact
from tests.builders.policies import demo_policy
from tests.fakes.time import NOON

FORM = Form("demo", mapping={"Firma": "company.name", "Rolle": "title", "Newsletter": "consent"}, channel="website")
EMAIL = {"email": "vera@firm.example"}


def sorted_in(**fields: object) -> dict[str, Any]:
    body = to_lead_body(EMAIL | fields, FORM).body
    assert body.pop("email") == EMAIL["email"]
    assert body["source"].pop("form") == "demo"
    return body


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"Firma": "Müller"}, {"company": {"name": "Müller"}}),
        ({"company": "Firm"}, {"company": {"name": "Firm"}}),
        ({"company.employees": "12"}, {"company": {"employees": "12"}}),
        ({"company": {"name": "Firm", "crm": "x"}}, {"company": {"name": "Firm", "crm": "x"}}),
        ({"Rolle": "CEO", "phone": "1"}, {"title": "CEO", "phone": "1"}),
        ({"person.title": "CEO", "person.shoe": "42"}, {"title": "CEO", "answers": {"shoe": "42"}}),
        ({"use_case": "routing"}, {"answers": {"use_case": "routing"}}),
        ({"answers": {"use_case": "routing"}}, {"answers": {"use_case": "routing"}}),
        ({"Größe Ihres Teams?": "3"}, {"answers": {"grosse_ihres_teams": "3"}}),
        ({"Straße": "x"}, {"answers": {"strasse": "x"}}),
        ({"TEAM-SIZE": "1", "team size": "2", "team_size": "3"},
         {"answers": {"team_size": "1", "team_size_2": "2", "team_size_3": "3"}}),
        ({"2nd choice": "x"}, {"answers": {"field_2nd_choice": "x"}}),
        ({"会社": "a", "会社名": "b"}, {"answers": {"field_7b3adc9a": "a", "field_1b7d4e3e": "b"}}),
        ({"a": "", "b": None, "c": " "}, {"answers": {"c": " "}}),
        ({"a": ["x", "y"]}, {"answers": {"a": ["x", "y"]}}),
        ({"Newsletter": "on"}, {"consent": {"marketing": True}}),
        ({"Newsletter": "off"}, {"consent": {"marketing": False}}),
        ({"consent.text": "Yes."}, {"consent": {"text": "Yes."}}),
        ({"test": "on"}, {"test": True}),
        ({"test": False}, {"test": False}),
        ({"utm_source": "g", "utm_Campaign-ID": "c"}, {"source": {"utm": {"source": "g", "campaign_id": "c"}}}),
        ({"gclid": "x", "source.page": "/p"}, {"source": {"gclid": "x", "page": "/p"}}),
        ({"source.channel": "ads", "source.motion": "plg", "source.page": "/p"}, {"source": {"page": "/p"}}),
    ],
    ids=range(23),
)  # fmt: skip
def test_a_field_goes_where_its_name_says(fields: dict[str, object], body: dict[str, Any]) -> None:
    made = sorted_in(**fields)
    if "channel" not in body.get("source", {}):
        assert made["source"].pop("channel") == "website"
    if "answers" in body and any(name.startswith("field_7") for name in body["answers"]):
        assert sorted(made["answers"].values()) == ["a", "b"]
        assert all(name.startswith("field_") and len(name) == 14 for name in made["answers"])
    else:
        assert {name: value for name, value in made.items() if value != {}} == body


KNOWN = frozenset({
    "email", "first_name", "last_name", "full_name", "phone", "title", "linkedin_url", "message", "company", "answers",
    "source", "consent", "signals", "anonymous_id", "submitted_at", "test", "gclid", "fbclid", "li_fat_id",
})  # fmt: skip
LABELS = st.text(min_size=1, max_size=30).filter(lambda label: label.casefold() not in {"email"})


@given(st.dictionaries(LABELS, st.text(min_size=1, max_size=5), max_size=12))
def test_no_label_whatsoever_loses_its_value_or_the_lead(fields: dict[str, str]) -> None:
    body = to_lead_body(EMAIL | fields, Form("any")).body
    told = [*body.get("answers", {}).values(), *body["source"].get("utm", {}).values()]
    plain = {name: value for name, value in fields.items() if name not in KNOWN and name.partition(".")[0] not in KNOWN}
    assert Counter(told) >= Counter(value for name, value in plain.items() if not name.startswith("utm_"))
    assert read_lead_body({"email": "vera@firm.example", "answers": body.get("answers", {})}).email


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=20))
def test_an_encoded_form_is_read_as_it_was_written(pairs: list[tuple[str, str]]) -> None:
    fields = read_fields(urlencode(pairs).encode())
    for name in {name for name, _ in pairs}:
        values = [value for other, value in pairs if other == name]
        assert fields[name] == (values[0] if len(values) == 1 else values)
    assert set(fields) == {name for name, _ in pairs}


def test_faults_and_warnings_point_at_the_form_s_own_fields() -> None:
    made = to_lead_body(EMAIL | {"Rolle": 7, "Firma": "x", "Größe": 1}, FORM)
    problem = made.blame(Problem(422, "invalid-body", "x", [Fault("/title", "a"), Fault("/nobody", "b")]))
    assert [fault.pointer for fault in problem.faults] == ["/Rolle", "/nobody"]
    assert (made.field_of("/company/name"), made.field_of("/answers/grosse")) == ("/Firma", "/Größe")


@pytest.mark.parametrize("value", [{"min": 3}, [1, 2], [["a"]], ["x", {"y": 1}]])
def test_an_answer_of_no_known_shape_is_kept_as_text_and_reported(value: Any) -> None:
    made = stated(answers={"n": value, "team_size": value})
    assert all(isinstance(made.facts[name], str) and made.facts[name] for name in ("answers.n", "answers.team_size"))
    assert {warning["pointer"] for warning in made.warnings} >= {"/answers/team_size"}


DECLARED = {
    "answers.n": Fact("answers.n", "int"),
    "answers.x": Fact("answers.x", "num"),
    "answers.b": Fact("answers.b", "bool"),
    "answers.e": Fact("answers.e", "enum", ("Now", "later")),
    "answers.t": Fact("answers.t", "timestamp"),
    "answers.l": Fact("answers.l", "list"),
    "answers.s": Fact("answers.s", "str"),
}


@pytest.mark.parametrize(
    ("name", "value", "read", "good"),
    [
        ("n", 12, 12, True), ("n", 12.0, 12.0, True), ("n", " 12 ", 12, True), ("n", "-3", -3, True),
        ("n", "+3", 3, True), ("n", "12.5", "12.5", False), ("n", 12.5, 12.5, False), ("n", "1,000", "1,000", False),
        ("n", "1e3", "1e3", False), ("n", "", "", False), ("n", True, True, False), ("n", ["1"], ["1"], False),
        ("n", "9" * 18, int("9" * 18), True), ("n", "9" * 5000, "9" * 5000, False),
        ("x", "12", 12, True), ("x", "12.50", 12.5, True), ("x", "12,5", "12,5", False), ("x", "nan", "nan", False),
        ("b", "YES", True, True), ("b", "off", False, True), ("b", "0", False, True), ("b", 1, 1, False),
        ("b", "ja", "ja", False), ("e", "now", "Now", True), ("e", " LATER", "later", True),
        ("e", "never", "never", False), ("e", 1, 1, False), ("t", "2026-05-04T10:00:00Z", "2026-05-04T10:00:00Z", True),
        ("t", "tomorrow", "tomorrow", False), ("l", ["a"], ["a"], True), ("l", "a", ["a"], True), ("l", 1, 1, False),
        ("s", "x", "x", True), ("s", 1, 1, False), ("unknown", "kept", "kept", True),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_fact_s_type_or_kept_and_reported(name: str, value: Any, read: Any, good: bool) -> None:
    kept, wrong = typed(f"answers.{name}", value, DECLARED)
    assert (kept, type(kept)) == (read, type(read))
    assert (wrong is None) is good
    assert wrong is None or (wrong.startswith("is not ") and wrong.endswith("it is kept, and counts as unknown"))


def test_a_wrong_choice_is_told_the_right_ones() -> None:
    assert typed("answers.e", "never", DECLARED)[1] == "is not one of Now, later; it is kept, and counts as unknown"


@given(st.one_of(st.text(max_size=20), st.integers(), st.floats(allow_nan=False), st.booleans()))
def test_a_converted_value_is_of_its_type_and_converting_it_again_changes_nothing(value: Any) -> None:
    for name in DECLARED:
        kept, wrong = typed(name, value, DECLARED)
        assert typed(name, kept, DECLARED) == (kept, wrong)


@pytest.mark.parametrize(
    ("raw", "country", "number"),
    [
        ("+49 30 901820", None, "+4930901820"),
        ("030 901820", "DE", "+4930901820"),
        ("030 901820", "de", "+4930901820"),
        ("030 901820", "Germany", None),
        ("030 901820", None, None),
        ("(650) 253-0000", "US", "+16502530000"),
        ("+49 1", None, None),
        ("call me", "DE", None),
        ("", "DE", None),
        ("1" * 500, "DE", None),
        ("030 901820", 49, None),
    ],
)
def test_a_phone_number_is_read_or_it_is_none(raw: str, country: object, number: str | None) -> None:
    assert read_phone(raw, country) == number


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_value_error(raw: str) -> None:
    try:
        address = read_email(raw)
    except ValueError as wrong:
        assert str(wrong).startswith("is no e-mail address")
    else:
        assert read_email(address) == address
        assert address.rpartition("@")[2].isascii()


def stated(**body: Any) -> Stated:
    return read_statement(read_lead_body(EMAIL | body), is_demo=True, declared=demo_policy().facts, now=NOON)


def test_a_body_becomes_facts_by_their_full_names_and_the_post_itself_a_signal() -> None:
    made = stated(
        title="CEO",
        message="Hello",
        company={"employees": "240", "crm": "x"},
        source={"page": "/pricing", "utm": {"source": "g", "utm_medium": "m"}, "partner": {"id": "p"}, "gclid": "c"},
    )
    assert made.facts == {
        "email.address": "vera@firm.example", "email.domain": "firm.example", "person.title": "CEO",
        "answers.message": "Hello", "company.employees": 240, "company.crm": "x", "source.page": "/pricing",
        "source.utm_source": "g", "source.utm_medium": "m", "source.partner_id": "p", "source.gclid": "c",
    }  # fmt: skip
    assert made.signals == ({"type": "demo_request", "at": NOON, "page": "/pricing"},)
    assert made.warnings == ()


@pytest.mark.parametrize(
    ("submitted_at", "at", "warned"),
    [(None, NOON, False), (NOON - 60, NOON - 60, False), (NOON + 299, NOON, False), (NOON + 301, NOON, True)],
)
def test_a_post_was_stated_when_it_says_but_never_after_it_arrived(
    submitted_at: float | None, at: float, warned: bool
) -> None:
    made = stated(submitted_at=submitted_at)
    assert (made.stated_at, made.signals[-1]["at"]) == (at, at)
    assert [warning["pointer"] for warning in made.warnings] == (["/submitted_at"] if warned else [])


def test_signals_keep_what_was_said_of_them_and_their_moment_as_an_instant() -> None:
    made = stated(signals=[{"type": "page_view", "page": "/", "at": "2026-05-04T10:00:00Z"}, {"type": "download"}])
    assert made.signals[:2] == ({"type": "page_view", "page": "/", "at": NOON}, {"type": "download"})


def test_consent_without_a_moment_was_given_with_the_post() -> None:
    assert stated(consent={"marketing": True}).consent == {"marketing": True, "at": "2026-05-04T10:00:00Z"}
    assert stated(consent={"marketing": False, "at": 0}).consent == {"marketing": False, "at": "1970-01-01T00:00:00Z"}
    assert stated().consent == {}
