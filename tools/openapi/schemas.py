"""All schemas of the document: pydantic's, made smaller, with words for what the models leave unsaid."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from leadgate.contracts.connection_body import ConnectionBody
from leadgate.contracts.form_fields import MAX_FIELDS
from leadgate.contracts.form_setup import FormSetup
from leadgate.contracts.lead_body import LeadBody, Moment, Name, Value
from leadgate.contracts.signal_body import SignalsBody
from openapi import (
    answers,
    connection_answers,
    form_answers,
    lead_answers,
    merge_answers,
    policy_answers,
    quarantine_answers,
    signal_answers,
)
from openapi.field_notes import FIELD_NOTES

Schema = dict[str, Any]

_REF = "#/components/schemas/"
_ANSWERS: tuple[type[BaseModel], ...] = (
    answers.LeadAccepted,
    answers.DemoDecided,
    answers.FormDecided,
    SignalsBody,
    signal_answers.SignalsKept,
    answers.Status,
    answers.Health,
    answers.Problem,
    lead_answers.Lead,
    quarantine_answers.ReleaseBody,
    quarantine_answers.ReleasedLead,
    merge_answers.MergeBody,
    merge_answers.LeadOfSeveral,
    merge_answers.LeadTakenApart,
    lead_answers.Timeline,
    lead_answers.Decision,
    lead_answers.Decisions,
    lead_answers.Replay,
    form_answers.FormSetUp,
    form_answers.Forms,
    policy_answers.Policies,
    policy_answers.PolicyWithHistory,
    policy_answers.Versions,
    policy_answers.VersionWithSource,
    policy_answers.PublishedVersion,
    policy_answers.ChangedPolicy,
    policy_answers.RollBack,
    policy_answers.ShadowSwitch,
    policy_answers.SimulatedLead,
    policy_answers.SimulatedDecision,
    ConnectionBody,
    connection_answers.ShownConnection,
    connection_answers.Connections,
    connection_answers.Delivered,
    connection_answers.Deliveries,
    connection_answers.Replayed,
)
# Pydantic spells these types out wherever they are used; the document names them once.
_NAMED: dict[str, Schema] = {
    "Value": TypeAdapter(Value).json_schema()
    | {"maxItems": 100, "description": "Text, a number, true, false, or a list of at most 100 texts."},
    "Moment": TypeAdapter(Moment).json_schema(),
}
# Models that take fields of any name: pydantic checks the names but does not say so in the schema.
_NAMES_OF_FIELDS = TypeAdapter(Name).json_schema()


def all_schemas() -> dict[str, Schema]:
    """Make every schema of the document, by name."""
    models: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (LeadBody, "validation"),
        (FormSetup, "validation"),
    ]
    models += [(model, "validation") for model in _ANSWERS]
    _, made = models_json_schema(models, ref_template=_REF + "{model}")
    schemas = {name: _small(schema) for name, schema in made["$defs"].items()}
    for name in ("CompanyBody", "SourceBody"):
        schemas[name]["propertyNames"] = {"pattern": _NAMES_OF_FIELDS["pattern"]}
    _explain(schemas, FIELD_NOTES)
    _admit_null(schemas["LeadBody"])
    schemas |= {name: dict(schema) for name, schema in _NAMED.items()} | _form_schemas()
    return dict(sorted(schemas.items()))


def ref(name: str) -> Schema:
    """Point at a schema of the document."""
    return {"$ref": _REF + name}


def _small(schema: Schema) -> Schema:
    """Leave out what tells a reader nothing, and name what is repeated."""
    named = _name_of(schema)
    if named is not None:
        return ref(named) | ({"description": schema["description"]} if _says_more(schema, named) else {})
    small: Schema = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            small[key] = {name: _small(inner) for name, inner in value.items()}
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            small[key] = _small(value)
        elif key == "patternProperties":
            ((pattern, inner),) = value.items()
            small |= {"propertyNames": {"pattern": pattern}, "additionalProperties": _small(inner)}
        elif key == "anyOf":
            small |= _one_of_few([_small(inner) for inner in value])
        elif key not in ("title", "default"):
            small[key] = value
    return small


def _name_of(schema: Schema) -> str | None:
    bare = {key: value for key, value in schema.items() if key in ("type", "items")}
    if len(bare) != len(schema.keys() - {"default", "title", "description"}):
        return None
    for name, named in _NAMED.items():
        if bare == {key: value for key, value in named.items() if key in ("type", "items")}:
            return name
    return None


def _says_more(schema: Schema, named: str) -> bool:
    return schema.get("description") not in (None, _NAMED[named].get("description"))


def _one_of_few(choices: list[Schema]) -> Schema:
    """Spell `this or null` as one type with null."""
    others = [choice for choice in choices if choice != {"type": "null"}]
    if len(others) == 1 and len(choices) == 2 and isinstance(others[0].get("type"), str):
        one = dict(others[0])
        one["type"] = [one["type"], "null"]
        if "enum" in one:
            one["enum"] = [*one["enum"], None]
        return one
    return {"anyOf": choices}


def _explain(schemas: Mapping[str, Schema], notes: Mapping[str, Mapping[str, str]]) -> None:
    for name, fields in notes.items():
        for field, note in fields.items():
            schemas[name]["properties"][field]["description"] = note


def _admit_null(body: Schema) -> None:
    """A null at the top of a lead's body counts as absent."""
    for name, field in body["properties"].items():
        if name in body["required"]:
            continue
        if isinstance(field.get("type"), str):
            field["type"] = [field["type"], "null"]
        elif "$ref" in field and field["$ref"] not in (_REF + "Value", _REF + "Moment"):
            field["anyOf"] = [{"$ref": field.pop("$ref")}, {"type": "null"}]


def _form_schemas() -> dict[str, Schema]:
    known = {
        "email": {"type": "string", "description": "The one field that a form needs, under this or a mapped name."}
    }
    return {
        "FormFields": {
            "type": "object",
            "description": "The fields of a form. The form's mapping says what its own names mean; the names of a "
            "lead's body mean the same here, `utm_*` and click ids go to the source, and any other is an answer.",
            "properties": known,
            "additionalProperties": True,
        },
        "FormEncodedFields": {
            "type": "object",
            "description": "The same fields as a browser sends them; several values under one name are a list.",
            "maxProperties": MAX_FIELDS,
            "properties": known,
            "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        },
    }
