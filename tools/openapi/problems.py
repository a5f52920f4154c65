"""Every kind of problem that the API answers with: its status, and what its sender is told."""

from dataclasses import dataclass
from typing import Any

from leadgate.contracts.problem import CONTENT_TYPE, Fault, TextFault
from leadgate.contracts.problem import Problem as Raised
from leadgate.domain.raw_delivery import Result
from openapi.schemas import ref

_REQUEST = "urn:request:c6af9ac6-7b61-11e6-9a41-93e8deadbeef"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, when it comes, and what is wrong in the example."""

    status: int
    when: str
    detail: str
    faults: tuple[Fault, ...] = ()


_AGAIN = "Nothing was kept; send the same request again in a moment."
KINDS = {
    "unreadable-body": Kind(400, "The body's encoding is broken.", "The body could not be decoded."),
    "no-body": Kind(400, "There is no body.", "The request has no body; send a JSON object."),
    "not-json": Kind(
        400, "The body is no JSON.", "The body is not JSON.", (Fault("", "line 1, column 11: Expecting value"),)
    ),
    "not-an-object": Kind(
        400, "The JSON is no object.", "The body has to be a JSON object.", (Fault("", "is no object"),)
    ),
    "not-a-form": Kind(400, "The form cannot be read.", "The form has more than 300 fields."),
    "bad-idempotency-key": Kind(
        400,
        "The key is empty, too long, unprintable or two.",
        "An Idempotency-Key has 1 to 255 printable characters.",
    ),
    "repeated-header": Kind(400, "A header came twice.", "The header idempotency-key was sent 2 times; send it once."),
    "one-of-two": Kind(
        400, "Neither or both of two parameters.", "Ask for one person: by email=... or by lead_id=...."
    ),
    "repeated-parameter": Kind(
        400, "A parameter of the query came twice.", "The parameter email was sent more than once; send it once."
    ),
    "bad-limit": Kind(400, "A wrong limit.", "limit is a number from 1 to 100.", (Fault("/limit", "is out of range"),)),
    "bad-cursor": Kind(
        400, "A cursor of somebody else.", "This cursor is none of ours; leave it out to start from the beginning."
    ),
    "bad-since": Kind(
        400, "A wrong moment.", "since is a moment such as 2026-05-04T09:00:00Z.", (Fault("/since", "is no moment"),)
    ),
    "bad-outcome": Kind(
        400,
        "An unknown outcome.",
        f"outcome is one of {', '.join(Result)}.",
        (Fault("/outcome", "is none of them"),),
    ),
    "bad-request": Kind(400, "The gateway refused it.", "A parameter that this route needs is missing or malformed."),
    "unauthorized": Kind(
        401, "No key, or none that is valid.", "Send a valid key in the header: Authorization: Bearer <key>."
    ),
    "not-verified": Kind(
        401,
        "A delivery that nothing proves.",
        "This is not signed as the connection expects; check its secret, and the clock if the signature has one.",
    ),
    "missing-scope": Kind(403, "The key is for something else.", "This key has no scope intake; use one that has it."),
    "access-denied": Kind(403, "The gateway refused the key.", "This key may not call this route."),
    "no-usage-plan": Kind(
        403, "The key lost its plan.", "This key has no usage plan; ask an administrator for a new one."
    ),
    "signed-request": Kind(
        403, "An AWS signature instead of a key.", "This API takes bearer keys, not signed AWS requests."
    ),
    "filtered": Kind(403, "A firewall refused it.", "The firewall refused this request."),
    "foreign-origin": Kind(
        403, "A page of an unlisted origin.", "This page may not post this form; add its origin to the form's origins."
    ),
    "handshake-refused": Kind(
        403,
        "No handshake, or a wrong token.",
        "This is no handshake of the connection's source, or its token is not the connection's.",
    ),
    "no-such-connection": Kind(
        404,
        "No active connection has this name.",
        "There is no connection of this source and id, or it is not active; GET /connections lists all.",
    ),
    "no-such-form": Kind(
        404, "No form has this name.", "There is no form of this name; check the address that the form posts to."
    ),
    "no-such-lead": Kind(404, "No lead has this id.", "There is no lead of this id."),
    "no-such-decision": Kind(404, "No decision has this id.", "There is no decision of this id."),
    "no-such-policy": Kind(
        404, "No policy has this name.", "There is no policy of this name; GET /policies lists all."
    ),
    "no-such-policy-version": Kind(
        404,
        "The policy has no such version.",
        "There is no such version of this policy; GET /policies/{name}/versions lists all.",
    ),
    "no-such-script": Kind(
        404, "The script has no such version.", "There is no such version of the script; docs/forms.md names them."
    ),
    "no-such-other-lead": Kind(
        404, "The other lead is not there.", "There is no lead of the id or address in the body."
    ),
    "no-such-merge": Kind(
        404,
        "The lead holds no such other lead.",
        "This lead holds no such other lead; GET /leads/{lead_id} lists those under `merged`.",
    ),
    "no-such-path": Kind(
        404, "No such route.", "There is no such route, or not with this method; GET /openapi.json lists all."
    ),
    "reused-idempotency-key": Kind(
        409, "The key came with another body before.", "This Idempotency-Key was used with another body."
    ),
    "not-quarantined": Kind(
        409, "The lead was never held back.", "This lead was never in quarantine; there is nothing to release."
    ),
    "not-to-be-merged": Kind(
        409,
        "They are one already, one is in quarantine, or one holds too many others.",
        "Both are the same lead, or they were merged before.",
    ),
    "not-fit-to-publish": Kind(
        409,
        "It does not load, its examples fail, or a pool is missing.",
        "This version must not become live; see errors.",
        (
            Fault(
                "",
                "It routes to the pool 'enterprise', which is not set up; set it up with `leadgate setup`, or change "
                "the routing.",
            ),
        ),
    ),
    "policy-not-readable": Kind(
        409,
        "The policy's version is damaged, lost or of another release.",
        "The version of the policy cannot be read, or this release cannot load it.",
    ),
    "decision-not-readable": Kind(
        409,
        "The decision's record is damaged.",
        "What is stored of this decision is damaged; copy its item back from a backup of the table.",
    ),
    "already-live": Kind(409, "It decides.", "This version is live; a version that decides cannot look on as well."),
    "too-many-shadows": Kind(409, "Five look on.", "5 versions look on already; end one of them first."),
    "nothing-to-roll-back": Kind(
        409,
        "There was nothing before.",
        "Nothing was live before, or this policy is not live; publish the version that you want.",
    ),
    "other-version-live": Kind(
        409,
        "Another version is live than the one to undo.",
        "The version pv_0123456789abcdef is live, so there is nothing of `from` to undo.",
    ),
    "scope-taken": Kind(
        409,
        "Another policy was published for the scope since.",
        "The policy partners was published for this scope since; publish the version that you want.",
    ),
    "body-too-large": Kind(
        413,
        "Over 64 kB, or a policy, a delivery or signals over 256 kB.",
        "The body has 70412 bytes; at most 65536 are read.",
    ),
    "policy-too-large": Kind(
        413,
        "It does not fit into the table.",
        "This policy does not fit into the table, compressed as it is; shorten its lists and texts.",
    ),
    "unsupported-media-type": Kind(
        415, "A type that is not read.", "Send the body as application/json, and say so in Content-Type."
    ),
    "invalid-body": Kind(
        422,
        "The request can be read, but holds what cannot be accepted.",
        "2 things to mend; see errors.",
        (
            Fault("/email", "is no e-mail address: An email address must have an @-sign."),
            Fault("/nickname", "is not a field of this request; put what is your own under answers"),
        ),
    ),
    "no-such-source": Kind(
        422,
        "We know no such source.",
        "There is no source of this name; did you mean typeform? We know typeform, meta.",
    ),
    "bad-connection-id": Kind(
        422,
        "An id that cannot stand in a path.",
        "The id of a connection has 1 to 64 letters, digits, - and _; POST /connections/{source} makes one.",
    ),
    "invalid-policy": Kind(
        422,
        "The policy has errors, or an example fails.",
        "1 thing to mend in the policy; see errors.",
        (TextFault("", "unknown fact 'company.employes'", 21, 13, "did you mean 'company.employees'?"),),
    ),
    "too-many-posts": Kind(
        429,
        "More posts of the form than its owner allows; nothing was kept.",
        "Too many posts of this form; this one was not kept. Send it again after Retry-After seconds.",
    ),
    "throttled": Kind(429, "Too fast.", "Slow down and send this request again after Retry-After seconds."),
    "quota-exceeded": Kind(429, "The key's day is used up.", "This key has used up its quota of the day."),
    "internal-error": Kind(500, "Our fault.", "This failed on our side; nothing more is known here."),
    "key-not-checked": Kind(
        500, "The key could not be looked up.", "The key could not be checked; send this request again."
    ),
    "misconfigured": Kind(
        500,
        "The service is set up wrongly.",
        "The service is misconfigured; its operators can find this request by its id.",
    ),
    "congested": Kind(503, "Too many changes to one lead at once.", _AGAIN),
    "storage-unavailable": Kind(
        503, "The table did not answer.", "Send the same request again in a moment; it counts once."
    ),
    "no-answer": Kind(
        504,
        "The service took too long.",
        "The service did not answer; send this request again with the same Idempotency-Key.",
    ),
}
"""In the order of their statuses."""


def problem_examples() -> dict[str, Any]:
    """Make an example of every kind, spelled by the code that spells the real ones."""
    return {
        f"problem-{name}": {
            "summary": kind.when,
            "value": Raised(kind.status, name, kind.detail, kind.faults).to_document(_REQUEST),
        }
        for name, kind in KINDS.items()
    }


def problem_content(names: list[str]) -> dict[str, Any]:
    """Make the content of an answer that holds one of some kinds of problems."""
    examples = {name: {"$ref": f"#/components/examples/problem-{name}"} for name in names}
    return {CONTENT_TYPE: {"schema": ref("Problem"), "examples": examples}}
