"""Forms with a captcha: what its service says is evidence, and without an answer nothing is held against anybody."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

import pytest

from leadgate.domain.rates import NO_LIMITS
from tests.builders.gateway import ORIGIN, request
from tests.fakes.answers_api import AnswersApi, answers_api
from tests.integration.service import Service, log_lines
from tests.integration.test_abuse import lead_of, timeline_of
from tests.integration.test_forms_setup import get, put
from tests.integration.test_rates import signs_of

SECRET = "0x4AAAAAAA-the-secret-key"
PASSED = b'{"success": true, "error-codes": [], "hostname": "www.seller.example"}'
TOKEN = "cf-turnstile-response"


def failed(*codes: str) -> bytes:
    return json.dumps({"success": False, "error-codes": codes}).encode()


@pytest.fixture
def api() -> Iterator[AnswersApi]:
    with answers_api() as running:
        running.body = PASSED
        yield running


@pytest.fixture
def form(service: Service, api: AnswersApi) -> Iterator[str]:
    """A form with Turnstile, whose service runs on this machine."""
    service.restart("intake")
    captcha = {"provider": "turnstile", "secret": SECRET, "base_url": api.url}
    setup = {"origins": [ORIGIN], "limits": None, "captcha": captcha}
    status, shown = put(service, "proven", setup)
    assert (status, shown["captcha"]) == (200, {"provider": "turnstile", "base_url": api.url})
    yield "proven"
    put(service, "proven", {"captcha": None})


def post(service: Service, form: str, email: str = "vera@firm.example", **body: Any) -> dict[str, Any]:
    event = request("POST", f"/forms/{form}", {"email": email, **body}, headers={"Origin": ORIGIN}, scopes=None)
    status, document, _ = service.post(event)
    assert status == 202
    return dict(document)


def test_a_captcha_that_was_solved_says_nothing_and_its_token_is_kept_nowhere(
    service: Service, form: str, api: AnswersApi, capsys: pytest.CaptureFixture[str]
) -> None:
    with log_lines() as lines:
        lead_id = post(service, form, **{TOKEN: "0.the-token", "g-recaptcha-response": "0.the-token"})["lead_id"]
    assert signs_of(service, lead_id) == []
    assert lead_of(service, lead_id)["stage"] == "captured"
    (asked,) = [parse_qs(body.decode()) for body in api.posted]
    assert (asked["secret"], asked["response"], asked["remoteip"]) == ([SECRET], ["0.the-token"], ["203.0.113.10"])
    kept = str(service.stored()) + capsys.readouterr().out + "".join(lines)
    assert "the-token" not in kept and SECRET not in kept and "turnstile-response" not in kept


@pytest.mark.parametrize(
    ("answer", "signs", "stage"),
    [
        (failed("invalid-input-response"), ["captcha_refused"], "quarantined"),
        (failed("timeout-or-duplicate"), ["captcha_used_up"], "captured"),
        (failed("missing-input-response"), ["captcha_missing"], "captured"),
    ],
)
def test_what_the_service_says_against_a_visitor_is_evidence(
    service: Service, form: str, api: AnswersApi, answer: bytes, signs: list[str], stage: str
) -> None:
    api.body = answer
    lead_id = post(service, form, **{TOKEN: "0.t"})["lead_id"]
    assert signs_of(service, lead_id) == signs
    assert lead_of(service, lead_id)["stage"] == stage


@pytest.mark.parametrize(
    ("token", "sign"),
    [
        (None, "captcha_missing"),
        ("", "captcha_missing"),
        ([], "captcha_missing"),
        ({"a": "b"}, "captcha_missing"),
        ("x" * 10_000, "captcha_refused"),
        ("ключ 🔑", "captcha_refused"),
        (["", "a\x01b"], "captcha_refused"),
    ],
)
def test_a_token_that_cannot_be_one_is_evidence_without_asking(
    service: Service, form: str, api: AnswersApi, token: object, sign: str
) -> None:
    lead_id = post(service, form, **({} if token is None else {TOKEN: token}))["lead_id"]
    assert signs_of(service, lead_id) == [sign]
    assert api.posted == []


def test_a_missing_token_and_another_medium_sign_add_up(service: Service, form: str) -> None:
    held = post(service, form, lg_elapsed_ms=3)["lead_id"]
    assert lead_of(service, held)["stage"] == "quarantined"


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"status": 503, "body": b"<html>"}, "status_5xx"),
        ({"body": b"<html>Just a moment</html>"}, "not_json"),
        ({"body": b'{"success": "yes"}'}, "no_verdict"),
        ({"body": failed("invalid-input-secret")}, "no_verdict"),
        ({"status": 302, "headers": {"Location": "https://a.example"}}, "status_3xx"),
        ({"body": PASSED, "pause": 0.1}, "timed_out"),
    ],
)
def test_without_an_answer_nothing_is_held_against_anybody_and_a_metric_tells(
    service: Service, form: str, api: AnswersApi, how: dict[str, Any], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in how.items():
        setattr(api, name, value)
    with log_lines() as lines:
        lead_id = post(service, form, **{TOKEN: "0.the-token"})["lead_id"]
    assert signs_of(service, lead_id) == []
    written = capsys.readouterr().out
    assert '"CaptchaNotChecked":[1' in written
    (line,) = [json.loads(line) for line in lines if "captcha not checked" in line]
    assert (line["provider"], line["reason"]) == ("turnstile", reason)
    assert not [word for word in ("the-token", "vera", "203.0.113", SECRET) if word in written + str(lines)]


def test_without_a_secret_nothing_is_held_against_anybody(
    service: Service, form: str, api: AnswersApi, capsys: pytest.CaptureFixture[str]
) -> None:
    service.apps["admin"].services.connecting.secrets.remove("turnstile", form)
    assert signs_of(service, post(service, form, **{TOKEN: "0.t"})["lead_id"]) == []
    assert '"CaptchaNotChecked":[1' in capsys.readouterr().out
    assert api.posted == []


def test_the_same_post_with_another_token_is_the_same_post_and_proves_itself_under_one_name(
    service: Service, form: str, api: AnswersApi
) -> None:
    first = post(service, form, message="Hello", **{TOKEN: "0.first"})
    assert post(service, form, message="Hello", **{TOKEN: "0.second"})["lead_id"] == first["lead_id"]
    post(service, form, message="Something else", **{TOKEN: "0.third"})
    post(service, form, "ben@firm.example", message="Hello", **{TOKEN: "0.third"})
    assert [entry["type"] for entry in timeline_of(service, first["lead_id"])] == ["captured", "inquired_again"]
    attempts = [parse_qs(body.decode())["idempotency_key"][0] for body in api.posted]
    assert Counter(attempts).most_common(1) == [(attempts[0], 2)] and attempts[0] == attempts[1]


def test_a_plain_form_may_have_its_widget_twice(service: Service, form: str, api: AnswersApi) -> None:
    headers = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    body = f"email=vera%40firm.example&{TOKEN}=&{TOKEN}=0.second"
    status, document, _ = service.post(request("POST", f"/forms/{form}", body, headers=headers, scopes=None))
    assert status == 202
    assert parse_qs(api.posted[0].decode())["response"] == ["0.second"]
    assert lead_of(service, document["lead_id"])["facts"].keys() == {"email.address", "email.domain", "source.form"}


def test_a_refused_post_asks_no_service(service: Service, form: str, api: AnswersApi) -> None:
    captcha = {"provider": "turnstile", "base_url": api.url}
    limits = asdict(NO_LIMITS) | {"per_address_refused": 1}
    assert put(service, form, {"origins": [ORIGIN], "limits": limits, "captcha": captcha})[0] == 200
    service.restart("intake")
    statuses = [
        service.post(request("POST", f"/forms/{form}", {"email": f"p{n}@a.example", TOKEN: "0.t"}, scopes=None))[0]
        for n in range(5)
    ]
    # A window may end in between, and begins anew.
    assert statuses.count(202) == len(api.posted) <= 2
    assert set(statuses) == {202, 429}


def test_the_secret_never_comes_back_stays_when_left_out_and_goes_with_its_captcha(
    service: Service, api: AnswersApi
) -> None:
    secrets = service.apps["admin"].services.connecting.secrets
    captcha = {"provider": "hcaptcha", "secret": SECRET, "base_url": api.url}
    assert SECRET not in str(put(service, "secretive", {"captcha": captcha}))
    shown = get(service, "/forms/secretive")[1]
    assert SECRET not in str(shown) and SECRET not in str(get(service, "/forms")[1])
    assert SECRET not in str(service.dynamodb.scan(TableName="leads")["Items"])
    assert put(service, "secretive", {name: value for name, value in shown.items() if name != "id"}) == (200, shown)
    assert secrets.find("hcaptcha", "secretive", no_older_than=0).current == SECRET
    # A secret of one vendor opens nothing at another.
    status, problem = put(service, "secretive", {"captcha": {"provider": "turnstile"}})
    assert (status, problem["errors"][0]["pointer"]) == (422, "/captcha/secret")
    assert get(service, "/forms/secretive")[1] == shown
    moved = {"provider": "turnstile", "secret": SECRET + "2"}
    assert put(service, "secretive", {"captcha": moved})[0] == 200
    assert secrets.find("hcaptcha", "secretive", no_older_than=0) is None
    assert secrets.find("turnstile", "secretive", no_older_than=0).current == SECRET + "2"
    assert put(service, "secretive", {"captcha": None})[1]["captcha"] is None
    assert secrets.find("turnstile", "secretive", no_older_than=0) is None
