"""Leads, their timelines and their decisions in one table."""

from __future__ import annotations

import json

from leadgate.adapters.dynamodb import keys
from leadgate.adapters.dynamodb.delivery_item import delivery_to_item
from leadgate.adapters.dynamodb.items import Plain, dump, optional_text, text, to_item
from leadgate.adapters.dynamodb.lead_item import entry_to_item, lead_to_item, part_to_item, record_to_item
from leadgate.adapters.dynamodb.lead_reader import DynamoLeadReader
from leadgate.adapters.dynamodb.transaction import Amend, Part, Refused, Write, write_all
from leadgate.adapters.dynamodb.turns_item import turns_to_item
from leadgate.adapters.dynamodb.visitors import Link, next_version
from leadgate.application.ports import (
    AlreadyReceived,
    Intake,
    PersonKnown,
    Remembered,
    Settlement,
    StaleLead,
)
from leadgate.domain.lead import Lead
from leadgate.domain.raw_delivery import PostResult, Result
from leadgate.domain.timeline import Entry

_CURRENT = "version = :version"
# A record that is over but that DynamoDB has not swept away yet counts as gone.
_FREE = "attribute_not_exists(pk) OR expires_at <= :now"


class DynamoLeadRepository(DynamoLeadReader):
    """A LeadRepository on DynamoDB; see the port for what each call means."""

    def add(self, intake: Intake) -> None:
        """Write lead, person lock, receipt and timeline in one transaction, and the delivery it came by if any."""
        lead = intake.lead
        lock = to_item(keys.person(lead.person_key), {"lead_id": lead.id})
        writes = (self._receipt(intake), Write(lock), Write(lead_to_item(lead)), self._entry(intake))
        try:
            self._write(*writes, *_delivery(intake), *_link(intake))
        except Refused as refused:
            self._raise_if_received(refused)
            held = refused.failed.get(1)
            if held:
                raise PersonKnown(text(held, "lead_id")) from None
            raise StaleLead from None

    def merge(self, intake: Intake) -> None:
        """Write the lead's next version, receipt and timeline in one transaction."""
        writes: list[Part] = [self._receipt(intake), self._next_version(intake.lead), self._entry(intake)]
        writes += [*_delivery(intake), *_link(intake)]
        if intake.part is not None:
            writes.append(Write(part_to_item(intake.part), _CURRENT, {":version": intake.part.version - 1}))
        if intake.receipt_id != intake.lead.id:
            writes.append(Write(to_item(keys.alias(intake.receipt_id), {"lead_id": intake.lead.id})))
        try:
            self._write(*writes)
        except Refused as refused:
            self._raise_if_received(refused)
            raise StaleLead from None

    def amend(self, lead: Lead, entry: Entry) -> None:
        """Write the lead's next version and what happened in one transaction."""
        try:
            self._write(self._next_version(lead), Write(entry_to_item(lead.id, entry, 0)))
        except Refused:
            raise StaleLead from None

    def settle(self, settlement: Settlement) -> None:
        """Write lead, decision, timeline, turns and the remembered answer in one transaction."""
        lead = settlement.lead
        writes: list[Part] = [self._next_version(lead), Write(record_to_item(settlement.record))]
        writes += [Write(entry_to_item(lead.id, entry, n)) for n, entry in enumerate(settlement.entries)]
        if settlement.turns is not None:
            previous = settlement.turns.version - 1
            condition = f"attribute_not_exists(pk) OR {_CURRENT}" if previous == 0 else _CURRENT
            writes.append(Write(turns_to_item(settlement.turns), condition, {":version": previous}))
        writes += [next_version(visitor) for visitor in settlement.visitors]
        if settlement.answer is not None:
            record, answer = settlement.answer
            writes.append(Amend(keys.receipt(record), "answer", dump(answer)))
        try:
            self._write(*writes)
        except Refused:
            raise StaleLead from None

    def _write(self, *writes: Part) -> None:
        write_all(self._client, self._table, writes)

    def _next_version(self, lead: Lead) -> Write:
        return Write(lead_to_item(lead), _CURRENT, {":version": lead.version - 1})

    def _entry(self, intake: Intake) -> Write:
        return Write(entry_to_item(intake.lead.id, intake.entry, 0))

    def _receipt(self, intake: Intake) -> Write:
        values: dict[str, Plain] = {
            "digest": intake.receipt.digest,
            "lead_id": intake.lead.id,
            "receipt_id": intake.receipt_id,
            "warnings": dump([dict(warning) for warning in intake.warnings]),
            "expires_at": int(intake.receipt.until),
        }
        return Write(to_item(keys.receipt(intake.receipt.record), values), _FREE, {":now": intake.entry.at})

    def _raise_if_received(self, refused: Refused) -> None:
        """Raise what the receipt, always the first write, says of an earlier post."""
        item = refused.failed.get(0)
        if item:
            answer = optional_text(item, "answer")
            raise AlreadyReceived(
                Remembered(
                    digest=text(item, "digest"),
                    lead_id=text(item, "lead_id"),
                    receipt_id=text(item, "receipt_id"),
                    warnings=tuple(json.loads(text(item, "warnings"))),
                    answer=None if answer is None else json.loads(answer),
                )
            )


def _delivery(intake: Intake) -> list[Write]:
    """Write the delivery that a post was read from, with the lead that it became."""
    if intake.delivery is None:
        return []
    kept = intake.delivery.with_results(PostResult(Result.KEPT, intake.lead.id))
    return [Write(delivery_to_item(kept), None)]


def _link(intake: Intake) -> list[Link]:
    """Link the visitor whom a post names to its lead: by its address alone, which stays right when leads part."""
    linked = intake.part or intake.lead
    return [] if intake.visitor is None else [Link(intake.visitor, linked.id, intake.entry.at)]
