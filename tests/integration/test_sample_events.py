"""Every sample event is run by the real handler of its function and does what its name says."""

import json
from typing import Any

import boto3
import pytest

from leadgate.adapters.dynamodb.keyring import DynamoKeyring
from leadgate.domain.access import Key, Scope, digest_of
from tests.builders.expectations import Expected, asks, became, decided, problem, shows
from tests.builders.policies import ROOT
from tests.integration.service import Service, read

EVENTS = ROOT / "events"
FILES = sorted(str(path.relative_to(EVENTS)) for path in EVENTS.glob("*/*"))
UPLOADED = ("admin/version.uploaded.json",)
CONNECTED = ("admin/connection.made.json",)
DELIVERED = (*CONNECTED, "intake/webhook.kept.json", "intake/webhook.unmapped.json")
HTTP = {
    "admin/form.bad-setup.json": Expected(422, problem("invalid-body", "/honeypot", "/origins/0")),
    "admin/form.captcha-without-secret.json": Expected(422, problem("invalid-body", "/captcha/secret")),
    "admin/form.limited.json": Expected(
        200, lambda document, _: (document["limits"]["per_address_refused"], document["limits"]["per_form"]) == (1, 300)
    ),
    "admin/form.limits-out-of-order.json": Expected(
        422,
        problem(
            "invalid-body",
            "/limits/per_address_held",
            "/limits/per_address_refused",
            "/limits/per_form_refused",
            "/limits/shared_text",
        ),
    ),
    "admin/form.with-captcha.json": Expected(200, shows(captcha={"provider": "turnstile", "base_url": None})),
    "admin/form.set-up.json": Expected(200, shows(id="contact", kind="demo", min_seconds=3)),
    "admin/form.shown.json": Expected(200, shows(id="demo", honeypot="website_url_2", min_seconds=2)),
    "admin/form.unknown.json": Expected(404, problem("no-such-form")),
    "admin/forms.list.json": Expected(200, lambda document, _: "demo" in [form["id"] for form in document["items"]]),
    "admin/connection.deleted.json": Expected(204, lambda body, _: body == "", CONNECTED),
    "admin/connection.made.json": Expected(
        201, shows(source="typeform", id="website", kind="demo", has_secret=True, has_access_token=False)
    ),
    "admin/connection.no-secret.json": Expected(422, problem("invalid-body", "/secret")),
    "admin/connection.of-meta.json": Expected(201, shows(has_secret=True, has_access_token=True)),
    "admin/connection.shown.json": Expected(200, lambda document, _: "secret" not in document, CONNECTED),
    "admin/connection.unknown-source.json": Expected(422, problem("no-such-source")),
    "admin/connection.unsigned.json": Expected(
        201, lambda document, _: document["unsigned"] and len(document["id"]) == 32
    ),
    "admin/connections.list.json": Expected(
        200, lambda document, _: [item["id"] for item in document["items"]] == ["website"], CONNECTED
    ),
    "admin/deliveries.replayed.json": Expected(
        200, shows(seen=2, kept=0, duplicates=1, still_unmapped=1, next_cursor=None), DELIVERED
    ),
    "admin/deliveries.unmapped.json": Expected(
        200, lambda document, _: [item["results"][0]["result"] for item in document["items"]] == ["unmapped"], DELIVERED
    ),
    "admin/policies.list.json": Expected(
        200, lambda document, _: "inbound-saas" in [item["name"] for item in document["items"]]
    ),
    "admin/policies.other-scope.json": Expected(403, problem("missing-scope")),
    "admin/policy.unknown.json": Expected(404, problem("no-such-policy")),
    "admin/policy.with-history.json": Expected(
        200,
        lambda document, _: document["history"][0]["act"] == "published",
        (*UPLOADED, "admin/version.published.json"),
    ),
    "admin/rollback.unknown.json": Expected(404, problem("no-such-policy")),
    "admin/version.misspelled.json": Expected(
        422,
        lambda document, _: (
            (document["errors"][0]["line"], document["errors"][0]["hint"]) == (5, "did you mean 'company.employees'?")
        ),
    ),
    "admin/version.other-name.json": Expected(422, problem("invalid-policy", "")),
    "admin/version.publish-unknown.json": Expected(404, problem("no-such-policy-version")),
    "admin/version.published.json": Expected(200, shows(name="partner-leads", status="live", examples=1), UPLOADED),
    "admin/version.shadowed.json": Expected(200, shows(name="partner-leads", live=None), UPLOADED),
    "admin/version.simulated.json": Expected(
        200, shows(outcome="qualified", route="inbound", at="2026-05-04T09:00:00Z"), UPLOADED
    ),
    "admin/version.unshadowed.json": Expected(
        200, shows(name="partner-leads", shadow=[]), (*UPLOADED, "admin/version.shadowed.json")
    ),
    "admin/version.uploaded.json": Expected(
        201,
        lambda document, headers: headers["location"].endswith(
            f"/policies/partner-leads/versions/{document['version']}"
        ),
    ),
    "admin/version.with-source.json": Expected(
        200, lambda document, _: document["source"].startswith("policy: partner-leads"), UPLOADED
    ),
    "admin/versions.first-page.json": Expected(
        200, lambda document, _: [item["name"] for item in document["items"]] == ["partner-leads"], UPLOADED
    ),
    "intake/demo-request.bad-email.json": Expected(422, problem("invalid-body", "/email", "/nickname")),
    "intake/demo-request.competitor.json": Expected(200, decided("disqualified", "thanks", reason="competitor")),
    "intake/demo-request.enterprise.json": Expected(200, decided("qualified", "book", "chiara")),
    "intake/demo-request.needs-info.json": Expected(
        200, asks("company.country", "answers.use_case", "answers.team_size", "answers.timeline")
    ),
    "intake/demo-request.other-scope.json": Expected(403, problem("missing-scope")),
    "intake/demo-request.qualified.json": Expected(200, decided("qualified", "book", "anna")),
    "intake/form.encoded.json": Expected(
        303, lambda body, headers: (body, headers["location"]) == ("", "https://www.seller.example/thanks")
    ),
    "intake/form.foreign-origin.json": Expected(
        403, lambda document, headers: "access-control-allow-origin" not in headers and "errors" in document
    ),
    "intake/form.json.json": Expected(
        200,
        lambda document, headers: (
            set(document) == {"lead_id", "next_step"}
            and document["next_step"]["booking_url"] == "https://book.seller.example/anna"
            and headers["access-control-allow-origin"] == "https://www.seller.example"
        ),
    ),
    "intake/form.preflight.json": Expected(
        204,
        lambda body, headers: (
            body == ""
            and headers["access-control-allow-origin"] == "https://www.seller.example"
            and headers["access-control-allow-methods"] == "POST"
            and "content-type" in headers["access-control-allow-headers"]
        ),
    ),
    # It would be qualified like the one above; a program filled it in.
    "intake/form.too-many.json": Expected(
        429,
        lambda document, headers: (
            problem("too-many-posts")(document, headers)
            and 1 <= int(headers["retry-after"]) <= 600
            and headers["access-control-allow-origin"] == "https://www.seller.example"
        ),
        ("admin/form.limited.json", "intake/form.too-many.json"),
    ),
    "intake/form.with-captcha.json": Expected(
        # The form has no captcha: what a page sends of one all the same is no answer.
        200,
        lambda document, _: document["next_step"]["booking_url"] == "https://book.seller.example/anna",
    ),
    "intake/form.suspicious.json": Expected(
        200,
        lambda document, _: (
            set(document) == {"lead_id", "next_step"}
            and document["next_step"] == {"action": "thanks", "booking_url": None, "questions": []}
        ),
    ),
    "intake/lead.accepted.json": Expected(
        202,
        lambda document, _: (
            document["duplicate"] is False
            and document["status_url"] == f"https://api.example.com/prod/status?lead_id={document['lead_id']}"
            and [warning["pointer"] for warning in document["warnings"]] == ["/answers/team_size"]
        ),
    ),
    "intake/lead.not-json.json": Expected(400, problem("not-json", "")),
    "lifecycle/merge.names-both.json": Expected(422, problem("invalid-body", "")),
    "lifecycle/merge.unknown-lead.json": Expected(404, problem("no-such-lead")),
    "lifecycle/merge-undone.unknown-lead.json": Expected(404, problem("no-such-lead")),
    "intake/signals.kept.json": Expected(
        200, became("joined", "duplicate", "refused"), given=("intake/lead.accepted.json",)
    ),
    "intake/signals.ill-formed.json": Expected(200, became("refused", "refused", "refused", "refused")),
    "intake/signals.no-list.json": Expected(422, problem("invalid-body", "/events", "/signals")),
    "intake/signals.of-a-visitor.json": Expected(200, became("kept")),
    "intake/signals.other-scope.json": Expected(403, problem("missing-scope")),
    "lifecycle/release.misspelled.json": Expected(422, problem("invalid-body", "/allow_domain")),
    "lifecycle/release.other-scope.json": Expected(403, problem("missing-scope")),
    "lifecycle/release.unknown-lead.json": Expected(404, problem("no-such-lead")),
    "intake/webhook.handshake.json": Expected(
        200, lambda body, _: body == "1158201444", ("admin/connection.of-meta.json",)
    ),
    "intake/webhook.kept.json": Expected(200, shows(results={"kept": 1}), CONNECTED),
    "intake/webhook.unknown-connection.json": Expected(404, problem("no-such-connection")),
    "intake/webhook.unmapped.json": Expected(200, shows(results={"unmapped": 1}), CONNECTED),
    "intake/webhook.wrong-secret.json": Expected(401, problem("not-verified"), CONNECTED),
    "status/decision.unknown.json": Expected(404, problem("no-such-decision")),
    "status/decisions.unknown-lead.json": Expected(404, problem("no-such-lead")),
    "status/docs.public.json": Expected(
        200, lambda body, headers: "<html" in body and "html" in headers["content-type"]
    ),
    "status/health.public.json": Expected(
        200, lambda document, _: document["status"] == "ok" and document["policies"][0]["name"] == "inbound-saas"
    ),
    "status/lead.unknown.json": Expected(404, problem("no-such-lead")),
    "status/openapi.public.json": Expected(200, lambda document, _: document["openapi"].startswith("3.1")),
    "status/replay.unknown.json": Expected(404, problem("no-such-decision")),
    "status/script.public.json": Expected(
        200, lambda body, headers: body.startswith("//") and "immutable" in headers["cache-control"]
    ),
    "status/script.unknown-version.json": Expected(404, problem("no-such-script")),
    "status/status.by-email.json": Expected(
        200,
        lambda document, _: (
            (document["found"], document["stage"], document["owner_id"], document["cadence_action"])
            == (True, "mql", "anna", "hold")
        ),
        given=("intake/demo-request.qualified.json",),
    ),
    "status/status.unknown-person.json": Expected(
        200, lambda document, _: (document["found"], document["cadence_action"]) == (False, "hold")
    ),
    "status/timeline.bad-cursor.json": Expected(400, problem("bad-cursor")),
}

BATCHES: dict[str, tuple[list[str], int]] = {
    "qualify/batch.lead-gone.json": ([], 0),
    "qualify/batch.one-is-garbage.json": (["00000000-0000-0000-0000-000000000000"], 0),
    "relay/batch.already-decided.json": ([], 0),
    "relay/batch.lead-asks.json": ([], 1),
}
"""What a batch gives back, and how many nudges it queues."""

AUTHORIZER: dict[str, str | None] = {
    "authorizer/request.known-key.json": "intake",
    "authorizer/request.no-key.json": None,
    "authorizer/request.unknown-key.json": None,
}
"""The scopes that a key opens, or None when it opens nothing."""


def event(file: str) -> dict[str, Any]:
    return json.loads((EVENTS / file).read_text("utf-8"))


def test_every_sample_event_has_an_expectation_and_every_expectation_an_event() -> None:
    assert sorted([*HTTP, *BATCHES, *AUTHORIZER]) == FILES


@pytest.mark.parametrize("file", HTTP)
def test_a_request_is_answered_as_its_name_says(file: str, service: Service) -> None:
    function, expected = file.partition("/")[0], HTTP[file]
    for earlier in expected.given:
        service.call(earlier.partition("/")[0], event(earlier))
    status, document, headers = read(service.call(function, event(file)))
    assert status == expected.status
    assert expected.check(document, headers), document
    assert headers["x-request-id"] == event(file)["requestContext"]["requestId"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("file", BATCHES)
def test_a_batch_gives_back_what_failed_and_queues_who_asks(file: str, service: Service) -> None:
    given_back, queued = BATCHES[file]
    answer = service.call(file.partition("/")[0], event(file))
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == given_back
    assert len(service.queued()) == queued


@pytest.mark.parametrize("file", AUTHORIZER)
def test_a_key_opens_what_it_is_for(file: str, service: Service) -> None:
    secret = event("authorizer/request.known-key.json")["headers"]["Authorization"].removeprefix("Bearer ")
    DynamoKeyring(boto3.client("dynamodb"), "leads").put(Key(digest_of(secret), "sample", (Scope.INTAKE,)))
    scopes = AUTHORIZER[file]
    if scopes is None:
        with pytest.raises(Exception, match=r"^Unauthorized$"):
            service.call("authorizer", event(file))
    else:
        answer = service.call("authorizer", event(file))
        assert answer["context"]["scopes"] == scopes
        assert answer["policyDocument"]["Statement"][0]["Effect"] == "Allow"
