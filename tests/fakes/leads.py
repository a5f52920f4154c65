"""Leads in memory, under the same conditions as in the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from leadgate.application.errors import BadCursor
from leadgate.application.ports import (
    AlreadyReceived,
    DecisionRecord,
    Intake,
    Page,
    PersonKnown,
    Remembered,
    Settlement,
    StaleLead,
)
from leadgate.domain.lead import Lead
from leadgate.domain.merging import Merger, Split
from leadgate.domain.raw_delivery import PostResult, RawDelivery, Result
from leadgate.domain.routing import Turns
from leadgate.domain.timeline import Entry, Happening
from tests.fakes.visitors import InMemoryVisitors

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Receipt:
    remembered: Remembered
    until: int


class InMemoryLeadRepository(InMemoryVisitors):
    """A LeadRepository made of dictionaries; every call is atomic, like the transactions that it stands for."""

    def __init__(self) -> None:
        super().__init__()
        self.leads: dict[str, Lead] = {}
        self.parts: dict[str, Lead] = {}
        self.receipts: dict[str, _Receipt] = {}
        self.records: dict[str, DecisionRecord] = {}
        self.deliveries: dict[str, RawDelivery] = {}
        self.writes = 0
        self._persons: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._entries: dict[str, dict[_Place, Entry]] = {}

    def add(self, intake: Intake) -> None:
        lead = intake.lead
        with self.one_at_a_time:
            self._raise_if_received(intake)
            if lead.person_key in self._persons:
                raise PersonKnown(self._persons[lead.person_key])
            if lead.id in self.leads or self._has_entry(lead.id, intake.entry, 0):
                raise StaleLead
            self._persons[lead.person_key] = lead.id
            self._keep_intake(intake)

    def merge(self, intake: Intake) -> None:
        lead = intake.lead
        has_new_name = intake.receipt_id != lead.id
        with self.one_at_a_time:
            self._raise_if_received(intake)
            name_taken = has_new_name and intake.receipt_id in self._aliases
            if not self._is_next(lead) or self._has_entry(lead.id, intake.entry, 0) or name_taken:
                raise StaleLead
            part = intake.part
            if part is not None and (part.id not in self.parts or self.parts[part.id].version != part.version - 1):
                raise StaleLead
            if has_new_name:
                self._aliases[intake.receipt_id] = lead.id
            if part is not None:
                self.parts[part.id] = part
            self._keep_intake(intake)

    def amend(self, lead: Lead, entry: Entry) -> None:
        with self.one_at_a_time:
            if not self._is_next(lead) or self._has_entry(lead.id, entry, 0):
                raise StaleLead
            self.leads[lead.id] = lead
            self._keep_entry(lead.id, entry, 0)
            self.writes += 1

    def settle(self, settlement: Settlement) -> None:
        with self.one_at_a_time:
            if not self._may_settle(settlement):
                raise StaleLead
            self.leads[settlement.lead.id] = settlement.lead
            self.records[settlement.record.id] = settlement.record
            for position, entry in enumerate(settlement.entries):
                self._keep_entry(settlement.lead.id, entry, position)
            self.take_from_visitors(settlement)
            if settlement.turns is not None:
                self.kept_turns[settlement.turns.pool] = settlement.turns
            if settlement.answer is not None:
                record, answer = settlement.answer
                receipt = self.receipts[record]
                self.receipts[record] = replace(receipt, remembered=replace(receipt.remembered, answer=answer))
            self.writes += 1

    def keep_merger(self, merger: Merger) -> None:
        lead, other = merger.lead, merger.other
        with self.one_at_a_time:
            are_current = all(self.leads.get(one.id) == one for one in (merger.before, other))
            if not are_current or any(part.id in self.parts for part in merger.parts):
                raise StaleLead
            del self.leads[other.id]
            self.leads[lead.id] = lead
            self.parts |= {part.id: part for part in merger.parts}
            self._aliases[other.id] = self._persons[other.person_key] = lead.id
            self._keep_entry(lead.id, merger.entry, 0)
            self._keep_entry(other.id, merger.farewell, 0)
            self.writes += 1

    def keep_split(self, split: Split) -> None:
        lead, other = split.lead, split.restored
        with self.one_at_a_time:
            are_current = all(self.parts.get(part.id) == part for part in split.parts)
            if self.leads.get(lead.id) != split.before or not are_current:
                raise StaleLead
            del self._aliases[other.id]
            self.leads |= {lead.id: lead, other.id: other}
            for part in split.parts:
                del self.parts[part.id]
            self._persons[other.person_key] = other.id
            self._keep_entry(lead.id, split.entry, 0)
            self._keep_entry(other.id, split.return_entry, 0)
            self.writes += 1

    def part(self, lead_id: str) -> Lead | None:
        return self.parts.get(lead_id)

    def get(self, lead_id: str) -> Lead | None:
        while lead_id in self._aliases:
            lead_id = self._aliases[lead_id]
        return self.leads.get(lead_id)

    def of_person(self, person_key: str) -> Lead | None:
        return self.leads.get(self._persons.get(person_key, ""))

    def ids_of(self, person_keys: Sequence[str]) -> Mapping[str, str]:
        return {person_key: self._persons[person_key] for person_key in person_keys if person_key in self._persons}

    def with_turns(self, lead_id: str, pools: Sequence[str]) -> tuple[Lead | None, Mapping[str, Turns]]:
        with self.one_at_a_time:
            return self.leads.get(lead_id), self.turns_and_visitors(pools, ())[0]

    def timeline(self, lead_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        after = _place(cursor) if cursor else (0, -1)
        entries = self._entries.get(lead_id, {})
        following = [place for place in sorted(entries) if place > after]
        page = following[:limit]
        more = "{}-{}".format(*page[-1]) if len(following) > limit else None
        return Page(tuple(entries[place] for place in page), more)

    def decisions(self, lead_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        before = _place(cursor) if cursor else None
        entries = self._entries.get(lead_id, {})
        decided = [place for place in sorted(entries, reverse=True) if entries[place].type is Happening.DECIDED]
        following = [place for place in decided if before is None or place < before]
        page = following[:limit]
        more = "{}-{}".format(*page[-1]) if len(following) > limit else None
        return Page(tuple(entries[place] for place in page), more)

    def decision(self, decision_id: str) -> DecisionRecord | None:
        return self.records.get(decision_id)

    def _raise_if_received(self, intake: Intake) -> None:
        receipt = self.receipts.get(intake.receipt.record)
        if receipt is not None and receipt.until > intake.entry.at:
            raise AlreadyReceived(receipt.remembered)

    def _keep_intake(self, intake: Intake) -> None:
        remembered = Remembered(intake.receipt.digest, intake.lead.id, intake.receipt_id, intake.warnings, None)
        self.receipts[intake.receipt.record] = _Receipt(remembered, int(intake.receipt.until))
        self.leads[intake.lead.id] = intake.lead
        self._keep_entry(intake.lead.id, intake.entry, 0)
        self.link(intake)
        if intake.delivery is not None:
            kept = intake.delivery.with_results(PostResult(Result.KEPT, intake.lead.id))
            self.deliveries[kept.id] = kept
        self.writes += 1

    def _may_settle(self, settlement: Settlement) -> bool:
        lead, turns, answer = settlement.lead, settlement.turns, settlement.answer
        kept = 0 if turns is None else self.kept_turns.get(turns.pool, Turns(turns.pool)).version
        return (
            self._is_next(lead)
            and settlement.record.id not in self.records
            and not any(self._has_entry(lead.id, entry, n) for n, entry in enumerate(settlement.entries))
            and (turns is None or turns.version == kept + 1)
            and (answer is None or answer[0] in self.receipts)
            and all(map(self.follows, settlement.visitors))
        )

    def _is_next(self, lead: Lead) -> bool:
        known = self.leads.get(lead.id)
        return known is not None and known.version == lead.version - 1

    def _has_entry(self, lead_id: str, entry: Entry, position: int) -> bool:
        return (entry.version, position) in self._entries.get(lead_id, {})

    def _keep_entry(self, lead_id: str, entry: Entry, position: int) -> None:
        self._entries.setdefault(lead_id, {})[entry.version, position] = entry


def _place(cursor: str) -> _Place:
    version, _, position = cursor.partition("-")
    if not (version.isdecimal() and position.isdecimal()):
        raise BadCursor
    return int(version), int(position)
