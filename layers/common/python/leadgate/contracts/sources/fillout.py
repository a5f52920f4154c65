"""Fillout: one submission of a form; it does not sign, so its connection has to be unsigned, with a secret id.

Source: https://www.fillout.com/help/webhook and https://www.fillout.com/help/fillout-rest-api.
"""

from collections.abc import Iterator, Mapping, Sequence

from leadgate.contracts.sources.json_reading import at, key_of, listed, mapping, read_json, text
from leadgate.contracts.sources.posts import Delivery, Post, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signatures import verify_unsigned
from leadgate.contracts.sources.source import Source
from leadgate.domain.connection import Connection

_LISTS = ("questions", "calculations", "urlParameters")


def read(delivery: Delivery, connection: Connection) -> Sequence[Post]:
    """Make a lead of a submission, which may stand by itself or under `submission` beside the form's id."""
    body = read_json(delivery.body)
    submission = mapping(at(body, "submission")) or mapping(body)
    key = key_of(delivery.body, submission.get("submissionId"))
    if "questions" not in submission:
        return [Unmapped(key, "no_questions")]
    known = {
        "submitted_at": submission.get("submissionTime"),
        "source.form": text(at(body, "formId")),
    }
    return [lead_post(connection, key, _fields(submission), Context(known))]


def _fields(submission: Mapping[str, object]) -> Iterator[Field]:
    for name in _LISTS:
        for field in listed(submission.get(name)):
            id_, label = text(at(field, "id")), text(at(field, "name"))
            if label or id_:
                yield Field(
                    label or id_ or "", at(field, "value"), (id_,) if id_ else (), text(at(field, "type")) or ""
                )


FILLOUT = Source("fillout", verify_unsigned, read)
