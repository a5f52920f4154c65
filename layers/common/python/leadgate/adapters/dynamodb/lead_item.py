"""How a lead, its timeline and its decisions look as items."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, cast

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import Item, Plain, dump, number, optional_text, pack, text, to_item, unpack
from leadgate.application.errors import BrokenRecord
from leadgate.application.ports import DecisionRecord
from leadgate.contracts.organisations import organisation_of
from leadgate.domain.absorbed import Absorbed
from leadgate.domain.account import account_of
from leadgate.domain.lead import Fact, Lead, Owner, Urgency, Verdict
from leadgate.domain.outcomes import Outcome
from leadgate.domain.quarantine import Evidence, Quarantine, Sign
from leadgate.domain.stages import Stage
from leadgate.domain.timeline import Entry, Happening


def lead_to_item(lead: Lead) -> dict[str, Any]:
    """Spell a lead as an item: one compact document, and the attributes that others look at.

    Args:
        lead: the lead to keep.

    Returns:
        The item. `asks` is there only while the lead waits to be decided: the stream's filter looks for it.
    """
    return to_item(
        keys.lead(lead.id),
        {
            "id": lead.id,
            "version": lead.version,
            "created_at": lead.created_at,
            "updated_at": lead.updated_at,
            "person_key": lead.person_key,
            "stage": lead.stage.value,
            "account": account_of(lead.facts, organisation_of),
            "asks": lead.asks,
            "test": 1 if lead.test else None,
            "doc": dump(_document(lead)),
        },
    )


def _document(lead: Lead) -> dict[str, object]:
    document: dict[str, object] = {
        "facts": {
            name: [fact.value, fact.source, fact.observed_at, fact.confidence] for name, fact in lead.facts.items()
        },
        "signals": [dict(signal) for signal in lead.signals],
        "consent": dict(lead.consent),
        "verdict": None if lead.verdict is None else asdict(lead.verdict),
        "owner": None if lead.owner is None else asdict(lead.owner),
    }
    if lead.quarantine is not None:
        document["quarantine"] = asdict(lead.quarantine)
    if lead.visitors:
        document["visitors"] = list(lead.visitors)
    if lead.merged:
        document["merged"] = [asdict(absorbed) for absorbed in lead.merged]
    return document


def lead_from_item(item: Item) -> Lead:
    """Read a lead back from its item."""
    document = json.loads(text(item, "doc"))
    return Lead(
        id=text(item, "id"),
        version=int(number(item, "version")),
        created_at=number(item, "created_at"),
        updated_at=number(item, "updated_at"),
        person_key=text(item, "person_key"),
        stage=Stage(text(item, "stage")),
        facts={name: Fact(*parts) for name, parts in document["facts"].items()},
        signals=tuple(document["signals"]),
        consent=document["consent"],
        test="test" in item,
        asks=cast(Urgency | None, optional_text(item, "asks")),
        verdict=_verdict(document["verdict"]),
        owner=None if document["owner"] is None else Owner(**document["owner"]),
        quarantine=_quarantine(document.get("quarantine")),
        visitors=tuple(document.get("visitors", ())),
        merged=tuple(Absorbed(**kept) for kept in document.get("merged", ())),
    )


def part_to_item(part: Lead) -> dict[str, Any]:
    """Spell what one address alone stated as an item; it is never decided."""
    return lead_to_item(replace(part, asks=None)) | to_item(keys.part(part.id), {})


def _quarantine(kept: dict[str, Any] | None) -> Quarantine | None:
    if kept is None:
        return None
    evidence = tuple(Evidence(Sign(found["sign"]), found["points"]) for found in kept["evidence"])
    return Quarantine(evidence, kept["released_at"], kept["released_by"])


def _verdict(kept: dict[str, Any] | None) -> Verdict | None:
    if kept is None:
        return None
    kept["outcome"] = Outcome(kept["outcome"])
    kept["disqualifiers"] = tuple(kept["disqualifiers"])
    kept["questions"] = tuple(kept["questions"])
    return Verdict(**kept)


def entry_to_item(lead_id: str, entry: Entry, position: int) -> dict[str, Any]:
    """Spell a timeline entry as an item."""
    values = {"type": entry.type.value, "at": entry.at, "version": entry.version, "doc": dump(entry.details)}
    return to_item(keys.entry(lead_id, entry.version, position), values)


def entry_from_item(item: Item) -> Entry:
    """Read a timeline entry back from its item."""
    return Entry(
        type=Happening(text(item, "type")),
        at=number(item, "at"),
        version=int(number(item, "version")),
        details=json.loads(text(item, "doc")),
    )


def record_to_item(record: DecisionRecord) -> dict[str, Any]:
    """Spell a decision as an item, the facts that it read and the result compressed."""
    values: dict[str, Plain] = {
        "id": record.id,
        "lead_id": record.lead_id,
        "at": record.at,
        "policy": record.policy,
        "policy_version": record.policy_version,
        "lead_version": record.lead_version,
        "facts": pack(record.facts),
        "result": pack(record.result),
        "shadow": pack(record.shadow) if record.shadow else None,
    }
    return to_item(keys.decision(record.id), values)


def record_from_item(item: Item) -> DecisionRecord:
    """Read a decision back from its item. Raises BrokenRecord when it is damaged."""
    try:
        record = _record_from_item(item)
    except (zlib.error, ValueError, LookupError, TypeError) as damaged:
        raise BrokenRecord from damaged
    held = record.result.get("trace") if isinstance(record.result, Mapping) else None
    if not (isinstance(record.facts, Mapping) and isinstance(held, Mapping)):
        raise BrokenRecord
    return record


def _record_from_item(item: Item) -> DecisionRecord:
    return DecisionRecord(
        id=text(item, "id"),
        lead_id=text(item, "lead_id"),
        at=number(item, "at"),
        policy=text(item, "policy"),
        policy_version=text(item, "policy_version"),
        lead_version=int(number(item, "lead_version")),
        # Release 0.1.0 kept the whole lead, which holds the facts that were read as well.
        facts=cast(Mapping[str, object], unpack(item, "facts" if "facts" in item else "lead")),
        result=cast(Mapping[str, object], unpack(item, "result")),
        shadow=tuple(cast(list[Mapping[str, object]], unpack(item, "shadow"))) if "shadow" in item else (),
    )
