"""A field is recognised by its type, then by the owner's mapping, then by what people call it in their language."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgate.contracts.lead_body import read_lead_body
from leadgate.contracts.sources.labels import place_of
from leadgate.contracts.sources.posts import LeadPost, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.domain.connection import Connection

ADA = Field("Email", "ada@firm.example")


def body(*fields: Field, **mapping: str) -> dict[str, Any]:
    post = lead_post(Connection("tally", "c1", mapping=mapping), "k", fields, Context())
    assert isinstance(post, LeadPost)
    return dict(post.body)


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("Work email", "email"), ("Geschäftliche E-Mail", "email"), ("  E-MAIL *", "email"), ("Courriel", "email"),
        ("Correo electrónico", "email"), ("Your email address (required)", "email"), ("email_address", "email"),
        ("Indirizzo e-mail", "email"), ("E-mailadres", "email"), ("What is your work email?", "email"),
        ("First name", "first_name"), ("Prénom", "first_name"), ("Vorname", "first_name"), ("Nombre", "first_name"),
        ("Last Name", "last_name"), ("Nachname", "last_name"), ("Nom de famille", "last_name"),
        ("Apellidos", "last_name"), ("Name", "full_name"), ("Nom complet", "full_name"),
        ("Telefonnummer", "phone"), ("Téléphone portable", "phone"), ("Móvil", "phone"), ("Phone number", "phone"),
        ("Job title", "title"), ("Cargo", "title"), ("Fonction", "title"), ("Ihre Position", "title"),
        ("Company", "company.name"), ("Entreprise", "company.name"), ("Empresa", "company.name"),
        ("Unternehmen", "company.name"), ("FIRMA", "company.name"), ("Società", "company.name"),
        ("Company size", "company.employees"), ("Unternehmensgröße", "company.employees"),
        ("Taille de l’entreprise", "company.employees"), ("Número de empleados", "company.employees"),
        ("Team size", "answers.team_size"), ("Größe des Teams", "answers.team_size"),
        ("Country", "company.country"), ("Land", "company.country"), ("Pays", "company.country"),
        ("Message", "message"), ("Nachricht", "message"), ("Mensaje", "message"),
        ("LinkedIn profile", "linkedin_url"), ("Website", "company.website"), ("Branche", "company.industry"),
        ("Email of your manager", None), ("How many emails do you send?", None), ("", None), ("***", None),
        ("会社", None), ("Company colour", None),
    ],
)  # fmt: skip
def test_a_common_label_is_known_in_any_case_and_several_languages(label: str, place: str | None) -> None:
    assert place_of(label) == place


@given(st.text(max_size=400))
def test_any_label_has_a_place_or_none(label: str) -> None:
    assert place_of(label) is None or isinstance(place_of(label), str)


def test_the_type_comes_before_the_mapping_and_the_mapping_before_the_label() -> None:
    typed = Field("How do we reach you?", "ada@firm.example", ("q1",), "email")
    assert body(typed, q1="answers.reach")["email"] == "ada@firm.example"
    made = body(ADA, Field("Company", "Example GmbH", ("q2",)), q2="answers.employer")
    assert made["answers"] == {"employer": "Example GmbH"}
    assert "company" not in made


def test_of_several_addresses_the_one_that_the_owner_named_is_the_lead_s() -> None:
    fields = (Field("Friend", "b@firm.example", ("q1",), "email"), Field("Me", "a@firm.example", ("q2",)))
    assert body(*fields)["email"] == "b@firm.example"
    made = body(*fields, q2="email")
    assert (made["email"], made["answers"]) == ("a@firm.example", {"friend": "b@firm.example"})


def test_what_is_no_address_does_not_stand_in_the_way_of_one() -> None:
    made = body(Field("Email", "none"), Field("Work email", " ada@firm.example "))
    assert (made["email"], made["answers"]) == ("ada@firm.example", {"email": "none"})


def test_no_answer_is_lost_when_two_fields_claim_a_place() -> None:
    made = body(ADA, Field("Company", "One"), Field("Firma", "Two"), Field("firma!", "Three"), Field("Phone", True))
    assert made["company"] == {"name": "One"}
    assert made["answers"] == {"firma": "Two", "firma_2": "Three", "phone": True}


@pytest.mark.parametrize(
    ("field", "place", "made"),
    [
        (Field("x", "yes"), "consent.marketing", {"consent": {"marketing": True}}),
        (Field("x", "off"), "consent", {"consent": {"marketing": False}}),
        (Field("x", "perhaps"), "consent", {"answers": {"x": "perhaps"}}),
        (Field("x", True), "test", {"test": True}),
        (Field("x", "soon"), "submitted_at", {"answers": {"x": "soon"}}),
        (Field("x", {"a": 1}), "source.utm", {"answers": {"x": '{"a": 1}'}}),
        (Field("x", "plg"), "source.motion", {"source": {"motion": "plg"}}),
        (Field("x", "sideways"), "source.motion", {"answers": {"x": "sideways"}}),
        (Field("x", 7), "signals", {"answers": {"x": 7}}),
        (Field("x", 7), "nowhere.at.all", {"answers": {"x": 7}}),
        (Field("x", 4_930_901_820), "phone", {"phone": "4930901820"}),
        (Field("x", ["a", "b"]), "title", {"title": "a, b"}),
        (Field("x", ["10-50"]), "company.employees", {"company": {"employees": "10-50"}}),
        (Field("x", "acme"), "company.Parent Company", {"company": {"parent_company": "acme"}}),
        (Field("x", "g"), "utm_Source", {"source": {"utm": {"source": "g"}}}),
        (Field("x", "g"), "gclid", {"source": {"gclid": "g"}}),
        (Field("x", "i" * 600), "title", {"title": "i" * 500}),
    ],
)
def test_a_value_stands_where_it_may_and_else_among_the_answers(field: Field, place: str, made: dict[str, Any]) -> None:
    found = body(ADA, field, x=place)
    assert {name: value for name, value in found.items() if name != "email"} == made
    assert read_lead_body(found)


def test_hidden_fields_of_attribution_go_to_the_source() -> None:
    made = body(ADA, *(Field(name, "v") for name in ("utm_source", "gclid", "fbclid", "li_fat_id", "utm_", "ref")))
    assert made["source"] == {"utm": {"source": "v"}, "gclid": "v", "fbclid": "v", "li_fat_id": "v"}
    assert set(made["answers"]) == {"utm", "ref"}


@pytest.mark.parametrize(
    "value", [None, "", " ", "ada", 7, True, ["ada@firm.example"], "a@b", "x" * 400 + "@b.example"]
)
def test_without_an_address_there_is_no_lead(value: object) -> None:
    assert lead_post(Connection("tally", "c1"), "k", [Field("Email", value)], Context()) == Unmapped("k", "no_email")
