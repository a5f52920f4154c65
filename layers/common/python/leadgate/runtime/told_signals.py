"""Signals on their way to the leads that they are of, whether a server or a source tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from leadgate.application.errors import Congested, NoSuchLead
from leadgate.application.join_signals import join_to_lead
from leadgate.contracts.signal_body import IllFormed, ToldSignal
from leadgate.domain.identity import identity_of
from leadgate.runtime.telemetry import count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from leadgate.application.qualify_lead import Deciding

_NOT_KEPT = (ClientError, BotoCoreError, Congested)
_NO_LEAD_OF_ADDRESS = "no lead has this address; post the person to /leads first, then send the signal again"
_NO_LEAD_OF_ID = "no lead has this id"
_SEND_AGAIN = "was not kept; send this signal again"


class Became(StrEnum):
    """What became of a signal that was told."""

    JOINED = "joined"
    DUPLICATE = "duplicate"
    OUTDATED = "outdated"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one signal, the lead that it is of, and what whoever told of it may do."""

    result: Became
    lead_id: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """What keeping signals needs, and until when, by the monotonic clock, it goes on."""

    deciding: Deciding
    hash: Callable[..., str]
    until: float


def keep_told(
    told: Sequence[ToldSignal | IllFormed], source: str, ports: Keeping
) -> tuple[list[Outcome], Exception | None]:
    """Keep what was told, by one write for each lead.

    Args:
        told: signals as they were read.
        source: who tells of them.
        ports: what it needs.

    Returns:
        What became of each, in their order; and what failed last, if anything was not kept.

    Raises:
        ClientError, BotoCoreError: the table cannot say who anybody is; nothing was kept.
    """
    outcomes: dict[int, Outcome] = {}
    failure: Exception | None = None
    for lead_id, places in _by_lead(told, outcomes, ports).items():
        signals = {place: one for place in places if isinstance(one := told[place], ToldSignal)}
        try:
            outcomes |= _join(lead_id, signals, source, ports)
        except _NOT_KEPT as error:
            failure = error
            outcomes |= dict.fromkeys(places, Outcome(Became.FAILED, detail=_SEND_AGAIN))
    _count(outcomes)
    return [outcomes[place] for place in range(len(told))], failure


def _by_lead(
    told: Sequence[ToldSignal | IllFormed], outcomes: dict[int, Outcome], ports: Keeping
) -> dict[str, list[int]]:
    """Group signals by the id of their lead; notes what becomes of those that have none."""
    persons = {
        place: ports.hash("person", identity_of(one.email))
        for place, one in enumerate(told)
        if isinstance(one, ToldSignal) and one.email is not None
    }
    ids = ports.deciding.leads.ids_of(sorted(set(persons.values()))) if persons else {}
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(told):
        lead_id = _lead_of(one, ids.get(persons.get(place, "")))
        if isinstance(lead_id, Outcome):
            outcomes[place] = lead_id
        else:
            groups.setdefault(lead_id, []).append(place)
    return groups


def _lead_of(one: ToldSignal | IllFormed, of_address: str | None) -> str | Outcome:
    if isinstance(one, IllFormed):
        return Outcome(Became.REFUSED, detail=one.detail)
    if one.lead_id is not None:
        return one.lead_id
    if one.email is not None:
        return of_address or Outcome(Became.REFUSED, detail=_NO_LEAD_OF_ADDRESS)
    return Outcome(Became.REFUSED, detail="signals of visitors whom nobody knows yet are not kept")


def _join(lead_id: str, signals: Mapping[int, ToldSignal], source: str, ports: Keeping) -> dict[int, Outcome]:
    if monotonic() >= ports.until:
        raise Congested
    try:
        joining = join_to_lead(lead_id, [one.signal for one in signals.values()], source, ports=ports.deciding)
    except NoSuchLead:
        return dict.fromkeys(signals, Outcome(Became.REFUSED, detail=_NO_LEAD_OF_ID))
    return {
        place: Outcome(Became(fate.value), joining.lead.id, one.remark)
        for (place, one), fate in zip(signals.items(), joining.fates, strict=True)
    }


def _count(outcomes: Mapping[int, Outcome]) -> None:
    joined = sum(outcome.result is Became.JOINED for outcome in outcomes.values())
    if joined:
        count("SignalJoined", joined)
