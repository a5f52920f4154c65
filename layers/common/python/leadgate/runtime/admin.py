"""The endpoints of the `admin` function for policies: uploaded, tried, published, shadowed and rolled back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from leadgate.application.connect_source import Connecting
from leadgate.application.errors import NoSuchVersion
from leadgate.application.form_ports import FormRegistry
from leadgate.application.ports import LeadRepository
from leadgate.application.publish_policy import publish_policy
from leadgate.application.publishing import Publishing
from leadgate.application.roll_back_policy import roll_back_policy
from leadgate.application.shadow_policy import end_shadow, shadow_policy
from leadgate.application.simulate_policy import simulate_policy
from leadgate.application.upload_policy import upload_policy
from leadgate.contracts.policy_views import change_view, policy_view, version_view
from leadgate.contracts.problem import Fault, Problem, invalid
from leadgate.contracts.simulation import read_simulation
from leadgate.domain.access import Scope
from leadgate.domain.clock import to_rfc3339
from leadgate.domain.lead import to_document
from leadgate.domain.publication import Change, NothingToRollBack
from leadgate.runtime.bodies import read_json_body, read_policy_body
from leadgate.runtime.http import Answer, json_answer
from leadgate.runtime.paging import limit_of
from leadgate.runtime.request import Request

if TYPE_CHECKING:
    from leadgate.runtime.deliveries import Delivering

HISTORY = 100
"""How many of a policy's latest changes are shown with it."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_VERSION = re.compile(r"pv_[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class AdminServices:
    """What administration is wired to; `delivering` wires what replays alone need, when there is one."""

    publishing: Publishing
    leads: LeadRepository
    forms: FormRegistry
    connecting: Connecting
    delivering: Callable[[], Delivering]


def post_version(request: Request, services: AdminServices, name: str) -> Answer:
    """Keep a version of a policy: 201 when it is new, 200 when the very same rules were uploaded before."""
    _check(request, name)
    raw, is_json = read_policy_body(request)
    # Reading YAML takes a library that no other route waits for.
    from leadgate.contracts.policy_upload import check_upload, read_upload  # noqa: PLC0415

    ports = services.publishing
    source = read_upload(raw, name, is_json=is_json)
    version = check_upload(source, name, ports.clock(), _caller(request))
    kept, is_new = upload_policy(version, source, ports=ports)
    place = f"{request.base_url}/policies/{name}/versions/{kept.line.version}"
    document = version_view(kept, ports.publications.current())
    return json_answer(request, 201 if is_new else 200, document, {"Location": place})


def get_policies(request: Request, services: AdminServices) -> Answer:
    """Show every policy with what is live of it and what looks on."""
    request.require(Scope.ADMIN)
    current = services.publishing.publications.current()
    # What release 0.1.0 published is live under a name that it did not list.
    names = {*services.publishing.versions.names(), *(line.name for line in current.live)}
    items = [policy_view(name, current) for name in sorted(names)]
    return json_answer(request, 200, {"revision": current.revision, "items": items, "next_cursor": None})


def get_policy(request: Request, services: AdminServices, name: str) -> Answer:
    """Show a policy with its latest changes, newest first."""
    _check(request, name)
    current = services.publishing.publications.current()
    history = services.publishing.publications.history(name, HISTORY)
    if not history and all(line.name != name for line in current.live):
        _require_uploaded(services, name)
    document = policy_view(name, current) | {"history": [change_view(change) for change in history]}
    return json_answer(request, 200, document)


def get_versions(request: Request, services: AdminServices, name: str) -> Answer:
    """Show the versions of a policy, newest first, a page at a time."""
    _check(request, name)
    limit, cursor = limit_of(request), request.parameter("cursor")
    page = services.publishing.versions.page(name, cursor=cursor, limit=limit)
    if not page.items:
        _require_uploaded(services, name)
    current = services.publishing.publications.current()
    items = [version_view(version, current) for version in page.items]
    return json_answer(request, 200, {"items": items, "next_cursor": page.cursor})


def get_version(request: Request, services: AdminServices, name: str, version: str) -> Answer:
    """Show a version with its text as it was uploaded."""
    _check(request, name, version)
    versions = services.publishing.versions
    kept = versions.find(name, version)
    if kept is None:
        raise NoSuchVersion
    document = version_view(kept, services.publishing.publications.current())
    return json_answer(request, 200, document | {"source": versions.source(name, version)})


def post_simulation(request: Request, services: AdminServices, name: str, version: str) -> Answer:
    """Decide on a lead by a version, and write nothing."""
    _check(request, name, version)
    asked = read_simulation(read_json_body(request))
    lead = asked.lead
    if asked.lead_id is not None:
        known = services.leads.get(asked.lead_id)
        if known is None:
            raise Problem(404, "no-such-lead", "There is no lead of this id.")
        lead = to_document(known)
    now = services.publishing.clock() if asked.now is None else asked.now
    result = simulate_policy(lead, name, version, now, ports=services.publishing)
    said = {"policy": name, "policy_version": version, "at": to_rfc3339(now), "lead_id": asked.lead_id}
    return json_answer(request, 200, said | dict(result))


def post_publication(request: Request, services: AdminServices, name: str, version: str) -> Answer:
    """Make a version live."""
    _check(request, name, version)
    kept, change = publish_policy(name, version, _caller(request), ports=services.publishing)
    current = services.publishing.publications.current() if change is None else change[0]
    document = version_view(kept, current) | {"change": None if change is None else change_view(change[1])}
    return json_answer(request, 200, document)


def change_shadow(request: Request, services: AdminServices, name: str, version: str) -> Answer:
    """Let a version look on; no longer with DELETE, or with `{"active": false}`."""
    _check(request, name, version)
    ports, by = services.publishing, _caller(request)
    is_start = request.method != "DELETE" and _is_active(request)
    change = (shadow_policy if is_start else end_shadow)(name, version, by, ports=ports)
    return _changed(request, services, name, change)


def post_rollback(request: Request, services: AdminServices, name: str) -> Answer:
    """Bring back what was live before the policy's latest publication, or before the version under `from`."""
    _check(request, name)
    undoes = _from(request)
    try:
        change = roll_back_policy(name, _caller(request), undoes=undoes, ports=services.publishing)
    except NothingToRollBack:
        _require_uploaded(services, name)
        raise
    except (ClientError, BotoCoreError) as lost:
        # Each call goes one publication further back: unlike every other one it must not simply be sent again.
        detail = f"It may have been rolled back all the same; GET /policies/{name} says what is live. Look first."
        raise Problem(503, "storage-unavailable", detail) from lost
    return _changed(request, services, name, change)


def _from(request: Request) -> str | None:
    body = read_json_body(request) if request.body.strip() else {}
    version = body.get("from")
    if body.keys() - {"from"} or not (version is None or (isinstance(version, str) and _VERSION.fullmatch(version))):
        raise invalid([Fault("/from", "is the version that is live, like pv_0123456789abcdef, and the only field")])
    return version


def _changed(request: Request, services: AdminServices, name: str, change: Change | None) -> Answer:
    current = services.publishing.publications.current() if change is None else change[0]
    document = policy_view(name, current) | {"change": None if change is None else change_view(change[1])}
    return json_answer(request, 200, document)


def _is_active(request: Request) -> bool:
    body = read_json_body(request) if request.body.strip() else {}
    active = body.get("active", True)
    if not isinstance(active, bool) or body.keys() - {"active"}:
        raise invalid([Fault("/active", "is true or false, and the only field of this body")])
    return active


def _check(request: Request, name: str, version: str | None = None) -> None:
    """Refuse who is no administrator, and names that nothing can have."""
    request.require(Scope.ADMIN)
    if not _NAME.fullmatch(name):
        raise Problem(
            404, "no-such-policy", "A policy's name has letters, digits, _ and -, a letter first, 64 at most."
        )
    if version is not None and not _VERSION.fullmatch(version):
        raise NoSuchVersion


def _require_uploaded(services: AdminServices, name: str) -> None:
    if not services.publishing.versions.page(name, cursor=None, limit=1).items:
        raise Problem(404, "no-such-policy", "There is no policy of this name; GET /policies lists all.")


def _caller(request: Request) -> str:
    return request.key or "unknown"
