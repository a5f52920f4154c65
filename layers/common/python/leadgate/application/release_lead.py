"""Let a lead out of quarantine, and hold nothing against its address again."""

from collections.abc import Callable
from dataclasses import dataclass

from leadgate.application.allowed_names import allowed_names, domain_of
from leadgate.application.errors import Congested, NoSuchLead, NotQuarantined, SharedDomain
from leadgate.application.form_ports import AllowList
from leadgate.application.ports import Clock, LeadRepository, StaleLead
from leadgate.application.retry import Backoff
from leadgate.domain.lead import Lead
from leadgate.domain.release import release
from leadgate.domain.stages import Stage


@dataclass(frozen=True, slots=True)
class Releasing:
    """What releasing needs; `is_shared` says whether anybody can get an address of a domain."""

    leads: LeadRepository
    allow_list: AllowList
    hash: Callable[..., str]
    is_shared: Callable[[str], bool]
    clock: Clock
    backoff: Backoff


def release_lead(lead_id: str, by: str, *, allow_domain: bool, ports: Releasing) -> Lead:
    """Release a lead; the relay sees that it asks to be decided.

    Args:
        lead_id: the lead's own id, or one that a form's answer gave.
        by: the id of the key that says so.
        allow_domain: whether nothing is to be held against the address's whole domain, either.
        ports: what it needs.

    Returns:
        The lead; as it is when it was released before.

    Raises:
        NoSuchLead: there is none.
        NotQuarantined: it was never held back.
        SharedDomain: anybody can get an address of the domain, so that allowing it would allow everybody.
        Congested: every attempt met another writer.
    """
    for _ in ports.backoff.attempts():
        lead = ports.leads.get(lead_id)
        if lead is None:
            raise NoSuchLead
        is_held = lead.stage is Stage.QUARANTINED
        if not is_held and (lead.quarantine is None or lead.quarantine.released_at is None):
            raise NotQuarantined
        kinds = _teach(lead, by, allow_domain=allow_domain, ports=ports)
        if not is_held:
            return lead
        released, entry = release(lead, ports.clock(), by, kinds)
        try:
            ports.leads.amend(released, entry)
        except StaleLead:
            continue
        return released
    raise Congested


def _teach(lead: Lead, by: str, *, allow_domain: bool, ports: Releasing) -> list[str]:
    """Teach the allow-list, before the lead goes: a crash in between leaves a lead that can be released again."""
    if allow_domain and ports.is_shared(domain_of(lead.email)):
        raise SharedDomain
    kinds = ["address", "domain"] if allow_domain else ["address"]
    names = allowed_names(lead.email, ports.hash)
    ports.allow_list.add([names[kind] for kind in kinds], ports.clock(), by)
    return kinds
