"""What to ask a source's API for when it told only the ids of a lead, and how to read its answer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from leadgate.contracts.sources.json_reading import at, listed, mapping, text
from leadgate.contracts.sources.labels import place_of
from leadgate.contracts.sources.posts import LeadPost, Unmapped
from leadgate.contracts.sources.recognition import Context, Field, lead_post
from leadgate.contracts.sources.signals import from_milliseconds
from leadgate.domain.connection import Connection

# An id becomes part of an address: nothing in it may lead anywhere else.
_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
Reading = tuple[list[Field], Context]


@dataclass(frozen=True, slots=True)
class AnswersApi:
    """One source's API for the answers of a lead.

    `id_of` gives the id of what to get, `path` is where it stands, `query` what of it is wanted, under a connection.
    """

    base_url: str
    path: str
    id_of: Callable[[Mapping[str, str]], str]
    query: Callable[[Connection], Mapping[str, str]]
    read: Callable[[object], Reading]
    headers: Mapping[str, str]

    def target(self, connection: Connection, ids: Mapping[str, str]) -> str | None:
        """Give the path and query to get, or None when there is no id or it is none of the source's."""
        id_ = self.id_of(ids)
        if not _ID.fullmatch(id_):
            return None
        return f"{self.path.format(id=id_)}?{urlencode(self.query(connection), safe=',:()')}"

    def post(self, connection: Connection, key: str, document: object) -> LeadPost | Unmapped:
        """Make the lead of what the API answered."""
        fields, context = self.read(document)
        return lead_post(connection, key, fields, context)


def _of_meta(document: object) -> Reading:
    fields = [
        Field(name, values[0] if len(values) == 1 else list(values), (name,))
        for one in listed(at(document, "field_data"))
        if (name := text(at(one, "name"))) and (values := listed(at(one, "values")))
    ]
    known = {
        "submitted_at": _with_colon(at(document, "created_time")),
        "source.form": text(at(document, "form_id")),
        "source.campaign": text(at(document, "campaign_name")) or text(at(document, "campaign_id")),
        "source.ad_id": text(at(document, "ad_id")),
        "source.platform": text(at(document, "platform")),
    }
    # Meta's testing tool fills every question with this mark.
    is_test = any("<test lead:" in str(field.value) for field in fields)
    return fields, Context(known, test=is_test)


def _with_colon(moment: object) -> object:
    """Spell a zone as RFC 3339 does; Meta writes +0000."""
    return re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", moment) if isinstance(moment, str) else moment


def _of_linkedin(document: object) -> Reading:
    questions = {text(at(one, "questionId")): one for one in listed(at(document, "form", "content", "questions"))}
    fields = [_linkedin_field(one, questions) for one in listed(at(document, "formResponse", "answers"))]
    fields += [
        Field(name, at(one, "value"), (name,))
        for one in listed(at(document, "form", "hiddenFields"))
        if (name := text(at(one, "name")))
    ]
    known = {
        "submitted_at": from_milliseconds(at(document, "submittedAt")),
        "source.form": text(at(document, "versionedLeadGenFormUrn")),
        "source.campaign": text(at(document, "leadMetadata", "sponsoredLeadMetadata", "campaign")),
    }
    return fields, Context(known, test=at(document, "testLead") is True)


def _linkedin_field(answer: object, questions: Mapping[str | None, object]) -> Field:
    id_ = text(at(answer, "questionId")) or ""
    question = questions.get(id_)
    # LinkedIn's own questions have a name that does not depend on the form's language.
    predefined = text(at(question, "predefinedField")) or ""
    label = text(next(iter(mapping(at(question, "question", "localized")).values()), None)) or text(
        at(question, "name")
    )
    details = at(answer, "answerDetails")
    value = at(details, "textQuestionAnswer", "answer") or [
        _option(question, chosen) for chosen in listed(at(details, "multipleChoiceAnswer", "options"))
    ]
    names = tuple(name for name in (label, id_, predefined) if name)
    type_ = _LINKEDIN_TYPES.get(predefined, "")
    return Field(label or predefined or id_, value, names, type_, place_of(predefined))


_LINKEDIN_TYPES: Final = {
    "EMAIL": "email",
    "WORK_EMAIL": "email",
    "PHONE_NUMBER": "phone",
    "WORK_PHONE_NUMBER": "phone",
}


def _option(question: object, chosen: object) -> object:
    options = listed(at(question, "questionDetails", "multipleChoiceQuestionDetails", "options"))
    found = next((one for one in options if text(at(one, "id")) == text(chosen)), None)
    texts = mapping(at(found, "text", "localized")).values()
    return next(iter(texts), None) or chosen


_HUBSPOT_PLACES: Final = {
    "firstname": "first_name",
    "lastname": "last_name",
    "jobtitle": "title",
    "company": "company.name",
    "website": "company.website",
    "country": "company.country",
    "industry": "company.industry",
    "numemployees": "company.employees",
    "hs_analytics_source": "source.hubspot_source",
    "hs_analytics_first_url": "source.page",
    "hs_analytics_first_referrer": "source.referrer",
}
_HUBSPOT_TYPES: Final = {"email": "email", "phone": "phone"}


def _of_hubspot(document: object) -> Reading:
    fields = [
        Field(name, value, (name,), _HUBSPOT_TYPES.get(name, ""), _HUBSPOT_PLACES.get(name))
        for name, value in mapping(at(document, "properties")).items()
        # What HubSpot says of the record itself is no answer.
        if name not in ("createdate", "lastmodifieddate", "hs_object_id")
    ]
    # A contact is made or changed in many ways, most of them not by a form.
    return fields, Context({"submitted_at": at(document, "updatedAt")}, is_asked=False)


def _hubspot_query(connection: Connection) -> Mapping[str, str]:
    properties = dict.fromkeys([*_HUBSPOT_TYPES, *_HUBSPOT_PLACES, "message", *connection.mapping])
    return {"properties": ",".join(properties), "archived": "false"}


def _linkedin_id(ids: Mapping[str, str]) -> str:
    return ids.get("leadGenFormResponse", "").rpartition(":")[2]


META_VERSION: Final = "v24.0"
_META_FIELDS: Final = "id,created_time,ad_id,form_id,campaign_id,campaign_name,platform,field_data"
_LINKEDIN_FIELDS: Final = (
    "id,submittedAt,testLead,leadType,versionedLeadGenFormUrn,leadMetadata,formResponse,form:(hiddenFields,content)"
)

ANSWERS: Final[Mapping[str, AnswersApi]] = {
    # Source: https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving/.
    "meta": AnswersApi(
        base_url="https://graph.facebook.com",
        path=f"/{META_VERSION}/{{id}}",
        id_of=lambda ids: ids.get("leadgen_id", ""),
        query=lambda _: {"fields": _META_FIELDS},
        read=_of_meta,
        headers={},
    ),
    # Source: https://learn.microsoft.com/en-us/linkedin/marketing/lead-sync/leadsync.
    "linkedin": AnswersApi(
        base_url="https://api.linkedin.com",
        path="/rest/leadFormResponses/{id}",
        id_of=_linkedin_id,
        query=lambda _: {"fields": _LINKEDIN_FIELDS},
        read=_of_linkedin,
        headers={"LinkedIn-Version": "202605", "X-Restli-Protocol-Version": "2.0.0"},
    ),
    # Source: https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide.
    "hubspot": AnswersApi(
        base_url="https://api.hubapi.com",
        path="/crm/v3/objects/contacts/{id}",
        id_of=lambda ids: ids.get("objectId", ""),
        query=_hubspot_query,
        read=_of_hubspot,
        headers={},
    ),
}
"""The sources that post ids only."""
