"""What administrators, or those who want to be one, get wrong: refused with a place, and nothing is kept."""

import json
from random import Random
from typing import Any

import pytest

from tests.builders.gateway import request
from tests.integration.policies import STRICT, act, admin, kind_of, page, upload, uploaded
from tests.integration.service import Service

JSON = {"Content-Type": "application/json"}
VERSION = "pv_0123456789abcdef"
ROUTES = [
    ("GET", "/policies"),
    ("GET", "/policies/strict"),
    ("POST", "/policies/strict/rollback"),
    ("GET", "/policies/strict/versions"),
    ("POST", "/policies/strict/versions"),
    ("GET", f"/policies/strict/versions/{VERSION}"),
    ("POST", f"/policies/strict/versions/{VERSION}/simulate"),
    ("POST", f"/policies/strict/versions/{VERSION}/publish"),
    ("POST", f"/policies/strict/versions/{VERSION}/shadow"),
    ("DELETE", f"/policies/strict/versions/{VERSION}/shadow"),
]


def versions(service: Service, name: str) -> list[str]:
    status, document, _ = service.manage(admin("GET", f"/policies/{name}/versions"))
    return [item["version"] for item in document["items"]] if status == 200 else []


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
@pytest.mark.parametrize("scopes", ["intake status sales", "", None])
def test_policies_are_for_administrators(route: tuple[str, str], scopes: str | None, service: Service) -> None:
    method, path = route
    status, document, _ = service.manage(admin(method, path, page(), scopes=scopes))
    assert (status, kind_of(document)) == (403, "missing-scope")


@pytest.mark.parametrize(
    ("line", "column", "detail", "hint", "text"),
    [
        (3, 6, "unknown", "did you mean 'company.employees'?", "policy: p\nrules:\n  r: company.employes > 5\n"),
        (1, 1, "policy", None, "rules: {r: company.employees > 5}\n"),
        (2, 1, "", None, "policy: p\npolicy: q\n"),
        (1, 4, "", None, "a: &anchor [1]\nb: *anchor\n"),
        (1, 1, "mapping", None, "- a list\n"),
        (1, 1, "mapping", None, "just text"),
        (2, 1, "expected", None, "policy: {[unclosed\n"),
        (1, 9, "", None, "policy: \x07\n"),
    ],
)  # fmt: skip
def test_every_error_has_its_place(
    line: int, column: int, detail: str, hint: str | None, text: str, service: Service
) -> None:
    status, document, _ = upload(service, text, "p")
    assert (status, kind_of(document)) == (422, "invalid-policy")
    (first, *_) = (fault for fault in document["errors"] if detail in fault["detail"])
    assert first.keys() == {"pointer", "detail", "line", "column", "hint"}
    assert (first["line"], first["column"], hint in (None, first["hint"])) == (line, column, True), first
    assert versions(service, "p") == []


def test_a_policy_is_uploaded_under_its_own_name(service: Service) -> None:
    status, document, _ = upload(service, "# first\n" + page("mine"), "yours")
    (fault,) = document["errors"]
    assert (status, kind_of(document)) == (422, "invalid-policy")
    assert "'mine'" in fault["detail"] and "/policies/mine/versions" in fault["hint"]
    lines = ("# first\n" + page("mine")).split("\n")
    assert lines[fault["line"] - 1].startswith("policy: mine")
    assert versions(service, "mine") == versions(service, "yours") == []


def test_an_example_that_fails_keeps_a_version_out(service: Service) -> None:
    failing = STRICT["examples"][0] | {"expect": {"outcome": "qualified"}}
    status, document, _ = upload(service, json.dumps(STRICT | {"examples": [failing]}), "strict")
    assert (status, kind_of(document)) == (422, "invalid-policy")
    assert "expected qualified, got disqualified" in document["errors"][0]["detail"]


NESTED = "policy: " + "[" * 5_000
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("status", "kind", "body", "headers"),
    [
        (413, "body-too-large", "#" * (1024 * 1024), {}),
        (413, "body-too-large", "#" * (256 * 1024 + 1), {}),
        (400, "no-body", "", {}),
        (400, "no-body", " \n\t", {}),
        (415, "unsupported-media-type", STRICT, {"Content-Type": "text/plain"}),
        (415, "unsupported-media-type", STRICT, {"Content-Type": "application/x-www-form-urlencoded"}),
        (415, "unsupported-media-type", STRICT, {"Content-Type": "application/yaml; charset=utf-16"}),
        (415, "unsupported-media-type", STRICT, {"Content-Encoding": "gzip"}),
        (415, "unsupported-media-type", STRICT, {"Content-Type": []}),
        (422, "invalid-policy", BOMB, {}),
        (422, "invalid-policy", NESTED, {}),
        (422, "invalid-policy", "policy: !!python/object/apply:os.system [id]", {}),
        (422, "invalid-policy", "%YAML 1.1\n--- \npolicy: p\n", {}),
        (422, "invalid-policy", "policy: a\n---\npolicy: b\n", {}),
        (422, "invalid-policy", '{"policy": "\\ud83d"}', JSON),
        (422, "invalid-policy", "null", JSON),
        (422, "invalid-policy", "#" * (256 * 1024), {}),
    ],
)
def test_hostile_uploads_are_refused_and_leave_nothing(
    status: int, kind: str, body: object, headers: dict[str, str], service: Service
) -> None:
    text = json.dumps(body) if isinstance(body, dict) else body
    answer, document, _ = upload(service, text, "p", headers={"Content-Type": "application/yaml"} | headers)
    assert (answer, kind_of(document)) == (status, kind), document
    assert versions(service, "p") == []


def test_bytes_that_are_no_utf_8_are_refused(service: Service) -> None:
    event = admin("POST", "/policies/p/versions", "cG9saWN5OiD/", headers={"Content-Type": "text/yaml"}, is_base64=True)
    status, document, _ = service.manage(event)
    assert (status, kind_of(document)) == (400, "unreadable-body")
    assert "Byte 9" in document["detail"]


def test_thousands_of_errors_are_told_in_part(service: Service) -> None:
    rules = "".join(f"  r{n}: nothing.like_it == {n}\n" for n in range(500))
    status, document, _ = upload(service, f"policy: p\nrules:\n{rules}", "p")
    assert status == 422 and 10 < len(document["errors"]) <= 50


@pytest.mark.parametrize("verb", ["publish", "shadow", "simulate"])
@pytest.mark.parametrize("version", [VERSION, "pv_x", "latest", "../LIVE", "pv_0123456789abcdef0", "é" * 80])
def test_a_version_that_nobody_uploaded_is_not_there(verb: str, version: str, service: Service) -> None:
    status, document = act(service, version, verb, body={})
    assert (status, kind_of(document)) == (404, "no-such-policy-version" if "/" not in version else "no-such-path")


@pytest.mark.parametrize("name", ["nobody", "a" * 65, "9lives", "p%23x", "p x"])
def test_a_policy_that_nobody_uploaded_is_not_there(name: str, service: Service) -> None:
    for path in (f"/policies/{name}", f"/policies/{name}/versions"):
        status, document, _ = service.manage(admin("GET", path))
        assert (status, kind_of(document)) == (404, "no-such-policy")
    status, document, _ = service.manage(admin("POST", f"/policies/{name}/rollback"))
    assert (status, kind_of(document)) == (404, "no-such-policy")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"lead_id": 7}, ["/lead_id"]),
        ({"lead_id": ""}, ["/lead_id"]),
        ({"lead_id": "lead_1", "company": {}}, ["/company"]),
        ({"email": "vera@firm.example"}, ["/email"]),
        ({"compny": {"employees": 5}, "now": "yesterday"}, ["/compny", "/now"]),
        ({"now": True}, ["/now"]),
    ],
)
def test_a_simulation_of_what_is_no_lead_is_refused(
    body: dict[str, Any], pointers: list[str], service: Service
) -> None:
    _, uploaded_once, _ = upload(service, json.dumps(STRICT), "strict")
    status, document = act(service, uploaded_once["version"], "simulate", "strict", body=body)
    assert (status, kind_of(document)) == (422, "invalid-body")
    assert [fault["pointer"] for fault in document["errors"]] == pointers


def test_a_simulation_of_a_lead_that_is_not_there_says_so(service: Service) -> None:
    _, document, _ = upload(service, json.dumps(STRICT), "strict")
    status, problem = act(service, document["version"], "simulate", "strict", body={"lead_id": "lead_0"})
    assert (status, kind_of(problem)) == (404, "no-such-lead")


@pytest.mark.parametrize("body", [{"active": "no"}, {"activ": False}, {"active": None}])
def test_a_shadow_is_started_or_ended_and_nothing_else(body: dict[str, Any], service: Service) -> None:
    version = uploaded(service, json.dumps(STRICT | {"description": str(body)}), "strict")
    status, document = act(service, version, "shadow", "strict", body=body)
    assert (status, [fault["pointer"] for fault in document["errors"]]) == (422, ["/active"])


def test_at_most_five_versions_look_on_and_none_that_decides(service: Service) -> None:
    made = [uploaded(service, page("crowd", applies_to="{form: [crowd]}"), "crowd") for _ in range(6)]
    act(service, made[0], "publish", "crowd")
    assert kind_of(act(service, made[0], "shadow", "crowd")[1]) == "already-live"
    statuses = [
        act(service, version, "shadow", "crowd") for version in (*made[1:], uploaded(service, page("crowd"), "crowd"))
    ]
    assert [status for status, _ in statuses] == [200] * 5 + [409]
    assert kind_of(statuses[-1][1]) == "too-many-shadows"
    for version in made[1:]:
        act(service, version, "shadow", "crowd", method="DELETE")


def test_what_was_displaced_does_not_displace_others(service: Service) -> None:
    scope = {"applies_to": {"form": ["displaced"]}}
    for name, applies_to in (("one", scope), ("one", {"applies_to": {"form": ["elsewhere"]}}), ("two", scope)):
        version = uploaded(service, json.dumps(STRICT | applies_to | {"policy": name}), name)
        assert act(service, version, "publish", name)[0] == 200
    status, document, _ = service.manage(admin("POST", "/policies/one/rollback"))
    assert (status, kind_of(document)) == (409, "scope-taken")
    assert "two" in document["detail"]


def test_without_its_table_administration_says_so(service: Service) -> None:
    service.weather.fail("GetItem", "InternalServerError")
    status, document, _ = service.manage(admin("GET", "/policies"))
    assert (status, kind_of(document)) == (503, "storage-unavailable")


def test_an_unknown_path_of_administration_is_a_problem(service: Service) -> None:
    status, document, _ = service.manage(request("GET", "/policies/a/b/c", scopes="admin"))
    assert (status, kind_of(document)) == (404, "no-such-path")


def test_a_policy_of_the_largest_size_is_kept_published_and_shown(service: Service) -> None:
    chance = Random(5)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=24)) for _ in range(9_000)]
    text = json.dumps(STRICT | {"policy": "large", "applies_to": {"form": ["large"]}, "lists": {"words": words}})
    assert 240_000 < len(text) < 256 * 1024
    version = uploaded(service, text, "large")
    assert act(service, version, "publish", "large")[0] == 200
    _, document, _ = service.manage(admin("GET", f"/policies/large/versions/{version}"))
    assert document["source"] == text
