"""Sources at the deployed stack: connected, delivering, refused, at once, replayed; roles enforced all the while."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.builders.connections import SECRET
from tests.e2e.driving import Api, new_address, until
from tests.integration.deliveries import response, signed

CROWD = 8
DENIED = "denied-by-the-suite"


def connect(api: Api, id_: str, **body: Any) -> dict[str, Any]:
    answer = api.call("PUT", f"/connections/typeform/{id_}", key="admin", json={"secret": SECRET} | body)
    assert answer.status_code in (200, 201), answer.text
    made: dict[str, Any] = answer.json()
    return made


def deliver(api: Api, id_: str, body: dict[str, Any], secret: str = SECRET) -> httpx.Response:
    raw = json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"} | signed(raw, secret)
    return api.call("POST", f"/webhooks/typeform/{id_}", content=raw, headers=headers)


def deliver_until_answered(api: Api, id_: str, body: dict[str, Any]) -> httpx.Response:
    """Deliver as vendors do: again when the answer takes too long, as it may while a busy machine starts functions."""
    for _ in range(2):
        try:
            return deliver(api, id_, body)
        except httpx.TimeoutException:
            continue
    return deliver(api, id_, body)


def replay(api: Api, id_: str) -> dict[str, Any]:
    answer = api.call("POST", f"/connections/typeform/{id_}/replay", key="admin")
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def test_a_response_of_a_form_tool_becomes_a_decided_lead(api: Api) -> None:
    made = connect(api, "decided", kind="demo", mapping={"land": "company.country"})
    assert (made["has_secret"], SECRET in json.dumps(made)) == (True, False)
    address = new_address()
    answer = deliver(api, "decided", response("e-1", address, land="DE", Größe="zwölf ☃"))
    assert (answer.status_code, answer.json()) == (200, {"results": {"kept": 1}})
    lead_id = api.decided(address)["lead_id"]
    facts = api.read(f"/leads/{lead_id}").json()["facts"]
    assert facts["company.country"]["source"] == "webhook:typeform"


def test_what_another_secret_signed_is_refused_and_leaves_nothing(api: Api) -> None:
    connect(api, "refusing")
    address = new_address()
    answer = deliver(api, "refusing", response("e-1", address), secret="another-secret")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert api.status(address)["found"] is False
    assert api.call("GET", "/connections/typeform/refusing/deliveries", key="admin").json()["items"] == []


def test_deliveries_of_one_response_at_once_are_one_lead(api: Api) -> None:
    connect(api, "crowded")
    address = new_address()
    body = response("e-1", address)
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(lambda _: deliver_until_answered(api, "crowded", body), range(CROWD)))
    assert {answer.status_code for answer in answers} == {200}
    became = Counter(next(iter(answer.json()["results"])) for answer in answers)
    # The answer that said "kept" may be the one that its sender did not wait for.
    assert set(became) <= {"kept", "duplicate"} and became["kept"] <= 1
    lead_id = api.status(address)["lead_id"]
    assert [entry["type"] for entry in api.timeline(lead_id)].count("captured") == 1
    assert len(api.call("GET", "/connections/typeform/crowded/deliveries", key="admin").json()["items"]) == 1


def test_a_mended_mapping_is_run_over_what_was_delivered(api: Api) -> None:
    connect(api, "mended", mapping={"kontakt": "answers.kontakt"})
    address = new_address()
    assert deliver(api, "mended", response("e-1", None, kontakt=address)).json() == {"results": {"unmapped": 1}}
    connect(api, "mended", mapping={"kontakt": "email"})
    assert replay(api, "mended")["kept"] == 1
    assert replay(api, "mended")["duplicates"] == 1
    assert api.decided(address)["found"]


def test_an_unsigned_tool_posts_by_a_path_that_nobody_guesses_until_it_is_closed(api: Api) -> None:
    made = api.call("POST", "/connections/typeform", key="admin", json={"unsigned": True}).json()
    raw = json.dumps(response("e-1", new_address()))
    path = f"/webhooks/typeform/{made['id']}"
    assert api.call("POST", path, content=raw, headers={"Content-Type": "application/json"}).status_code == 200
    assert api.call("DELETE", f"/connections/typeform/{made['id']}", key="admin").status_code == 204
    answer = until(lambda: api.call("POST", path, content=raw), lambda said: said.status_code == 404)
    assert answer.json()["type"] == "urn:leadgate:problem:no-such-connection"


@pytest.fixture
def without_secrets(api: Api) -> Iterator[None]:
    """Forbid intake to read the secrets of connections, for the time of a test."""
    iam = api.stack.client("iam")
    roles = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    (role,) = (name for name in roles if name.startswith(f"{api.stack.stack_name}-IntakeRole"))
    resource = f"arn:aws:secretsmanager:*:*:secret:{api.stack.stack_name}/connections/*"
    statement = {"Effect": "Deny", "Action": "secretsmanager:GetSecretValue", "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName=DENIED, PolicyDocument=document)
    yield
    iam.delete_role_policy(RoleName=role, PolicyName=DENIED)


def test_while_the_store_of_secrets_gives_nothing_the_vendor_is_told_to_come_again(
    api: Api, without_secrets: None
) -> None:
    connect(api, "blind")
    answer = deliver(api, "blind", response("e-1", new_address()))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert [word for word in ("AccessDenied", "secretsmanager", "arn:") if word in answer.text] == []


@pytest.mark.parametrize("key", ["intake", "cadence", "sales", None])
def test_only_administrators_connect(api: Api, key: str | None) -> None:
    answer = api.call("PUT", "/connections/typeform/foreign", key=key, json={"secret": SECRET})
    assert answer.status_code == (401 if key is None else 403)
