"""What form tools post becomes a lead: each answer in its place, under the tool's own key, test leads marked."""

import json
from typing import Any

import pytest

from leadgate.contracts.json_body import inspect
from leadgate.contracts.lead_body import read_lead_body
from leadgate.contracts.sources.posts import Ignored, LeadPost, Post, SignalPost, Unmapped
from leadgate.contracts.sources.registry import SOURCES
from tests.builders.deliveries import connection, delivery, sample


def posts(name: str, **settings: object) -> list[Post]:
    source = name.partition(".")[0]
    posted = delivery(sample(name), {"webhook-id": "msg_1"})
    return list(SOURCES[source].read(posted, connection(source, **settings)))


ADA = {"email": "ada@firm.example"}
LEADS: dict[str, tuple[str, dict[str, Any]]] = {
    "typeform.response": ("01HZX3RVJ8", ADA | {
        "first_name": "Ada", "phone": "+4930901820", "submitted_at": "2026-05-04T09:58:00Z",
        "company": {"employees": 120, "name": "Beispiel GmbH"},
        "answers": {
            "what_do_you_want_to_solve": ["Routing", "Scoring", "Reports"], "do_you_have_a_budget": True,
            "when_do_you_want_to_start": "This quarter", "user_id": "u-17",
        },
        "source": {"form": "lT4Z3j", "utm": {"source": "newsletter", "campaign": "spring"}, "gclid": "Cj0KCQ"},
    }),
    "tally.response": ("a4cb511e-d513-4fa5", {
        "email": "ada@societe.example", "full_name": "Ada Exemple", "submitted_at": "2026-05-04T09:57:59.000Z",
        "company": {"name": "Société Exemple"}, "answers": {"quand": "Plus tard", "outils": ["CRM", "BI"]},
        "source": {"form": "VwbNEw", "utm": {"medium": "cpc"}},
    }),
    "webflow.submission": ("6321ca84df3949bfc6752327", {
        "email": "zaphod@firm.example", "first_name": "Zaphod", "last_name": "Example", "title": "President",
        "submitted_at": "2026-05-04T09:58:00.000Z", "company": {"name": "Heart of Gold"},
        "answers": {"team_size": "12"}, "source": {"form": "65429eadebe8a9f3a30f62d0"},
    }),
    "webflow.older-shape": ("6321ca84df3949bfc6752328", {
        "email": "zaphod@firm.example", "full_name": "Zaphod Example", "message": "Hello",
        "submitted_at": "2026-05-04T09:58:00.000Z", "source": {"form": "Email Form"},
    }),
    "fillout.submission": ("abc-1", {
        "email": "ada@empresa.example", "title": "Directora", "company": {"name": "Empresa Ejemplo"},
        "submitted_at": "2026-05-04T09:58:00.000Z",
        "answers": {"que_herramientas_usa": ["CRM", "ERP"], "puntos": 7},
        "source": {"form": "vso4fCUkXpus", "utm": {"source": "ads"}, "li_fat_id": "9f2"},
    }),
    "fillout.bare": ("abc-1", {
        "email": "ada@empresa.example", "title": "Directora", "company": {"name": "Empresa Ejemplo"},
        "submitted_at": "2026-05-04T09:58:00.000Z",
        "answers": {"que_herramientas_usa": ["CRM", "ERP"], "puntos": 7},
        "source": {"utm": {"source": "ads"}, "li_fat_id": "9f2"},
    }),
    "formbricks.finished": ("msg_1", ADA | {
        "title": "VP Sales", "submitted_at": "2026-05-04T09:58:00.696Z",
        "answers": {"which_tools_do_you_use": ["CRM", "BI"]},
        "source": {"form": "surveyId", "page": "https://app.formbricks.com/s/surveyId",
                   "referrer": "https://search.example/"},
    }),
    "calcom.form": ("", ADA | {
        "submitted_at": "2026-05-04T09:58:00.538Z", "company": {"employees": "51-200"},
        "answers": {"tool": "HubSpot"}, "source": {"form": "cm1"},
    }),
    "calcom.own-template": ("", ADA | {"full_name": "Ada Example", "answers": {"what": "booked"}}),
    "calendly.routing-form": (
        "https://api.calendly.com/routing_form_submissions/R:routing_form_submission.created", ADA | {
            "submitted_at": "2026-05-04T09:57:00.000000Z", "company": {"employees": "120"},
            "source": {"form": "https://api.calendly.com/routing_forms/F", "utm": {"source": "ads"}},
        }
    ),
    "google-ads.lead": ("TeSter-6f2a", ADA | {
        "full_name": "Ada Example", "phone": "+4930901820", "title": "VP Sales", "company": {"name": "Example GmbH"},
        "submitted_at": "2026-05-04T09:58:00Z", "answers": {"which_product": "Routing"},
        "source": {"form": "9223372036854775807", "campaign": "9007199254740993", "adgroup_id": "20000000000",
                   "creative_id": "30000000000", "gclid": "EAIaIQ"},
    }),
    "intercom.contact": ("notif_1", ADA | {
        "full_name": "Ada Example", "submitted_at": 1_777_888_680, "company": {"country": "DE", "employees": "120"},
        "answers": {"plan": "trial"},
        "source": {"referrer": "https://search.example/", "utm": {"source": "newsletter"}},
    }),
    "segment.identify": ("m-1", ADA | {
        "first_name": "Ada", "last_name": "Example", "anonymous_id": "507f191e810c",
        "submitted_at": "2026-05-04T09:58:00.000Z",
        "company": {"name": "Example GmbH", "employees": 120, "country": "DE"},
        "answers": {"plan": "trial", "company_id": "c-1", "address_city": "Berlin"},
        "source": {"page": "https://www.seller.example/pricing", "referrer": "https://search.example/",
                   "utm": {"campaign": "spring", "source": "newsletter", "medium": "email"}},
    }),
    "segment.group": ("m-4", ADA | {
        "submitted_at": "2026-05-04T09:58:00.000Z",
        "company": {"name": "Example GmbH", "industry": "software", "employees": 120, "website": "https://firm.example"},
    }),
    "generic.lead": ("evt-1", ADA | {
        "full_name": "Ada Example", "phone": "+4930901820", "company": {"name": "Example GmbH", "employees": 120},
        "answers": {"favourite_colour": "blue"},
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", LEADS)
def test_each_answer_goes_to_its_place(name: str) -> None:
    key, body = LEADS[name]
    [post] = posts(name)
    assert isinstance(post, LeadPost)
    assert dict(post.body) == body
    assert post.key == key if key else post.key.startswith("sha256:")
    assert read_lead_body(inspect(dict(post.body))).email == body["email"]


@pytest.mark.parametrize("name", LEADS)
def test_a_form_says_that_somebody_asked_and_a_tracker_what_it_knows(name: str) -> None:
    [post] = posts(name)
    assert isinstance(post, LeadPost)
    assert post.is_asked == (name.partition(".")[0] not in {"intercom", "segment"})


@pytest.mark.parametrize("name", LEADS)
def test_a_vendor_s_retry_has_the_same_key(name: str) -> None:
    assert posts(name) == posts(name)


@pytest.mark.parametrize(
    ("name", "key", "reason"),
    [
        ("typeform.no-address", "01HZX3RVJ9", "no_email"), ("tally.no-address", "a4cb511e-d513-4fa6", "no_email"),
        ("webflow.no-address", "6321ca84df3949bfc6752329", "no_email"), ("fillout.no-address", "abc-2", "no_email"),
        ("calendly.no-address", "https://api.calendly.com/scheduled_events/AAA/invitees/XXX:invitee.created",
         "no_email"),
        ("calcom.no-address", "sha256:", "no_email"), ("google-ads.no-address", "TeSter-0002", "no_email"),
        ("formbricks.no-address", "msg_1", "no_email"), ("intercom.no-address", "notif_5", "no_email"),
        ("segment.no-address", "m-6", "no_email"), ("segment.nobody", "m-5", "nobody_named"),
        ("generic.no-address", "evt-2", "no_email"), ("hubspot.no-object", "sha256:", "no_object_id"),
        ("meta.no-id", "sha256:", "no_leadgen_id"), ("linkedin.no-response", "sha256:", "no_response"),
    ],
)  # fmt: skip
def test_what_says_nobody_is_kept_whole_under_its_key(name: str, key: str, reason: str) -> None:
    [post] = posts(name)
    assert isinstance(post, Unmapped)
    assert post.reason == reason
    assert post.key.startswith(key)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("calcom.ping", "ping"), ("intercom.ping", "ping"), ("formbricks.ping", "ping"),
     ("intercom.conversation", "other_topic"), ("formbricks.begun", "not_finished")],
)  # fmt: skip
def test_a_ping_and_what_is_of_no_use_are_passed_over(name: str, reason: str) -> None:
    assert posts(name) == [Ignored(reason)]


def test_a_vendor_s_test_lead_is_a_test_lead() -> None:
    [post] = posts("google-ads.test")
    assert isinstance(post, LeadPost)
    assert post.body["test"] is True


def test_who_refused_mail_has_refused_it() -> None:
    [post] = posts("intercom.unsubscribed")
    assert isinstance(post, LeadPost)
    assert post.body["consent"] == {"marketing": False}


def test_the_updates_of_one_response_are_of_one_person() -> None:
    [begun], [finished] = posts("formbricks.updated"), posts("formbricks.finished")
    assert isinstance(begun, LeadPost) and isinstance(finished, LeadPost)
    assert begun.body["email"] == finished.body["email"]


def test_the_owner_of_a_connection_names_its_channel_and_its_fields() -> None:
    mapping = {"user_id": "answers.crm_id", "When do you want to start?": "answers.timeline", "size": "answers.seats"}
    [post] = posts("typeform.response", channel="website", mapping=mapping)
    assert isinstance(post, LeadPost)
    assert post.body["source"]["channel"] == "website"
    answers = post.body["answers"]
    assert (answers["crm_id"], answers["timeline"], answers["seats"]) == ("u-17", "This quarter", 120)


def test_several_events_of_one_delivery_have_keys_of_their_own() -> None:
    twice = json.dumps(json.loads(sample("formbricks.finished")) * 2).encode()
    made = SOURCES["formbricks"].read(delivery(twice, {"webhook-id": "msg_1"}), connection("formbricks"))
    assert [post.key for post in made if isinstance(post, LeadPost)] == ["msg_1", "msg_1:1"]


def test_a_page_view_is_no_lead() -> None:
    [post] = posts("segment.page")
    assert isinstance(post, SignalPost)


def generic(body: bytes, **mapping: str) -> Post:
    [post] = SOURCES["generic"].read(delivery(body), connection("generic", mapping=mapping))
    return post


def test_an_expression_is_no_label_of_what_it_found() -> None:
    body = b'{"email": "ada@firm.example", "company": {"name": "VP"}, "x": "Firm"}'
    post = generic(body, **{"company.name": "title", "x": "company.name"})
    assert isinstance(post, LeadPost)
    assert dict(post.body) == ADA | {"title": "VP", "company": {"name": "Firm"}}


@pytest.mark.parametrize("expression", ["][", "x.", "sum(email)", "no_such_function(x)", "", "to_number(email).x"])
def test_an_expression_that_is_none_finds_nothing(expression: str) -> None:
    post = generic(b'{"email": "ada@firm.example"}', **{expression: "answers.x"})
    assert isinstance(post, LeadPost)
    assert "answers" not in post.body


@pytest.mark.parametrize(
    ("number", "kept"),
    [("1e400", "1e400"), ("9223372036854775808", "9223372036854775808"), ("9223372036854775807", 2**63 - 1),
     ("1e3", 1000.0), ("-0.5", -0.5), ("NaN", None)],
)  # fmt: skip
def test_a_number_is_kept_as_it_was_written(number: str, kept: object) -> None:
    post = generic(b'{"email": "ada@firm.example", "n": %s}' % number.encode())
    assert isinstance(post, LeadPost)
    assert post.body.get("answers", {}).get("n") == kept


@pytest.mark.parametrize("id_", [600 * "x", "", " ", None, {"a": 1}, True])
def test_what_is_no_id_is_no_key(id_: object) -> None:
    body = json.dumps({"email": "ada@firm.example", "id": id_}).encode()
    assert getattr(generic(body, id="key"), "key", "").startswith("sha256:")
