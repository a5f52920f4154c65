"""Signals on their way to the leads that they are of, whether a server or a source tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from leadgate.application.errors import Congested, NoSuchLead
from leadgate.application.join_signals import join_to_lead
from leadgate.application.keep_visits import keep_visits
from leadgate.contracts.signal_body import IllFormed, ToldSignal
from leadgate.domain.identity import identity_of
from leadgate.domain.signals import Fate
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
    KEPT = "kept"
    DUPLICATE = "duplicate"
    OUTDATED = "outdated"
    REFUSED = "refused"
    FAILED = "failed"


_METRICS = {Became.JOINED: "SignalJoined", Became.KEPT: "SignalKept"}


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


@dataclass(frozen=True, slots=True)
class _Who:
    """Whose a signal is: the id of a lead, or the key of a visitor."""

    name: str
    is_visitor: bool


def keep_told(
    told: Sequence[ToldSignal | IllFormed], source: str, ports: Keeping
) -> tuple[list[Outcome], Exception | None]:
    """Keep what was told, by one write for each lead, and for each visitor whom nobody knows.

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
    for who, places in _by_name(told, outcomes, ports).items():
        signals = {place: one for place in places if isinstance(one := told[place], ToldSignal)}
        try:
            outcomes |= _keep(who, signals, source, ports)
        except _NOT_KEPT as error:
            failure = error
            outcomes |= dict.fromkeys(places, Outcome(Became.FAILED, detail=_SEND_AGAIN))
    _count(outcomes)
    return [outcomes[place] for place in range(len(told))], failure


def _by_name(
    told: Sequence[ToldSignal | IllFormed], outcomes: dict[int, Outcome], ports: Keeping
) -> dict[_Who, list[int]]:
    """Group signals by whose they are; notes what becomes of those that are nobody's."""
    persons = {
        place: ports.hash("person", identity_of(one.email))
        for place, one in enumerate(told)
        if isinstance(one, ToldSignal) and one.email is not None
    }
    ids = ports.deciding.leads.ids_of(sorted(set(persons.values()))) if persons else {}
    groups: dict[_Who, list[int]] = {}
    for place, one in enumerate(told):
        who = _who(one, ids.get(persons.get(place, "")), ports)
        if isinstance(who, Outcome):
            outcomes[place] = who
        else:
            groups.setdefault(who, []).append(place)
    return groups


def _who(one: ToldSignal | IllFormed, of_address: str | None, ports: Keeping) -> _Who | Outcome:
    if isinstance(one, IllFormed):
        return Outcome(Became.REFUSED, detail=one.detail)
    lead_id = one.lead_id or of_address
    if lead_id is not None:
        return _Who(lead_id, is_visitor=False)
    if one.anonymous_id is not None:
        return _Who(ports.hash("visitor", one.anonymous_id), is_visitor=True)
    return Outcome(Became.REFUSED, detail=_NO_LEAD_OF_ADDRESS)


def _keep(who: _Who, signals: Mapping[int, ToldSignal], source: str, ports: Keeping) -> dict[int, Outcome]:
    if monotonic() >= ports.until:
        raise Congested
    told = [one.signal for one in signals.values()]
    try:
        if who.is_visitor:
            visited = keep_visits(who.name, told, source, ports=ports.deciding)
            lead_id, fates = visited.lead_id, visited.fates
        else:
            joining = join_to_lead(who.name, told, source, ports=ports.deciding)
            lead_id, fates = joining.lead.id, joining.fates
    except NoSuchLead:
        return dict.fromkeys(signals, Outcome(Became.REFUSED, detail=_NO_LEAD_OF_ID))
    became = [Became.KEPT if fate is Fate.JOINED and lead_id is None else Became(fate.value) for fate in fates]
    return {
        place: Outcome(result, lead_id, one.remark)
        for (place, one), result in zip(signals.items(), became, strict=True)
    }


def _count(outcomes: Mapping[int, Outcome]) -> None:
    for became, metric in _METRICS.items():
        found = sum(outcome.result is became for outcome in outcomes.values())
        if found:
            count(metric, found)
