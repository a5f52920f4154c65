"""Merges of leads, kept and undone in one transaction each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.items import to_item
from leadgate.adapters.dynamodb.lead_item import entry_to_item, lead_to_item, part_to_item
from leadgate.adapters.dynamodb.transaction import Amend, Refused, Remove, Write, write_all
from leadgate.application.ports import StaleLead

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from leadgate.domain.lead import Lead
    from leadgate.domain.merging import Merger, Split

_CURRENT = "version = :version"
_LEADS_TO = "lead_id = :lead_id"


class DynamoLeadMergers:
    """A LeadMergers on DynamoDB; see the port for what each call means."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def keep_merger(self, merger: Merger) -> None:
        """Write the lead, the parts and both timelines, and let the other's id and person lead to it."""
        lead, other = merger.lead, merger.other
        self._write(
            Write(lead_to_item(lead), _CURRENT, _version_of(merger.before)),
            Remove(keys.lead(other.id), _CURRENT, _version_of(other)),
            Write(to_item(keys.alias(other.id), {"lead_id": lead.id})),
            _person(other, now=lead.id, before=other.id),
            *(Write(part_to_item(part)) for part in merger.parts),
            Write(entry_to_item(lead.id, merger.entry, 0)),
            Write(entry_to_item(other.id, merger.farewell, 0)),
        )

    def keep_split(self, split: Split) -> None:
        """Write both leads and both timelines, give the other's id and person back, and drop the parts."""
        lead, other = split.lead, split.restored
        self._write(
            Write(lead_to_item(lead), _CURRENT, _version_of(split.before)),
            Write(lead_to_item(other)),
            Remove(keys.alias(other.id), _LEADS_TO, {":lead_id": lead.id}),
            _person(other, now=other.id, before=lead.id),
            *(Remove(keys.part(part.id), _CURRENT, _version_of(part)) for part in split.parts),
            Write(entry_to_item(lead.id, split.entry, 0)),
            Write(entry_to_item(other.id, split.return_entry, 0)),
        )

    def _write(self, *writes: Write | Amend | Remove) -> None:
        try:
            write_all(self._client, self._table, writes)
        except Refused:
            raise StaleLead from None


def _version_of(lead: Lead) -> dict[str, str | float]:
    return {":version": lead.version}


def _person(other: Lead, *, now: str, before: str) -> Write:
    """Write whose lead a person's is now."""
    return Write(to_item(keys.person(other.person_key), {"lead_id": now}), _LEADS_TO, {":lead_id": before})
